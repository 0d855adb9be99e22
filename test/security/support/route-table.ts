import { randomUUID } from 'node:crypto';
import type { TestRole } from '../../support/actors.js';
import { anExport } from '../../support/an-export.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';

/** A role, and of API keys one of some scopes; `admin` stands for all but `mint`. */
export interface RoleAndScopes {
  readonly role: TestRole | 'SUPER_ADMIN';
  readonly scopes: readonly string[];
  /** Closed to keys; the person signed in within the last 15 minutes. */
  readonly isForPeople?: true;
}

/**
 * Requirement of a route on its caller. `person`: signed in by password, be it with the rights of a VIEWER; `browser`: such
 * a person by session cookie.
 */
export type Demand = 'public' | 'any caller' | 'person' | 'browser' | RoleAndScopes;

/** The object that a request is about. */
export type Subject =
  | 'scan'
  | 'pending scan'
  | 'spare scan'
  | 'spare repo'
  | 'job'
  | 'repo'
  | 'rebuilt repo'
  /** A repository with a pull request whose number is its id. */
  | 'scanned repo'
  | 'waiver'
  | 'waiver request'
  | 'own waiver request'
  | 'api key'
  /** A key with the scope `mint`. */
  | 'spare api key'
  /** One of the caller, where they are a person. */
  | 'view'
  | 'member'
  | 'leaving member'
  | 'invitation'
  | 'issue'
  | 'session'
  /** An identity of nobody. */
  | 'identity'
  /** Somebody's passkey; the callers have none. */
  | 'passkey'
  | 'mark operation'
  | 'accepted issue'
  | 'webhook'
  /** A delivery of the webhook whose id is the same. */
  | 'delivery'
  | 'trusted publisher'
  | 'forge'
  /** A repository beside a connection whose id is the same. */
  | 'repo at a forge'
  | 'organization'
  /** A person who may be deleted. */
  | 'user';

/** Parts of a request besides the path. */
export interface Sent {
  readonly query?: string;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

export interface RouteEntry {
  readonly demand: Demand;
  /** Kind of object whose id is in the path, or in the request. */
  readonly subject?: Subject;
  /** The status of success. */
  readonly ok?: number;
  /** Its object does not exist: whoever may ask is answered 404. */
  readonly isAbsent?: true;
  /** It gives scopes of this list, which a key has to have itself: one with `mint` alone is answered 403. */
  readonly gives?: readonly string[];
  /** Staff without a second factor, as the callers are, may not. */
  readonly refusesStaff?: true;
  /** It writes marks or baselines or ends a pull request, which a key of an agent may not. */
  readonly refusesAgents?: true;
  /** Its object is a scan of a caller that is trusted further than a key of an agent, which does not feed it. */
  readonly feedsTrusted?: true;
  /** It takes what only a device of the caller can make: whoever may ask is answered 400. */
  readonly needsDevice?: true;
  /** `id` of its request is the caller's address. */
  readonly takesOwnAddress?: true;
  /** A request that succeeds where `id` is an object of the caller's own organization. */
  readonly send?: (id: string) => Sent;
}

const READS_SCANS: Demand = { role: 'VIEWER', scopes: ['read:scans'] };
const READS_REPOS: Demand = { role: 'VIEWER', scopes: ['read:repos'] };
const READS: Demand = { role: 'VIEWER', scopes: ['read:scans', 'read:repos'] };
const WRITES: Demand = { role: 'MEMBER', scopes: ['write:scans'] };
const ADMIN: Demand = { role: 'ORG_ADMIN', scopes: ['admin'] };
const MINTS: Demand = { role: 'ORG_ADMIN', scopes: ['mint'] };
const OWNER: Demand = { role: 'ORG_OWNER', scopes: ['admin'] };
const OWNER_MINTS: Demand = { role: 'ORG_OWNER', scopes: ['mint'] };
const OWNER_IN_PERSON: Demand = { role: 'ORG_OWNER', scopes: [], isForPeople: true };
const STAFF_IN_PERSON: Demand = { role: 'SUPER_ADMIN', scopes: [], isForPeople: true };
const STAFF: Demand = { role: 'SUPER_ADMIN', scopes: ['admin'] };

const body = (value: unknown) => () => ({ body: value });

/** A form of one file of source. */
export function sourceForm(): FormData {
  const form = new FormData();
  form.append('file', new Blob(['const a = 1;\n']), 'a.ts');
  return form;
}
const aName = () => `name-${randomUUID()}`;
export const PASSWORD_OF_SPARES = 'a password for tests';
/** Commit of the scans that there are. */
export const COMMIT_OF_SCANS = 'c0ffee1';
/** Name of a repository that a request may delete. */
export const NAME_OF_SPARE_REPO = 'acme/spare';
/** Slug of the callers' organization. */
export const SLUG_OF_ORGANIZATION = 'default';
/** An endpoint whose name no server knows. */
export const URL_OF_HOOKS = 'https://hooks.invalid/quality';
export const A_FORGE = {
  kind: 'gitlab',
  name: 'forge',
  base_url: 'https://forge.invalid',
  credentials: { type: 'token', token: 'token of a forge' },
};
export const A_PUBLISHER = { kind: 'github', claims: { repository_id: '724712' } };
export const FORM_FILE = anLcov({ 'a.ts': lines(2, 1) });

/** A new credential of another form than authenticators give it. */
const A_CREDENTIAL = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  response: { clientDataJSON: 'e30', attestationObject: 'oA' },
};

