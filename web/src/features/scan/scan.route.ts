import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/shell.route';
import { idOf } from '../repository/repository.route';
import { scanQuery } from './scan.queries';

export interface ScanSearch {
  readonly scope?: 'new';
}

export const scanRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scans/$scanId',
  params: {
    parse: ({ scanId }) => ({ scanId: idOf(scanId) }),
    stringify: ({ scanId }) => ({ scanId: String(scanId) }),
  },
  validateSearch: ({ scope }: Record<string, unknown>): ScanSearch => (scope === 'new' ? { scope } : {}),
  loader: ({ context, params }) => context.queryClient.query({ ...scanQuery(params.scanId), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./scan-page'), 'ScanPage'),
});
