import { type QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, type RouterHistory } from '@tanstack/react-router';
import { apiKeysRoute } from './features/people/api-keys/api-keys.route';
import { membersRoute } from './features/people/members/members.route';
import { publishersRoute } from './features/people/publishers/publishers.route';
import {
  forgotPasswordRoute,
  invitationRoute,
  resetPasswordRoute,
  signInRoute,
} from './features/people/session/session.route';
import {
  organizationRoute,
  retentionRoute,
  sessionsRoute,
  settingsIndexRoute,
  settingsRoute,
} from './features/people/settings/settings.route';
import { ssoRoute } from './features/people/sso/sso.route';
import { badgesRoute } from './features/reach/badges/badges.route';
import { forgesRoute } from './features/reach/forges/forges.route';
import { repoForgeRoute } from './features/reach/forges/repo-forge.route';
import { webhookRoute, webhooksRoute } from './features/reach/webhooks/webhooks.route';
import { auditRoute, settingsAuditRoute } from './features/record/audit/audit.route';
import { inboxRoute } from './features/show/inbox/inbox.route';
import { overviewRoute } from './features/show/overview/overview.route';
import { pullRequestRoute } from './features/show/pull-request/pull-request.route';
import { allPullsRoute } from './features/show/repository/all-pulls.route';
import { pullsRoute } from './features/show/repository/pulls.route';
import { repoSettingsRoute } from './features/show/repository/repo-settings.route';
import { repositoryRoute } from './features/show/repository/repository.route';
import { welcomeRoute } from './features/show/welcome/welcome.route';
import { baselineRoute } from './features/verdict/baseline/baseline.route';
import { compareRoute } from './features/verdict/compare/compare.route';
import { coverageRoute } from './features/verdict/coverage/coverage.route';
import { findingsRoute } from './features/verdict/findings/findings.route';
import { historyRoute } from './features/verdict/history/history.route';
import { policyRoute } from './features/verdict/policy/policy.route';
import { scanRoute } from './features/verdict/scan/scan.route';
import { testsRoute } from './features/verdict/scan/tests.route';
import { waiversRoute } from './features/verdict/waivers/waivers.route';
import { rootRoute } from './root.route';
import { NotHere, PageFailure } from './shell/page-failure';
import { shellRoute } from './shell/shell.route';
import { Skeleton } from './ui/states';

/** Any address that is no page's. */
const elsewhereRoute = createRoute({ getParentRoute: () => shellRoute, path: '$', component: NotHere });

const routeTree = rootRoute.addChildren([
  signInRoute,
  invitationRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  shellRoute.addChildren([
    overviewRoute,
    repositoryRoute,
    historyRoute,
    pullsRoute,
    pullRequestRoute,
    baselineRoute,
    badgesRoute,
    repoForgeRoute,
    repoSettingsRoute,
    scanRoute,
    compareRoute,
    testsRoute,
    allPullsRoute,
    inboxRoute,
    policyRoute,
    waiversRoute,
    auditRoute,
    settingsRoute.addChildren([
      settingsIndexRoute,
      organizationRoute,
      membersRoute,
      ssoRoute,
      apiKeysRoute,
      webhooksRoute,
      webhookRoute,
      forgesRoute,
      publishersRoute,
      retentionRoute,
      settingsAuditRoute,
      sessionsRoute,
    ]),
    welcomeRoute,
    findingsRoute,
    coverageRoute,
    elsewhereRoute,
  ]),
]);

/** Time before a page that is not there yet shows its outline. */
const PENDING_MS = 200;

/** @param history of addresses; default: the browser's */
export const createAppRouter = (queryClient: QueryClient, history?: RouterHistory) =>
  createRouter({
    routeTree,
    ...(history && { history }),
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: PENDING_MS,
    defaultPendingMinMs: 0,
    defaultPendingComponent: () => <Skeleton heights={[64, 160, 240]} />,
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: NotHere,
    scrollRestoration: true,
    // Parameters that a page does not know, or with values that it does not know, are none.
    search: { strict: true },
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
