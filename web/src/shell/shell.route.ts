import { createRoute, redirect } from '@tanstack/react-router';
import { problemOf } from '../api/problem';
import { searchBackTo } from '../features/people/session/next-path';
import { meQuery } from '../features/people/session/session.queries';
import { rootRoute } from '../root.route';
import { Shell } from './shell';

/** Frame of all pages that need a signed-in person; others are sent to sign in and come back. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.query({ ...meQuery(), staleTime: 'static' });
    } catch (error) {
      if (!problemOf(error).isSignedOut) throw error;
      throw redirect({ to: '/sign-in', search: searchBackTo(location.href), replace: true });
    }
  },
  component: Shell,
});
