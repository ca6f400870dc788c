import { useState } from 'react';
import { type Failure, post } from '../../api/client.ts';
import { navigate } from '../../routing/location.ts';
import { fileNameOf } from '../file-name.ts';

interface NewApi {
  /** The name can be taken. */
  readonly isReady: boolean;
  readonly busy: boolean;
  readonly failure: Failure | null;
  /** Writes the file, then opens the API. */
  readonly add: (source: string) => Promise<void>;
}

/** Makes a new API of the name that was typed. */
export function useNewApi(name: string, taken: readonly string[]): NewApi {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const id = fileNameOf(name);
  const isReady = id !== '' && !taken.includes(id);
  const add = async (source: string) => {
    if (!isReady || busy) return;
    setBusy(true);
    const answer = await post('/apis', { id, source });
    setBusy(false);
    if (answer.ok) navigate(`/apis/${id}`);
    else setFailure(withProblems(answer.failure));
  };
  return { isReady, busy, failure, add };
}

/** Where the checker refuses a file, what it says is more telling than that it does. */
export function withProblems(failure: Failure): Failure {
  const { problems } = (failure.body ?? {}) as {
    readonly problems?: readonly { readonly severity: string; readonly message: string; readonly fix: string }[];
  };
  const [first] = (problems ?? []).filter(({ severity }) => severity === 'error');
  return first ? { ...failure, message: first.message, fix: first.fix } : failure;
}
