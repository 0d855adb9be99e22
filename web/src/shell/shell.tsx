import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
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

/** Header with the ways through the product, and the page below. */
export function Shell() {
  const me = useMe();
  useReturnToSignIn();
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
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
    </>
  );
}

/** Sends who is signed out meanwhile to sign in, and back to the same address. */
function useReturnToSignIn(): void {
  const router = useRouter();
  useEffect(
    () =>
      onSignedOut(() => {
        const { pathname, href } = router.state.location;
        if (pathname !== '/sign-in') void router.navigate({ to: '/sign-in', search: searchBackTo(href) });
      }),
    [router],
  );
}
