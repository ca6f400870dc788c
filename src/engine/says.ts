import { maskValues } from '../lib/mask.ts';
import { splitText } from '../lib/sendable.ts';
import { numberedList } from './buttons.ts';
import type { Content, Effect, Say, SayEffect } from './effect.ts';
import type { ChannelName } from './scope.ts';

/** What Twilio takes in one message. */
export const LONGEST_TEXT = 1600;

/** What a step says as it leaves on a channel: one text, several where it is too long, or none where it is empty. */
export function sayEffects(say: Say, channel: ChannelName): readonly SayEffect[] {
  const { media, buttons = [], template } = say;
  const content: Content | undefined = channel === 'whatsapp' && template ? { template, buttons, secret: false } : undefined;
  if (content && buttons.length > 0) return [{ type: 'say', text: say.text, shown: say.text, media, content }];
  const text = buttons.length > 0 ? `${say.text}${numberedList(buttons)}`.trimStart() : say.text;
  if (text === '' && media.length === 0) return [];
  const [first = '', ...rest] = text.length > LONGEST_TEXT ? splitText(text, LONGEST_TEXT) : [text];
  return [
    { type: 'say', text: first, shown: first, media, ...(content ? { content } : {}) },
    ...rest.map((piece): SayEffect => ({ type: 'say', text: piece, shown: piece, media: [] })),
  ];
}

/** The effect with these values hidden in what is shown of it. */
export function hideIn(effect: Effect, secrets: readonly string[]): Effect {
  if (effect.type !== 'say') return effect;
  const { text, media, content } = effect;
  const holdsSecret = (value: string) => maskValues(value, secrets) !== value;
  const hidden = {
    ...effect,
    shown: maskValues(text, secrets),
    ...(media.some(holdsSecret) ? { shownMedia: media.map((url) => maskValues(url, secrets)) } : {}),
  };
  if (!content) return hidden;
  const secret = [text, ...Object.values(content.template.variables)].some(holdsSecret);
  return { ...hidden, content: { ...content, secret } };
}
