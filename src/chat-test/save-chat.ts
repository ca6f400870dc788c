import { stringify } from 'yaml';
import type { ChannelName } from '../engine/scope.ts';
import type { Loaded } from '../flow/load.ts';
import { formatDuration } from '../lib/duration.ts';
import type { ChatLog } from './chat-log.ts';
import { playChat } from './play-chat.ts';
import { readChatFile } from './read-chat-file.ts';
import { applyEdits, rewriteChat } from './rewrite.ts';

/** A chat as a file for `parley test`. `problem` says why it will not pass as it stands; null when it does. */
export interface SavedChat {
  readonly text: string;
  readonly problem: string | null;
}

/** Plays what was done in a chat once more, in virtual time, and writes down what happens. `flow` null: the one it was in. */
export async function saveChat(
  loaded: Loaded,
  log: ChatLog,
  who: { readonly flow: string | null; readonly from: string; readonly channel: ChannelName },
): Promise<SavedChat> {
  const [only, ...others] = log.flows;
  const flow = who.flow ?? (others.length === 0 ? only : undefined);
  const chat = log.steps.map((step) => ('user' in step ? step : { wait: formatDuration(step.wait) }));
  const apis = log.answers();
  const skeleton = stringify(
    {
      ...(flow === undefined ? {} : { flow }),
      from: who.from,
      ...(who.channel === 'sms' ? {} : { channel: who.channel }),
      ...(Object.keys(apis).length > 0 ? { apis } : {}),
      tests: [{ name: 'saved from a chat', chat }],
    },
    { lineWidth: 0 },
  );
  return fillIn(loaded, skeleton);
}

async function fillIn(loaded: Loaded, skeleton: string): Promise<SavedChat> {
  const draft = readOne(skeleton);
  const text = applyEdits(skeleton, await rewriteChat(loaded, draft.flow, draft.test, skeleton));
  const { flow, test } = readOne(text);
  const { problem } = await playChat(loaded, flow, test);
  return { text, problem: problem?.message ?? null };
}

function readOne(text: string) {
  const read = readChatFile('saved', text);
  const test = read.ok ? read.chats.tests[0] : undefined;
  if (!read.ok || !test) throw new Error('What was written is no chat file.');
  return { flow: read.chats.flow, test };
}
