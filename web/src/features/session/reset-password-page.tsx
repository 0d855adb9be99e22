import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { problemOf } from '../../api/problem';
import { Button } from '../../ui/button';
import { Field } from '../../ui/field';
import { Logo } from '../../ui/logo';
import styles from '../../ui/narrow-page.module.css';
import { Notice } from '../../ui/notice';
import { useTitle } from '../../ui/page-header';
import { useResetPassword } from './session.queries';

/** Sets a password by a link, whose token browsers send to no server. */
export function ResetPasswordPage() {
  useTitle('New password');
  const router = useRouter();
  const reset = useResetPassword();
  const [password, setPassword] = useState('');
  const token = router.state.location.hash;
  const problem = reset.error === null ? null : problemOf(reset.error);
  return (
    <main className={styles.page}>
      <Logo size={40} />
      <h1>New password</h1>
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
    </main>
  );
}
