import { Button } from '../parts/button.tsx';
import { type JsonSchema, partOf } from '../schema/json-schema.ts';
import { ConditionField } from './condition-field.tsx';
import { useForm } from './form-context.ts';
import { JsonField } from './json-field.tsx';
import { kindOf, wordsOf } from './kind-of.ts';
import { MapField } from './map-field.tsx';
import { ScalarField } from './scalar-field.tsx';

export interface SchemaFieldProps {
  readonly path: readonly (string | number)[];
  readonly label: string;
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly required: boolean;
}

/** The field for a value, by its schema. */
export function SchemaField(props: SchemaFieldProps) {
  const { root } = useForm();
  const kind = kindOf(props.schema, root, props.value);
  if (kind.kind === 'object') return <ObjectField {...props} schema={{ ...kind.schema, ...described(props.schema) }} />;
  if (kind.kind === 'list') return <ListField {...props} item={kind.item} />;
  if (kind.kind === 'map') return <MapField {...props} each={kind.each} />;
  if (kind.kind === 'condition') return <ConditionField {...props} />;
  if (kind.kind === 'json') return <JsonField {...props} />;
  if (kind.kind === 'text' && typeof props.value === 'object') return <MapField {...props} each={{ type: 'string' }} long />;
  return <ScalarField {...props} kind={kind} />;
}

function described({ description }: JsonSchema): Pick<JsonSchema, 'description'> {
  return description === undefined ? {} : { description };
}

/** The fields of an object's keys. */
export function ObjectFields({
  path,
  schema,
  value,
  skip = [],
}: Omit<SchemaFieldProps, 'label' | 'required'> & { readonly skip?: readonly string[] }) {
  return (
    <>
      {Object.entries(schema.properties ?? {})
        .filter(([key]) => !skip.includes(key))
        .map(([key, one]) => (
          <SchemaField
            key={key}
            path={[...path, key]}
            label={wordsOf(key)}
            schema={one}
            value={partOf(value, key)}
            required={schema.required?.includes(key) ?? false}
          />
        ))}
    </>
  );
}

function ObjectField({ path, label, schema, value, required }: SchemaFieldProps) {
  const { set, readOnly } = useForm();
  if (value === undefined) {
    return (
      <div className="form-absent">
        <span className="field-label">{label}</span>
        <span className="field-hint grow">{schema.description}</span>
        <Button small icon="plus" disabled={readOnly} aria-label={`Add ${label}`} onClick={() => set(path, {})} />
      </div>
    );
  }
  return (
    <fieldset className="form-group">
      <legend>{label}</legend>
      {schema.description ? <p className="field-hint">{schema.description}</p> : null}
      <ObjectFields path={path} schema={schema} value={value} />
      {required ? null : (
        <Button small kind="quiet" icon="trash" disabled={readOnly} onClick={() => set(path, undefined)}>
          Remove {label.toLowerCase()}
        </Button>
      )}
    </fieldset>
  );
}

function ListField({ path, label, schema, value, item }: SchemaFieldProps & { readonly item: JsonSchema }) {
  const { set, moveUp, readOnly } = useForm();
  const parts: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <fieldset className="form-group">
      <legend>{label}</legend>
      {schema.description ? <p className="field-hint">{schema.description}</p> : null}
      {parts.map((part, index) => (
        // A part has no name of its own: its place is all there is.
        <div className="form-part" key={index} role="group" aria-label={`${label} ${index + 1}`}>
          <ObjectFields path={[...path, index]} schema={item} value={part} />
          <div className="row">
            <Button small kind="quiet" disabled={readOnly || index === 0} onClick={() => moveUp(path, index)}>
              Move up
            </Button>
            <Button
              small
              kind="quiet"
              icon="trash"
              disabled={readOnly}
              onClick={() => set(parts.length === 1 ? path : [...path, index], undefined)}
            >
              Remove
            </Button>
          </div>
        </div>
      ))}
      <Button small icon="plus" disabled={readOnly} onClick={() => set([...path, parts.length], {})}>
        Add to {label.toLowerCase()}
      </Button>
    </fieldset>
  );
}
