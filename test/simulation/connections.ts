import type { Life } from './life.ts';

const LOOK_AGAIN = 10;

/** A webhook's connection. It ends when its answer was handed over whole, or breaks off: then `broke` is told, once. */
export class Connection {
  readonly #leave: () => void;
  readonly #broke: () => void;
  #stands = true;

  constructor(broke: () => void, leave: () => void) {
    this.#broke = broke;
    this.#leave = leave;
  }

  get stands(): boolean {
    return this.#stands;
  }

  end(): void {
    this.#stands = false;
    this.#leave();
  }

  breakOff(): void {
    if (!this.#stands) return;
    this.end();
    this.#broke();
  }
}

/** The connections of one process. All break off when it dies. */
export class Connections {
  readonly #life: Life;
  readonly #open = new Set<Connection>();

  constructor(life: Life) {
    this.#life = life;
  }

  open(broke: () => void): Connection {
    const connection: Connection = new Connection(broke, () => {
      forget();
      this.#open.delete(connection);
    });
    const forget = this.#life.onEnd(() => connection.breakOff());
    this.#open.add(connection);
    return connection;
  }

  /** Resolves when every answer was handed over, or its connection broke off. */
  async closed(): Promise<void> {
    while (this.#open.size > 0) await new Promise<void>((resolve) => void this.#life.after(LOOK_AGAIN, resolve));
  }
}
