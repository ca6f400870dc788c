import { useState } from 'react';
import { Button } from '../parts/button.tsx';
import { AreaField, TextField } from '../parts/field.tsx';
import type { JsonSchema } from '../schema/json-schema.ts';
import { useForm } from './form-context.ts';
import { kindOf, readScalar, writeScalar } from './kind-of.ts';
import type { SchemaFieldProps } from './schema-field.tsx';

interface Looks {
  /** What each value is. */
  readonly each: JsonSchema;
  /** Values are texts of several lines. */
  readonly long?: boolean;
  /** What the field for one more name is called. */
  readonly more?: string;
}

/** The field of an object whose keys the person chooses. */
export function MapField({ path, label, schema, value, each, long = false, more = 'New name' }: SchemaFieldProps & Looks) {
  const { set, root, readOnly } = useForm();
  const [name, setName] = useState('');
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const isText = kindOf(each, root, undefined).kind !== 'scalar';
  const add = () => {
    set([...path, name.trim()], '');
    setName('');
  };
  return (
    <fieldset className="form-group">
      <legend>{label}</legend>
      {schema.description ? <p className="field-hint">{schema.description}</p> : null}
      {entries.map(([key, one]) => {
        const shown = isText && typeof one === 'string' ? one : writeScalar(one);
        const put = (typed: string) => set([...path, key], isText ? typed : readScalar(typed));
        const field = { label: key, value: shown, disabled: readOnly };
        return (
          <div className="form-pair" key={key}>
            {long ? (
              <AreaField {...field} rows={3} onChange={({ target }) => put(target.value)} />
            ) : (
              <TextField {...field} onChange={({ target }) => put(target.value)} />
            )}
            <Button
              small
              kind="quiet"
              icon="trash"
              disabled={readOnly}
              aria-label={`Remove ${key}`}
              onClick={() => set([...path, key], undefined)}
            />
          </div>
        );
      })}
      <div className="form-pair">
        <TextField label={more} value={name} disabled={readOnly} onChange={({ target }) => setName(target.value)} />
        <Button small icon="plus" disabled={readOnly || name.trim() === ''} onClick={add}>
          Add
        </Button>
      </div>
    </fieldset>
  );
}
