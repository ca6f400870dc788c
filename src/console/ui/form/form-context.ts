import { createContext, useContext } from 'react';
import type { KnownNames } from '../editor/complete-json.ts';
import type { JsonSchema } from '../schema/json-schema.ts';

/** What every field of a form needs beside its value. */
export interface FormContext {
  readonly root: JsonSchema;
  readonly names: KnownNames;
  readonly steps: readonly string[];
  /** Puts a value at a path, or takes it away where it is undefined. */
  readonly set: (path: readonly (string | number)[], value: unknown) => void;
  /** Swaps a part of a list with the one before it. */
  readonly moveUp: (path: readonly (string | number)[], index: number) => void;
  readonly readOnly: boolean;
}

export const Form = createContext<FormContext | null>(null);

/** The form that a field stands in. */
export function useForm(): FormContext {
  const form = useContext(Form);
  if (!form) throw new Error('A field stands outside of a form. Put it into Form.Provider.');
  return form;
}
