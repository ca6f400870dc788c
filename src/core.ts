import { openStores, type Stores } from '../db/open-store.ts';
import { createApiCaller } from './apis/caller.ts';
import type { Transport } from './apis/transport.ts';
import { SIMULATOR_NUMBER, Simulator } from './channels/simulator/simulator.ts';
import { checkOptions } from './config/check-options.ts';
import type { Config } from './config/config.ts';
import {
  createChannel,
  createPacerFor,
  createSealer,
  ownNumbers,
  readOtpOptions,
  sampleScope,
  standInHosts,
  twilioScope,
  verifyService,
} from './core-parts.ts';
import type { Api, ApiAnswer } from './engine/api.ts';
import type { Attributes } from './engine/value.ts';
import { builtInApis } from './flow/built-in-apis.ts';
import { type Loaded, loadFlows } from './flow/load.ts';
import { readSources } from './flow/source.ts';
import { phoneCountry } from './lib/phone.ts';
import { createOtpControl } from './otp/control.ts';
import { createForget } from './otp/forget.ts';
import { startOtpPurge } from './otp/purge.ts';
import { createOtpService } from './otp/service.ts';
import { Bell } from './runtime/bell.ts';
import { type Conversations, createConversations } from './runtime/conversations.ts';
import { Heartbeat } from './runtime/heartbeat.ts';
import { CatchUp } from './runtime/perform/catch-up.ts';
import { EventOutlet } from './runtime/perform/event-outlet.ts';
import { Housekeeper } from './runtime/perform/housekeeper.ts';
import { People } from './runtime/people.ts';
import { ReleasedFolder } from './runtime/released-folder.ts';
import { SendTexts } from './runtime/perform/send-texts.ts';
import type { ApiCaller, Clock, Logger, OtpControl, OtpService, Random } from './runtime/ports.ts';
import type { Reads } from './runtime/reads.ts';
import { simulatedPhones } from './runtime/simulated-phones.ts';
import type { Store } from './runtime/store.ts';
import { systemClock, systemRandom } from './runtime/system.ts';

/** What tests may put in the place of the machine's own. */
export interface CoreOverrides {
  readonly clock?: Clock;
  readonly random?: Random;
  /** Answers the calls of APIs, or looks on. */
  readonly transport?: Transport;
  /** What the engine works on instead of its store: one that looks on. */
  readonly watchStore?: (store: Store) => Store;
  /** What makes its calls: one that looks on. */
  readonly watchCaller?: (caller: ApiCaller) => ApiCaller;
}

/** Everything but HTTP: it takes messages, and does what is due. */
export interface Core {
  readonly conversations: Conversations;
  readonly stores: Stores;
  readonly reads: Reads;
  readonly otp: OtpService;
  readonly otpControl: OtpControl;
  readonly people: People;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly random: Random;
  /** The country of our own number. */
  readonly country: string | undefined;
  /** What is published, where processes share a database. */
  readonly released: ReleasedFolder | null;
  /** Null in live mode. */
  readonly simulator: Simulator | null;
  readonly phones: ReturnType<typeof simulatedPhones> | null;
  /** Calls an API of the catalogue with these attributes, for no one in particular. */
  tryApi(api: Api, attributes: Attributes): Promise<ApiAnswer>;
  /** Takes up what an earlier process left. To be called before the first message. */
  recover(): Promise<void>;
  /** Begins to do what is due. */
  start(): Promise<void>;
  /** Finishes what is under way, and closes the database once `meanwhile` is done too. */
  stop(meanwhile?: () => Promise<unknown>): Promise<void>;
}

