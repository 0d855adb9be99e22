import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button } from '../../ui/button';
import { Logo } from '../../ui/logo';
import styles from '../../ui/narrow-page.module.css';
import { useTitle } from '../../ui/page-header';
import { useMe, useSignOut } from '../session/session.queries';
import { ProveSecondFactor, SecondFactor } from './second-factor';
import { secondFactorQuery } from './settings.queries';

/** Takes the place of every page while the organization requires a second factor that the session has not proved. */
export function SecondFactorPage() {
  useTitle('Second factor');
  const { org } = useMe();
  const { totp, proven } = useSuspenseQuery(secondFactorQuery()).data;
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
      <h1>Second factor</h1>
      <p>{org.name} requires a second factor.</p>
      {totp && !proven ? <ProveSecondFactor /> : <SecondFactor />}
      {proven && <Button onClick={() => void goOn()}>Go on</Button>}
      <Button onClick={() => signOut.mutate(undefined, { onSuccess: () => void router.navigate({ to: '/sign-in' }) })}>
        Sign out
      </Button>
    </main>
  );
}
