import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { problemOf } from '../../api/problem';
import { Button } from '../../ui/button';
import { Field } from '../../ui/field';
import { NarrowPage } from '../../ui/narrow-page';
import styles from '../../ui/narrow-page.module.css';
import { Notice } from '../../ui/notice';
import { SecondFactorField } from '../../ui/second-factor-field';
import { ForgotPasswordLink } from './forgot-password-link';
import { needsSecondFactor, refusalOf } from './messages';
import { safeNext } from './next-path';
import { providerFault } from './provider-faults';
import { ProviderLink } from './provider-link';
import { factorOf, useSignIn } from './session.queries';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { next, error } = route.useSearch();
  const router = useRouter();
  const client = useQueryClient();
  const signIn = useSignIn();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isCodeShown, setCodeShown] = useState(false);
  if (!isCodeShown && needsSecondFactor(signIn.error)) setCodeShown(true);
  const submit = () =>
    signIn.mutate(
      { email, password, ...(isCodeShown && { second_factor: factorOf(code) }) },
      {
        onSuccess: () => {
          client.clear();
          router.history.push(safeNext(next));
        },
      },
    );
  return (
    <NarrowPage title="Sign in">
      {error !== undefined && signIn.isIdle && (
        <Notice tone="failure" role="alert">
          {providerFault(error)}
        </Notice>
      )}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {signIn.error !== null && (
          <Notice tone="failure" role="alert">
            {refusalOf(problemOf(signIn.error))}
          </Notice>
        )}
        <Field
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {isCodeShown && <SecondFactorField value={code} onChange={setCode} />}
        <Button kind="primary" type="submit" disabled={signIn.isPending}>
          Sign in
        </Button>
      </form>
      <ForgotPasswordLink />
      <ProviderLink next={safeNext(next)} />
    </NarrowPage>
  );
}
