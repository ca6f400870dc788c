import type { Method, Who } from '../console/route.ts';
import type { ConsoleStore } from '../runtime/console-store.ts';
import type { Clock } from '../runtime/ports.ts';

/** A screen looks again whenever something changes: within this time that is one look. */
const ONE_LOOK = 10 * 60_000;
const MOST = 5_000;

/** Writes down who did what, and who looked at whose data. */
export class AuditLog {
  readonly #store: Pick<ConsoleStore, 'addAudit'>;
  readonly #clock: Clock;
  readonly #standIn: (address: string) => string;
  readonly #looks = new Map<string, number>();

  /** `standIn` gives what stands for a person's address, which is not to outlive the person here. */
  constructor(store: Pick<ConsoleStore, 'addAudit'>, clock: Clock, standIn: (address: string) => string) {
    this.#store = store;
    this.#clock = clock;
    this.#standIn = standIn;
  }

  async note(done: {
    readonly method: Method;
    readonly action: string;
    readonly who: Who;
    readonly target: string | null;
    /** Whose address it was, where it is not a row's id. */
    readonly person: string | null;
  }): Promise<void> {
    const { method, action, who } = done;
    const target = done.target ?? (done.person === null ? null : this.#standIn(done.person));
    if (method === 'get' && this.#isSameLook(JSON.stringify([who, action, target]))) return;
    await this.add({ who: who.name, address: who.address, action, target });
  }

  async add(entry: { who: string; address: string; action: string; target: string | null }): Promise<void> {
    await this.#store.addAudit({ ...entry, target: entry.target?.slice(0, 200) ?? null, at: this.#clock.now() });
  }

  #isSameLook(look: string): boolean {
    const now = this.#clock.now();
    const last = this.#looks.get(look);
    if (last !== undefined && now - last < ONE_LOOK) return true;
    if (this.#looks.size >= MOST) this.#looks.clear();
    this.#looks.set(look, now);
    return false;
  }
}
