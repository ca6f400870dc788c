import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Link } from '../routing/link.tsx';
import { Icon, type IconName } from './icon.tsx';

interface Looks {
  /** `primary` once a screen; `quiet` has no frame; `danger` takes something away. */
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly small?: boolean;
  readonly icon?: IconName;
}

interface ButtonProps extends Looks, ButtonHTMLAttributes<HTMLButtonElement> {
  /** It is being done: cannot be pressed again meanwhile. */
  readonly busy?: boolean;
  readonly children?: ReactNode;
}

/** A button; without text it needs an `aria-label`. */
export function Button({ kind = 'plain', small = false, icon, busy = false, disabled, children, ...rest }: ButtonProps) {
  const bare = children === undefined;
  return (
    <button
      type="button"
      className={looksOf({ kind, small }, bare)}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      title={bare ? rest['aria-label'] : undefined}
      {...rest}
    >
      {icon ? <Icon name={icon} /> : null}
      {bare ? null : <span>{children}</span>}
    </button>
  );
}

interface ButtonLinkProps extends Looks {
  readonly to: string;
  readonly children: ReactNode;
}

/** A link to another screen that looks like a button. */
export function ButtonLink({ to, kind = 'plain', small = false, icon, children }: ButtonLinkProps) {
  return (
    <Link to={to} className={looksOf({ kind, small }, false)}>
      {icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
    </Link>
  );
}

function looksOf({ kind, small }: Looks, bare: boolean): string {
  return `button button-${kind}${small ? ' button-small' : ''}${bare ? ' button-bare' : ''}`;
}
