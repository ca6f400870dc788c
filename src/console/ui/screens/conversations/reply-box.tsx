import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { AreaField } from '../../parts/field.tsx';
import { commandKey, isCommand } from '../../shell/shortcut.ts';

interface ReplyBoxProps {
  readonly busy: boolean;
  /** Answers whether it was sent; what was not stays to be sent again. */
  readonly onSend: (text: string) => Promise<boolean>;
}

const LONGEST = 1600;

/** Where one of us writes to the person while the bot is silent. */
export function ReplyBox({ busy, onSend }: ReplyBoxProps) {
  const [text, setText] = useState('');
  const isEmpty = text.trim() === '';
  const send = async () => {
    if (isEmpty || busy) return;
    // What was typed meanwhile is another message.
    if (await onSend(text)) setText((now) => (now === text ? '' : now));
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isCommand(event, 'Enter')) return;
    event.preventDefault();
    void send();
  };
  return (
    <form className="stack talk-reply" onSubmit={onSubmit}>
      <AreaField
        label="Your reply"
        hint={`The bot is silent until you take the chat back. ${commandKey('Enter')} sends.`}
        rows={3}
        maxLength={LONGEST}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="row">
        <Button kind="primary" type="submit" icon="send" busy={busy} disabled={isEmpty}>
          Send
        </Button>
      </div>
    </form>
  );
}
