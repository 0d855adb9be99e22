import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { idOf } from '../../show/repository/repository.route';
import { scanQuery, TEST_LISTS, type TestListName } from './scan.queries';

export const testsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scans/$scanId/tests',
  params: {
    parse: ({ scanId }) => ({ scanId: idOf(scanId) }),
    stringify: ({ scanId }) => ({ scanId: String(scanId) }),
  },
  validateSearch: (search: Record<string, unknown>): { readonly status?: TestListName } => {
    const status = TEST_LISTS.find((each) => each === search.status);
    return status === undefined ? {} : { status };
  },
  loader: ({ context, params }) => context.queryClient.query({ ...scanQuery(params.scanId), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./tests-page'), 'TestsPage'),
});
