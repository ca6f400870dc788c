import type { ChannelName } from '../engine/scope.ts';
import type { Attributes } from '../engine/value.ts';
import { addTexts, holdsSecret, writtenForms } from '../lib/mask.ts';
import type { TurnCommit } from '../runtime/store.ts';
import type { SaidText } from './happening.ts';
import type { SeenConversation } from './recorder.ts';
import { reservedOffer } from './reserved-offers.ts';

/** What every `SECRET_*` begins with in a chat test: they are not the real ones, and may show nowhere. */
const SECRET_MARK = 'test-secret-';

/** The value that stands for a `SECRET_*` of the settings. */
export function standInSecret(name: string): string {
  return `${SECRET_MARK}${name}`;
}

/** What is wrong with a text whatever the chat says, or null. */
export function textBreach(
  said: SaidText,
  about: {
    readonly conversation: Pick<SeenConversation, 'state' | 'secrets'> | null;
    readonly channel: ChannelName;
    readonly optedOut: boolean;
  },
): string | null {
  if (about.optedOut && !said.isOwn) return 'The bot said this after the person had opted out. After STOP nothing may be said.';
  if (said.isOwn) return null;
  const leaked = leakedSecret([said.text, ...said.media].join('\n'), about.conversation);
  if (leaked !== null) return `${leaked} Take it out of the text.`;
  // What is hidden in the transcript was secret when it was said, though its attribute may be gone since.
  if (said.text !== said.shown) return 'The text holds a secret value. Take it out of the text.';
  const word = reservedOffer(said.text, about.channel);
  if (word === null) return null;
  return `The text offers "${word}", which carriers and Twilio take for themselves: the person would be unsubscribed or get no answer from the flow. Offer another word.`;
}

/** What people may see of a turn. */
interface ShownOfTurn extends Pick<TurnCommit, 'conversation' | 'trace'> {
  readonly say: readonly { readonly shown: string }[];
  readonly message: { readonly shown: string } | null;
}

/** What a turn would show to whoever reads traces and transcripts, though it is secret; or null. */
export function turnBreach({ conversation, trace, say, message }: ShownOfTurn): string | null {
  const kept = JSON.stringify([trace, say.map((one) => one.shown), message?.shown]);
  const leaked = leakedSecret(kept, conversation);
  return leaked === null ? null : `The trace or the transcript of this turn shows a secret. ${leaked}`;
}

function leakedSecret(text: string, conversation: Pick<SeenConversation, 'state' | 'secrets'> | null): string | null {
  const setting = /test-secret-(\w+)/.exec(text)?.[1];
  if (setting !== undefined) return `The text holds the value of SECRET_${setting}.`;
  const attributes: Attributes = conversation?.state.attributes ?? {};
  const name = [...(conversation?.secrets ?? [])].find((one) =>
    holds(text, Object.hasOwn(attributes, one) ? attributes[one] : null),
  );
  return name === undefined ? null : `The text holds the value of "${name}", which is secret.`;
}

function holds(text: string, value: unknown): boolean {
  const parts = new Set<string>();
  addTexts(value, parts);
  return holdsSecret(text, [...parts].flatMap(writtenForms));
}
