import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { Inbox, Search as SearchIcon } from 'lucide-react';
import { lazy, Suspense, type SyntheticEvent, useCallback, useEffect, useRef, useState } from 'react';
import { onSignedOut } from '../api/query-client';
import { useIsVisible } from '../api/use-is-visible';
import { waitQuery } from '../api/wait';
import { searchBackTo } from '../features/people/session/next-path';
import { inboxWait, useMe } from '../features/people/session/session.queries';
import { classNames } from '../ui/class-names';
import { formatCount } from '../ui/format';
import { Logo } from '../ui/logo';
import { AccountMenu } from './account-menu';
import styles from './shell.module.css';
import { useSearchKeys } from './use-search-keys';

/** Entries of the main navigation, in their order. */
const MAIN = [
  { to: '/', label: 'Repositories', exact: true },
  { to: '/pull-requests', label: 'Pull requests', exact: false },
  { to: '/policy', label: 'Policy', exact: false },
  { to: '/waivers', label: 'Waivers', exact: false },
  { to: '/audit', label: 'Audit log', exact: false, isRare: true },
  { to: '/settings', label: 'Settings', exact: false, isRare: true },
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
      <a href="#main" className={classNames('skip-link', styles.skip)}>
        Skip to content
      </a>
      <header className={styles.header}>
        <Link to="/" className={styles.brand}>
          <Logo />
          Quality gate
        </Link>
        <nav aria-label="Main" className={styles.nav}>
          {MAIN.map(({ to, label, exact, ...more }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact, includeSearch: false }}
              activeProps={{ 'aria-current': 'page' }}
              className={classNames(styles.link, 'isRare' in more && styles.rare)}
            >
              {label}
            </Link>
          ))}
        </nav>
        <span className={styles.org}>{me.org.name}</span>
        <div className={styles.tools}>
          <Search />
          <InboxLink />
          <AccountMenu me={me} />
        </div>
      </header>
      <main id="main" tabIndex={-1} className={styles.main} onInput={session.noticeTyping}>
        <Outlet />
      </main>
      {session.isAsking && (
        <Suspense>
          <SignInAgain onClose={session.resume} onLeave={session.leave} />
        </Suspense>
      )}
    </>
  );
}

/** The search of everything, behind a button and its keys. */
function Search() {
  const [text, setText] = useState<string | null>(null);
  const open = useCallback(() => setText(''), []);
  useSearchKeys(open);
  return (
    <>
      <button type="button" title="Search everywhere (Ctrl K)" className={styles.tool} onClick={open}>
        <SearchIcon aria-hidden size={17} strokeWidth={1.8} />
        <span className="visually-hidden">Search everywhere</span>
      </button>
      {text !== null && (
        <Suspense
          fallback={
            <input
              ref={borrowFocus}
              aria-label="Search everywhere"
              className="visually-hidden"
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          }
        >
          <SearchDialog text={text} onType={setText} onClose={() => setText(null)} />
        </Suspense>
      )}
    </>
  );
}

/** Gives a field the focus while it is there, so that no letter is lost before the search has come. */
function borrowFocus(field: HTMLInputElement) {
  const before = document.activeElement as HTMLElement;
  field.focus();
  return () => before.focus();
}

/** Leads to the inbox, with the number of its entries. */
function InboxLink() {
  const { inbox: count } = useMe();
  const isVisible = useIsVisible();
  return (
    <Link to="/inbox" title="Inbox" activeProps={{ 'aria-current': 'page' }} className={styles.tool}>
      <Inbox aria-hidden size={17} strokeWidth={1.8} />
      <span className="visually-hidden">Inbox</span>
      {count > 0 && (
        <span className={styles.count} data-measure="inbox" data-value={count}>
          {formatCount(count)}
        </span>
      )}
      {isVisible && <InboxWait count={count} />}
    </Link>
  );
}

/** Fresh from the start, as an action that has all stale queries requested again would take as long as the wait. */
const FRESH = { initialData: { retryAfterSeconds: null }, staleTime: 'static' } as const;

function InboxWait({ count }: { readonly count: number }) {
  useQuery({ ...waitQuery(inboxWait(count)), ...FRESH });
  return null;
}

const SearchDialog = lazy(() =>
  import('../features/show/search/search-dialog').then((part) => ({ default: part.SearchDialog })),
);

const NewPasswordPage = lazy(() =>
  import('../features/people/settings/new-password-page').then((page) => ({ default: page.NewPasswordPage })),
);

const SecondFactorPage = lazy(() =>
  import('../features/people/settings/second-factor-page').then((page) => ({ default: page.SecondFactorPage })),
);

const SignInAgain = lazy(() =>
  import('../features/people/session/sign-in-again').then(({ SignInAgain }) => ({ default: SignInAgain })),
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
