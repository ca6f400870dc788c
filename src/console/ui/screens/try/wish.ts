import { queryOf } from '../../api/query.ts';

/** How a chat is to be: it stands in the address, so that a reload finds it again. */
export interface Wish {
  /** The chat that was begun; null before the first message. */
  readonly id: string | null;
  /** Null lets the first message choose the flow, as for a real person. */
  readonly flow: string | null;
  /** The draft of the flow in place of what is live. */
  readonly draft: boolean;
  readonly channel: 'sms' | 'whatsapp';
  readonly from: string;
}

const FIRST_PERSON = '+14155550100';

/** Reads what the address asks for; what it leaves out is SMS, the first person, and no flow in particular. */
export function readWish(query: URLSearchParams): Wish {
  const from = query.get('from') ?? '';
  return {
    id: query.get('id'),
    flow: query.get('flow'),
    draft: query.get('draft') === 'true',
    channel: query.get('channel') === 'whatsapp' ? 'whatsapp' : 'sms',
    from: /^\+\d{5,20}$/.test(from) ? from : FIRST_PERSON,
  };
}

/** The path of a chat below `/console`. */
export function tryPath({ id, flow, draft, channel, from }: Wish): string {
  return `/try${queryOf({
    id,
    flow,
    draft: draft ? 'true' : null,
    channel: channel === 'sms' ? null : channel,
    from: from === FIRST_PERSON ? null : from,
  })}`;
}

/** Another number of those that belong to nobody. */
export function nextPerson(from: string): string {
  const last = Number(/^\+141555501(\d\d)$/.exec(from)?.[1] ?? '99');
  return `+141555501${String((last + 1) % 100).padStart(2, '0')}`;
}
