import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../../shell/shell.route';
import { readPresets } from '../../../verdict/presets.queries';
import { type PolicySearch, readPage } from './policy.queries';

const MOST_SCANS = 500;

/** Scans of the address to try the policy on; what is left out is the newest 100 of all kinds. */
export const readPolicySearch = ({ kind, limit }: Record<string, unknown>): PolicySearch => ({
  ...((kind === 'default' || kind === 'pr') && { kind }),
  ...(Number(limit) === MOST_SCANS && { limit: MOST_SCANS }),
});

export const policyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/policy',
  validateSearch: readPolicySearch,
  loaderDeps: ({ search }) => search,
  // The presets stand above the editor, which must not move once they come.
  loader: ({ context: { queryClient }, deps }) => Promise.all([readPage(queryClient, deps), readPresets(queryClient)]),
  component: lazyRouteComponent(() => import('./policy-page'), 'PolicyPage'),
});
