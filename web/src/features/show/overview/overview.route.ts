import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textOf } from '../../../shell/address-text';
import { shellRoute } from '../../../shell/shell.route';
import {
  OVERVIEW_SORTS,
  OVERVIEW_VERDICTS,
  overviewQuery,
  type OverviewSearch,
  type OverviewSort,
  type OverviewVerdict,
} from './overview.queries';

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((each) => each === value);

/** Filter of the address; what it does not know is left out. */
export function readOverviewSearch({ q, verdict, sort, form }: Record<string, unknown>): OverviewSearch {
  const text = textOf(q);
  const known = {
    verdict: oneOf<OverviewVerdict>(OVERVIEW_VERDICTS, verdict),
    sort: oneOf<OverviewSort>(OVERVIEW_SORTS, sort),
  };
  return {
    ...(text && { q: text }),
    ...(known.verdict && { verdict: known.verdict }),
    ...(known.sort && known.sort !== 'worst' && { sort: known.sort }),
    ...(form === 'new' && { form }),
  };
}

export const overviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  validateSearch: readOverviewSearch,
  loader: ({ context }) => context.queryClient.infiniteQuery({ ...overviewQuery(), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./overview-page'), 'OverviewPage'),
});
