import { Page } from '../../parts/page.tsx';
import { navigate, usePlace } from '../../routing/location.ts';
import { ChatTable } from './chat-table.tsx';
import { readSearch, searchPath } from './search.ts';
import { SearchForm } from './search-form.tsx';
import './conversations.css';

/** Conversations: who texted with the bot, and how it stands. */
export function ConversationsScreen() {
  const { query } = usePlace();
  const search = readSearch(query);
  return (
    <Page title="Conversations">
      <SearchForm search={search} onChange={(changes) => navigate(searchPath({ ...search, ...changes }), { replace: true })} />
      <div className="stack">
        <ChatTable key={searchPath(search)} search={search} />
      </div>
    </Page>
  );
}
