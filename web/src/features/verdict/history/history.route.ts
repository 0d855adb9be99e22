import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { idOf } from '../../show/repository/repository.route';
import { historyQuery } from './history.queries';
import { readHistorySearch } from './history-search';

export const historyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/repos/$repoId/history',
  params: {
    parse: ({ repoId }) => ({ repoId: idOf(repoId) }),
    stringify: ({ repoId }) => ({ repoId: String(repoId) }),
  },
  validateSearch: readHistorySearch,
  loaderDeps: ({ search: { branch, range } }) => ({ branch, range }),
  loader: ({ context: { queryClient }, params: { repoId }, deps: { branch, range } }) =>
    queryClient.infiniteQuery({ ...historyQuery(repoId, branch, range), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./history-page'), 'HistoryPage'),
});
