import { valueWords } from './words.ts';
import './trace.css';

interface ValueListProps {
  readonly values: Readonly<Record<string, unknown>>;
  /** Those that changed last, which are marked. */
  readonly changed?: ReadonlySet<string>;
}

/** Attributes and their values, one a line. */
export function ValueList({ values, changed }: ValueListProps) {
  const names = Object.keys(values);
  if (names.length === 0) return <p className="soft">None are set yet.</p>;
  return (
    <dl className="values">
      {names.map((name) => (
        <div key={name} className={changed?.has(name) ? 'value value-new' : 'value'}>
          <dt>{name}</dt>
          <dd className="break">
            {valueWords(values[name])}
            {changed?.has(name) ? <span className="hidden-text"> (changed just now)</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
