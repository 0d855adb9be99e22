import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { idOf } from '../repository/repository.route';
import { pullRequestQuery } from './pull-request.queries';

/** Part of the page: all about the change in short, or its files. */
interface PullRequestSearch {
  readonly tab?: 'files';
}

export const pullRequestRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/repos/$repoId/pulls/$number',
  params: {
    parse: ({ repoId, number }) => ({ repoId: idOf(repoId), number: idOf(number) }),
    stringify: ({ repoId, number }) => ({ repoId: String(repoId), number: String(number) }),
  },
  validateSearch: ({ tab }: Record<string, unknown>): PullRequestSearch => (tab === 'files' ? { tab } : {}),
  loader: ({ context: { queryClient }, params: { repoId, number } }) =>
    queryClient.query({ ...pullRequestQuery(repoId, number), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./pull-request-page'), 'PullRequestPage'),
});
