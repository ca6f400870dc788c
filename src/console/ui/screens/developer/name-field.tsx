import { TextField } from '../../parts/field.tsx';
import { fileNameOf } from '../file-name.ts';

interface NameFieldProps {
  readonly name: string;
  readonly taken: readonly string[];
  readonly onName: (name: string) => void;
}

/** The name of a new API, with the name of its file below. */
export function NameField({ name, taken, onName }: NameFieldProps) {
  const id = fileNameOf(name);
  return (
    <TextField
      label="Name"
      autoFocus
      value={name}
      hint={id === '' ? 'As in "Send OTP".' : `Steps call it "${id}"; its file is apis/${id}.json.`}
      error={taken.includes(id) ? 'There is an API of that name. Choose another one.' : null}
      onChange={({ target }) => onName(target.value)}
    />
  );
}
