import { parse } from 'jsonc-parser';
import { type FormEvent, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { SelectField, TextField } from '../parts/field.tsx';
import { insertAfter } from '../schema/edit-json.ts';
import { alternatives, type JsonSchema } from '../schema/json-schema.ts';
import { rangeOfStep, stepsOf } from '../schema/steps-in-text.ts';

interface AddStepProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly root: JsonSchema;
  /** The step that the new one is written after; null for the last one. */
  readonly after: string | null;
  /** Told the id of the new step. */
  readonly onAdd: (id: string) => void;
}

/** Adds a step of any type, with what it cannot be without left empty for its form. */
export function AddStep({ text, onChange, root, after, onAdd }: AddStepProps) {
  const [type, setType] = useState('message');
  const [id, setId] = useState('');
  const steps = stepsOf(parse(text));
  const types = alternatives(root.properties?.['steps']?.items ?? {}, root);
  const fault = faultOf(id, steps);
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (id === '' || fault !== null) return;
    const schema = types.find((one) => one.properties?.['type']?.const === type);
    const index = after === null ? steps.length - 1 : (rangeOfStep(text, after)?.index ?? steps.length - 1);
    onChange(insertAfter(text, ['steps'], index, { ...emptyOf(schema), id, type }));
    setId('');
    onAdd(id);
  };
  return (
    <form className="form-group" aria-label="Add a step" onSubmit={add}>
      <p className="field-label">{after === null ? 'Add a step' : `Add a step after ${after}`}</p>
      <SelectField label="Type" value={type} onChange={({ target }) => setType(target.value)}>
        {types.map(({ title, properties }) => {
          const name = String(properties?.['type']?.const);
          return (
            <option key={name} value={name}>
              {title ?? name}
            </option>
          );
        })}
      </SelectField>
      <TextField
        label="Id of the step"
        value={id}
        error={fault}
        hint="As in ask_name."
        onChange={({ target }) => setId(target.value)}
      />
      <Button small type="submit" icon="plus" disabled={id === '' || fault !== null}>
        Add step
      </Button>
    </form>
  );
}

function faultOf(id: string, steps: readonly string[]): string | null {
  if (steps.includes(id) || id === 'end') return 'There is a step of that id. Choose another one.';
  return id === '' || /^[a-z][a-z0-9_]*$/.test(id) ? null : 'Use small letters, digits and underscores, with a letter first.';
}

/** What the schema demands, empty; `id` and `type` come first, as in every step. */
function emptyOf(schema: JsonSchema | undefined): Readonly<Record<string, unknown>> {
  const keys = ['id', 'type', ...(schema?.required ?? []).filter((key) => key !== 'id' && key !== 'type')];
  return Object.fromEntries(keys.map((key) => [key, EMPTY[String(schema?.properties?.[key]?.type)] ?? '']));
}

const EMPTY: Readonly<Record<string, unknown>> = { object: {}, array: [] };
