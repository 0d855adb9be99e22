import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { idOf } from '../../show/repository/repository.route';
import { scanQuery, TEST_STATUSES, type TestStatus } from './scan.queries';

export interface ScanSearch {
  readonly scope?: 'new';
  /** Status of the tests that are listed. */
  readonly tests?: TestStatus;
}

function readScanSearch({ scope, tests }: Record<string, unknown>): ScanSearch {
  const status = TEST_STATUSES.find((one) => one === tests);
  return { ...(scope === 'new' && { scope }), ...(status !== undefined && { tests: status }) };
}

export const scanRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scans/$scanId',
  params: {
    parse: ({ scanId }) => ({ scanId: idOf(scanId) }),
    stringify: ({ scanId }) => ({ scanId: String(scanId) }),
  },
  validateSearch: readScanSearch,
  loader: ({ context, params }) => context.queryClient.query({ ...scanQuery(params.scanId), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./scan-page'), 'ScanPage'),
});
