import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

interface ErrorBoxProps {
  readonly failure: { readonly message: string; readonly fix?: string | undefined };
  /** The next click. */
  readonly action?: ReactNode;
}

/** Says what happened and why, and what to do next. Read out as soon as it appears. */
export function ErrorBox({ failure, action }: ErrorBoxProps) {
  return (
    <div className="notice notice-bad" role="alert">
      <Icon name="warning" />
      <div className="grow">
        <p>{failure.message}</p>
        {failure.fix ? <p className="soft">{failure.fix}</p> : null}
      </div>
      {action}
    </div>
  );
}

interface NoticeProps {
  readonly tone: 'good' | 'warn' | 'info';
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** Something to know on this screen. */
export function Notice({ tone, children, action }: NoticeProps) {
  return (
    <div className={`notice notice-${tone}`}>
      <Icon name={tone === 'good' ? 'check' : 'warning'} />
      <div className="grow">{children}</div>
      {action}
    </div>
  );
}
