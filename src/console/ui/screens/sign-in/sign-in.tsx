import { type FormEvent, useEffect, useState } from 'react';
import type { SessionView } from '../../../contract.ts';
import { type Failure, post } from '../../api/client.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorBox } from '../../parts/error-box.tsx';
import { TextField } from '../../parts/field.tsx';
import './sign-in.css';

interface SignInProps {
  /** It stands over a screen whose session ran out. */
  readonly over: boolean;
  readonly onDone: (session: SessionView) => void;
}

/** Asks for the admin token, as a page or over the screen that was open. */
export function SignIn({ over, onDone }: SignInProps) {
  useEffect(() => {
    if (!over) document.title = 'Sign in · Parley';
  }, [over]);
  if (over) {
    return (
      <Dialog title="Sign in again" mayClose={false} onClose={() => {}}>
        <p>You were signed out because nothing happened for a while. What you were doing is still here.</p>
        <SignInForm onDone={onDone} />
      </Dialog>
    );
  }
  return (
    <main className="sign-in">
      <div className="sign-in-card stack">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" />
        <h1>Sign in to Parley</h1>
        <SignInForm onDone={onDone} />
      </div>
    </main>
  );
}

const REFUSED: Failure = {
  status: 401,
  code: 'unauthorized',
  message: 'That is not the admin token.',
  fix: 'Copy it again from ADMIN_TOKEN, or from what the server printed when it started.',
  body: null,
};

function SignInForm({ onDone }: Pick<SignInProps, 'onDone'>) {
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await post<SessionView>('/session', { token: token.trim() });
    setBusy(false);
    if (answer.ok) onDone(answer.data);
    else setFailure(answer.failure.status === 401 ? REFUSED : answer.failure);
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      {failure ? <ErrorBox failure={failure} /> : null}
      <TextField
        label="Admin token"
        hint="In local mode the server prints it when it starts, and keeps it in the data folder. Live, it is ADMIN_TOKEN."
        type="password"
        name="token"
        autoComplete="current-password"
        required
        autoFocus
        value={token}
        onChange={({ target }) => setToken(target.value)}
      />
      <Button kind="primary" type="submit" busy={busy}>
        Sign in
      </Button>
    </form>
  );
}
