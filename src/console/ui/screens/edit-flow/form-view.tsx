import type { KnownNames } from '../../editor/complete-json.ts';
import { AddStep } from '../../form/add-step.tsx';
import { StepForm } from '../../form/step-form.tsx';
import { Empty } from '../../parts/empty.tsx';
import type { JsonSchema } from '../../schema/json-schema.ts';

interface FormViewProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly root: JsonSchema;
  readonly names: KnownNames;
  /** The id of the step that is worked on; null for none. */
  readonly step: string | null;
  readonly onChoose: (id: string) => void;
  readonly readOnly: boolean;
}

/** The chosen step as a form, and a way to add another one. */
export function FormView({ text, onChange, root, names, step, onChoose, readOnly }: FormViewProps) {
  return (
    <div className="bench-pane bench-scroll stack">
      {step === null ? (
        <Empty title="No step is chosen">Choose one in the diagram, and its form stands here.</Empty>
      ) : (
        <StepForm key={step} text={text} onChange={onChange} root={root} step={step} names={names} readOnly={readOnly} />
      )}
      {readOnly ? null : <AddStep text={text} onChange={onChange} root={root} after={step} onAdd={onChoose} />}
    </div>
  );
}
