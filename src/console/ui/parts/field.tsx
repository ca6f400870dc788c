import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId } from 'react';

interface Around {
  readonly label: string;
  /** One line below that says what to write. */
  readonly hint?: ReactNode;
  /** What is wrong with what was written, and what to do. */
  readonly error?: string | null;
  /** The label is read out but not shown, where the place makes it plain. */
  readonly labelHidden?: boolean;
}

interface FieldProps extends Around {
  /** Draws the control with these attributes, which tie it to its label, hint and error. */
  readonly children: (ties: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean | undefined;
  }) => ReactNode;
}

/** A label, a control, a hint and an error that belong together. */
function Field({ label, hint, error, labelHidden = false, children }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id} className={labelHidden ? 'hidden-text' : 'field-label'}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {hint ? (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      ) : null}
    </div>
  );
}

/** A line of text. */
export function TextField({ label, hint, error, labelHidden, ...rest }: Around & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Field {...aroundOf({ label, hint, error, labelHidden })}>
      {(ties) => <input className="input" type="text" {...rest} {...ties} />}
    </Field>
  );
}

/** Several lines of text. */
export function AreaField({ label, hint, error, labelHidden, ...rest }: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Field {...aroundOf({ label, hint, error, labelHidden })}>
      {(ties) => <textarea className="input" rows={4} {...rest} {...ties} />}
    </Field>
  );
}

/** One of a list. */
export function SelectField({
  label,
  hint,
  error,
  labelHidden,
  children,
  ...rest
}: Around & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Field {...aroundOf({ label, hint, error, labelHidden })}>
      {(ties) => (
        <select className="input" {...rest} {...ties}>
          {children}
        </select>
      )}
    </Field>
  );
}

/** Yes or no. */
export function CheckField({
  label,
  hint,
  ...rest
}: { readonly label: string; readonly hint?: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className="check-field">
      <input id={id} type="checkbox" aria-describedby={hint ? `${id}-hint` : undefined} {...rest} />
      <label htmlFor={id}>{label}</label>
      {hint ? (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}

function aroundOf(around: { [Key in keyof Around]: Around[Key] | undefined } & { label: string }): Around {
  return {
    label: around.label,
    hint: around.hint ?? null,
    error: around.error ?? null,
    labelHidden: around.labelHidden ?? false,
  };
}
