import type { Effect } from '../engine/effect.ts';
import { type ConversationState, statusOf } from '../engine/state.ts';
import type { EventFields } from './event-store.ts';

/** What a turn is to tell beside its conversation's end, which the store sees by itself. */
export function eventsOf(
  turn: { readonly before: ConversationState | null; readonly after: ConversationState; readonly effects: readonly Effect[] },
  now: number,
): EventFields[] {
  const events = turn.effects.flatMap((effect): EventFields[] => {
    if (effect.type === 'claim') {
      const { phone, method, trust } = effect;
      const verified = { verifiedAt: new Date(now).toISOString(), verifiedUntil: new Date(now + trust).toISOString() };
      return [{ type: 'verification.approved', phone, method, ...verified }];
    }
    if (effect.type !== 'not_verified') return [];
    const { phone, method, verdict } = effect;
    return [{ type: 'verification.failed', phone, method, verdict }];
  });
  const wasHandedOff = turn.before !== null && statusOf(turn.before) === 'handed_off';
  const isHandedOff = statusOf(turn.after) === 'handed_off';
  return isHandedOff && !wasHandedOff ? [...events, { type: 'conversation.handed_off' }] : events;
}
