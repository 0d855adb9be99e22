import type { ApiAnswer, ApiClient } from '../support/api-client.js';
import { aMember, anApiKey, anOrganization, type TestOrganization, type TestRole } from '../support/actors.js';
import { listRoutes } from '../support/list-routes.js';
import { aSarifLog, anLcov, lines } from '../support/reports.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** What a route asks for: nothing; any caller; a role, and of keys one of some scopes. */
type Demand = 'public' | 'any caller' | { readonly role: TestRole | 'SUPER_ADMIN'; readonly scopes: readonly string[] };

/** Whose objects a path names: their ids stand in for its parameters. */
type Subject = 'scan' | 'repo' | 'waiver' | 'api key' | 'member' | 'session';

interface Entry {
  readonly demand: Demand;
  readonly subject?: Subject;
  /** A body under which the route would look the object up. */
  readonly body?: unknown;
  readonly query?: string;
}

const READS_SCANS: Demand = { role: 'VIEWER', scopes: ['read:scans'] };
const READS_REPOS: Demand = { role: 'VIEWER', scopes: ['read:repos'] };
const READS: Demand = { role: 'VIEWER', scopes: ['read:scans', 'read:repos'] };
const WRITES: Demand = { role: 'MEMBER', scopes: ['write:scans'] };
const ADMIN: Demand = { role: 'ORG_ADMIN', scopes: ['admin'] };
const STAFF: Demand = { role: 'SUPER_ADMIN', scopes: ['admin'] };

const A_DIFF = { files: [{ path: 'a.ts', added: [[1, 1]] }] };

/** Every route, and what it asks for. A new route without an entry fails. */
const ROUTES: Readonly<Record<string, Entry>> = {
  'GET /api/health': { demand: 'public' },
  'GET /api/health/live': { demand: 'public' },
  'GET /api/health/ready': { demand: 'public' },
  'GET /metrics': { demand: 'public' },
  'GET /api/docs': { demand: 'public' },
  'GET /api/docs/': { demand: 'public' },
  'GET /api/docs/LICENSE': { demand: 'public' },
  'GET /api/docs/docs/swagger-ui-init.js': { demand: 'public' },
  'GET /api/docs/errors': { demand: 'public' },
  'GET /api/docs/index.html': { demand: 'public' },
  'GET /api/docs/swagger-ui-init.js': { demand: 'public' },
  'GET /api/openapi.json': { demand: 'public' },
  'GET /api/openapi.yaml': { demand: 'public' },
  'POST /api/auth/login': { demand: 'public' },
  'POST /api/auth/refresh': { demand: 'public' },
  'POST /api/auth/password': { demand: 'any caller' },
  'POST /api/auth/logout': { demand: 'any caller' },
  'GET /api/auth/me': { demand: 'any caller' },
  'GET /api/auth/sessions': { demand: 'any caller' },
  'POST /api/auth/sessions/:id/revoke': { demand: 'any caller', subject: 'session' },
  'GET /api/api-keys': { demand: ADMIN },
  'POST /api/api-keys': { demand: ADMIN },
  'POST /api/api-keys/:id/revoke': { demand: ADMIN, subject: 'api key' },
  'GET /api/orgs': { demand: STAFF },
  'POST /api/orgs': { demand: STAFF },
  'GET /api/org': { demand: READS },
  'PATCH /api/org': { demand: ADMIN },
  'GET /api/members': { demand: ADMIN },
  'POST /api/members': { demand: ADMIN },
  'PATCH /api/members/:user_id': { demand: ADMIN, subject: 'member', body: { role: 'VIEWER' } },
  'DELETE /api/members/:user_id': { demand: ADMIN, subject: 'member' },
  'GET /api/repos': { demand: READS_REPOS },
  'POST /api/repos': { demand: ADMIN },
  'GET /api/repos/:id': { demand: READS_REPOS, subject: 'repo' },
  'PATCH /api/repos/:id': { demand: ADMIN, subject: 'repo', body: { default_branch: 'main' } },
  'GET /api/audit-log': { demand: ADMIN },
  'GET /api/scans': { demand: READS_SCANS },
  'POST /api/scans': { demand: WRITES },
  'GET /api/scans/:id': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/scans/:id/findings': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/scans/:id/sarif': { demand: READS_SCANS, subject: 'scan' },
  'POST /api/scans/:id/findings': { demand: WRITES, subject: 'scan', body: aSarifLog([]) },
  'POST /api/scans/:id/changes': { demand: WRITES, subject: 'scan', body: A_DIFF },
  'POST /api/scans/:id/files': { demand: WRITES, subject: 'scan', body: { paths: ['a.ts'] } },
  'POST /api/scans/:id/complete': { demand: WRITES, subject: 'scan', body: {} },
  'POST /api/scans/:id/fail': { demand: WRITES, subject: 'scan', body: { reason: 'because' } },
  'GET /api/quality/gates/config': { demand: READS },
  'GET /api/quality/gates/config/revisions': { demand: READS },
  'PUT /api/quality/gates/config': { demand: ADMIN },
  'GET /api/quality/gates/status/:scan_id': { demand: READS_SCANS, subject: 'scan' },
  'POST /api/quality/gates/evaluate/:scan_id': { demand: READS_SCANS, subject: 'scan', body: {} },
  'POST /api/quality/gates/recompute/:scan_id': { demand: ADMIN, subject: 'scan' },
  'GET /api/quality/gates/history/:scan_id': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/quality/gates/waivers': { demand: READS },
  'POST /api/quality/gates/waivers': { demand: ADMIN },
  'POST /api/quality/gates/waivers/:id/revoke': { demand: ADMIN, subject: 'waiver' },
  'POST /api/quality/gates/rebuild-baseline/:repo_id': { demand: ADMIN, subject: 'repo' },
  'POST /api/quality/gates/rebuild-baseline/:repo_id/undo': { demand: ADMIN, subject: 'repo' },
  'GET /api/quality/ratings/:scan_id': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/quality/tech-debt/:scan_id': { demand: READS_SCANS, subject: 'scan' },
  'POST /api/quality/coverage/upload': { demand: WRITES },
  'GET /api/quality/coverage/:scan_id': { demand: READS_SCANS, subject: 'scan' },
  'GET /api/quality/coverage/:scan_id/files': { demand: READS_SCANS, subject: 'scan', query: '?path=a.ts' },
  'POST /api/quality/findings/mark-fp': { demand: WRITES },
};

