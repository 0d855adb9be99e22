import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/shell.route';
import { idOf } from '../repository/repository.route';
import { scanQuery } from '../scan/scan.queries';
import { readFindingsSearch } from './finding-search';
import { columnsQuery } from './findings.queries';

export const findingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scans/$scanId/findings',
  params: {
    parse: ({ scanId }) => ({ scanId: idOf(scanId) }),
    stringify: ({ scanId }) => ({ scanId: String(scanId) }),
  },
  validateSearch: readFindingsSearch,
  loader: ({ context: { queryClient }, params: { scanId } }) =>
    Promise.all([
      queryClient.query({ ...columnsQuery(scanId), staleTime: 'static' }),
      queryClient.query({ ...scanQuery(scanId), staleTime: 'static' }),
    ]),
  component: lazyRouteComponent(() => import('./findings-page'), 'FindingsPage'),
});
