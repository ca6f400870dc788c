import { type FormEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { Button } from '../../parts/button.tsx';
import { commandKey, isCommand } from '../../shell/shortcut.ts';

interface ComposerProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Answers whether it was sent; what was not stays to be sent again. */
  readonly onSend: (text: string) => Promise<boolean>;
}

/** The line of the phone. Enter sends, Shift and Enter begin a new line. */
export function Composer({ text, onText, onSend }: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  // A code that is taken from the outbox is to be sent with the next key.
  useEffect(() => {
    if (text !== '' && document.activeElement !== field.current) field.current?.focus();
  }, [text]);
  const send = async () => {
    if (text.trim() === '') return;
    onText('');
    if (!(await onSend(text))) onText(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const plain = event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing;
    if (!plain && !isCommand(event, 'Enter')) return;
    event.preventDefault();
    void send();
  };
  return (
    <form
      className="composer"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        ref={field}
        className="composer-line"
        aria-label="Message"
        placeholder="Message"
        title={`Enter or ${commandKey('Enter')} sends`}
        rows={1}
        value={text}
        onChange={({ target }) => onText(target.value)}
        onKeyDown={onKeyDown}
      />
      <Button kind="primary" type="submit" icon="send" aria-label="Send" disabled={text.trim() === ''} />
    </form>
  );
}
