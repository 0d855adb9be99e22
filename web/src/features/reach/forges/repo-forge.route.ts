import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { repositoryQuery } from '../../show/repository/repository.queries';
import { idOf } from '../../show/repository/repository.route';
import { repoForgeQuery } from './repo-forge.queries';

export const repoForgeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/repos/$repoId/forge',
  params: {
    parse: ({ repoId }) => ({ repoId: idOf(repoId) }),
    stringify: ({ repoId }) => ({ repoId: String(repoId) }),
  },
  loader: ({ context: { queryClient }, params: { repoId } }) =>
    Promise.all([
      queryClient.query({ ...repoForgeQuery(repoId), staleTime: 'static' }),
      queryClient.query({ ...repositoryQuery(repoId), staleTime: 'static' }),
    ]),
  component: lazyRouteComponent(() => import('./repo-forge-page'), 'RepoForgePage'),
});