/**
 * Every route, what it asks for, and a request to it. A route of the service without an entry fails. In parentheses: fields of its body
 * that ask for more.
 */
export const ROUTES: Readonly<Record<string, RouteEntry>> = {
  'GET /api/health': { demand: 'public' },
  'GET /api/health/live': { demand: 'public' },
  'GET /api/health/ready': { demand: 'public' },
  'GET /api/version': { demand: 'public' },
  'GET /api/badges/:token/:kind.svg': { demand: 'public' },
  'GET /api/badges/:token/:kind.json': { demand: 'public' },
  'GET /metrics': { demand: 'public' },
  'GET /llms.txt': { demand: 'public' },
  'GET /docs': { demand: 'public' },
  'GET /docs/*path': { demand: 'public' },
  'GET /schemas/:name': { demand: 'public' },
  'GET /api/docs': { demand: 'public' },
  'GET /api/docs/errors': { demand: 'public' },
  'GET /api/docs/favicon-16x16.png': { demand: 'public' },
  'GET /api/docs/favicon-32x32.png': { demand: 'public' },
  'GET /api/docs/index.css': { demand: 'public' },
  'GET /api/docs/swagger-ui-bundle.js': { demand: 'public' },
  'GET /api/docs/swagger-ui-init.js': { demand: 'public' },
  'GET /api/docs/swagger-ui-standalone-preset.js': { demand: 'public' },
  'GET /api/docs/swagger-ui.css': { demand: 'public' },
  'GET /api/openapi.json': { demand: 'public' },
  'GET /api/openapi.yaml': { demand: 'public' },
  'POST /api/auth/login': { demand: 'public', send: body({}) },
  'POST /api/auth/first-key': { demand: 'public', send: body({}) },
  'POST /api/auth/refresh': { demand: 'public', send: body({}) },
  'POST /api/auth/publisher-token': { demand: 'public', send: body({}) },
  'POST /api/hooks/:public_id': { demand: 'public', send: body({}) },
  'POST /api/auth/invitations/accept': { demand: 'public', send: body({}) },
  'GET /api/auth/oidc': { demand: 'public' },
  'GET /api/auth/oidc/start': { demand: 'public', ok: 303 },
  'GET /api/auth/oidc/callback': { demand: 'public', ok: 303 },
  'POST /api/auth/oidc/link': { demand: 'person', refusesStaff: true },
  'POST /api/auth/oidc/backchannel-logout': { demand: 'public' },
  'POST /api/auth/password': {
    demand: 'person',
    ok: 204,
    send: body({ current_password: PASSWORD_OF_SPARES, new_password: PASSWORD_OF_SPARES }),
  },
  'GET /api/auth/password/forgot': { demand: 'public' },
  'POST /api/auth/password/forgot': { demand: 'public', send: body({}) },
  'POST /api/auth/password/reset/check': { demand: 'public', send: body({}) },
  'POST /api/auth/password/reset': { demand: 'public', send: body({}) },
  'GET /api/auth/second-factor': { demand: 'person' },
  'POST /api/auth/second-factor': { demand: 'person', isAbsent: true, send: body({ totp: '123456' }) },
  'POST /api/auth/totp/confirm': { demand: 'person', isAbsent: true, send: body({ code: '123456' }) },
  'DELETE /api/auth/totp': { demand: 'person', isAbsent: true, send: body({ code: '123456' }) },
  'POST /api/auth/totp/enroll': { demand: 'person' },
  'GET /api/auth/identities': { demand: 'person' },
  'DELETE /api/auth/identities/:id': { demand: 'person', subject: 'identity', isAbsent: true },
  'GET /api/auth/passkeys': { demand: 'person' },
  'POST /api/auth/passkeys/options': { demand: 'person' },
  'POST /api/auth/passkeys/register': { demand: 'person', needsDevice: true, send: body(A_CREDENTIAL) },
  'POST /api/auth/passkeys/login/options': { demand: 'public' },
  'POST /api/auth/passkeys/login/verify': { demand: 'public', send: body({}) },
  'GET /api/auth/passkeys/:id': { demand: 'person', subject: 'passkey', isAbsent: true },
  'DELETE /api/auth/passkeys/:id': { demand: 'person', subject: 'passkey', isAbsent: true },
  'POST /api/auth/logout': { demand: 'person', ok: 204 },
  'GET /api/auth/me': { demand: 'any caller' },
  'POST /api/auth/session/org': {
    demand: 'browser',
    subject: 'organization',
    send: (id) => ({ body: { org_id: Number(id) } }),
  },
  'GET /api/auth/sessions': { demand: 'person' },
  'POST /api/auth/sessions/:id/revoke': { demand: 'person', subject: 'session' },
  'GET /api/api-keys': { demand: ADMIN },
  'POST /api/api-keys': {
    demand: MINTS,
    ok: 201,
    send: () => ({ body: { name: aName(), role: 'ORG_ADMIN', scopes: ['mint'] } }),
  },
  'POST /api/api-keys/:id/rotate': {
    demand: MINTS,
    subject: 'spare api key',
    send: body({ overlap_hours: 1 }),
  },
  'POST /api/api-keys/:id/revoke': { demand: ADMIN, subject: 'api key' },
  'GET /api/orgs': { demand: STAFF },
  'POST /api/orgs': { demand: STAFF, ok: 201, send: () => ({ body: { name: 'Made', slug: aName() } }) },
  'POST /api/orgs/import': { demand: STAFF, ok: 202, send: () => ({ body: anExport(aName()) }) },
  'PATCH /api/orgs/:id': { demand: STAFF, subject: 'organization', send: body({ quotas: { scans_per_day: 90_000 } }) },
  'POST /api/orgs/:id/restore': { demand: STAFF, subject: 'organization' },
  'GET /api/org': { demand: READS },
  'GET /api/org/sso': { demand: OWNER },
  'PUT /api/org/sso': {
    demand: OWNER_MINTS,
    send: body({ group_roles: {}, auto_join: { groups: [], domains: [] }, sso_required: false }),
  },
  'GET /api/org/retention': { demand: READS },
  'DELETE /api/org/retention/pending': { demand: ADMIN },
  'GET /api/org/export': { demand: OWNER },
  'PATCH /api/org': { demand: ADMIN, send: body({ name: 'Default' }) },
  'GET /api/org/deletion': { demand: OWNER },
  'DELETE /api/org': { demand: OWNER_IN_PERSON, ok: 202, send: () => ({ query: `?confirm=${SLUG_OF_ORGANIZATION}` }) },
  'POST /api/org/transfer': {
    demand: OWNER_IN_PERSON,
    subject: 'member',
    send: (id) => ({ body: { user_id: Number(id) } }),
  },
  'DELETE /api/users/me': {
    demand: 'person',
    ok: 204,
    takesOwnAddress: true,
    send: (email) => ({ query: `?confirm=${encodeURIComponent(email)}` }),
  },
  'DELETE /api/users/:id': { demand: STAFF_IN_PERSON, subject: 'user', ok: 204 },
  'GET /api/members/invitations': { demand: ADMIN },
  'POST /api/members/invitations': {
    demand: MINTS,
    ok: 201,
    send: () => ({ body: { email: `${aName()}@example.test`, role: 'VIEWER' } }),
  },
  'DELETE /api/members/invitations/:id': { demand: ADMIN, subject: 'invitation', ok: 204 },
  'GET /api/members': { demand: ADMIN },
  'POST /api/members': {
    demand: MINTS,
    ok: 201,
    send: () => ({ body: { email: `${aName()}@example.test`, name: 'Added', role: 'VIEWER' } }),
  },
  'PATCH /api/members/:user_id': { demand: MINTS, subject: 'member', send: body({ role: 'VIEWER' }) },
  'POST /api/members/:user_id/sessions/revoke': { demand: ADMIN, subject: 'leaving member' },
  'POST /api/members/:user_id/reset-link': { demand: MINTS, subject: 'leaving member', ok: 201 },
  'DELETE /api/members/:user_id/second-factor': { demand: OWNER_MINTS, subject: 'leaving member', ok: 204 },
  'DELETE /api/members/me': { demand: 'person', ok: 204 },
  'DELETE /api/members/:user_id': { demand: MINTS, subject: 'leaving member', ok: 204 },
  'GET /api/repos': { demand: READS_REPOS },
  'POST /api/repos': { demand: ADMIN, ok: 201, send: () => ({ body: { name: aName() } }) },
  'GET /api/repos/:id': { demand: READS_REPOS, subject: 'repo' },
  'GET /api/repos/:id/history': { demand: READS_SCANS, subject: 'repo' },
  'GET /api/pull-requests': { demand: READS_SCANS },
  'GET /api/search': { demand: READS_SCANS, send: () => ({ query: '?q=acme' }) },
  'GET /api/inbox': { demand: 'person' },
  'GET /api/views': { demand: 'person' },
  'POST /api/views': {
    demand: 'person',
    ok: 201,
    send: () => ({ body: { page: 'overview', name: aName(), query: '' } }),
  },
  'PATCH /api/views/:id': { demand: 'person', subject: 'view', send: body({ query: 'sort=name' }) },
  'DELETE /api/views/:id': { demand: 'person', subject: 'view', ok: 204 },
  'PUT /api/repos/:id/favourite': { demand: 'person', subject: 'repo', ok: 204 },
  'DELETE /api/repos/:id/favourite': { demand: 'person', subject: 'repo', ok: 204 },
  'GET /api/repos/:id/baseline': { demand: READS, subject: 'repo' },
  'GET /api/repos/:id/local-pack': { demand: READS_SCANS, subject: 'repo' },
  'GET /api/repos/:id/source': { demand: ADMIN, subject: 'repo' },
  'PATCH /api/repos/:id': { demand: ADMIN, subject: 'repo', send: body({ default_branch: 'main' }) },
  'GET /api/repos/:id/deletion': { demand: ADMIN, subject: 'repo' },
  'DELETE /api/repos/:id': {
    demand: ADMIN,
    subject: 'spare repo',
    ok: 202,
    send: () => ({ query: `?confirm=${NAME_OF_SPARE_REPO}` }),
  },
  'GET /api/repos/:id/pull-requests': { demand: READS_SCANS, subject: 'repo' },
  'GET /api/repos/:id/pull-requests/:pr_number': { demand: READS_SCANS, subject: 'scanned repo' },
  'POST /api/repos/:id/pull-requests/:pr_number/close': {
    demand: WRITES,
    subject: 'scanned repo',
    send: body({ merged: true }),
    refusesAgents: true,
  },
  'GET /api/overview': { demand: READS },
  'GET /api/repos/:id/badge': { demand: READS_REPOS, subject: 'repo' },
  'POST /api/repos/:id/badge/renew': { demand: ADMIN, subject: 'repo' },
  'GET /api/repos/:id/overview': { demand: READS, subject: 'repo' },
  'GET /api/repos/:id/trend': { demand: READS, subject: 'repo' },
  'GET /api/jobs/:id': { demand: ADMIN, subject: 'job' },
  'GET /api/audit-log': { demand: ADMIN },
  'GET /api/events': { demand: READS_SCANS },
  'GET /api/webhooks/event-types': { demand: READS },
  'GET /api/webhooks': { demand: ADMIN },
  'POST /api/webhooks': { demand: MINTS, ok: 201, send: body({ url: URL_OF_HOOKS, events: ['gate.changed'] }) },
  'GET /api/webhooks/:id': { demand: ADMIN, subject: 'webhook' },
  'PATCH /api/webhooks/:id': { demand: ADMIN, subject: 'webhook', send: body({ description: 'changed' }) },
  'PATCH /api/webhooks/:id (url)': { demand: MINTS, subject: 'webhook', send: body({ url: URL_OF_HOOKS }) },
  'PATCH /api/webhooks/:id (headers)': { demand: MINTS, subject: 'webhook', send: body({ headers: {} }) },
  'DELETE /api/webhooks/:id': { demand: ADMIN, subject: 'webhook', ok: 204 },
  'POST /api/webhooks/:id/rotate-secret': { demand: MINTS, subject: 'webhook', send: body({ overlap_hours: 0 }) },
  'POST /api/webhooks/:id/ping': { demand: ADMIN, subject: 'webhook', ok: 202 },
  'GET /api/webhooks/:id/deliveries': { demand: ADMIN, subject: 'webhook' },
  'GET /api/webhooks/:id/deliveries/:delivery_id': { demand: ADMIN, subject: 'delivery' },
  'POST /api/webhooks/:id/deliveries/:delivery_id/redeliver': { demand: ADMIN, subject: 'delivery', ok: 202 },
  'POST /api/webhooks/:id/redeliver': {
    demand: ADMIN,
    subject: 'webhook',
    ok: 202,
    send: body({ from: '2020-01-01T00:00:00Z' }),
  },
  'GET /api/trusted-publishers': { demand: ADMIN },
  'POST /api/trusted-publishers': {
    demand: MINTS,
    ok: 201,
    gives: ['write:scans', 'read:scans'],
    send: body(A_PUBLISHER),
  },
  'PATCH /api/trusted-publishers/:id': { demand: MINTS, subject: 'trusted publisher', send: body({ enabled: false }) },
  'DELETE /api/trusted-publishers/:id': { demand: ADMIN, subject: 'trusted publisher', ok: 204 },
  'GET /api/forges': { demand: ADMIN },
  'POST /api/forges': { demand: MINTS, ok: 201, send: body(A_FORGE) },
  'GET /api/forges/:id': { demand: ADMIN, subject: 'forge' },
  'PATCH /api/forges/:id': { demand: ADMIN, subject: 'forge', send: body({ name: 'changed' }) },
  'PATCH /api/forges/:id (base_url)': {
    demand: MINTS,
    subject: 'forge',
    send: body({ base_url: A_FORGE.base_url }),
  },
  'PATCH /api/forges/:id (credentials)': {
    demand: MINTS,
    subject: 'forge',
    send: body({ credentials: A_FORGE.credentials }),
  },
  'DELETE /api/forges/:id': { demand: ADMIN, subject: 'forge', ok: 204 },
  'POST /api/forges/:id/test': { demand: ADMIN, subject: 'forge' },
  'GET /api/forges/:id/repos': { demand: ADMIN, subject: 'forge' },
  'GET /api/repos/:id/forge': { demand: READS_REPOS, subject: 'repo' },
  'PUT /api/repos/:id/forge': {
    demand: ADMIN,
    subject: 'repo at a forge',
    send: (id) => ({ body: { forge_id: Number(id), project: 'acme/web' } }),
  },
  'DELETE /api/repos/:id/forge': { demand: ADMIN, subject: 'repo', ok: 204 },
  'GET /api/scans/:id/forge-reports': { demand: READS_SCANS, subject: 'scan' },
  'POST /api/scans/:id/forge-reports/retry': { demand: WRITES, subject: 'scan', ok: 202, refusesAgents: true },
  'GET /api/scans': { demand: READS_SCANS },
  'POST /api/scans/:id/upload-token': { feedsTrusted: true, demand: WRITES, subject: 'pending scan', ok: 201 },
  'POST /api/scans': {
    demand: WRITES,
    subject: 'repo',
    ok: 201,
    send: (id) => ({ body: { repo_id: Number(id), branch: 'main' } }),
  },
  'GET /api/scans/:id': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/scans/:id/deletion': { demand: ADMIN, subject: 'scan' },
  'DELETE /api/scans/:id': { demand: ADMIN, subject: 'spare scan', ok: 204 },
  'GET /api/scans/:id/next-actions': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/scans/:id/summary': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/scans/:id/findings': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/scans/:id/findings/facets': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/scans/:id/findings/columns': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/scans/:id/compare/:other_id': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/scans/:id/sarif': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/issues/:issue_id': { demand: READS_SCANS, subject: 'issue' },
  'GET /api/scans/:id/tests': { demand: READS_SCANS, subject: 'scan' },
  'POST /api/scans/:id/tests': {
    feedsTrusted: true,
    demand: WRITES,
    subject: 'scan',
    send: body('<testsuite/>'),
  },
  'POST /api/scans/:id/source': {
    feedsTrusted: true,
    demand: WRITES,
    subject: 'scan',
    send: () => ({ body: sourceForm() }),
  },
  'GET /api/scans/:id/source': { demand: READS_SCANS, subject: 'scan', send: () => ({ query: '?path=a.ts' }) },
  'GET /api/scans/:id/source/fixes': { demand: READS_SCANS, subject: 'scan', send: () => ({ query: '?path=a.ts' }) },
  'POST /api/scans/:id/findings': {
    feedsTrusted: true,
    demand: WRITES,
    subject: 'pending scan',
    send: body(aSarifLog([])),
  },
  'POST /api/scans/:id/changes': {
    feedsTrusted: true,
    demand: WRITES,
    subject: 'pending scan',
    send: body({ files: [{ path: 'a.ts', added: [[1, 1]] }] }),
  },
  'POST /api/scans/:id/files': {
    feedsTrusted: true,
    demand: WRITES,
    subject: 'pending scan',
    send: body({ paths: ['a.ts'] }),
  },
  'POST /api/scans/:id/complete': { feedsTrusted: true, demand: WRITES, subject: 'pending scan', send: body({}) },
  'POST /api/scans/:id/fail': {
    feedsTrusted: true,
    demand: WRITES,
    subject: 'pending scan',
    send: body({ reason: 'because' }),
  },
  'GET /api/quality/gates/presets': { demand: READS },
  'GET /api/quality/gates/config': { demand: READS },
  'GET /api/quality/gates/config/revisions': { demand: READS },
  'PUT /api/quality/gates/config': { demand: ADMIN, send: body({ enabled: true }) },
  'DELETE /api/quality/gates/config': {
    demand: ADMIN,
    subject: 'repo',
    ok: 204,
    send: (id) => ({ query: `?repo_id=${id}` }),
  },
  'GET /api/quality/gates/status/by-commit': {
    demand: READS_SCANS,
    send: () => ({ query: `?repo=acme/web&commit_sha=${COMMIT_OF_SCANS}` }),
  },
  'GET /api/quality/gates/status/:scan_id': { demand: READS_SCANS, subject: 'scan' },
  'POST /api/quality/gates/evaluate/:scan_id': { demand: READS_SCANS, subject: 'scan', send: body({}) },
  'POST /api/quality/gates/recompute/:scan_id': { demand: ADMIN, subject: 'scan' },
  'GET /api/quality/gates/history/:scan_id': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/quality/gates/simulation-inputs': { demand: READS_SCANS },
  'POST /api/quality/gates/simulate': { demand: READS_SCANS, send: body({}) },
  'GET /api/quality/gates/waivers': { demand: READS },
  'POST /api/quality/gates/waivers': {
    demand: ADMIN,
    subject: 'repo',
    send: (id) => ({ body: { rule: 'rating_min', reason: 'because', expires_at: null, repo_id: Number(id) } }),
  },
  'PATCH /api/quality/gates/waivers/:id': { demand: ADMIN, subject: 'waiver', send: body({ expires_at: null }) },
  'GET /api/quality/gates/waivers/requests': { demand: READS },
  'POST /api/quality/gates/waivers/requests': {
    demand: WRITES,
    subject: 'repo',
    ok: 201,
    send: (id) => ({ body: { rule: 'rating_min', reason: 'because', repo_id: Number(id) } }),
  },
  'POST /api/quality/gates/waivers/requests/:id/approve': { demand: ADMIN, subject: 'waiver request' },
  'POST /api/quality/gates/waivers/requests/:id/decline': {
    demand: ADMIN,
    subject: 'waiver request',
    send: body({ reason: 'because' }),
  },
  'POST /api/quality/gates/waivers/requests/:id/withdraw': { demand: WRITES, subject: 'own waiver request' },
  'POST /api/quality/gates/waivers/:id/revoke': { demand: ADMIN, subject: 'waiver' },
  'POST /api/quality/gates/rebuild-baseline/:repo_id': { demand: ADMIN, subject: 'repo' },
  'POST /api/quality/gates/rebuild-baseline/:repo_id/undo': { demand: ADMIN, subject: 'rebuilt repo' },
  'GET /api/quality/ratings/:scan_id': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/quality/tech-debt/:scan_id': { demand: READS_SCANS, subject: 'scan' },
  'POST /api/quality/coverage/upload': {
    feedsTrusted: true,
    demand: WRITES,
    subject: 'scan',
    send: (id) => ({ form: { scan_id: id } }),
  },
  'GET /api/quality/coverage/:scan_id': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/quality/coverage/:scan_id/tree': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/quality/coverage/:scan_id/files': {
    demand: READS_SCANS,
    subject: 'scan',
    send: () => ({ query: '?path=a.ts' }),
  },
  'POST /mcp': { demand: 'any caller', send: body({ jsonrpc: '2.0', id: 1, method: 'ping' }) },
  'POST /api/quality/findings/mark-fp': {
    demand: WRITES,
    subject: 'issue',
    refusesAgents: true,
    send: (id) => ({ body: { issue_id: Number(id), is_fp: true, reason: 'because' } }),
  },
  'POST /api/quality/findings/accept': {
    demand: ADMIN,
    subject: 'issue',
    send: (id) => ({ body: { issue_id: Number(id), reason: 'because' } }),
  },
  'DELETE /api/quality/findings/accept/:issue_id': { demand: ADMIN, subject: 'accepted issue', ok: 200 },
  'POST /api/quality/findings/mark-fp/bulk': {
    demand: WRITES,
    subject: 'scan',
    refusesAgents: true,
    send: (id) => ({
      body: { scan_id: Number(id), filter: { tool: 'none' }, expected_count: 0, is_fp: true, reason: 'because' },
    }),
  },
  'POST /api/quality/findings/mark-fp/bulk/:operation_id/undo': {
    demand: WRITES,
    subject: 'mark operation',
    refusesAgents: true,
  },
};