/** Builds every part but the server once, from the inside out. `flows` have been checked. */
export async function createCore(config: Config, flows: Loaded, logger: Logger, overrides: CoreOverrides = {}): Promise<Core> {
  const clock = overrides.clock ?? systemClock;
  const random = overrides.random ?? systemRandom;
  const eventAdded = config.events ? () => outlet?.wake() : null;
  const stores = await openStores(config.database, createSealer(config), eventAdded, () => clock.monotonic());
  const store = overrides.watchStore?.(stores.store) ?? stores.store;
  const released =
    stores.shared && (await ReleasedFolder.open({ releases: stores.shared.releases, clock, logger }, flows.sources));
  const served = released ? loadFlows(readSources(released.folder), checkOptions(config)) : flows;

  // Read only where events are posted: its library is large.
  const sender = config.events && (await import('./events/sender.ts')).createEventSender({ ...config.events, clock });
  const outlet = sender && new EventOutlet({ store: stores.eventStore, sender, clock, random, logger });
  const simulator = config.twilio ? null : new Simulator({ now: () => clock.now(), uuid: () => random.uuid() });
  const ours = config.twilio?.fromNumber ?? config.twilio?.messagingServiceSid ?? SIMULATOR_NUMBER;
  const country = phoneCountry(ours) ?? undefined;
  const channel = simulator ?? createChannel(config);
  const { shared } = stores;
  const pacer = createPacerFor(config, simulator !== null, shared?.slots ?? null, clock);

  const bell = new Bell();
  const texts = new SendTexts({ store, channel, pacer, clock, random, logger, bell, from: ours });
  const otpOptions = { ...readOtpOptions(config, stores), texts, clock, random, logger, region: country, ours };
  const otp = createOtpService(otpOptions);
  const plainCaller = createApiCaller({
    clock,
    random,
    logger,
    secrets: config.apiSecrets,
    twilio: twilioScope(config),
    allowHosts: [...config.apiAllowHosts, ...standInHosts(config)],
    internal: otp,
    transport: overrides.transport,
  });
  const caller = overrides.watchCaller?.(plainCaller) ?? plainCaller;
  const conversations = await createConversations({
    store,
    flows: served,
    builtInApis: builtInApis({ verify: verifyService(config) }),
    caller,
    texts,
    bell,
    clock,
    random,
    logger,
    country,
    allowedCountries: config.allowedCountries,
    wording: { brand: config.brand, support: config.support },
    ours,
    answersTakeButtons: simulator !== null,
    budget: config.webhookBudget,
  });
  const catchUp =
    config.twilio &&
    new CatchUp({
      store,
      channel,
      clock,
      logger,
      take: (message) => conversations.catchUp(message),
      ours: ownNumbers(config.twilio.fromNumber),
      maxAge: config.catchUpMaxAge,
    });
  const heartbeat =
    shared &&
    new Heartbeat({
      cluster: shared.cluster,
      clock,
      logger,
      wake: () => {
        bell.ring(clock.now());
        outlet?.wake();
      },
      optedOut: (contact) => conversations.silence(contact),
    });
  const forget = createForget(stores.otpStore, stores.keys.otp);
  const people = new People({
    store,
    eraseContact: (id) => conversations.desk.erase(id),
    forget: (who) => {
      simulator?.forget([...who.phones, ...who.contacts.map(({ theirs }) => theirs)]);
      return forget(who);
    },
    secrets: () => new Set(conversations.library.flows.flatMap((flow) => [...flow.secrets])),
    country,
  });
  const housekeeper = new Housekeeper({
    housekeeping: stores.housekeeping,
    retention: config.retention,
    reseals: config.secretKeyPrevious !== null,
    clock,
    logger,
  });
  let stopPurge = () => {};
  return {
    conversations,
    stores: { ...stores, store },
    reads: store,
    otp,
    otpControl: createOtpControl(otpOptions),
    people,
    bell,
    clock,
    random,
    released,
    country,
    simulator,
    phones: simulator && simulatedPhones({ simulator, conversations, ours, clock }),
    tryApi: (api, attributes) =>
      caller.call({ api, scope: sampleScope(attributes, ours), idempotencyKey: random.uuid(), contact: null }),
    recover: () => conversations.recover(),
    start: async () => {
      conversations.start();
      await heartbeat?.start();
      await catchUp?.start();
      stopPurge = startOtpPurge(otpOptions);
      housekeeper.start();
      outlet?.start();
    },
    stop: async (meanwhile = async () => {}) => {
      stopPurge();
      // First, because it turns readiness off.
      const stopped = conversations.stop(
        () => caller.close(),
        () => pacer.close(),
      );
      await Promise.all([meanwhile(), catchUp?.stop(), stopped]);
      await outlet?.stop();
      await housekeeper.stop();
      await heartbeat?.stop();
      await released?.stop();
      await store.close();
    },
  };
}
