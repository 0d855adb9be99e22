import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button } from '../../ui/button';
import { Logo } from '../../ui/logo';
import styles from '../../ui/narrow-page.module.css';
import { useTitle } from '../../ui/page-header';
import { useSignOut } from '../session/session.queries';
import { PasswordForm } from './password-form';

/** Takes the place of every page while the person's password is temporary. */
export function NewPasswordPage() {
  useTitle('New password');
  const client = useQueryClient();
  const router = useRouter();
  const signOut = useSignOut();
  const goOn = async () => {
    await client.resetQueries();
    await router.invalidate();
  };
  return (
    <main className={styles.page}>
      <Logo size={40} />
      <h1>New password</h1>
      <p>Your password is temporary: set one that only you know.</p>
      <PasswordForm onChanged={() => void goOn()} />
      <Button onClick={() => signOut.mutate(undefined, { onSuccess: () => void router.navigate({ to: '/sign-in' }) })}>
        Sign out
      </Button>
    </main>
  );
}
