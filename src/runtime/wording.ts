/** Texts that the engine says by itself. `brand` is the name people know us by. */
export interface Wording {
  readonly stopped: string;
  readonly started: string;
}

export function wordingFor(brand: string): Wording {
  return {
    stopped: `${brand}: you are unsubscribed and will get no more messages from us. Reply START to get messages again.`,
    started: `${brand}: you can get our messages again. Text us any time to sign in. Reply HELP for help, STOP to opt out.`,
  };
}
