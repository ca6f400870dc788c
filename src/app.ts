import { type Stores, openStores } from '../db/open-store.ts';
import { createApiCaller } from './apis/caller.ts';
import { createPacer, unpaced } from './channels/pacer.ts';
import { SIMULATOR_NUMBER, Simulator } from './channels/simulator/simulator.ts';
import { createTwilioChannel } from './channels/twilio/send.ts';
import { createSignatureCheck } from './channels/twilio/signature.ts';
import { twilioStatus } from './channels/twilio/status.ts';
import { twilioWebhook } from './channels/twilio/webhook.ts';
import type { Config } from './config/config.ts';
import { apiRoutes } from './console/routes.ts';
import type { Api, ApiAnswer } from './engine/api.ts';
import type { Scope } from './engine/scope.ts';
import type { Attributes } from './engine/value.ts';
import type { Loaded } from './flow/load.ts';
import type { Health } from './http/health.ts';
import { type Listening, listen } from './http/listen.ts';
import { createServer } from './http/server.ts';
import { describeError } from './lib/errors.ts';
import { phoneCountry } from './lib/phone.ts';
import { deriveKeys, Sealer } from './lib/seal.ts';
import { createOtpService } from './otp/service.ts';
import { Bell } from './runtime/bell.ts';
import { type Conversations, createConversations } from './runtime/conversations.ts';
import { CatchUp } from './runtime/perform/catch-up.ts';
import { SendTexts } from './runtime/perform/send-texts.ts';
import type { Clock, Logger, Random } from './runtime/ports.ts';
import type { Reads } from './runtime/reads.ts';
import { simulatedPhones } from './runtime/simulated-phones.ts';
import { systemClock, systemRandom } from './runtime/system.ts';
import { wordingFor } from './runtime/wording.ts';

