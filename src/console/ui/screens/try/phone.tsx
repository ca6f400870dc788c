import { Bubble } from '../../chat/bubble.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useStatus } from '../../shell/status.tsx';
import { Composer } from './composer.tsx';
import type { TryState } from './try-state.ts';
import { useStickToEnd } from '../../parts/use-stick-to-end.ts';
import type { Try } from './use-try.ts';
import type { Wish } from './wish.ts';

interface PhoneProps {
  readonly wish: Wish;
  readonly chat: Try;
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** The phone of the person: what was said both ways, the buttons that were offered, and a line to type in. */
export function Phone({ wish, chat, text, onText }: PhoneProps) {
  const brand = useStatus().data?.brand ?? 'Parley';
  const send = (body: { readonly text: string } | { readonly button: string }) => chat.ask('/messages', body);
  return (
    <section className={`phone phone-${wish.channel}`} aria-label="Phone">
      <header className="phone-head">
        <span className="phone-face">
          <Icon name="chats" />
        </span>
        <div className="grow">
          <p className="phone-name">{brand}</p>
          <p className="small phone-from">
            {wish.channel === 'sms' ? 'SMS' : 'WhatsApp'} from {wish.from}
          </p>
        </div>
      </header>
      <Messages
        state={chat.state}
        onButton={(value) => void send({ button: value })}
        onHello={(hello) => void send({ text: hello })}
      />
      <Composer text={text} onText={onText} onSend={(message) => send({ text: message })} />
    </section>
  );
}

interface MessagesProps {
  readonly state: TryState;
  readonly onButton: (value: string) => void;
  readonly onHello: (text: string) => void;
}

function Messages({ state: { messages, timer, status }, onButton, onHello }: MessagesProps) {
  const list = useStickToEnd<HTMLDivElement>();
  const last = messages.at(-1);
  const works = timer !== null && (timer.kind === 'call' || timer.kind === 'delay');
  return (
    <div className="phone-screen" ref={list} role="log" aria-label="Chat" tabIndex={0}>
      {messages.length === 0 ? (
        <div className="phone-hello">
          <p>Text anything to begin.</p>
          <button type="button" className="phone-button" onClick={() => onHello('hi')}>
            hi
          </button>
        </div>
      ) : null}
      <ol className="bubbles">
        {messages.map((message) => (
          <Bubble
            key={message.seq}
            direction={message.type}
            who={message.type === 'in' ? 'You' : 'Bot'}
            text={message.text}
            media={message.media}
          />
        ))}
      </ol>
      {last?.type === 'out' && last.buttons.length > 0 ? (
        <div className="phone-buttons">
          {last.buttons.map(({ label, value }) => (
            <button key={value} type="button" className="phone-button" onClick={() => onButton(value)}>
              {label}
            </button>
          ))}
        </div>
      ) : null}
      {works ? <p className="phone-works small">The bot is busy…</p> : null}
      {status?.state === 'ended' ? (
        <p className="phone-works small">The conversation ended{status.outcome ? ` as ${status.outcome}` : ''}.</p>
      ) : null}
    </div>
  );
}
