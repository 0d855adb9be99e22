import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { readPresets } from '../../../verdict/presets.queries';

export const welcomeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/welcome',
  loader: ({ context: { queryClient } }) => readPresets(queryClient),
  component: lazyRouteComponent(() => import('./welcome-page'), 'WelcomePage'),
});
