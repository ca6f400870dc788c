import './deliveries.css';
import type { OutItem } from '../../../contract.ts';
import { useLive } from '../../api/live.tsx';
import { Badge, type Tone } from '../../parts/badge.tsx';
import { Empty } from '../../parts/empty.tsx';
import { SelectField } from '../../parts/field.tsx';
import { Time } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';
import { navigate, usePlace } from '../../routing/location.ts';
import { PagedTable } from './paged-table.tsx';
import { RetryButton } from './retry-button.tsx';
import { usePages } from './use-pages.ts';

const STATES = ['queued', 'sending', 'sent', 'delivered', 'read', 'unknown', 'undelivered', 'failed'];
const TONES: Readonly<Record<string, Tone>> = {
  sent: 'good',
  delivered: 'good',
  read: 'good',
  unknown: 'warn',
  undelivered: 'bad',
  failed: 'bad',
};

/** The texts that we sent, with what became of each. */
export function MessagesOut() {
  const { query } = usePlace();
  const state = query.get('state') ?? '';
  const pages = usePages<OutItem>('/deliveries/out', { state });
  useLive((news) => {
    if (news.type === 'delivery' || news.type === 'again') pages.reload();
  });
  return (
    <>
      <div className="narrow-field">
        <SelectField
          label="State"
          value={state}
          onChange={({ target }) => navigate(`/deliveries?part=out&state=${target.value}`, { replace: true })}
        >
          <option value="">All</option>
          {STATES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </SelectField>
      </div>
      <PagedTable
        title="Messages out"
        pages={pages}
        rowKey={({ id }) => id}
        empty={
          <Empty title={state === '' ? 'Nothing was sent yet' : `No message is ${state}`}>
            Each text to a person stands here, with its state and what Twilio says of it.
          </Empty>
        }
        columns={[
          {
            title: 'To',
            cell: ({ to, channel }) => <span className="nowrap">{channel === 'whatsapp' ? `${to} (WhatsApp)` : to}</span>,
          },
          { title: 'Text', cell: ({ text }) => <span className="break">{text}</span> },
          { title: 'State', cell: ({ state: one }) => <Badge tone={TONES[one] ?? 'plain'}>{one}</Badge> },
          { title: 'Why', cell: ({ code, words }) => (code || words ? `${code ?? ''} ${words ?? ''}`.trim() : '') },
          {
            title: 'When',
            cell: ({ at }) => (
              <span className="nowrap">
                <Time at={at} />
              </span>
            ),
          },
          {
            title: 'Chat',
            cell: ({ conversation }) =>
              conversation ? (
                <Link className="nowrap" to={`/conversations/${encodeURIComponent(conversation)}`}>
                  Open
                </Link>
              ) : null,
          },
          {
            title: 'Actions',
            cell: ({ deadLetter, retryable }) =>
              retryable && deadLetter !== null ? <RetryButton id={deadLetter} onDone={pages.reload} /> : null,
          },
        ]}
      />
    </>
  );
}
