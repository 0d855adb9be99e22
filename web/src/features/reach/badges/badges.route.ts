import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { repositoryQuery } from '../../show/repository/repository.queries';
import { idOf } from '../../show/repository/repository.route';
import { badgeQuery } from './badges.queries';

export const badgesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/repos/$repoId/badges',
  params: {
    parse: ({ repoId }) => ({ repoId: idOf(repoId) }),
    stringify: ({ repoId }) => ({ repoId: String(repoId) }),
  },
  loader: ({ context: { queryClient }, params: { repoId } }) =>
    Promise.all([
      queryClient.query({ ...badgeQuery(repoId), staleTime: 'static' }),
      queryClient.query({ ...repositoryQuery(repoId), staleTime: 'static' }),
    ]),
  component: lazyRouteComponent(() => import('./badges-page'), 'BadgesPage'),
});
