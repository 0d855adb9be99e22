import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { type PullRequestFilter, pullRequestsQuery } from './repository.queries';
import { idOf } from './repository.route';

/** Filter of the address; what it does not know is left out. */
export const readPullsSearch = ({ state, status }: Record<string, unknown>): PullRequestFilter => ({
  ...((state === 'closed' || state === 'all') && { state }),
  ...((status === 'passed' || status === 'failed') && { status }),
});

export const pullsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/repos/$repoId/pulls',
  params: {
    parse: ({ repoId }) => ({ repoId: idOf(repoId) }),
    stringify: ({ repoId }) => ({ repoId: String(repoId) }),
  },
  validateSearch: readPullsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, params: { repoId }, deps }) =>
    queryClient.query({ ...pullRequestsQuery(repoId, deps), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./pulls-page'), 'PullsPage'),
});
