import type { Clock } from '../runtime/ports.ts';
import type { ClientAddress } from './client-address.ts';

/** Failures within this time count. */
const WITHIN = 15 * 60_000;

/** How many may fail. */
export interface AttemptLimits {
  readonly perAddress: number;
  /** What a proxy tells of addresses may be made up by whoever reaches us past it. */
  readonly perPeer: number;
}

/** A person who types the token. */
export const AT_SIGN_IN: AttemptLimits = { perAddress: 10, perPeer: 30 };
/** A program may go on for a while with a token that is no longer good, and shut nobody else out. */
export const AS_BEARER: AttemptLimits = { perAddress: 100, perPeer: 300 };

/** Counts wrong tokens, in memory only. */
export class Attempts {
  readonly #clock: Clock;
  readonly #limits: AttemptLimits;
  #failures: (ClientAddress & { readonly at: number })[] = [];
  /** From where somebody has signed in: they are not locked out by what others do behind the same proxy. */
  readonly #known = new Set<string>();

  constructor(clock: Clock, limits: AttemptLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** How many seconds that client has to wait; 0 when it may try. */
  waitFor({ address, peer }: ClientAddress): number {
    const { perAddress, perPeer } = this.#limits;
    const now = this.#clock.monotonic();
    this.#failures = this.#failures.filter(({ at }) => at > now - WITHIN);
    const own = this.#failures.filter((one) => one.address === address).at(-perAddress);
    const ofPeer = this.#known.has(address) ? undefined : this.#failures.filter((one) => one.peer === peer).at(-perPeer);
    const full = own ?? ofPeer;
    return full ? Math.max(1, Math.ceil((full.at + WITHIN - now) / 1_000)) : 0;
  }

  failed(client: ClientAddress): void {
    this.#failures.push({ ...client, at: this.#clock.monotonic() });
  }

  succeeded({ address }: ClientAddress): void {
    this.#known.add(address);
    this.#failures = this.#failures.filter((one) => one.address !== address);
  }
}
