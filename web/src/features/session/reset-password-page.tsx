import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { problemOf } from '../../api/problem';
import { Button } from '../../ui/button';
import { Field } from '../../ui/field';
import { Logo } from '../../ui/logo';
import styles from '../../ui/narrow-page.module.css';
import { Notice } from '../../ui/notice';
import { useTitle } from '../../ui/page-header';
import { ForgotPasswordLink } from './forgot-password-link';
import { resetLinkQuery, useResetPassword } from './session.queries';

/** Sets a password by a link, whose token browsers send to no server but in the body of a request. */
export function ResetPasswordPage() {
  useTitle('New password');
  const router = useRouter();
  const token = router.state.location.hash;
  const link = useQuery(resetLinkQuery(token));
  const problem = link.error === null ? null : problemOf(link.error);
  return (
    <main className={styles.page}>
      <Logo size={40} />
      <h1>New password</h1>
      {problem?.status === 404 || problem?.status === 400 ? (
        <>
          <Notice tone="failure" role="alert">
            This link was used already, has expired, or was replaced by a newer one.
          </Notice>
          <ForgotPasswordLink label="Request another link" />
          <Link to="/sign-in">Back to sign-in</Link>
        </>
      ) : (
        <PasswordForm token={token} />
      )}
    </main>
  );
}

function PasswordForm({ token }: { readonly token: string }) {
  const router = useRouter();
  const reset = useResetPassword();
  const [password, setPassword] = useState('');
  const problem = reset.error === null ? null : problemOf(reset.error);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        reset.mutate({ token, password }, { onSuccess: () => void router.navigate({ to: '/sign-in' }) });
      }}
    >
      {problem && (
        <Notice tone="failure" role="alert">
          {problem.extra.errors?.[0]?.message ?? problem.detail}
        </Notice>
      )}
      <Field
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        minLength={10}
        autoFocus
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button kind="primary" type="submit" disabled={reset.isPending}>
        Set password
      </Button>
    </form>
  );
}
