import { type ConversationState, NEW_CONVERSATION } from '../../src/engine/state.ts';
import type { TraceEntry } from '../../src/engine/trace.ts';
import type { ContactKey, SendResult } from '../../src/runtime/ports.ts';
import type {
  Committed,
  Job,
  NewMessage,
  NewText,
  Opened,
  Store,
  StoredConversation,
  TurnCommit,
} from '../../src/runtime/store.ts';

/** A store under test. `reopen` is what a new process finds after the former one was killed; `close` ends them all. */
export interface OpenedStore {
  readonly store: Store;
  readonly reopen: () => Promise<Store>;
  readonly close: () => Promise<void>;
}

export type OpenStore = () => Promise<OpenedStore>;

export const NOW = Date.UTC(2026, 0, 5, 12);
export const SECOND = 1000;

export const ANA: ContactKey = { ours: '+14155550100', channel: 'sms', theirs: '+14155550132' };
export const BO: ContactKey = { ...ANA, theirs: '+14155550177' };

type Done = Extract<Committed, { as: 'committed' }>;
type Turn = TurnCommit['conversation'];
export type TurnChanges = Partial<Omit<TurnCommit, 'conversation'>> & { readonly conversation?: Partial<Turn> };

/** A conversation's state that waits for a message, with what a test is about replaced. */
export function stateOf(changes: Partial<ConversationState> = {}): ConversationState {
  return { ...NEW_CONVERSATION, step: 'ask', waiting: 'message', turns: 1, ...changes };
}

export const BUSY = stateOf({ step: 'pause', waiting: 'time' });
export const ENDED = stateOf({ step: null, waiting: null, outcome: 'done' });

export function messageOf(sid: string, text = 'hello'): NewMessage {
  return { sid, text, media: [], button: null, location: null, name: null, optOut: null };
}

/** A message that came just now, as a turn commits it. */
export function arrived(sid: string, text = 'hello', shown = text): NonNullable<TurnCommit['message']> {
  return { ...messageOf(sid, text), shown, status: 'used' };
}

export function say(text: string, shown = text): TurnCommit['say'][number] {
  return { text, shown, media: [] };
}

export function traceOf(note: string): readonly TraceEntry[] {
  return [{ step: 'ask', on: 'message', note }];
}

/** The first turn of a new contact's conversation, with what a test is about replaced. */
export function turnOf(changes: TurnChanges = {}): TurnCommit {
  const conversation: Turn = { id: null, revision: 0, flow: 'signup', version: 'v1', state: stateOf(), secrets: new Set() };
  return {
    now: NOW,
    contact: ANA,
    contactId: null,
    ends: null,
    message: null,
    read: [],
    say: [],
    route: 'rest',
    replyTo: null,
    trace: [],
    job: null,
    contactAttributes: null,
    language: null,
    claim: null,
    events: [],
    ...changes,
    conversation: { ...conversation, ...changes.conversation },
  };
}

/** The next turn of the conversation that was opened. */
export function nextTurn(opened: Opened, changes: TurnChanges = {}): TurnCommit {
  const { id, revision, flow, version, state } = openConversation(opened);
  const conversation = { id, revision, flow, version, state, ...changes.conversation };
  return turnOf({ contactId: opened.contactId, ...changes, conversation });
}

export function openConversation(opened: Opened): StoredConversation {
  if (opened.conversation === null) throw new Error('The contact has no open conversation.');
  return opened.conversation;
}

/** Commits a turn that must not be refused. */
export async function commit(store: Store, turn: TurnCommit): Promise<Done> {
  const result = await store.commit(turn);
  if (result.as !== 'committed') throw new Error(`The turn was refused: ${result.as}.`);
  return result;
}

/** Begins a conversation that must not be refused. */
export function begin(store: Store, changes: TurnChanges = {}): Promise<Done> {
  return commit(store, turnOf(changes));
}

export function openContact(store: Store, contact = ANA, sid: string | null = null): Promise<Opened> {
  return store.open({ contact, sid });
}

/** The conversation with its transcript and trace, which must be there. */
export async function detailOf(store: Store, id: number) {
  const detail = await store.readConversation({ id });
  if (detail === null) throw new Error(`There is no conversation ${id}.`);
  return detail;
}

/** Claims whatever is due at that time. */
export function claimDue(store: Store, now = NOW): Promise<readonly Job[]> {
  return store.claimJobs({ now, limit: 10, sends: 10, leaseUntil: now + 30 * SECOND });
}

/** Commits a text that goes by the channel, and gives its id with the job that sends it. */
export async function queueText(store: Store, text = say('hello'), contact = ANA) {
  const { said, conversationId, contactId } = await begin(store, { contact, say: [text] });
  const job = (await claimDue(store)).find(({ messageId }) => messageId === said[0]?.id);
  if (job === undefined || job.messageId === null) throw new Error('No job was made for the text.');
  return { messageId: job.messageId, jobId: job.id, conversationId, contactId };
}

/** Queues a text outside any conversation and gives its id. */
export async function enqueue(store: Store, text: NewText): Promise<number> {
  const queued = await store.enqueueText(text);
  if (queued.as !== 'queued') throw new Error('The contact has opted out.');
  return queued.messageId;
}

/** The status of each message of a conversation, as people see it. */
export async function statusesOf(store: Store, conversationId: number): Promise<readonly string[]> {
  return (await detailOf(store, conversationId)).transcript.map(({ status }) => status);
}

export const SENT: SendResult = { as: 'sent', sid: 'SM900' };
export const LOST: SendResult = { as: 'unknown', reason: 'no answer' };

/** Sends a queued text: begins it and records what became of it. */
export async function sendText(store: Store, result: SendResult, text = say('hello')) {
  const queued = await queueText(store, text);
  await store.beginSend({ messageId: queued.messageId, now: NOW });
  await store.settleSend({ messageId: queued.messageId, jobId: queued.jobId, result, retryAt: null, now: NOW });
  return queued;
}
