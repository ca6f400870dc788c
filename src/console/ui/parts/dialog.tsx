import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './button.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The buttons below, the one that does it last. */
  readonly actions?: ReactNode;
  readonly wide?: boolean;
  /** False where it must not be closed without an answer. */
  readonly mayClose?: boolean;
}

/** Something to answer before going on. Escape closes it; the focus goes back to where it was. */
export function Dialog({ title, onClose, children, actions, wide = false, mayClose = true }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className={`dialog${wide ? ' dialog-wide' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (mayClose) onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={id} className="grow">
          {title}
        </h2>
        {mayClose ? <Button kind="quiet" icon="cross" aria-label="Close" onClick={onClose} /> : null}
      </header>
      <div className="dialog-body stack">{children}</div>
      {actions ? <footer className="dialog-actions row">{actions}</footer> : null}
    </dialog>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly children: ReactNode;
  /** What the button says that does it. */
  readonly confirm: string;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something is done that cannot be taken back. */
export function ConfirmDialog({ title, children, confirm, danger = false, busy = false, onConfirm, onClose }: ConfirmProps) {
  const actions = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button kind={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
        {confirm}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={actions}>
      {children}
    </Dialog>
  );
}
