import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/shell.route';
import { idOf } from '../repository/repository.route';
import { pullRequestQuery } from './pull-request.queries';

export const pullRequestRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/repos/$repoId/pulls/$number',
  params: {
    parse: ({ repoId, number }) => ({ repoId: idOf(repoId), number: idOf(number) }),
    stringify: ({ repoId, number }) => ({ repoId: String(repoId), number: String(number) }),
  },
  loader: ({ context: { queryClient }, params: { repoId, number } }) =>
    queryClient.query({ ...pullRequestQuery(repoId, number), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./pull-request-page'), 'PullRequestPage'),
});
