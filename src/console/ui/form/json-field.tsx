import { useState } from 'react';
import { AreaField } from '../parts/field.tsx';
import { render } from '../schema/edit-json.ts';
import { useForm } from './form-context.ts';
import type { SchemaFieldProps } from './schema-field.tsx';

interface Looks {
  /** What the label says in place of the key. */
  readonly title?: string;
  /** How many lines it shows at least. */
  readonly rows?: number;
}

/** The field of a value that has no form of its own: its JSON, which is taken when it reads. */
export function JsonField({ path, label, schema, value, required, title, rows = 1 }: SchemaFieldProps & Looks) {
  const { set, readOnly } = useForm();
  const [typed, setTyped] = useState<string | null>(null);
  const text = value === undefined ? '' : render(value);
  const take = (next: string) => {
    setTyped(next);
    const read = readJson(next);
    if (read.ok) set(path, next.trim() === '' && !required ? undefined : read.value);
  };
  const isWrong = typed !== null && typed.trim() !== '' && !readJson(typed).ok;
  return (
    <AreaField
      label={title ?? `${label} (JSON)`}
      hint={schema.description}
      error={isWrong ? 'This is not JSON yet. Check for a missing quote, comma or bracket.' : null}
      rows={Math.max(rows, Math.min(12, (typed ?? text).split('\n').length + 1))}
      spellCheck={false}
      className="input mono"
      value={typed ?? text}
      disabled={readOnly}
      onChange={({ target }) => take(target.value)}
      onBlur={() => !isWrong && setTyped(null)}
    />
  );
}

function readJson(text: string): { readonly ok: boolean; readonly value?: unknown } {
  try {
    return { ok: true, value: text.trim() === '' ? undefined : (JSON.parse(text) as unknown) };
  } catch {
    return { ok: false };
  }
}
