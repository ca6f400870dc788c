import type { ReactNode } from 'react';

interface EmptyProps {
  readonly title: string;
  /** What to do first. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Stands where a list has nothing yet. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children ? <p className="soft">{children}</p> : null}
      {action ? <div className="row empty-action">{action}</div> : null}
    </div>
  );
}

/** Stands where something is on its way. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="loading soft" role="status">
      Loading {what}…
    </p>
  );
}
