import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { readAllPullsSearch } from './all-pulls-search';
import { allPullRequestsQuery } from './repository.queries';

export const allPullsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/pull-requests',
  validateSearch: readAllPullsSearch,
  // Once for the page: what is chosen on it is requested beside what it shows.
  loader: ({ context: { queryClient }, location: { search } }) =>
    queryClient.infiniteQuery({ ...allPullRequestsQuery(readAllPullsSearch(search)), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./all-pulls-page'), 'AllPullsPage'),
});
