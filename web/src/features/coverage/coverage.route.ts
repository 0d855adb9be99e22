import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/shell.route';
import { idOf } from '../repository/repository.route';
import { scanQuery } from '../scan/scan.queries';
import { ONLY, type Only, treeQuery } from './coverage.queries';

/** Folder, file and filter of the address. */
export interface CoverageSearch {
  readonly path?: string;
  readonly file?: string;
  readonly only?: Only;
  readonly compare?: number;
}

export function readCoverageSearch({ path, file, only, compare }: Record<string, unknown>): CoverageSearch {
  const chosen = ONLY.find((each) => each === only);
  const other = Number(compare);
  return {
    ...(typeof path === 'string' && path !== '' && { path: path.endsWith('/') ? path : `${path}/` }),
    ...(typeof file === 'string' && file !== '' && { file }),
    ...(chosen && { only: chosen }),
    ...(Number.isSafeInteger(other) && other > 0 && { compare: other }),
  };
}

export const coverageRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scans/$scanId/coverage',
  params: {
    parse: ({ scanId }) => ({ scanId: idOf(scanId) }),
    stringify: ({ scanId }) => ({ scanId: String(scanId) }),
  },
  validateSearch: readCoverageSearch,
  loaderDeps: ({ search: { path = '', only, compare } }) => ({ path, only, compare }),
  loader: ({ context: { queryClient }, params: { scanId }, deps }) =>
    Promise.all([
      queryClient.query({ ...scanQuery(scanId), staleTime: 'static' }),
      // A scan without coverage has no tree; the page says so by the summary.
      queryClient.infiniteQuery({ ...treeQuery(scanId, deps), staleTime: 'static' }).catch(() => null),
    ]),
  component: lazyRouteComponent(() => import('./coverage-page'), 'CoveragePage'),
});
