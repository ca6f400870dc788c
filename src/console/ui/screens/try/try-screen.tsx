import { useMemo, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { ErrorBox, Notice } from '../../parts/error-box.tsx';
import { Page, Panel } from '../../parts/page.tsx';
import { usePlace } from '../../routing/location.ts';
import { ValueList } from '../../trace/value-list.tsx';
import { Outbox } from './outbox.tsx';
import { Phone } from './phone.tsx';
import { SaveTest } from './save-test.tsx';
import { Setup } from './setup.tsx';
import { Story } from './story.tsx';
import { Trials } from './trials.tsx';
import { useTry } from './use-try.ts';
import { readWish } from './wish.ts';
import './try.css';

/** A pretended phone, what the engine does as it is texted, and what comes of it. Nothing leaves but calls of APIs. */
export function TryScreen() {
  const { query } = usePlace();
  const wish = useMemo(() => readWish(query), [query]);
  const chat = useTry(wish);
  const [text, setText] = useState('');
  const [saving, setSaving] = useState(false);
  const { state } = chat;
  const actions = (
    <>
      <Button icon="plus" onClick={() => chat.restart()}>
        New chat
      </Button>
      <Button icon="person" onClick={chat.newPerson}>
        New person
      </Button>
      <Button icon="save" disabled={wish.id === null || chat.gone || state.messages.length === 0} onClick={() => setSaving(true)}>
        Save as test
      </Button>
    </>
  );
  return (
    <Page title="Try it" actions={actions} filling>
      {chat.gone ? <Gone onRestart={() => chat.restart()} /> : null}
      {chat.failure && !chat.gone ? <ErrorBox failure={chat.failure} /> : null}
      <div className="try">
        <div className="try-phone">
          <Setup wish={wish} onChange={chat.restart} />
          <Phone wish={wish} chat={chat} text={text} onText={setText} />
        </div>
        <Story chat={chat} wish={wish} />
        <div className="try-side">
          <Outbox texts={state.outbox} onType={setText} />
          <Panel title="Attributes">
            <ValueList values={state.attributes} changed={state.changed} />
          </Panel>
          <Trials chat={chat} />
        </div>
      </div>
      {saving && wish.id !== null ? <SaveTest id={wish.id} flow={wish.flow} onClose={() => setSaving(false)} /> : null}
    </Page>
  );
}

function Gone({ onRestart }: { readonly onRestart: () => void }) {
  return (
    <Notice
      tone="warn"
      action={
        <Button small onClick={onRestart}>
          New chat
        </Button>
      }
    >
      <p role="status">This chat is gone from the server: it restarted, or many others were begun since. Begin a new one.</p>
    </Notice>
  );
}
