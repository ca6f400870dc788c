import type { ChannelName } from '../engine/scope.ts';
import { foldKeyword } from '../lib/keyword.ts';
import { HELP_WORDS, START_WORDS, STOP_WORDS, WHATSAPP_STOP_WORDS } from '../lib/reserved-words.ts';
import type { NewMessage } from './store.ts';

/** What a message means for whether we may text the person. `help` moves nothing: Twilio has answered it. */
export type OptWish = 'stop' | 'start' | 'help' | null;

/**
 * Reads the words that carriers and Twilio give a meaning of their own, when they are the whole message. Words that opt in
 * mean that only from someone who is opted out.
 */
export function readOptWish(channel: ChannelName, message: Pick<NewMessage, 'text' | 'optOut'>, optedOut: boolean): OptWish {
  if (message.optOut === 'STOP') return 'stop';
  const word = foldKeyword(message.text);
  const stops = channel === 'sms' ? STOP_WORDS : WHATSAPP_STOP_WORDS;
  if (stops.has(word)) return 'stop';
  if (optedOut) return message.optOut === 'START' || START_WORDS.has(word) ? 'start' : null;
  if (message.optOut === 'HELP' || (channel === 'sms' && HELP_WORDS.has(word))) return 'help';
  return null;
}
