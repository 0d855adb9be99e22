import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shell/shell.route';
import { reposQuery } from '../repository/repository.queries';
import { decidedRequestsQuery, WAIVER_STATES, waiversQuery } from './waivers.queries';
import { readWaiversSearch } from './waivers-search';

export const waiversRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/waivers',
  validateSearch: readWaiversSearch,
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      ...WAIVER_STATES.map((state) => queryClient.query({ ...waiversQuery(state), staleTime: 'static' })),
      queryClient.query({ ...decidedRequestsQuery(), staleTime: 'static' }),
      queryClient.query({ ...reposQuery(), staleTime: 'static' }),
    ]),
  component: lazyRouteComponent(() => import('./waivers-page'), 'WaiversPage'),
});
