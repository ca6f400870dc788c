import { useState } from 'react';
import type { ConversationItemView } from '../../../contract.ts';
import { useLive } from '../../api/live.tsx';
import { Button, ButtonLink } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Notice } from '../../parts/error-box.tsx';
import { Time } from '../../parts/time.tsx';
import { Link } from '../../routing/link.tsx';
import { PagedTable } from '../deliveries/paged-table.tsx';
import { usePages } from '../deliveries/use-pages.ts';
import { askedAddress, type Search } from './search.ts';
import { Standing } from './standing.tsx';

/** The conversations that a search finds, newest first, as they change. */
export function ChatTable({ search }: { readonly search: Search }) {
  const { address, state, flow, failed } = search;
  const pages = usePages<ConversationItemView>('/conversations', {
    address: askedAddress(address),
    state,
    flow,
    failed: failed ? 'true' : null,
  });
  const [isDeep, setDeep] = useState(false);
  const [isOld, setOld] = useState(false);
  useLive(({ type }) => {
    if (type !== 'conversation' && type !== 'again') return;
    // Further pages would go while they are read.
    if (isDeep) setOld(true);
    else pages.reload();
  });
  const renew = () => {
    setDeep(false);
    setOld(false);
    pages.reload();
  };
  const more = () => {
    setDeep(true);
    pages.more();
  };
  const isSearched = address !== '' || state !== '' || flow !== '' || failed;
  return (
    <>
      {isOld ? (
        <Notice
          tone="info"
          action={
            <Button small icon="repeat" onClick={renew}>
              Show the newest
            </Button>
          }
        >
          <p role="status">Conversations have changed since.</p>
        </Notice>
      ) : null}
      <PagedTable
        title="Conversations"
        pages={{ ...pages, more, reload: renew }}
        rowKey={({ id }) => id}
        empty={isSearched ? <NothingFound /> : <NothingYet />}
        columns={[
          {
            title: 'Person',
            cell: (chat) => (
              <Link className="row-link" to={`/conversations/${encodeURIComponent(chat.id)}`}>
                {chat.address}
              </Link>
            ),
          },
          { title: 'Channel', cell: ({ channel }) => (channel === 'whatsapp' ? 'WhatsApp' : 'SMS') },
          { title: 'Flow', cell: (chat) => chat.flow },
          { title: 'State', cell: (chat) => <Standing {...chat} /> },
          {
            title: 'Last change',
            cell: ({ updatedAt }) => (
              <span className="chats-time">
                <Time at={updatedAt} />
              </span>
            ),
          },
        ]}
      />
    </>
  );
}

function NothingFound() {
  return (
    <Empty title="No conversation fits" action={<ButtonLink to="/conversations">Show all</ButtonLink>}>
      Look for the last digits of the number, or take a filter away.
    </Empty>
  );
}

function NothingYet() {
  return (
    <Empty title="Nobody has texted yet" action={<ButtonLink to="/try">Try it</ButtonLink>}>
      Each conversation stands here from its first text on. Those of Try it do not count.
    </Empty>
  );
}
