import { type QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, type RouterHistory } from '@tanstack/react-router';
import { apiKeysRoute } from './features/api-keys/api-keys.route';
import { auditRoute, settingsAuditRoute } from './features/audit/audit.route';
import { badgesRoute } from './features/badges/badges.route';
import { baselineRoute } from './features/baseline/baseline.route';
import { compareRoute } from './features/compare/compare.route';
import { coverageRoute } from './features/coverage/coverage.route';
import { findingsRoute } from './features/findings/findings.route';
import { forgesRoute } from './features/forges/forges.route';
import { repoForgeRoute } from './features/forges/repo-forge.route';
import { historyRoute } from './features/history/history.route';
import { inboxRoute } from './features/inbox/inbox.route';
import { membersRoute } from './features/members/members.route';
import { overviewRoute } from './features/overview/overview.route';
import { policyRoute } from './features/policy/policy.route';
import { publishersRoute } from './features/publishers/publishers.route';
import { pullRequestRoute } from './features/pull-request/pull-request.route';
import { allPullsRoute } from './features/repository/all-pulls.route';
import { pullsRoute } from './features/repository/pulls.route';
import { repoSettingsRoute } from './features/repository/repo-settings.route';
import { repositoryRoute } from './features/repository/repository.route';
import { scanRoute } from './features/scan/scan.route';
import { testsRoute } from './features/scan/tests.route';
import {
  forgotPasswordRoute,
  invitationRoute,
  resetPasswordRoute,
  signInRoute,
} from './features/session/session.route';
import {
  organizationRoute,
  retentionRoute,
  sessionsRoute,
  settingsIndexRoute,
  settingsRoute,
} from './features/settings/settings.route';
import { ssoRoute } from './features/sso/sso.route';
import { waiversRoute } from './features/waivers/waivers.route';
import { webhookRoute, webhooksRoute } from './features/webhooks/webhooks.route';
import { welcomeRoute } from './features/welcome/welcome.route';
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
