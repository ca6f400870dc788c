import { AreaField, CheckField, SelectField, TextField } from '../parts/field.tsx';
import { useForm } from './form-context.ts';
import { type FieldKind, readScalar, writeScalar } from './kind-of.ts';
import type { SchemaFieldProps } from './schema-field.tsx';

/** The field of a value without parts. What is emptied is taken out of the file. */
export function ScalarField({ path, label, schema, value, required, kind }: SchemaFieldProps & { readonly kind: FieldKind }) {
  const { set, readOnly, steps, names } = useForm();
  const title = required ? `${label} (needed)` : label;
  const around = { label: title, hint: schema.description, disabled: readOnly };
  const put = (next: unknown) => set(path, next === '' && !required ? undefined : next);
  const text = typeof value === 'string' ? value : '';
  if (kind.kind === 'step') return <Choice {...around} value={text} values={[...steps, 'end']} none="Not set" onPick={put} />;
  if (kind.kind === 'api') return <Choice {...around} value={text} values={names.apis} none="Choose one" onPick={put} />;
  if (kind.kind === 'choice') {
    const pick = (picked: string) => put(kind.values.find((one) => String(one) === picked) ?? '');
    return (
      <Choice
        {...around}
        value={typeof value === 'string' || typeof value === 'number' ? String(value) : ''}
        values={kind.values.map(String)}
        none="Not set"
        onPick={pick}
      />
    );
  }
  if (kind.kind === 'yes') {
    return (
      <CheckField
        label={label}
        hint={schema.description}
        disabled={readOnly}
        checked={value === true}
        onChange={({ target }) => set(path, target.checked ? true : undefined)}
      />
    );
  }
  if (kind.kind === 'text') return <AreaField {...around} rows={3} value={text} onChange={({ target }) => put(target.value)} />;
  if (kind.kind === 'lines') return <LinesField {...around} value={value} onPut={put} />;
  if (kind.kind === 'number') {
    const read = (typed: string) => put(typed === '' ? '' : Number(typed));
    return (
      <TextField
        {...around}
        type="number"
        value={typeof value === 'number' ? value : ''}
        onChange={({ target }) => read(target.value)}
      />
    );
  }
  if (kind.kind === 'scalar') {
    const read = (typed: string) => put(typed === '' ? '' : readScalar(typed));
    return <TextField {...around} value={writeScalar(value)} onChange={({ target }) => read(target.value)} />;
  }
  return <TextField {...around} value={text} onChange={({ target }) => put(target.value)} />;
}

interface ChoiceProps {
  readonly label: string;
  readonly hint: string | undefined;
  readonly disabled: boolean;
  readonly value: string;
  readonly values: readonly string[];
  readonly none: string;
  readonly onPick: (value: string) => void;
}

function Choice({ value, values, none, onPick, ...around }: ChoiceProps) {
  const all = value === '' || values.includes(value) ? values : [value, ...values];
  return (
    <SelectField {...around} value={value} onChange={({ target }) => onPick(target.value)}>
      <option value="">{none}</option>
      {all.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </SelectField>
  );
}

interface LinesProps {
  readonly label: string;
  readonly hint: string | undefined;
  readonly disabled: boolean;
  readonly value: unknown;
  readonly onPut: (value: unknown) => void;
}

function LinesField({ value, onPut, hint, ...around }: LinesProps) {
  const lines: readonly unknown[] = Array.isArray(value) ? value : [];
  const read = (typed: string) => onPut(typed === '' ? '' : typed.split('\n'));
  return (
    <AreaField
      {...around}
      rows={Math.min(6, lines.length + 1)}
      hint={`${hint ?? ''} One a line.`.trim()}
      value={lines.join('\n')}
      onChange={({ target }) => read(target.value)}
    />
  );
}
