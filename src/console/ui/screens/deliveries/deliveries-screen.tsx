import { Page } from '../../parts/page.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { navigate, usePlace } from '../../routing/location.ts';
import { DeadLetters } from './dead-letters.tsx';
import { MessagesOut } from './messages-out.tsx';
import { WebhooksIn } from './webhooks-in.tsx';

const VIEWS = [
  { id: 'out', title: 'Messages out' },
  { id: 'in', title: 'Webhooks in' },
  { id: 'dead', title: 'Dead letters' },
] as const;

/** Deliveries: what went out and came in, and what did not. */
export function DeliveriesScreen() {
  const { query } = usePlace();
  const view = VIEWS.find(({ id }) => id === query.get('part'))?.id ?? 'out';
  return (
    <Page title="Deliveries">
      <Tabs
        label="Deliveries"
        tabs={VIEWS}
        current={view}
        onSelect={(id) => navigate(`/deliveries?part=${id}`, { replace: true })}
      >
        <div className="stack">
          {view === 'out' ? <MessagesOut /> : null}
          {view === 'in' ? <WebhooksIn /> : null}
          {view === 'dead' ? <DeadLetters /> : null}
        </div>
      </Tabs>
    </Page>
  );
}
