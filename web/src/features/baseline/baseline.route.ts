import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/shell.route';
import { repositoryQuery } from '../repository/repository.queries';
import { idOf } from '../repository/repository.route';
import { baselineQuery } from './baseline.queries';

export const baselineRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/repos/$repoId/baseline',
  params: {
    parse: ({ repoId }) => ({ repoId: idOf(repoId) }),
    stringify: ({ repoId }) => ({ repoId: String(repoId) }),
  },
  loader: ({ context: { queryClient }, params: { repoId } }) =>
    Promise.all([
      queryClient.query({ ...baselineQuery(repoId), staleTime: 'static' }),
      queryClient.query({ ...repositoryQuery(repoId), staleTime: 'static' }),
    ]),
  component: lazyRouteComponent(() => import('./baseline-page'), 'BaselinePage'),
});