/** What tests may put in the place of the machine's own. */
export interface Overrides {
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface App {
  readonly conversations: Conversations;
  readonly reads: Reads;
  /** Null in live mode. */
  readonly simulator: Simulator | null;
  readonly phones: ReturnType<typeof simulatedPhones> | null;
  /** Starts to work and, unless told not to, to listen. Resolves with the port once messages can be taken. */
  start(options?: { readonly listen: boolean }): Promise<{ readonly port: number }>;
  /** Calls an API of the catalogue with these attributes, for no one in particular. */
  tryApi(api: Api, attributes: Attributes): Promise<ApiAnswer>;
  /** Stops accepting, finishes what is under way, closes the database. */
  stop(): Promise<void>;
}

/** Builds every part once, from the inside out. `flows` have been checked. */
export async function createApp(config: Config, flows: Loaded, logger: Logger, overrides: Overrides = {}): Promise<App> {
  const clock = overrides.clock ?? systemClock;
  const random = overrides.random ?? systemRandom;
  const sealer = new Sealer(
    [config.secretKey, ...(config.secretKeyPrevious ? [config.secretKeyPrevious] : [])].map((key) => deriveKeys(key).seal),
  );
  const { store, otpStore, keys }: Stores = openStores(config.database, sealer);

  const simulator = config.twilio ? null : new Simulator({ now: () => clock.now(), uuid: () => random.uuid() });
  const ours = config.twilio?.fromNumber ?? config.twilio?.messagingServiceSid ?? SIMULATOR_NUMBER;
  const country = phoneCountry(ours) ?? undefined;
  const channel = simulator ?? createChannel(config);
  const pacer = simulator ? unpaced : createPacer(config.sendRate);

  const bell = new Bell();
  const texts = new SendTexts({ store, channel, pacer, clock, random, logger, bell, from: ours });
  const otp = createOtpService({
    store: otpStore,
    texts,
    clock,
    random,
    logger,
    keys: { otp: keys.otp, otpKey: config.apiSecrets['OTP_KEY'] ?? '' },
    brand: config.brand,
    ttl: config.otp.ttl,
    maxChecks: config.otp.maxChecks,
    allowedCountries: config.allowedCountries,
    region: country,
    testOtp: config.testOtp,
  });
  const twilio = {
    accountSid: config.twilio?.accountSid ?? null,
    authToken: config.twilio?.authToken ?? null,
    fromNumber: config.twilio?.fromNumber ?? null,
  };
  const caller = createApiCaller({
    clock,
    random,
    logger,
    secrets: config.apiSecrets,
    twilio,
    allowHosts: config.apiAllowHosts,
    internal: otp,
  });
  const conversations = await createConversations({
    store,
    flows,
    caller,
    texts,
    bell,
    clock,
    random,
    logger,
    country,
    wording: wordingFor(config.brand),
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

  const phones = simulator && simulatedPhones({ simulator, conversations, ours, clock });
  const health: Health = {
    database: () => store.probe().then(() => null, describeError),
    flows: () => (flows.flows.length > 0 ? null : 'There is no flow.'),
    worker: () => (conversations.working ? null : 'The worker has stopped.'),
  };
  const app = createServer({
    twilio: config.twilio && twilioHandlers(config, config.twilio.accountSid, { conversations, logger }),
    otp,
    routes: apiRoutes({ reads: store, phones }),
    adminTokens: config.adminTokens,
    health,
    logger,
    mode: config.mode,
  });

  let listening: Listening | null = null;
  return {
    conversations,
    reads: store,
    simulator,
    phones,
    tryApi: (api, attributes) =>
      caller.call({ api, scope: sampleScope(attributes, ours), idempotencyKey: random.uuid(), contact: null }),
    start: async (options = { listen: true }) => {
      await conversations.recover();
      listening = options.listen ? await listen(app, config) : null;
      conversations.start();
      await catchUp?.start();
      return { port: listening?.port ?? 0 };
    },
    stop: async () => {
      // First, because it turns readiness off.
      const stopped = conversations.stop(
        () => caller.close(),
        () => pacer.close(),
      );
      await Promise.all([listening?.close(), catchUp?.stop(), stopped]);
      await store.close();
    },
  };
}

/** What an API reads when no conversation calls it. */
function sampleScope(attributes: Attributes, address: string): Scope {
  const contact = { address, channel: 'sms' as const, name: null, language: null };
  return { attributes, contact, message: null, flow: { id: 'try', name: 'Try' } };
}

function createChannel({ twilio, publicUrl }: Config) {
  if (!twilio) throw new Error('There is no Twilio account to send with.');
  const { accountSid, authToken, apiKey, apiSecret, apiUrl, messagingServiceSid } = twilio;
  const key = apiKey !== null && apiSecret !== null ? { apiKey, apiSecret } : {};
  return createTwilioChannel({
    accountSid,
    authToken,
    ...key,
    apiUrl,
    messagingServiceSid,
    statusCallbackUrl: `${publicUrl}${STATUS_PATH}`,
  });
}

const STATUS_PATH = '/webhooks/twilio/status';

function twilioHandlers(config: Config, accountSid: string, parts: { conversations: Conversations; logger: Logger }) {
  const { conversations, logger } = parts;
  const isSigned = signatureCheck(config);
  return {
    inbound: twilioWebhook({
      accountSid,
      isSigned,
      inbox: conversations,
      logger,
      statusUrl: `${config.publicUrl}${STATUS_PATH}`,
    }),
    status: twilioStatus({ accountSid, isSigned, logger, report: (report) => conversations.report(report) }),
  };
}

/** The number of ours by the settings, on both channels. */
function ownNumbers(fromNumber: string | null) {
  return fromNumber === null ? [] : (['sms', 'whatsapp'] as const).map((channel) => ({ ours: fromNumber, channel }));
}

function signatureCheck({ twilio, publicUrl }: Config) {
  const tokens = [twilio?.authToken, twilio?.previousAuthToken].filter((token) => typeof token === 'string');
  return createSignatureCheck({ publicUrl, tokens });
}
