import './form.css';
import { parse } from 'jsonc-parser';
import { useMemo } from 'react';
import type { KnownNames } from '../editor/complete-json.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { moveUp, setIn } from '../schema/edit-json.ts';
import { type JsonSchema, partOf, schemasAt } from '../schema/json-schema.ts';
import { rangeOfStep, stepsOf } from '../schema/steps-in-text.ts';
import { Form } from './form-context.ts';
import { ObjectFields } from './schema-field.tsx';

interface StepFormProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly root: JsonSchema;
  /** The id of the step. */
  readonly step: string;
  readonly names: KnownNames;
  readonly readOnly: boolean;
}

/** A step of a flow as a form, made from the JSON Schema. Every change is made in the JSON text, and only where it belongs. */
export function StepForm({ text, onChange, root, step, names, readOnly }: StepFormProps) {
  const value: unknown = useMemo(() => parse(text), [text]);
  const found = rangeOfStep(text, step);
  if (!found) return <p className="soft">This step cannot be read just now. Mend the JSON, then its form is back.</p>;
  const path = ['steps', found.index];
  const [schema] = schemasAt(root, path, value);
  const part = partOf(partOf(value, 'steps'), found.index);
  const set = (place: readonly (string | number)[], next: unknown) => onChange(setIn(text, place, next));
  const move = (place: readonly (string | number)[], index: number) => onChange(moveUp(text, place, index));
  return (
    <Form.Provider value={{ root, names, steps: stepsOf(value), set, moveUp: move, readOnly }}>
      <div className="form" role="group" aria-label={`Step ${step}`}>
        <p className="row">
          <strong className="break">{step}</strong>
          <Badge>{schema?.title ?? String(partOf(part, 'type'))}</Badge>
        </p>
        {schema ? <ObjectFields path={path} schema={schema} value={part} skip={['id', 'type']} /> : null}
        <Button small kind="quiet" icon="trash" disabled={readOnly} onClick={() => onChange(setIn(text, path, undefined))}>
          Remove this step
        </Button>
      </div>
    </Form.Provider>
  );
}
