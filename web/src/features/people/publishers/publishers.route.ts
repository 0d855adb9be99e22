import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { settingsRoute } from '../settings/settings.route';

export const publishersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/publishers',
  component: lazyRouteComponent(() => import('./publishers-page'), 'PublishersPage'),
});