const ABSENT: Readonly<Record<Subject, string>> = {
  scan: '9007199254740991',
  repo: '9007199254740991',
  waiver: '9007199254740991',
  'api key': '9007199254740991',
  member: '9007199254740991',
  session: '00000000-0000-4000-8000-000000000000',
};

const ROLES = ['VIEWER', 'MEMBER', 'ORG_ADMIN', 'ORG_OWNER', 'SUPER_ADMIN'] as const;
const SCOPES = ['read:scans', 'read:repos', 'write:scans', 'admin'] as const;

describe('every route', () => {
  let app: TestApp;
  let foreign: TestOrganization;
  const people = new Map<string, ApiClient>();
  const keys = new Map<string, ApiClient>();
  const foreignIds = new Map<Subject, string>();

  beforeAll(async () => {
    app = await startTestApp();
    for (const role of ROLES) people.set(role, role === 'SUPER_ADMIN' ? app.admin : (await aMember(app, role)).client);
    for (const scope of SCOPES) keys.set(scope, (await anApiKey(app, { scopes: [scope], role: 'ORG_OWNER' })).client);
    foreign = await anOrganization(app);
    await fillForeignOrganization();
  });

  afterAll(() => app.stop());

  async function fillForeignOrganization(): Promise<void> {
    const scan = await foreign.admin.post('/scans', { repo: 'theirs/web', branch: 'main' });
    const scanId = String(scan.body.id);
    await foreign.admin.post(`/scans/${scanId}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]));
    const form = { content: anLcov({ 'a.ts': lines(2, 1) }) };
    await foreign.admin.upload('/quality/coverage/upload', { scan_id: scanId }, form);
    await foreign.admin.post(`/scans/${scanId}/complete`);
    const waiver = await foreign.admin.post('/quality/gates/waivers', {
      rule: 'rating_min',
      reason: 'theirs',
      expires_at: null,
    });
    const member = await aMember(app, 'MEMBER', foreign.admin);
    const session = await member.client.get('/auth/sessions');
    foreignIds.set('scan', scanId);
    foreignIds.set('repo', String(scan.body.repo_id));
    foreignIds.set('waiver', String(waiver.body.id));
    foreignIds.set('api key', String((await anApiKey(app, {}, foreign.admin)).id));
    foreignIds.set('member', String(member.userId));
    foreignIds.set('session', session.body.sessions[0].id as string);
  }

  /** Sends a request to the route, its parameters replaced by `id`. */
  function call(client: ApiClient, route: string, id: string): Promise<ApiAnswer> {
    const [method = '', template = ''] = route.split(' ');
    const { body, query = '' } = ROUTES[route]!;
    const path = template.replace(/:\w+/, id).replace(/^\/api/, '') + query;
    return client.send(method, path, method === 'GET' ? undefined : body);
  }

  const demanding = Object.entries(ROUTES).filter(([, { demand }]) => demand !== 'public');
  const guarded = demanding.flatMap(([route, { demand }]) =>
    typeof demand === 'object' ? [[route, demand] as const] : [],
  );
  const withSubject = demanding.flatMap(([route, { subject }]) => (subject ? [[route, subject] as const] : []));

  it('has an entry here', () => {
    expect(listRoutes(app.app)).toEqual(Object.keys(ROUTES).sort());
  });

  it.each(demanding.map(([route]) => route))('%s asks for credentials', async (route) => {
    const answer = await call(app.anonymous, route, '1');
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  });

  it.each(guarded)('%s is open to the roles that it is for', async (route, { role: wanted }) => {
    for (const [role, client] of people) {
      const answer = await call(client, route, ABSENT[ROUTES[route]!.subject ?? 'scan']);
      const isRefused = answer.status === 403 && answer.body.code === 'role_required';
      expect([role, isRefused]).toEqual([role, ROLES.indexOf(role as never) < ROLES.indexOf(wanted)]);
    }
  });

  it.each(guarded)('%s is open to keys with the scopes that it is for', async (route, { role, scopes }) => {
    for (const [scope, client] of keys) {
      const answer = await call(client, route, ABSENT[ROUTES[route]!.subject ?? 'scan']);
      const isWanted = (scopes.includes(scope) || scope === 'admin') && role !== 'SUPER_ADMIN';
      expect([scope, answer.status === 403]).toEqual([scope, !isWanted]);
    }
  });

  it.each(withSubject)("%s answers another organization's %s as one that does not exist", async (route, subject) => {
    const [theirs, absent] = [
      await call(app.admin, route, foreignIds.get(subject)!),
      await call(app.admin, route, ABSENT[subject]),
    ];
    expect([theirs.status, absent.status]).toEqual([404, 404]);
    expect(withoutOccasion(theirs)).toEqual(withoutOccasion(absent));
  });

  it('knows no issue of another organization', async () => {
    const listed = await foreign.admin.get(`/scans/${foreignIds.get('scan')}/findings`);
    const mark = (issueId: number) =>
      app.admin.post('/quality/findings/mark-fp', { issue_id: issueId, is_fp: true, reason: 'not mine' });
    const [theirs, absent] = [await mark(listed.body.findings[0].issue_id as number), await mark(9007199254740991)];
    expect(theirs.status).toBe(404);
    expect(withoutOccasion(theirs)).toEqual(withoutOccasion(absent));
  });

  it('takes no coverage and no waiver for another organization', async () => {
    const upload = (scanId: string) =>
      app.admin.upload('/quality/coverage/upload', { scan_id: scanId }, { content: anLcov({ 'a.ts': lines(1, 1) }) });
    expect((await upload(foreignIds.get('scan')!)).status).toBe(404);
    const waiver = { rule: 'rating_min', reason: 'theirs', expires_at: null, repo_id: Number(foreignIds.get('repo')) };
    expect((await app.admin.post('/quality/gates/waivers', waiver)).status).toBe(404);
    expect((await app.admin.post('/scans', { repo_id: waiver.repo_id, branch: 'main' })).status).toBe(404);
  });

  it.each(['/api', '/api/nothing', '/api/scans/1/nothing', '/nothing'])('%s is none', async (path) => {
    const answer = await fetch(`${app.url}${path}`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'route_not_found']);
  });

  it('answers a wrong method like an unknown route, whoever asks', async () => {
    for (const client of [app.anonymous, app.admin]) expect((await client.delete('/scans')).status).toBe(404);
  });
});

/** The answer's body without the two fields that tell requests apart. */
function withoutOccasion({ body }: ApiAnswer): object {
  const { instance, request_id, ...same } = body as { instance: string; request_id: string };
  expect([typeof instance, typeof request_id]).toEqual(['string', 'string']);
  return same;
}
