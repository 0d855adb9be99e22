import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { WideSkeleton } from '../../../ui/states';
import { idOf } from '../../show/repository/repository.route';
import { scanQuery } from '../scan/scan.queries';
import { treeQuery } from './coverage.queries';
import { readCoverageSearch, viewOf } from './coverage-search';

export const coverageRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scans/$scanId/coverage',
  params: {
    parse: ({ scanId }) => ({ scanId: idOf(scanId) }),
    stringify: ({ scanId }) => ({ scanId: String(scanId) }),
  },
  validateSearch: readCoverageSearch,
  // Texts that are typed are requested beside what the page shows.
  loaderDeps: ({ search: { path, only, owner, compare } }) => ({ path, only, owner, compare }),
  loader: ({ context: { queryClient }, params: { scanId }, location: { search } }) =>
    Promise.all([
      queryClient.query({ ...scanQuery(scanId), staleTime: 'static' }),
      // A scan without coverage has no tree; the page says so by the summary.
      queryClient
        .infiniteQuery({ ...treeQuery(scanId, viewOf(readCoverageSearch(search))), staleTime: 'static' })
        .catch(() => null),
    ]),
  pendingComponent: WideSkeleton,
  component: lazyRouteComponent(() => import('./coverage-page'), 'CoveragePage'),
});
