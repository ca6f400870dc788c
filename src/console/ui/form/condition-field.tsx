import { SelectField, TextField } from '../parts/field.tsx';
import { useForm } from './form-context.ts';
import { JsonField } from './json-field.tsx';
import { readScalar, writeScalar } from './kind-of.ts';
import type { SchemaFieldProps } from './schema-field.tsx';

const TESTS: Readonly<Record<string, string>> = {
  is: 'is',
  is_not: 'is not',
  in: 'is one of',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
  contains: 'contains',
  starts_with: 'starts with',
  matches: 'matches the pattern',
  exists: 'has a value',
};

/** The field of a condition: one test of one attribute in three parts. What is joined of several is written as JSON. */
export function ConditionField(props: SchemaFieldProps) {
  const { set, readOnly, names } = useForm();
  const parts = partsOf(props.value);
  if (!parts) return <JsonField {...props} />;
  const { attribute, test, against } = parts;
  const put = (next: Partial<Parts>) => set(props.path, conditionOf({ ...parts, ...next }));
  const known = [...new Set([...(attribute === '' ? [] : [attribute]), ...names.attributes])];
  return (
    <fieldset className="form-group form-condition">
      <legend>{props.label}</legend>
      <TextField
        label="Attribute"
        list="known-attributes"
        value={attribute}
        disabled={readOnly}
        onChange={({ target }) => put({ attribute: target.value })}
      />
      <datalist id="known-attributes">
        {known.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <SelectField label="Test" value={test} disabled={readOnly} onChange={({ target }) => put({ test: target.value })}>
        {Object.entries(TESTS).map(([id, words]) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </SelectField>
      {test === 'exists' ? (
        <SelectField label="Value" value={against} disabled={readOnly} onChange={({ target }) => put({ against: target.value })}>
          <option value="true">yes</option>
          <option value="false">no</option>
        </SelectField>
      ) : (
        <TextField
          label={test === 'in' ? 'Values, with commas' : 'Value'}
          value={against}
          disabled={readOnly}
          onChange={({ target }) => put({ against: target.value })}
        />
      )}
    </fieldset>
  );
}

interface Parts {
  readonly attribute: string;
  readonly test: string;
  readonly against: string;
}

/** A condition in three parts; null where it is more than one test of an attribute. */
function partsOf(value: unknown): Parts | null {
  if (value === undefined) return { attribute: '', test: 'is', against: '' };
  if (typeof value !== 'object' || value === null) return null;
  const { attribute = '', ...rest } = value as Readonly<Record<string, unknown>>;
  const [test = 'is', ...others] = Object.keys(rest);
  if (typeof attribute !== 'string' || others.length > 0 || !Object.hasOwn(TESTS, test)) return null;
  const against = rest[test];
  return { attribute, test, against: Array.isArray(against) ? against.map(writeScalar).join(', ') : writeScalar(against) };
}

function conditionOf({ attribute, test, against }: Parts): Readonly<Record<string, unknown>> {
  return { attribute, [test]: readAgainst(test, against) };
}

function readAgainst(test: string, against: string): unknown {
  if (test === 'exists') return against !== 'false';
  if (test === 'in') return against.split(',').map((one) => readScalar(one.trim()));
  return test === 'starts_with' || test === 'matches' ? against : readScalar(against);
}
