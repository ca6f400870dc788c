import { useState } from 'react';
import type { ConversationItemView } from '../../../contract.ts';
import { Button } from '../../parts/button.tsx';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { useToast } from '../../parts/toast.tsx';
import { navigate } from '../../routing/location.ts';
import type { Conversation } from './use-conversation.ts';

interface ChatActionsProps {
  readonly state: ConversationItemView['state'];
  readonly conversation: Conversation;
}

/** What can be done with a conversation, as it stands. */
export function ChatActions({ state, conversation: { busy, ask, erase } }: ChatActionsProps) {
  const [asked, setAsked] = useState<'end' | 'erase' | null>(null);
  const tell = useToast();
  const close = () => setAsked(null);
  const change = async (path: string, done: string) => {
    if (await ask(path)) tell(done);
    close();
  };
  const forget = async () => {
    const isDone = await erase();
    close();
    if (!isDone) return;
    tell('All data of this person is deleted.');
    navigate('/conversations', { replace: true });
  };
  return (
    <>
      {state === 'handed_off' ? (
        <Button icon="back" busy={busy} onClick={() => void change('/resume', 'The bot goes on.')}>
          Take back
        </Button>
      ) : null}
      {state === 'waiting' || state === 'busy' ? (
        <Button icon="person" busy={busy} onClick={() => void change('/handoff', 'The bot is silent now.')}>
          Hand over
        </Button>
      ) : null}
      {state === 'ended' ? null : (
        <Button disabled={busy} onClick={() => setAsked('end')}>
          End
        </Button>
      )}
      <Button icon="trash" disabled={busy} onClick={() => setAsked('erase')}>
        Delete this person’s data
      </Button>
      {asked === 'end' ? (
        <ConfirmDialog
          title="End the conversation?"
          confirm="End it"
          danger
          busy={busy}
          onConfirm={() => void change('/end', 'The conversation is ended.')}
          onClose={close}
        >
          <p>The flow does not go on. The next text of the person begins another conversation.</p>
        </ConfirmDialog>
      ) : null}
      {asked === 'erase' ? (
        <ConfirmDialog
          title="Delete this person’s data?"
          confirm="Delete for good"
          danger
          busy={busy}
          onConfirm={() => void forget()}
          onClose={close}
        >
          <p>All conversations of this person go, with every text, attribute and trace. It cannot be taken back.</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
