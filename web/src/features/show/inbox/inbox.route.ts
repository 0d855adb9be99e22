import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { inboxQuery } from './inbox.queries';

export const inboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox',
  loader: ({ context: { queryClient } }) => queryClient.infiniteQuery({ ...inboxQuery(), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./inbox-page'), 'InboxPage'),
});
