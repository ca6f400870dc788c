import type { InboundMessage } from '../engine/event.ts';
import type { FlowLibrary } from './flow-library.ts';
import type { Hold } from './hold.ts';
import type { ContactKey, Logger } from './ports.ts';
import type { Received } from './received.ts';
import type { KeptMessage, NewMessage, Opened } from './store.ts';
import type { TurnRequest } from './turn-runner.ts';

/** A message to be handled: one that came just now (`fresh`), or one whose row is there already. */
export interface Incoming {
  readonly contact: ContactKey;
  readonly words: InboundMessage & Pick<NewMessage, 'optOut'>;
  readonly fresh: NewMessage | null;
  readonly row: KeptMessage | null;
  /** The webhook that waits for an answer; null when none does. */
  readonly hold: Hold | null;
}

/** What a webhook brought, or the list of what missed its webhook; then there is no hold. */
export function fromWebhook(message: Received, hold: Hold | null): Incoming {
  return { contact: message.contact, words: message, fresh: message, row: null, hold };
}

/** The turn that a message makes; null where no flow takes it. */
export async function requestFor(
  incoming: Incoming,
  opened: Opened,
  { library, logger }: { readonly library: FlowLibrary; readonly logger: Logger },
): Promise<Omit<TurnRequest, 'hold'> | null> {
  const { contact, words, fresh, row } = incoming;
  const { conversation } = opened;
  const message = row ?? words;
  const base = { contact, opened, message: fresh };
  const interrupting = conversation ? library.byKeyword(contact, words, true) : undefined;
  if (conversation && !interrupting) {
    const flow = await library.version(conversation.flow, conversation.version);
    if (flow) return { ...base, flow, conversation, event: { type: 'message', message } };
    logger.error(
      { conversation: conversation.id, flow: conversation.flow },
      'The version this conversation began with is gone; it starts anew',
    );
  }
  const flow = interrupting ?? library.choose(contact, words);
  if (!flow) return null;
  const ends = conversation
    ? { id: conversation.id, revision: conversation.revision, outcome: interrupting ? 'interrupted' : 'error' }
    : null;
  const others = opened.kept
    .filter((kept) => kept.id !== row?.id)
    .map(({ id }) => ({ id, status: 'unanswered' as const, shown: null }));
  const settles = row ? [...others, { id: row.id, status: 'used' as const, shown: null }] : others;
  return { ...base, flow, conversation: null, event: { type: 'started', message }, ends, settles };
}
