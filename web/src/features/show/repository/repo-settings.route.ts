import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { repositoryQuery } from './repository.queries';
import { idOf } from './repository.route';

export const repoSettingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/repos/$repoId/settings',
  params: {
    parse: ({ repoId }) => ({ repoId: idOf(repoId) }),
    stringify: ({ repoId }) => ({ repoId: String(repoId) }),
  },
  loader: ({ context: { queryClient }, params: { repoId } }) =>
    queryClient.query({ ...repositoryQuery(repoId), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./repo-settings-page'), 'RepoSettingsPage'),
});
