import type { StatusView } from '../../../contract.ts';
import { ButtonLink } from '../../parts/button.tsx';
import { Notice } from '../../parts/error-box.tsx';

/** What the way to the place of each warning is called. */
const WAYS: Readonly<Record<string, string>> = {
  pumping: 'See the deliveries',
  'failing-api': 'Open the API',
  'dead-letters': 'See what failed',
  'broken-files': 'See the flows',
};

/** What somebody had better look at, each with the way there; nothing where all is well. */
export function Warnings({ warnings }: Pick<StatusView, 'warnings'>) {
  if (warnings.length === 0) return null;
  return (
    <ul className="stack" aria-label="Warnings">
      {warnings.map(({ code, message, link }) => (
        <li key={`${code} ${message}`}>
          <Notice tone="warn" action={link === '/' ? null : <Way to={link} code={code} />}>
            <p>
              <strong>Warning:</strong> {message}
            </p>
          </Notice>
        </li>
      ))}
    </ul>
  );
}

function Way({ to, code }: { readonly to: string; readonly code: string }) {
  return (
    <ButtonLink small to={to}>
      {WAYS[code] ?? 'Look at it'}
    </ButtonLink>
  );
}
