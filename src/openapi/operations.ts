/**
 * Every route of the API in the order of the document, with the operation id that generated clients call it by. An id
 * is never changed once it was published: renaming a handler or a controller must not rename a client's function.
 */
export const OPERATIONS = {
  'GET /quality/gates/config': 'getGateConfig',
  'GET /quality/gates/presets': 'listPolicyPresets',
  'PUT /quality/gates/config': 'saveGateConfig',
  'DELETE /quality/gates/config': 'removeGateConfig',
  'GET /quality/gates/config/revisions': 'listGateConfigRevisions',

  'GET /quality/gates/status/{scan_id}': 'getGateStatus',
  'GET /quality/gates/status/by-commit': 'getGateStatusOfCommit',
  'POST /quality/gates/evaluate/{scan_id}': 'evaluateGate',
  'POST /quality/gates/recompute/{scan_id}': 'recomputeGate',
  'GET /quality/gates/history/{scan_id}': 'listEvaluations',
  'GET /scans/{id}/next-actions': 'listNextActions',
  'GET /repos/{id}/local-pack': 'getLocalPack',

  'GET /quality/gates/simulation-inputs': 'getSimulationInputs',
  'POST /quality/gates/simulate': 'simulatePolicy',

  'GET /quality/gates/waivers': 'listWaivers',
  'POST /quality/gates/waivers': 'createWaiver',
  'PATCH /quality/gates/waivers/{id}': 'updateWaiver',
  'POST /quality/gates/waivers/{id}/revoke': 'revokeWaiver',
  'GET /quality/gates/waivers/requests': 'listWaiverRequests',
  'POST /quality/gates/waivers/requests': 'requestWaiver',
  'POST /quality/gates/waivers/requests/{id}/approve': 'approveWaiverRequest',
  'POST /quality/gates/waivers/requests/{id}/decline': 'declineWaiverRequest',
  'POST /quality/gates/waivers/requests/{id}/withdraw': 'withdrawWaiverRequest',

  'POST /quality/gates/rebuild-baseline/{repo_id}': 'rebuildBaseline',
  'POST /quality/gates/rebuild-baseline/{repo_id}/undo': 'undoBaselineRebuild',

  'GET /quality/ratings/{scan_id}': 'getRatings',
  'GET /quality/tech-debt/{scan_id}': 'getTechDebt',

  'POST /quality/coverage/upload': 'uploadCoverage',
  'GET /quality/coverage/{scan_id}': 'getCoverage',
  'GET /quality/coverage/{scan_id}/tree': 'listCoverageTree',
  'GET /quality/coverage/{scan_id}/files': 'getFileCoverage',

  'POST /quality/findings/mark-fp': 'markFalsePositive',
  'POST /quality/findings/accept': 'acceptFinding',
  'DELETE /quality/findings/accept/{issue_id}': 'withdrawAcceptance',
  'POST /quality/findings/mark-fp/bulk': 'markFalsePositives',
  'POST /quality/findings/mark-fp/bulk/{operation_id}/undo': 'undoFalsePositives',

  'POST /scans': 'createScan',
  'GET /scans': 'listScans',
  'GET /scans/{id}': 'getScan',
  'GET /scans/{id}/deletion': 'getScanDeletion',
  'DELETE /scans/{id}': 'deleteScan',
  'POST /scans/{id}/changes': 'saveScanChanges',
  'POST /scans/{id}/files': 'saveScanFiles',
  'POST /scans/{id}/source': 'uploadSource',
  'GET /scans/{id}/source': 'getSource',
  'GET /scans/{id}/source/fixes': 'listFixes',
  'POST /scans/{id}/complete': 'completeScan',
  'POST /scans/{id}/fail': 'failScan',
  'GET /scans/{id}/compare/{other_id}': 'compareScans',

  'POST /scans/{id}/findings': 'uploadFindings',
  'GET /scans/{id}/findings': 'listFindings',
  'GET /scans/{id}/findings/facets': 'countFindingFacets',
  'GET /scans/{id}/findings/columns': 'getFindingColumns',
  'GET /scans/{id}/sarif': 'exportSarif',
  'GET /issues/{issue_id}': 'getIssue',

  'POST /scans/{id}/tests': 'uploadTests',
  'GET /scans/{id}/tests': 'listTests',

  'GET /overview': 'getOverview',
  'GET /repos/{id}/overview': 'getRepositoryOverview',
  'GET /repos/{id}/history': 'getRepositoryHistory',
  'GET /repos/{id}/trend': 'getRepositoryTrend',
  'GET /scans/{id}/summary': 'getScanSummary',
  'GET /search': 'search',
  'GET /inbox': 'getInbox',
  'GET /repos/{id}/baseline': 'getRepositoryBaseline',

  'GET /views': 'listViews',
  'POST /views': 'createView',
  'PATCH /views/{id}': 'updateView',
  'DELETE /views/{id}': 'deleteView',

  'POST /auth/login': 'login',
  'POST /auth/first-key': 'redeemFirstKey',
  'POST /auth/refresh': 'refreshTokens',
  'POST /auth/logout': 'logout',
  'GET /auth/me': 'getCaller',
  'POST /auth/session/org': 'changeSessionOrganization',
  'GET /auth/sessions': 'listSessions',
  'POST /auth/sessions/{id}/revoke': 'revokeSession',
  'POST /auth/password': 'changePassword',
  'GET /auth/password/forgot': 'getPasswordResetByMail',
  'POST /auth/password/forgot': 'forgotPassword',
  'POST /auth/password/reset/check': 'checkPasswordReset',
  'POST /auth/password/reset': 'resetPassword',
  'GET /auth/second-factor': 'getSecondFactorState',
  'POST /auth/second-factor': 'proveSecondFactor',
  'POST /auth/totp/enroll': 'enrollTotp',
  'POST /auth/totp/confirm': 'confirmTotp',
  'DELETE /auth/totp': 'removeTotp',
  'GET /auth/identities': 'listIdentities',
  'DELETE /auth/identities/{id}': 'unbindIdentity',
  'GET /auth/passkeys': 'listPasskeys',
  'POST /auth/passkeys/options': 'getPasskeyRegistrationOptions',
  'POST /auth/passkeys/register': 'registerPasskey',
  'POST /auth/passkeys/login/options': 'getPasskeySignInOptions',
  'POST /auth/passkeys/login/verify': 'signInByPasskey',
  'GET /auth/passkeys/{id}': 'getPasskey',
  'DELETE /auth/passkeys/{id}': 'removePasskey',

  'GET /auth/oidc': 'getSignInProvider',
  'GET /auth/oidc/start': 'startProviderSignIn',
  'GET /auth/oidc/callback': 'finishProviderSignIn',
  'POST /auth/oidc/link': 'linkIdentity',
  'POST /auth/oidc/backchannel-logout': 'endProviderSessions',
  'POST /auth/invitations/accept': 'acceptInvitation',

  'GET /api-keys': 'listApiKeys',
  'POST /api-keys': 'createApiKey',
  'POST /api-keys/{id}/rotate': 'rotateApiKey',
  'POST /api-keys/{id}/revoke': 'revokeApiKey',

  'GET /orgs': 'listOrganizations',
  'POST /orgs': 'createOrganization',
  'POST /orgs/import': 'importOrganization',
  'PATCH /orgs/{id}': 'administerOrganization',
  'POST /orgs/{id}/restore': 'restoreOrganization',
  'GET /org': 'getOrganization',
  'PATCH /org': 'updateOrganization',
  'GET /org/sso': 'getSsoSettings',
  'PUT /org/sso': 'saveSsoSettings',
  'GET /org/deletion': 'getOrganizationDeletion',
  'DELETE /org': 'deleteOrganization',
  'POST /org/transfer': 'transferOrganization',
  'GET /org/retention': 'getRetentionForecast',
  'DELETE /org/retention/pending': 'withdrawPendingRetention',
  'GET /org/export': 'exportOrganization',

  'GET /members/invitations': 'listInvitations',
  'POST /members/invitations': 'createInvitation',
  'DELETE /members/invitations/{id}': 'withdrawInvitation',
  'GET /members': 'listMembers',
  'POST /members': 'addMember',
  'PATCH /members/{user_id}': 'updateMember',
  'POST /members/{user_id}/sessions/revoke': 'revokeMemberSessions',
  'POST /members/{user_id}/reset-link': 'makeResetLink',
  'DELETE /members/{user_id}/second-factor': 'resetSecondFactor',
  'DELETE /members/me': 'leaveOrganization',
  'DELETE /members/{user_id}': 'removeMember',

  'DELETE /users/me': 'deleteOwnUser',
  'DELETE /users/{id}': 'deleteUser',

  'GET /repos': 'listRepositories',
  'POST /repos': 'createRepository',
  'GET /repos/{id}': 'getRepository',
  'PATCH /repos/{id}': 'updateRepository',
  'GET /repos/{id}/deletion': 'getRepositoryDeletion',
  'DELETE /repos/{id}': 'deleteRepository',
  'GET /repos/{id}/source': 'countSource',
  'PUT /repos/{id}/favourite': 'addFavourite',
  'DELETE /repos/{id}/favourite': 'removeFavourite',

  'GET /repos/{id}/badge': 'getRepositoryBadge',
  'POST /repos/{id}/badge/renew': 'renewRepositoryBadge',
  'GET /badges/{token}/{kind}.svg': 'getBadgeImage',
  'GET /badges/{token}/{kind}.json': 'getBadgeData',

  'GET /pull-requests': 'listAllPullRequests',
  'GET /repos/{id}/pull-requests': 'listPullRequests',
  'GET /repos/{id}/pull-requests/{pr_number}': 'getPullRequest',
  'POST /repos/{id}/pull-requests/{pr_number}/close': 'closePullRequest',

  'GET /jobs/{id}': 'getJob',

  'GET /audit-log': 'listAuditLog',

  'GET /events': 'listEvents',

  'GET /webhooks/event-types': 'listEventTypes',
  'GET /webhooks': 'listWebhooks',
  'POST /webhooks': 'createWebhook',
  'GET /webhooks/{id}': 'getWebhook',
  'PATCH /webhooks/{id}': 'updateWebhook',
  'DELETE /webhooks/{id}': 'deleteWebhook',
  'POST /webhooks/{id}/rotate-secret': 'rotateWebhookSecret',
  'POST /webhooks/{id}/ping': 'pingWebhook',
  'GET /webhooks/{id}/deliveries': 'listDeliveries',
  'GET /webhooks/{id}/deliveries/{delivery_id}': 'getDelivery',
  'POST /webhooks/{id}/deliveries/{delivery_id}/redeliver': 'redeliver',
  'POST /webhooks/{id}/redeliver': 'redeliverMany',

  'GET /forges': 'listForges',
  'POST /forges': 'createForge',
  'GET /forges/{id}': 'getForge',
  'PATCH /forges/{id}': 'updateForge',
  'DELETE /forges/{id}': 'deleteForge',
  'POST /forges/{id}/test': 'testForge',
  'GET /forges/{id}/repos': 'listForgeRepos',
  'GET /repos/{id}/forge': 'getRepoForge',
  'PUT /repos/{id}/forge': 'setRepoForge',
  'DELETE /repos/{id}/forge': 'removeRepoForge',
  'GET /scans/{id}/forge-reports': 'listForgeReports',
  'POST /scans/{id}/forge-reports/retry': 'retryForgeReports',
  'POST /hooks/{public_id}': 'receiveHook',

  'POST /auth/publisher-token': 'exchangeIdentityToken',

  'POST /scans/{id}/upload-token': 'createUploadToken',

  'GET /trusted-publishers': 'listTrustedPublishers',
  'POST /trusted-publishers': 'createTrustedPublisher',
  'PATCH /trusted-publishers/{id}': 'updateTrustedPublisher',
  'DELETE /trusted-publishers/{id}': 'deleteTrustedPublisher',

  'GET /health': 'getHealth',
  'GET /health/live': 'getLiveness',
  'GET /health/ready': 'getReadiness',
  'GET /version': 'getVersion',
} as const;

export type RouteKey = keyof typeof OPERATIONS;
export type OperationId = (typeof OPERATIONS)[RouteKey];

const ORDER = Object.keys(OPERATIONS);

/** `GET /quality/gates/config` of a method and a path of the document. */
const toKey = (method: string, path: string): string => `${method.toUpperCase()} ${path.replace(/^\/api(?=\/)/, '')}`;

/** @throws Error for a route that the table lacks: it is added here in the same change that adds the route */
export function operationIdOf(method: string, path: string): OperationId {
  const key = toKey(method, path);
  const id = (OPERATIONS as Record<string, OperationId | undefined>)[key];
  if (id === undefined) throw new Error(`No operation id for ${key}: add it to src/openapi/operations.ts.`);
  return id;
}

/** Position of a route in the document. */
export const positionOf = (method: string, path: string): number => ORDER.indexOf(toKey(method, path));
