import type { Cluster } from '../../src/runtime/cluster.ts';
import type { ContactKey } from '../../src/runtime/ports.ts';
import type { Control } from './control.ts';
import type { Life } from './life.ts';
import type { World } from './world.ts';

type Hears = Parameters<Cluster['start']>[0];

/** How often it is seen what is due and who has opted out, in milliseconds. */
const EVERY = 500;
/** What the library of jobs would find due. */
const TAKE_DUE = 'DELETE FROM graphile_worker._private_jobs WHERE run_at <= to_timestamp($1 / 1000.0) RETURNING id';
const WHO = 'SELECT ours, channel, theirs FROM contacts WHERE id = $1';

/**
 * What processes hear from the database without asking. The library of jobs and the listening connections live by the clock
 * of the machine, so the simulation does their part by its own: one of the processes is woken for what is due, and all hear
 * who has opted out.
 */
export class Switchboard {
  readonly #world: World;
  readonly #control: Control;
  readonly #listening = new Map<Life, Hears>();
  #optedOut: number[] = [];

  constructor(world: World, control: Control) {
    this.#world = world;
    this.#control = control;
    this.#next();
  }

  join(life: Life, on: Hears): void {
    this.#listening.set(life, on);
  }

  leave(life: Life): void {
    this.#listening.delete(life);
  }

  /** The database has told that a contact opted out. */
  heard(contactId: number): void {
    this.#optedOut.push(contactId);
  }

  #next(): void {
    this.#world.timeline.after(EVERY, () => {
      void this.#world.timeline.track(this.#look());
      this.#next();
    });
  }

  async #look(): Promise<void> {
    const { seeded, timeline } = this.#world;
    const due = await this.#control.rows(TAKE_DUE, [timeline.steady]);
    const opted = this.#optedOut.splice(0);
    const awake = [...this.#listening].filter(([life]) => life.alive && life.stillSince === null);
    const [first, ...others] = awake;
    if (first && due.length > 0) {
      const [life, { due: wake }] = seeded.pick([first, ...others]);
      life.deliver(wake);
    }
    for (const contactId of opted) {
      const [contact] = await this.#control.rows<ContactKey>(WHO, [contactId]);
      for (const [life, { optedOut }] of this.#listening) if (contact) life.deliver(() => optedOut(contact));
    }
  }
}
