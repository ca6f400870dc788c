import { Button } from '../../parts/button.tsx';
import { Loading } from '../../parts/empty.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { Link } from '../../routing/link.tsx';
import { ValueList } from '../../trace/value-list.tsx';
import type { ScreenProps } from '../index.ts';
import { ChatActions } from './chat-actions.tsx';
import { Facts } from './facts.tsx';
import { ReplyBox } from './reply-box.tsx';
import { Standing } from './standing.tsx';
import { Talk } from './talk.tsx';
import { useConversation } from './use-conversation.ts';
import './conversations.css';

/** One conversation: what was said, what the engine did and why, and a way to step in. */
export function ConversationScreen({ params }: ScreenProps) {
  const id = params['id'] ?? '';
  // Nothing typed or refused in one conversation may show in another.
  return <OneConversation key={id} id={id} />;
}

function OneConversation({ id }: { readonly id: string }) {
  const conversation = useConversation(id);
  const { data, unread, refused, busy, reload, ask } = conversation;
  return (
    <Page
      title={data?.address ?? 'Conversation'}
      trail={<Link to="/conversations">Conversations</Link>}
      aside={data ? <Standing {...data} /> : null}
      actions={data ? <ChatActions state={data.state} conversation={conversation} /> : null}
      filling
    >
      {unread ? <ErrorBox failure={unread} action={<Button onClick={reload}>Try again</Button>} /> : null}
      {refused ? <ErrorBox failure={refused} /> : null}
      {!data && !unread ? <Loading what="the conversation" /> : null}
      {data ? (
        <div className="talk">
          <section className="talk-main" aria-label="Chat and trace">
            <Talk transcript={data.transcript} trace={data.trace} />
            {data.state === 'handed_off' ? <ReplyBox busy={busy} onSend={(text) => ask('/messages', { text })} /> : null}
          </section>
          <div className="talk-side stack">
            <Panel title="About">
              <Facts chat={data} />
            </Panel>
            <Panel title="Attributes">
              <ValueList values={data.attributes} />
            </Panel>
          </div>
        </div>
      ) : null}
    </Page>
  );
}
