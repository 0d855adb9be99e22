import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, type SyntheticEvent, useCallback, useEffect, useRef, useState } from 'react';
import { onSignedOut } from '../api/query-client';
import { searchBackTo } from '../features/session/next-path';
import { useMe } from '../features/session/session.queries';
import { Logo } from '../ui/logo';
import { AccountMenu } from './account-menu';
import styles from './shell.module.css';

/** Entries of the main navigation, in their order. */
const MAIN = [
  { to: '/', label: 'Repositories', exact: true },
  { to: '/policy', label: 'Policy', exact: false },
  { to: '/waivers', label: 'Waivers', exact: false },
  { to: '/audit', label: 'Audit log', exact: false },
  { to: '/settings', label: 'Settings', exact: false },
] as const;

/** The page of a person who may use the service. */
export function Shell() {
  const me = useMe();
  if (!me.must_change_password && !me.second_factor_required) return <Frame />;
  return <Suspense>{me.must_change_password ? <NewPasswordPage /> : <SecondFactorPage />}</Suspense>;
}

/** Header with the ways through the product, and the page below. */
function Frame() {
  const me = useMe();
  const session = useEndedSession();
  return (
    <>
      <a href="#main" className={styles.skip}>
        Skip to content
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.brand}>
          <Logo />
          Quality gate
        </Link>
        <nav aria-label="Main" className={styles.nav}>
          {MAIN.map(({ to, label, exact }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact, includeSearch: false }}
              activeProps={{ 'aria-current': 'page' }}
              className={styles.link}
            >
              {label}
            </Link>
          ))}
        </nav>
        <span className={styles.org}>{me.org.name}</span>
        <AccountMenu me={me} />
      </header>
      <main id="main" tabIndex={-1} className={styles.main} onInput={session.noticeTyping}>
        <Outlet />
      </main>
      {session.isAsking && (
        <Suspense>
          <SignInAgain onDone={session.resume} onLeave={session.leave} />
        </Suspense>
      )}
    </>
  );
}

const NewPasswordPage = lazy(() =>
  import('../features/settings/new-password-page').then((page) => ({ default: page.NewPasswordPage })),
);

const SecondFactorPage = lazy(() =>
  import('../features/settings/second-factor-page').then((page) => ({ default: page.SecondFactorPage })),
);

const SignInAgain = lazy(() =>
  import('../features/session/sign-in-again').then(({ SignInAgain }) => ({ default: SignInAgain })),
);

/**
 * Sends who is signed out meanwhile to sign in, and back to the same address. Who has typed into a form of the page signs in
 * above it, as the page would forget the form.
 */
function useEndedSession() {
  const router = useRouter();
  const typedAt = useRef<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const leave = useCallback(() => {
    setAsking(false);
    const { pathname, href } = router.state.location;
    if (pathname !== '/sign-in') void router.navigate({ to: '/sign-in', search: searchBackTo(href) });
  }, [router]);
  useEffect(
    () =>
      onSignedOut(() => {
        if (typedAt.current === router.state.location.pathname) setAsking(true);
        else leave();
      }),
    [router, leave],
  );
  const noticeTyping = ({ target }: SyntheticEvent) => {
    if (target instanceof Element && target.closest('form')) typedAt.current = router.state.location.pathname;
  };
  return { isAsking, noticeTyping, leave, resume: () => setAsking(false) };
}
