import type { ReactNode } from 'react';
import './chat.css';

interface BubbleProps {
  /** `in` is what the person wrote. */
  readonly direction: 'in' | 'out';
  readonly text: string;
  readonly media?: readonly string[];
  /** Below the text: when, and what became of it. */
  readonly meta?: ReactNode;
  /** Who says it, for those who cannot see on which side it stands. */
  readonly who: string;
}

/** One message of a chat. What people wrote is text and never anything else. */
export function Bubble({ direction, text, media = [], meta, who }: BubbleProps) {
  return (
    <li className={`bubble bubble-${direction}`}>
      <span className="hidden-text">{who}: </span>
      {text === '' ? null : <p className="bubble-text">{text}</p>}
      {media.map((url) => (
        <p key={url} className="bubble-media">
          Attachment: {url}
        </p>
      ))}
      {meta ? <p className="bubble-meta">{meta}</p> : null}
    </li>
  );
}
