import { join } from 'node:path';
import { createSignatureCheck } from './channels/twilio/signature.ts';
import { twilioStatus } from './channels/twilio/status.ts';
import { twilioWebhook } from './channels/twilio/webhook.ts';
import { WebhookLog } from './channels/twilio/webhook-log.ts';
import { checkOptions } from './config/check-options.ts';
import type { Config } from './config/config.ts';
import { type Core, type CoreOverrides, createCore } from './core.ts';
import { STATUS_PATH } from './core-parts.ts';
import type { Loaded } from './flow/load.ts';
import { EventStreams } from './http/event-streams.ts';
import type { Health } from './http/health.ts';
import { type Listening, listen } from './http/listen.ts';
import { createServer } from './http/server.ts';
import { describeError } from './lib/errors.ts';
import { personHash } from './lib/person-hash.ts';
import { projectRoot, projectVersion } from './lib/project-root.ts';
import { samplesOf, verifyingIn } from './metrics-parts.ts';
import { createPrometheus } from './metrics/prometheus.ts';
import { DeadLetters } from './runtime/dead-letters.ts';
import { FlowFiles } from './runtime/flow-files.ts';
import { LiveFlows } from './runtime/live-flows.ts';
import { measuredCaller, measuredStore } from './runtime/measured.ts';
import { announcing, Newsroom } from './runtime/news.ts';
import type { ApiCaller, Logger } from './runtime/ports.ts';
import { Publisher } from './runtime/publisher.ts';
import type { Store } from './runtime/store.ts';
import { systemClock } from './runtime/system.ts';
import { OpenTries } from './tries/tries.ts';

/** What tests may put in the place of the machine's own. */
export interface Overrides extends CoreOverrides {
  /** A folder with a built web app, in place of the one that `npm run build` makes. */
  readonly consoleFiles?: string;
}

export interface App extends Pick<Core, 'conversations' | 'reads' | 'simulator' | 'phones'> {
  /** Starts to work and to listen. Resolves with the port once messages can be taken. */
  start(): Promise<{ readonly port: number }>;
  /** Stops accepting, finishes what is under way, closes the database. */
  stop(): Promise<void>;
}

/** Builds every part once, from the inside out. `flows` have been checked. */
export async function createApp(config: Config, flows: Loaded, logger: Logger, overrides: Overrides = {}): Promise<App> {
  const newsroom = new Newsroom();
  const prometheus = createPrometheus();
  let sources = () => flows.sources;
  const measuring = { metrics: prometheus, clock: overrides.clock ?? systemClock, verifying: verifyingIn(() => sources()) };
  const watchStore = (store: Store) => measuredStore(announcing(overrides.watchStore?.(store) ?? store, newsroom), measuring);
  const watchCaller = (caller: ApiCaller) => measuredCaller(caller, measuring);
  const core = await createCore(config, flows, logger, { ...overrides, watchStore, watchCaller });
  const { conversations, clock, random, stores } = core;
  const { live, place } = workshopOf(config, core, newsroom, logger);
  sources = () => live.state.sources;
  const samples = samplesOf(core);
  const tries = new OpenTries({ config, clock, random, logger });
  const streams = new EventStreams(clock);
  const webhooks = new WebhookLog(clock);
  const health = healthOf(core);
  const version = projectVersion();
  const server = createServer({
    twilio: config.twilio && twilioHandlers(config, config.twilio.accountSid, { core, webhooks, logger }),
    otp: core.otp,
    table: async () => {
      const { apiTable } = await import('./console/routes.ts');
      return apiTable({
        installation: { mode: config.mode, brand: config.brand, version, health },
        reads: core.reads,
        place,
        phones: core.phones,
        desk: conversations.desk,
        people: core.people,
        deadLetters: new DeadLetters({ store: stores.store, clock, bell: core.bell }),
        otp: core.otpControl,
        contacts: stores.contactReads,
        tries,
        tryApi: (api, attributes) => core.tryApi(api, attributes),
        webhooks: () => webhooks.latest,
        newsroom,
        clock,
        country: core.country,
      });
    },
    streams,
    consoleStore: stores.consoleStore,
    standIn: (address) => personHash(stores.keys.dedupe, address),
    consoleFolder: overrides.consoleFiles ?? join(projectRoot(), 'dist/console'),
    adminTokens: config.adminTokens,
    publicUrl: config.publicUrl,
    health,
    metrics: prometheus,
    metricsPage: { type: prometheus.type, read: () => prometheus.page(samples) },
    clock,
    random,
    logger,
    mode: config.mode,
  });

  let listening: Listening | null = null;
  return {
    conversations,
    reads: core.reads,
    simulator: core.simulator,
    phones: core.phones,
    start: async () => {
      await core.recover();
      await place.publisher.recordStart();
      listening = await listen(server, config);
      await core.start();
      live.start();
      core.released?.follow(() => live.takeUp());
      return { port: listening.port };
    },
    stop: () =>
      core.stop(() => {
        streams.close();
        return Promise.all([listening?.close(), live.stop(), tries.closeAll()]);
      }),
  };
}

/** The folder of flows: what is live of it, and what is made in it. */
function workshopOf(config: Config, core: Core, newsroom: Newsroom, logger: Logger) {
  const { conversations, clock, random, stores } = core;
  const { consoleStore: store, figures } = stores;
  const { released } = core;
  const folder = released?.folder ?? config.flowsDir;
  const files = new FlowFiles(folder, random);
  const live: LiveFlows = new LiveFlows({
    folder,
    options: checkOptions(config),
    library: conversations.library,
    store: stores.store,
    clock,
    logger,
    changed: async ({ before, now }) => {
      await publisher.record(before.flows, now);
      newsroom.tell({ type: 'flows' });
      newsroom.tell({ type: 'apis' });
    },
  });
  const publisher: Publisher = new Publisher({ files, live, store, clock, released });
  return { live, place: { files, publisher, state: () => live.state, store, figures, clock, newsroom } };
}

function healthOf({ conversations, stores }: Core): Health {
  return {
    database: () => stores.store.probe().then(() => null, describeError),
    flows: () => (conversations.library.flows.length > 0 ? null : 'There is no flow.'),
    worker: () => (conversations.working ? null : 'The worker has stopped.'),
  };
}

interface HandlerParts {
  readonly core: Core;
  readonly webhooks: WebhookLog;
  readonly logger: Logger;
}

function twilioHandlers({ publicUrl, twilio }: Config, accountSid: string, { core, webhooks, logger }: HandlerParts) {
  const { conversations } = core;
  const tokens = [twilio?.authToken, twilio?.previousAuthToken].filter((token) => typeof token === 'string');
  const signature = { publicUrl, tokens, accountSid };
  const options = { accountSid, isSigned: createSignatureCheck(signature), signature, met: webhooks, logger };
  return {
    inbound: twilioWebhook({ ...options, inbox: conversations, statusUrl: `${publicUrl}${STATUS_PATH}` }),
    status: twilioStatus({ ...options, report: (report) => conversations.report(report) }),
  };
}
