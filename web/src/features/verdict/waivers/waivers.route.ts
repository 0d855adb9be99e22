import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { waiversQuery } from './waivers.queries';
import { readWaiversSearch } from './waivers-search';

export const waiversRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/waivers',
  validateSearch: readWaiversSearch,
  loader: ({ context: { queryClient } }) => queryClient.query({ ...waiversQuery(), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./waivers-page'), 'WaiversPage'),
});
