import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, Link, Navigate, useRouter } from '@tanstack/react-router';
import { problemOf } from '../api/problem';
import { searchBackTo } from '../features/people/session/next-path';
import { Ago } from '../ui/ago';
import { Button, buttonClass } from '../ui/button';
import { useTitle } from '../ui/page-header';
import { PageState } from '../ui/states';

/** A page that could not be shown, in words: absent, not allowed, deleted by retention, or failed with a way to try again; a session that has ended leads to sign in. */
export function PageFailure({ error }: ErrorComponentProps) {
  const router = useRouter();
  const { reset } = useQueryErrorResetBoundary();
  const problem = problemOf(error);
  const { href, pathname } = router.state.location;
  useTitle(problem.isAbsent ? 'Not here' : 'Something went wrong');
  if (problem.isSignedOut && pathname === '/sign-in') return null;
  if (problem.isSignedOut) return <Navigate to="/sign-in" search={searchBackTo(href)} replace />;
  if (problem.isAbsent) return <NotHere />;
  if (problem.status === 403)
    return (
      <PageState title="Not accessible to you">
        <p role="alert">{problem.detail}</p>
      </PageState>
    );
  if (problem.code === 'details_expired') {
    const at = problem.extra.body?.expired_at;
    return (
      <PageState title="No longer stored">
        <p role="alert">
          {problem.detail}
          {typeof at === 'string' && (
            <>
              {' '}
              They were deleted <Ago at={at} />.
            </>
          )}
        </p>
      </PageState>
    );
  }
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <PageState
      title={problem.isOffline ? 'The service does not answer' : 'This page could not be loaded'}
      action={<Button onClick={retry}>Try again</Button>}
    >
      <p role="alert">{problem.detail}</p>
    </PageState>
  );
}

/** Objects that do not exist and those of others: the same words for both. */
export function NotHere() {
  useTitle('Not here');
  return (
    <PageState
      title="Not here"
      action={
        <Link to="/" className={buttonClass()}>
          Repositories
        </Link>
      }
    >
      <p>There is nothing at this address, or it belongs to an organization that you are not signed in to.</p>
    </PageState>
  );
}
