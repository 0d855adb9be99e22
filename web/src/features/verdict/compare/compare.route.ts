import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { idOf } from '../../show/repository/repository.route';
import { comparisonQuery, DIFFERENCE_KINDS, type DifferenceKind } from './compare.queries';

export const compareRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scans/$scanId/compare/$otherId',
  params: {
    parse: ({ scanId, otherId }) => ({ scanId: idOf(scanId), otherId: idOf(otherId) }),
    stringify: ({ scanId, otherId }) => ({ scanId: String(scanId), otherId: String(otherId) }),
  },
  validateSearch: (search: Record<string, unknown>): { readonly kind?: DifferenceKind } => {
    const kind = DIFFERENCE_KINDS.find((each) => each === search.kind);
    return kind === undefined ? {} : { kind };
  },
  loaderDeps: ({ search: { kind } }) => ({ kind }),
  loader: ({ context: { queryClient }, params: { scanId, otherId }, deps: { kind } }) =>
    queryClient.infiniteQuery({ ...comparisonQuery(scanId, otherId, kind), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./compare-page'), 'ComparePage'),
});
