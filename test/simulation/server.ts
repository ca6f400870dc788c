import type { Loaded } from '../../src/flow/load.ts';
import { Bell } from '../../src/runtime/bell.ts';
import { type Conversations, createConversations } from '../../src/runtime/conversations.ts';
import { Heartbeat } from '../../src/runtime/heartbeat.ts';
import { CatchUp } from '../../src/runtime/perform/catch-up.ts';
import { SendTexts } from '../../src/runtime/perform/send-texts.ts';
import type { Logger, Store } from '../../src/runtime/ports.ts';
import { Connections } from './connections.ts';
import { reachCluster, reachStore } from './faulty-store.ts';
import type { Life } from './life.ts';
import { steadyPacer } from './pacer.ts';
import { OURS } from './people.ts';
import type { World } from './world.ts';

const BUDGET = 8_000;
const MAX_AGE = 3_600_000;

/** One process of ours. */
export interface Server {
  readonly life: Life;
  readonly conversations: Conversations;
  readonly connections: Connections;
  /** Stops as on SIGTERM. */
  stop(): Promise<void>;
}

export interface Plan {
  readonly flows: Loaded;
  readonly life: Life;
  readonly sabotage: Sabotage;
}

/** A change of the store that makes the engine break a promise, to see that the checks notice. */
export type Sabotage = (store: Store, world: World) => Store;

/** Starts a process over what is in the database. Rejects when it could not start: then it has ended. */
export async function startServer(world: World, plan: Plan): Promise<Server> {
  const { life } = plan;
  try {
    return await build(world, plan);
  } catch (error) {
    life.end();
    throw error;
  }
}

async function build(world: World, { flows, sabotage, life }: Plan): Promise<Server> {
  const { twilio, apis, timeline, database } = world;
  const { clock } = life;
  const random = world.chanceOf(life);
  const reach = await life.guard(timeline.track(database.reach(life)));
  const way = { world, life, seeded: random };
  const store = reachStore(sabotage(reach.store, world), way);
  const logger = storyLogger(world);
  const channel = twilio.channel(life);
  const caller = apis.caller(life);
  const bell = new Bell();
  const pacer = steadyPacer(life);
  const texts = new SendTexts({ store, channel, pacer, clock, random, logger, bell, from: OURS });
  const wording = { brand: 'Parley', support: 'help.example.com' };
  const conversations = await createConversations({
    store,
    flows,
    caller,
    texts,
    bell,
    clock,
    random,
    logger,
    country: 'US',
    allowedCountries: null,
    wording,
    builtInApis: new Map(),
    ours: OURS,
    answersTakeButtons: false,
    budget: BUDGET,
  });
  const ours = (['sms', 'whatsapp'] as const).map((channel) => ({ ours: OURS, channel }));
  const catchUp = new CatchUp({
    store,
    channel,
    clock,
    logger,
    take: (message) => conversations.catchUp(message),
    ours,
    maxAge: MAX_AGE,
  });
  const heartbeat =
    reach.cluster &&
    new Heartbeat({
      cluster: reachCluster(reach.cluster, way),
      clock,
      logger,
      wake: () => bell.ring(clock.now()),
      optedOut: (contact) => conversations.silence(contact),
    });
  await conversations.recover();
  conversations.start();
  await heartbeat?.start();
  await catchUp.start();
  const connections = new Connections(life);
  const stop = async () => {
    const stopped = conversations.stop(
      () => caller.close(),
      () => pacer.close(),
    );
    await Promise.all([connections.closed(), catchUp.stop(), stopped]);
    await heartbeat?.stop();
    await life.guard(timeline.track(reach.close()));
  };
  return { life, conversations, connections, stop };
}

function storyLogger({ story }: World): Logger {
  const log = (level: string) => (fields: object, message: string) => story(`${level}: ${message} ${JSON.stringify(fields)}`);
  return { debug: () => undefined, info: log('info'), warn: log('warn'), error: log('error') };
}
