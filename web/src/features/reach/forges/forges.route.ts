import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { settingsRoute } from '../../people/settings/settings.route';

export const forgesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/forges',
  component: lazyRouteComponent(() => import('./forges-page'), 'ForgesPage'),
});
