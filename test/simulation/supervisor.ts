import type { Loaded } from '../../src/flow/load.ts';
import { Life } from './life.ts';
import { type Sabotage, type Server, startServer } from './server.ts';
import type { World } from './world.ts';

const RESTART_AFTER = 3_000;

/** Starts one process, and starts it again when it died or was stopped. */
export class Supervisor {
  readonly #world: World;
  readonly #flows: Loaded;
  readonly #sabotage: Sabotage;
  /** The process that is starting, or takes webhooks. */
  #life: Life | null = null;
  /** The one that takes webhooks. */
  #server: Server | null = null;
  #isRetired = false;

  constructor(world: World, flows: Loaded, sabotage: Sabotage) {
    this.#world = world;
    this.#flows = flows;
    this.#sabotage = sabotage;
  }

  start(): void {
    const { fleet, story } = this.#world;
    const life = this.#world.newLife();
    this.#life = life;
    startServer(this.#world, { flows: this.#flows, life, sabotage: this.#sabotage }).then(
      (started) => {
        story(`process ${life.number} takes webhooks`);
        this.#server = started;
        fleet.join(started);
      },
      (error: Error) => {
        story(`process ${life.number} could not start: ${error.message}`);
        this.#life = null;
        this.#startLater();
      },
    );
  }

  /** SIGKILL: whatever was in memory is gone. */
  crash(): void {
    const dying = this.#life;
    if (dying) this.#world.database.doom(dying, () => this.#die(dying));
  }

  #die(dying: Life): void {
    if (this.#life !== dying) return;
    this.#world.story(`process ${dying.number} is killed`);
    this.#leave();
    this.#doubtWhatIsBeingSaid();
    dying.end();
    this.#startLater();
  }

  /** SIGSTOP, and SIGCONT after `ms`. */
  freeze(ms: number): void {
    const { story, timeline } = this.#world;
    const life = this.#server?.life;
    if (!life || life.stillSince !== null) return;
    story(`process ${life.number} stands still for ${ms} ms`);
    // Others may take it for dead, and what it was saying for unknown.
    this.#doubtWhatIsBeingSaid();
    life.freeze();
    timeline.after(ms, () => {
      if (life.alive) story(`process ${life.number} goes on`);
      life.thaw();
    });
  }

  /** Its connections to the database break. */
  cut(): void {
    if (!this.#life) return;
    this.#world.story(`the connections of process ${this.#life.number} to the database break`);
    this.#world.database.cut(this.#life);
  }

  /** It is asked to stop and not started again. */
  retire(): void {
    this.#isRetired = true;
    this.stop();
  }

  /** SIGTERM: no new connections, what is under way is finished. */
  stop(): void {
    const { story, books } = this.#world;
    const stopping = this.#server;
    if (!stopping) return;
    const { life } = stopping;
    story(`process ${life.number} is told to stop`);
    this.#leave();
    const fail = (error: Error) => books.wrong.push(`process ${life.number} could not stop: ${error.message}`);
    life.deliver(() => {
      stopping.stop().then(() => {
        story(`process ${life.number} has stopped`);
        life.end();
        this.#startLater();
      }, fail);
    });
  }

  #leave(): void {
    if (this.#server) this.#world.fleet.leave(this.#server);
    this.#server = null;
    this.#life = null;
  }

  #doubtWhatIsBeingSaid(): void {
    const { timeline, database, books } = this.#world;
    const doubt = (ids: readonly number[]) => {
      for (const id of ids) books.doubt(id);
    };
    void timeline.track(database.beingSaid().then(doubt));
  }

  #startLater(): void {
    if (this.#isRetired) return;
    const { timeline, seeded } = this.#world;
    timeline.after(seeded.between(RESTART_AFTER / 10, RESTART_AFTER * 5), () => this.start());
  }
}
