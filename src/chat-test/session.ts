import { setImmediate as nextTick } from 'node:timers/promises';
import { withScratchApp } from '../cli/scratch-app.ts';
import { loadConfig } from '../config/config.ts';
import type { Config } from '../config/config.ts';
import type { Core } from '../core.ts';
import type { ChannelName } from '../engine/scope.ts';
import type { Loaded } from '../flow/load.ts';
import { flowsFor, standInSecrets } from './flows-for.ts';
import { turnBreach } from './house-rules.ts';
import type { Action, ChatTest } from './chat-file.ts';
import { Recorder } from './recorder.ts';
import { scriptedApis } from './scripted-apis.ts';
import { VirtualClock } from './virtual-clock.ts';

type UserAction = Action & { readonly kind: 'user' };

/** Turns of the event loop without a sign of work after which nothing more is to come. */
const CALM_TURNS = 8;

/** One chat with an engine of its own, whose time stands still unless it is told to pass. */
export interface Session {
  readonly recorder: Recorder;
  readonly clock: VirtualClock;
  /** What every chat must keep to, and a turn did not; null when all is well. */
  readonly breach: () => string | null;
  /** Says what the person says, or lets time pass; resolves when all that follows from it has happened. */
  act(action: Action): Promise<void>;
}

/** Runs a chat against the whole runtime: real turns, a real database, but no network, and answers from the file. */
export async function withSession<T>(
  loaded: Loaded,
  flow: string | null,
  test: ChatTest,
  run: (session: Session) => Promise<T>,
): Promise<T> {
  let breach: string | null = null;
  const recorder = new Recorder((turn) => {
    breach ??= turnBreach(turn);
  });
  const clock = new VirtualClock((self) => calm(self, recorder));
  const calls = scriptedApis({ apis: test.apis, clock, onCall: (call) => void recorder.happenings.push(call) });
  const flows = flowsFor(loaded, flow, test);
  const overrides = { clock, transport: calls.transport, watchStore: recorder.watch.bind(recorder) };
  let result: T | undefined;
  const ended = withScratchApp(configFor(loaded), flows, overrides, async (app) => {
    app.simulator?.onDelivered((one) => {
      if (one.to === test.from) recorder.arrived(one);
    });
    const act = async (action: Action) => {
      if (action.kind === 'user') await say(app, clock, test, pressed(action, recorder));
      else await clock.pass(action.ms, action.kind === 'wait');
      if (calls.underWay() === 0) recorder.dropUndelivered();
    };
    try {
      result = await run({ recorder, clock, breach: () => breach, act });
    } finally {
      clock.letRun();
    }
  });
  await ended;
  return result as T;
}

async function say(
  app: Core,
  clock: VirtualClock,
  test: { from: string; channel: ChannelName },
  action: UserAction,
): Promise<void> {
  const { text, button, location } = action;
  const media = action.media.map((url) => ({ url, type: null }));
  void app.phones?.text({ from: test.from, channel: test.channel, text, media, button, location });
  await clock.pass(0, true);
}

/** A button that was offered for tapping sends its label and its value; elsewhere its name is typed. */
function pressed(action: UserAction, { happenings }: Recorder): UserAction {
  const { text, button } = action;
  if (button === null || text !== '') return action;
  const offered = happenings.flatMap((one) => (one.kind === 'bot' ? one.buttons : []));
  const found = offered.findLast((one) => one.value === button || one.label === button);
  return found ? { ...action, text: found.label, button: found.value } : { ...action, text: button, button: null };
}

async function calm(clock: VirtualClock, recorder: Recorder): Promise<void> {
  let seen = -1;
  for (let quiet = 0; quiet < CALM_TURNS; quiet += 1) {
    await nextTick();
    const stirs = clock.stirs + recorder.stirs;
    if (stirs !== seen || recorder.isBusy) quiet = 0;
    seen = stirs;
  }
}

/** Local mode without any settings, and with stand-ins for the secrets that the APIs read. */
function configFor(loaded: Loaded): Config {
  const env = { SECRET_KEY: Buffer.alloc(32, 'chat').toString('base64'), ADMIN_TOKEN: 'chat-test' };
  const result = loadConfig({ env, dotenv: null, cwd: process.cwd() });
  if (!result.ok)
    throw new Error(`The settings of a chat test are refused: ${result.problems.map((one) => one.message).join(' ')}`);
  return { ...result.config, apiSecrets: standInSecrets(loaded) };
}
