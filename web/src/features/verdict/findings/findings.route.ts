import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { WideSkeleton } from '../../../ui/states';
import { idOf } from '../../show/repository/repository.route';
import { scanQuery } from '../scan/scan.queries';
import { readFindingsSearch } from './finding-search';
import { columnsQuery, fitsColumns } from './findings.queries';

export const findingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scans/$scanId/findings',
  params: {
    parse: ({ scanId }) => ({ scanId: idOf(scanId) }),
    stringify: ({ scanId }) => ({ scanId: String(scanId) }),
  },
  validateSearch: readFindingsSearch,
  // The summary says by which read the findings come; who opens the page from the scan's has it already.
  loader: async ({ context: { queryClient }, params: { scanId } }) => {
    const page = await queryClient.query({ ...scanQuery(scanId), staleTime: 'static' });
    if (page.scan.details_expired_at === null && fitsColumns(page))
      await queryClient.query({ ...columnsQuery(scanId), staleTime: 'static' });
  },
  pendingComponent: WideSkeleton,
  component: lazyRouteComponent(() => import('./findings-page'), 'FindingsPage'),
});
