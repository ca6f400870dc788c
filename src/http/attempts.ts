import type { Clock } from '../runtime/ports.ts';
import type { ClientAddress } from './client-address.ts';

/** Failures within this time count. */
const WITHIN = 15 * 60_000;
const PER_ADDRESS = 10;
/** What a proxy tells of addresses may be made up by whoever reaches us past it. */
const PER_PEER = 30;

/** Counts failed attempts to sign in, in memory only. */
export class Attempts {
  readonly #clock: Clock;
  #failures: (ClientAddress & { readonly at: number })[] = [];
  /** From where somebody has signed in: they are not locked out by what others do behind the same proxy. */
  readonly #known = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many seconds that client has to wait; 0 when it may try. */
  waitFor({ address, peer }: ClientAddress): number {
    const now = this.#clock.monotonic();
    this.#failures = this.#failures.filter(({ at }) => at > now - WITHIN);
    const own = this.#failures.filter((one) => one.address === address).at(-PER_ADDRESS);
    const ofPeer = this.#known.has(address) ? undefined : this.#failures.filter((one) => one.peer === peer).at(-PER_PEER);
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
