import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '../../../api/problem';
import { Button } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { Field } from '../../../ui/field';
import { Notice } from '../../../ui/notice';
import { SecondFactorField } from '../../../ui/second-factor-field';
import { needsSecondFactor, refusalOf } from './messages';
import { hasPasskeys } from './passkeys.queries';
import { useMe } from './session.queries';
import { factorOf, useSignIn, type WantedFactor } from './sign-in.queries';

interface SignInAgainProps {
  /** Called after signing in, and by Escape: the page and what is typed there stay. */
  readonly onClose: () => void;
  /** Leads to the page for signing in, with its other ways. */
  readonly onLeave: () => void;
}

/** Asks for the password where the session has ended, above the page: what is typed there stays. */
export function SignInAgain({ onClose, onLeave }: SignInAgainProps) {
  const { email } = useMe().user;
  const client = useQueryClient();
  const signIn = useSignIn();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isCodeShown, setCodeShown] = useState(false);
  if (!isCodeShown && needsSecondFactor(signIn.error)) setCodeShown(true);
  const succeed = () => {
    onClose();
    void client.invalidateQueries();
  };
  const submit = (factor?: WantedFactor) => signIn.mutate({ email, password, factor }, { onSuccess: succeed });
  return (
    <Dialog
      title="Your session has ended"
      onClose={onClose}
      onSubmit={() => submit(isCodeShown ? factorOf(code) : undefined)}
      actions={
        <>
          <Button onClick={onLeave}>Leave page</Button>
          <Button kind="primary" type="submit" disabled={signIn.isPending}>
            Sign in
          </Button>
        </>
      }
    >
      {signIn.error !== null && (
        <Notice tone="failure" role="alert">
          {refusalOf(problemOf(signIn.error))}
        </Notice>
      )}
      <p>Sign in again to continue. Your input is still there; send the refused request again.</p>
      <Field label="Email" type="email" name="email" autoComplete="username" readOnly value={email} />
      <Field
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        required
        autoFocus
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {isCodeShown && <SecondFactorField value={code} onChange={setCode} />}
      {isCodeShown && hasPasskeys() && (
        <Button disabled={signIn.isPending} onClick={() => submit('passkey')}>
          Use a passkey
        </Button>
      )}
    </Dialog>
  );
}
