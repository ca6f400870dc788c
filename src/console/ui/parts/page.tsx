import { type ReactNode, useEffect, useRef } from 'react';
import { countMoves } from '../routing/location.ts';

interface PageProps {
  readonly title: string;
  /** Beside the title: how the thing stands. */
  readonly aside?: ReactNode;
  readonly actions?: ReactNode;
  /** Above the title: the way back. */
  readonly trail?: ReactNode;
  /** Takes all of the height there is, and scrolls inside. */
  readonly filling?: boolean;
  readonly children: ReactNode;
}

/** A screen: its title, what can be done on it, and its body. Names the browser's tab, and is read out when gone to. */
export function Page({ title, aside, actions, trail, filling = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Parley`;
  }, [title]);
  useEffect(() => {
    if (countMoves() > 0) heading.current?.focus();
  }, []);
  return (
    <div className={`page${filling ? ' page-filling' : ''}`}>
      {trail ? <nav aria-label="Way back">{trail}</nav> : null}
      <header className="page-head">
        <div className="row grow">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {aside}
        </div>
        {actions ? <div className="row">{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

interface PanelProps {
  readonly title: string;
  readonly actions?: ReactNode;
  /** No space between the frame and what is inside, for tables. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A part of a screen with a frame and a heading of its own. */
export function Panel({ title, actions, flush = false, children }: PanelProps) {
  return (
    <section className="panel" aria-label={title}>
      <header className="panel-head">
        <h2 className="grow">{title}</h2>
        {actions}
      </header>
      <div className={flush ? undefined : 'panel-body'}>{children}</div>
    </section>
  );
}
