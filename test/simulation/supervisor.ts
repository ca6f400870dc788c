import type { Loaded } from '../../src/flow/load.ts';
import { Life } from './life.ts';
import { type Sabotage, startServer } from './server.ts';
import { CALM } from './weather.ts';
import type { World } from './world.ts';

const RESTART_AFTER = 3_000;
/** The first sweep has noted by then when the installation first started. */
const INSTALLED = 1_000;

/** Starts the process, and starts it again when it died or was stopped. */
export class Supervisor {
  readonly #world: World;
  readonly #flows: Loaded;
  readonly #sabotage: Sabotage;
  #number = 0;
  /** The process that is starting, or takes webhooks. */
  #life: Life | null = null;

  constructor(world: World, flows: Loaded, sabotage: Sabotage) {
    this.#world = world;
    this.#flows = flows;
    this.#sabotage = sabotage;
  }

  /** The first start of the installation. Nothing fails, and nobody has texted yet: what was sent before is not looked for. */
  async startFirst(): Promise<void> {
    const { weather, timeline } = this.#world;
    weather.now = CALM;
    this.start();
    await timeline.run(INSTALLED);
    weather.now = weather.drawn;
  }

  start(): void {
    const { server, story } = this.#world;
    const number = ++this.#number;
    const life = new Life(this.#world.timeline);
    this.#life = life;
    startServer(this.#world, { flows: this.#flows, number, life, sabotage: this.#sabotage }).then(
      (started) => {
        story(`process ${number} takes webhooks`);
        server.current = started;
      },
      (error: Error) => {
        story(`process ${number} could not start: ${error.message}`);
        this.#life = null;
        this.#startLater();
      },
    );
  }

  /** SIGKILL: whatever was in memory is gone. */
  crash(): void {
    const { server, story, database, books } = this.#world;
    const dying = this.#life;
    if (!dying) return;
    story(`process ${this.#number} is killed`);
    server.current = null;
    this.#life = null;
    for (const row of database.messages()) {
      if (row.direction === 'out' && row.status === 'sending') books.doubt(row.id);
    }
    dying.end();
    this.#startLater();
  }

  /** SIGTERM: no new connections, what is under way is finished. */
  stop(): void {
    const { server, story, books } = this.#world;
    const stopping = server.current;
    if (!stopping) return;
    story(`process ${stopping.number} is told to stop`);
    server.current = null;
    this.#life = null;
    stopping.stop().then(
      () => {
        story(`process ${stopping.number} has stopped`);
        stopping.life.end();
        this.#startLater();
      },
      (error: Error) => books.wrong.push(`process ${stopping.number} could not stop: ${error.message}`),
    );
  }

  #startLater(): void {
    const { timeline, seeded } = this.#world;
    timeline.after(seeded.between(RESTART_AFTER / 10, RESTART_AFTER * 5), () => this.start());
  }
}
