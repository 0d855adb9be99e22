import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { idOf } from '../../show/repository/repository.route';
import { baselineQuery } from './baseline.queries';

export const baselineRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/repos/$repoId/baseline',
  params: {
    parse: ({ repoId }) => ({ repoId: idOf(repoId) }),
    stringify: ({ repoId }) => ({ repoId: String(repoId) }),
  },
  loader: ({ context: { queryClient }, params: { repoId } }) =>
    queryClient.query({ ...baselineQuery(repoId), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./baseline-page'), 'BaselinePage'),
});
