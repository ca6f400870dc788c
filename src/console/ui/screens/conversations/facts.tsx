import type { ConversationDetailView } from '../../../contract.ts';
import { Time } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';

/** What a conversation runs on: its flow and the version of it, its channel, and since when. */
export function Facts({ chat }: { readonly chat: ConversationDetailView }) {
  return (
    <dl className="talk-facts">
      <dt>Flow</dt>
      <dd>
        <Link to={`/flows/${encodeURIComponent(chat.flow)}`}>{chat.flow}</Link>
      </dd>
      <dt>Version</dt>
      <dd className="mono">{chat.version}</dd>
      <dt>Channel</dt>
      <dd>{chat.channel === 'whatsapp' ? 'WhatsApp' : 'SMS'}</dd>
      <dt>Began</dt>
      <dd>
        <Time at={chat.startedAt} />
      </dd>
      <dt>Last change</dt>
      <dd>
        <Time at={chat.updatedAt} />
      </dd>
    </dl>
  );
}
