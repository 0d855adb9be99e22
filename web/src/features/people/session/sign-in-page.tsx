import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { problemOf } from '../../../api/problem';
import { Button } from '../../../ui/button';
import { Field } from '../../../ui/field';
import { NarrowPage } from '../../../ui/narrow-page';
import styles from '../../../ui/narrow-page.module.css';
import { Notice } from '../../../ui/notice';
import { SecondFactorField } from '../../../ui/second-factor-field';
import { ForgotPasswordLink } from './forgot-password-link';
import { needsSecondFactor, refusalOf } from './messages';
import { safeNext } from './next-path';
import { hasPasskeys } from './passkeys.queries';
import { providerFault } from './provider-faults';
import { ProviderLink } from './provider-link';
import { meQuery } from './session.queries';
import { factorOf, useSignIn, useSignInByPasskey, type WantedFactor } from './sign-in.queries';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { next, error } = route.useSearch();
  const router = useRouter();
  const client = useQueryClient();
  const signIn = useSignIn();
  const byPasskey = useSignInByPasskey();
  // Known where the session has ended in this tab.
  const [known] = useState(() => client.getQueryData(meQuery().queryKey)?.user.email);
  const [email, setEmail] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isCodeShown, setCodeShown] = useState(false);
  if (!isCodeShown && needsSecondFactor(signIn.error)) setCodeShown(true);
  const enter = () => {
    client.clear();
    router.history.push(safeNext(next));
  };
  const submit = (factor?: WantedFactor) => {
    byPasskey.reset();
    signIn.mutate({ email, password, factor }, { onSuccess: enter });
  };
  const failure = byPasskey.error ?? signIn.error;
  const isPending = byPasskey.isPending || signIn.isPending;
  return (
    <NarrowPage title="Sign in">
      {error !== undefined && signIn.isIdle && byPasskey.isIdle && (
        <Notice tone="failure" role="alert">
          {providerFault(error)}
        </Notice>
      )}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit(isCodeShown ? factorOf(code) : undefined);
        }}
      >
        {failure !== null && (
          <Notice tone="failure" role="alert">
            {refusalOf(problemOf(failure))}
          </Notice>
        )}
        <Field
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus={known === undefined}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          autoFocus={known !== undefined}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {isCodeShown && <SecondFactorField value={code} onChange={setCode} />}
        <Button kind="primary" type="submit" disabled={isPending}>
          Sign in
        </Button>
        {isCodeShown && hasPasskeys() && (
          <Button disabled={isPending} onClick={() => submit('passkey')}>
            Use a passkey
          </Button>
        )}
      </form>
      {!isCodeShown && hasPasskeys() && (
        <Button disabled={isPending} onClick={() => byPasskey.mutate(undefined, { onSuccess: enter })}>
          Sign in with a passkey
        </Button>
      )}
      <ForgotPasswordLink />
      <ProviderLink next={safeNext(next)} />
    </NarrowPage>
  );
}
