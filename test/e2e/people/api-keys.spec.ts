import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { MOST_OPEN_OF_AGENT } from '../../../src/modules/verdict/waiver/waiver-request.service.js';
import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import { ApiClient } from '../../support/api-client.js';
import { anLcov, aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/wait-until.js';

interface Denied {
  readonly by: object;
  readonly new: { readonly method: string; readonly path: string };
}

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

const byId = async (id: number) =>
  (await service.admin.get('/api-keys?limit=200')).body.api_keys.find((key: { id: number }) => key.id === id);

describe('a new key', () => {
  it('is shown once, and afterwards only its first characters', async () => {
    const made = await service.admin.post('/api-keys', { name: 'ci', expires_in_days: 30 });
    expect(made.status).toBe(201);
    expect(made.headers.get('cache-control')).toBe('private, no-store');
    const { key, ...shown } = made.body;
    expect(key).toMatch(/^qga_[0-9a-f]{64}$/);
    expect(shown).toEqual({
      id: expect.any(Number),
      name: 'ci',
      prefix: key.slice(0, 12),
      role: 'MEMBER',
      scopes: ['read:scans', 'read:repos', 'write:scans'],
      repo_ids: null,
      may_write_baseline: true,
      kind: null,
      created_by_user_id: expect.any(Number),
      minted_by: null,
      created_at: expect.any(String),
      expires_at: expect.any(String),
      last_used_at: null,
      last_used_from: null,
      use_count: 0,
      previous_expires_at: null,
      revoked_at: null,
      expired: false,
      revoked: false,
    });
    expect(Date.parse(shown.expires_at) - Date.parse(shown.created_at)).toBe(30 * 86_400_000);
    const listed = await service.admin.get('/api-keys');
    expect(listed.body.api_keys[0]).toEqual(shown);
    expect(listed.text).not.toContain(key.slice(12));
    expect((await service.admin.get('/audit-log?action=api_key.created')).text).not.toContain(key.slice(12));
  });

  it('lets in by X-API-Key and as bearer', async () => {
    const { client, key } = await anApiKey(service, { role: 'ORG_ADMIN' });
    const me = await client.get('/auth/me');
    expect(me.body).toMatchObject({
      role: 'ORG_ADMIN',
      authenticated_by: 'api_key',
      scopes: ['read:scans', 'read:repos', 'write:scans', 'admin'],
    });
    expect((await service.anonymous.withToken(key).get('/auth/me')).body).toEqual(me.body);
    const mistyped = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0');
    for (const wrong of [mistyped, key.toUpperCase(), `${key}0`, key.slice(0, -1), `${key}, ${key}`])
      expect((await service.anonymous.as({ 'x-api-key': wrong }).get('/auth/me')).status).toBe(401);
  });

  it.each([
    [{}, ['name']],
    [{ name: '' }, ['name']],
    [{ name: '  ' }, ['name']],
    [{ name: 'x'.repeat(101) }, ['name']],
    [{ name: 'x', scopes: [] }, ['scopes']],
    [{ name: 'x', scopes: ['write:everything'] }, ['scopes']],
    [{ name: 'x', scopes: 'admin' }, ['scopes']],
    [{ name: 'x', role: 'SUPER_ADMIN' }, ['role']],
    [{ name: 'x', repo_ids: [] }, ['repo_ids']],
    [{ name: 'x', repo_ids: [0] }, ['repo_ids']],
    [{ name: 'x', repo_ids: 7, may_write_baseline: 'no' }, ['repo_ids', 'may_write_baseline']],
    [{ name: 'x', may_write_baseline: null }, ['may_write_baseline']],
    [{ name: 'x', kind: 'robot' }, ['kind']],
    [{ name: 'x', kind: true }, ['kind']],
    [{ name: 'x', expires_in_days: 0 }, ['expires_in_days']],
    [{ name: 'x', expires_in_days: 3651 }, ['expires_in_days']],
    [{ name: 'x', expires_in_days: 1.5, role: 'KING' }, ['role', 'expires_in_days']],
  ])('is refused as %j', async (body, fields) => {
    const answer = await service.admin.post('/api-keys', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field).sort()).toEqual([...fields].sort());
  });
});

it.each([
  ['', { name: 'x', expire_in_days: 1, repos: [1] }, ['expire_in_days', 'repos']],
  ['/1/rotate', { overlap: 0 }, ['overlap']],
])('a body of /api-keys%s with fields that are not known is refused', async (route, body, fields) => {
  const refused = await service.admin.post(`/api-keys${route}`, body);
  expect([refused.status, refused.body.code]).toEqual([400, 'unknown_field']);
  expect(refused.body.errors.map(({ field }: { field: string }) => field)).toEqual(fields);
});

describe('the key of an agent', () => {
  const anAgent = (wanted: object = {}, admin = service.admin) =>
    anApiKey(service, { kind: 'agent', ...wanted }, admin);

  it('reads, scans and requests, and writes no baseline', async () => {
    const { id } = await anAgent();
    const rights = { role: 'MEMBER', scopes: ['read:scans', 'read:repos', 'write:scans'], may_write_baseline: false };
    expect(await byId(id)).toMatchObject({ kind: 'agent', ...rights });
    const { id: reader } = await anAgent({ scopes: ['read:scans'] });
    expect(await byId(reader)).toMatchObject({ kind: 'agent', role: 'VIEWER', scopes: ['read:scans'] });
  });

  it.each([
    { scopes: ['admin'] },
    { scopes: ['read:scans', 'mint'] },
    { role: 'ORG_ADMIN' },
    { role: 'ORG_OWNER', scopes: ['read:scans'] },
    { may_write_baseline: true },
  ])('has no other rights, as %j', async (wanted) => {
    const refused = await service.admin.post('/api-keys', { name: 'x', kind: 'agent', ...wanted });
    expect([refused.status, refused.body.code]).toEqual([400, 'agent_scope']);
  });

  it('makes no repository by naming it, and scans those that exist', async () => {
    const { client } = await anAgent();
    const { name } = (await service.admin.post('/repos', { name: `acme/${Math.random()}` })).body;
    const scan = (repo: string) => client.post('/scans', { repo, branch: 'main' });
    expect((await scan(`${name}-new`)).body.code).toBe('not_found');
    const begun = await scan(name);
    expect([begun.status, begun.body.warnings[0].code]).toEqual([201, 'baseline_not_writable']);
  });

  it('scans a default branch without replacing what it shows', async () => {
    const org = await anOrganization(service);
    const repo = (await org.admin.post('/repos', { name: 'acme/web' })).body.id as number;
    const agent = (await anAgent({}, org.admin)).client;
    const scan = async (client: ApiClient) => {
      const { id } = (await client.post('/scans', { repo: 'acme/web', branch: 'main' })).body;
      expect((await client.post(`/scans/${id}/complete`)).status).toBe(200);
      return id as number;
    };
    const shown = async () => {
      const page = (await org.admin.get(`/repos/${repo}/overview`)).body;
      const [row] = (await org.admin.get('/overview')).body.repos;
      return [page.scan.id, row.last_scan.scan_id];
    };
    const first = await scan(agent);
    expect(await shown()).toEqual([first, first]);
    const trusted = await scan(org.admin);
    await scan(agent);
    expect(await shown()).toEqual([trusted, trusted]);
  });

  it('scans a default branch for its caller alone: no event, no change of the branch, no report that others take over', async () => {
    const org = await anOrganization(service);
    await org.admin.post('/repos', { name: 'acme/web' });
    const ofMain = { repo: 'acme/web', branch: 'main', tree_sha: 'a'.repeat(40), run_digest: 'b'.repeat(64) };
    const agent = (await anAgent({}, org.admin)).client;
    const limited = (await anApiKey(service, { may_write_baseline: false }, org.admin)).client;
    const begin = async (client: ApiClient, more = {}) => (await client.post('/scans', { ...ofMain, ...more })).body;
    const complete = async (client: ApiClient, id: number) => {
      expect((await client.post(`/scans/${id}/complete`)).status).toBe(200);
      return id;
    };
    const judged = async () =>
      (await org.admin.get('/events?limit=200')).body.events
        .filter(({ type }: { type: string }) => /^(scan|gate)\./.test(type))
        .map(({ type, data }: { type: string; data: { scan_id: number } }) => `${type} ${data.scan_id}`)
        .sort();

    const first = (await begin(org.admin)).id as number;
    await complete(org.admin, first);
    const heard = [`gate.changed ${first}`, `gate.evaluated ${first}`, `scan.completed ${first}`];
    // the log ends before what a transaction under way may still number
    expect(await until(judged, ({ length }) => length === heard.length)).toEqual(heard);
    const own = await complete(agent, (await begin(agent)).id);
    expect((await agent.get(`/scans/${own}`)).body.status).toBe('completed');
    expect(await judged()).toEqual(heard);

    const others = (await begin(limited)).id as number;
    const refused = await agent.post(`/scans/${others}/complete`);
    expect([refused.status, refused.body.code]).toEqual([403, 'scope_required']);
    const ofTree = { branch: 'topic', pr_number: 4 };
    await complete(agent, (await begin(agent, ofTree)).id);
    expect((await begin(org.admin, ofTree)).reusable).toEqual({ scan_id: first });
    const trusted = await complete(org.admin, (await begin(org.admin, ofTree)).id);
    expect((await begin(org.admin, ofTree)).reusable).toEqual({ scan_id: trusted });
  });

  it.each([
    ['an agent', { kind: 'agent' }],
    ['authors of changes', { may_write_baseline: false }],
  ] as const)('replaces no verdict of others, and feeds none of their scans, as of one of %s', async (_, kind) => {
    const org = await anOrganization(service);
    const repo = (await org.admin.post('/repos', { name: 'acme/web' })).body.id as number;
    const [ci, less] = [await anApiKey(service, {}, org.admin), await anApiKey(service, kind, org.admin)];
    const commit = 'c'.repeat(40);
    const begin = async ({ client }: { client: ApiClient }, values: object = {}) => {
      const wanted = { repo: 'acme/web', branch: 'topic', pr_number: 60, commit_sha: commit, ...values };
      const { status, body } = await client.post('/scans', wanted);
      expect(status).toBe(201);
      return body.id as number;
    };
    const scan = async (key: { client: ApiClient }, values: object = {}) => {
      const id = await begin(key, values);
      expect((await key.client.post(`/scans/${id}/complete`)).status).toBe(200);
      return id;
    };
    const shown = async () => {
      const status = await org.admin.get(`/quality/gates/status/by-commit?repo=acme/web&commit_sha=${commit}`);
      const page = await org.admin.get(`/repos/${repo}/pull-requests/60`);
      return [status.body.scan_id, page.body.last_scan.scan_id];
    };
    const alone = await scan(less);
    expect(await shown()).toEqual([alone, alone]);
    const trusted = await scan(ci);
    const own = await scan(less);
    expect(await shown()).toEqual([trusted, trusted]);
    expect((await less.client.get(`/quality/gates/status/${own}`)).body.scan_id).toBe(own);
    if ('kind' in kind) await scan(less, { commit_sha: 'd'.repeat(40) });
    expect(await shown()).toEqual([trusted, trusted]);
    await scan(less, { commit_sha: commit.slice(0, 12) });
    const abbreviated = `/quality/gates/status/by-commit?repo=acme/web&commit_sha=${commit.slice(0, 12)}`;
    expect((await org.admin.get(abbreviated)).body.scan_id).toBe(trusted);

    const pending = await begin(ci, { commit_sha: 'e'.repeat(40) });
    for (const [route, body] of [
      ['changes', { files: [] }],
      ['complete', {}],
    ] as const) {
      const refused = await less.client.post(`/scans/${pending}/${route}`, body);
      expect([refused.status, refused.body.code]).toEqual([403, 'scope_required']);
    }
    const fed = await begin(less);
    expect((await ci.client.post(`/scans/${fed}/complete`)).status).toBe(200);
  });

  it('closes no pull request', async () => {
    const org = await anOrganization(service);
    const repo = (await org.admin.post('/repos', { name: 'acme/web' })).body.id as number;
    const agent = (await anAgent({}, org.admin)).client;
    expect((await agent.post('/scans', { repo: 'acme/web', branch: 'topic', pr_number: 3 })).status).toBe(201);
    const refused = await agent.post(`/repos/${repo}/pull-requests/3/close`);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect((await org.admin.get(`/repos/${repo}/pull-requests/3`)).body.state).toBe('open');
  });

  it('has one open request for the same, and 20 in all', async () => {
    const org = await anOrganization(service);
    const repo = (await org.admin.post('/repos', { name: 'acme/web' })).body.id as number;
    const agent = (await anAgent({}, org.admin)).client;
    const ask = async (pr: number, client = agent) => {
      const wanted = { rule: 'rating_min', reason: 'because', repo_id: repo, pr_number: pr };
      const { status, body } = await client.post('/quality/gates/waivers/requests', wanted);
      return [status, body.code ?? null];
    };
    for (let pr = 1; pr < MOST_OPEN_OF_AGENT; pr += 1) expect(await ask(pr)).toEqual([201, null]);
    expect(await ask(1)).toEqual([409, 'already_exists']);
    expect(await ask(1, org.admin)).toEqual([201, null]);
    expect(await ask(MOST_OPEN_OF_AGENT)).toEqual([201, null]);
    expect(await ask(MOST_OPEN_OF_AGENT + 1)).toEqual([409, 'quota_exceeded']);
    const { requests } = (await org.admin.get('/quality/gates/waivers/requests?state=requested&limit=50')).body;
    const own = requests.find(({ by }: { by: { kind: string | null } }) => by.kind === 'agent');
    expect((await org.admin.post(`/quality/gates/waivers/requests/${own.id}/decline`, { reason: 'no' })).status).toBe(
      200,
    );
    expect(await ask(MOST_OPEN_OF_AGENT + 1)).toEqual([201, null]);
  });

  it('is named by its kind in requests and in the audit log, also to a caller that does not see the key', async () => {
    const org = await anOrganization(service);
    const repo = (await org.admin.post('/repos', { name: 'acme/web' })).body.id as number;
    const agent = await anAgent({}, org.admin);
    const by = { type: 'api_key', id: agent.id, name: expect.stringMatching(/^key /), kind: 'agent' };
    const wanted = { rule: 'rating_min', reason: 'because', repo_id: repo };
    const requested = await agent.client.post('/quality/gates/waivers/requests', wanted);
    expect([requested.status, requested.body.by]).toEqual([201, by]);
    const bound = (await anApiKey(service, { scopes: ['admin'], repo_ids: [repo] }, org.admin)).client;
    for (const reader of [org.admin, bound]) {
      const { requests } = (await reader.get('/quality/gates/waivers/requests')).body;
      expect(requests[0].by).toMatchObject({ type: 'api_key', id: agent.id, kind: 'agent' });
      const { entries } = (await reader.get('/audit-log?action=waiver_request.created')).body;
      expect(entries[0].by).toEqual(by);
      expect((await reader.get('/audit-log?format=csv')).text).toMatch(/waiver_request\.created.*,agent,/);
    }
  });

  it('is refused all that bends the gate, and the audit log names each attempt', async () => {
    const org = await anOrganization(service);
    const { id, repo_id: repo } = (await org.admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body;
    await org.admin.post(`/scans/${id}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]));
    await org.admin.post(`/scans/${id}/complete`);
    const issue = (await org.admin.get(`/scans/${id}/findings`)).body.findings[0].issue_id as number;
    const agent = await anAgent({}, org.admin);
    const attempts: [method: string, path: string, body: object][] = [
      ['PUT', '/quality/gates/config', { enabled: false }],
      ['POST', '/quality/gates/waivers', { rule: 'rating_min', reason: 'because', expires_at: null }],
      ['POST', '/quality/findings/mark-fp', { issue_id: issue, is_fp: true, reason: 'because' }],
      ['POST', '/quality/findings/accept', { issue_id: issue, reason: 'because' }],
      ['POST', `/quality/gates/rebuild-baseline/${repo}`, {}],
      ['POST', '/api-keys', { name: 'mine' }],
      ['POST', '/members', { email: 'me@example.test', name: 'Me', role: 'ORG_OWNER' }],
      ['PATCH', '/org', { waiver_max_days: null }],
      ['DELETE', `/repos/${repo}?confirm=acme/web`, {}],
    ];
    const answers = [];
    for (const [method, path, body] of attempts) {
      const { status } = await agent.client.send(method, path, body);
      answers.push([method, path, status]);
    }
    expect(answers).toEqual(attempts.map(([method, path]) => [method, path, 403]));
    const route = ([method, path]: readonly [string, string, object]) => `${method} /api${path.split('?', 1)[0]}`;
    const denied = await until(
      async () => (await org.admin.get('/audit-log?action=access.denied&limit=100')).body.entries as Denied[],
      (entries) => entries.length >= attempts.length,
    );
    expect(denied.map(({ new: { method, path } }) => `${method} ${path}`).sort()).toEqual(attempts.map(route).sort());
    for (const { by } of denied) expect(by).toMatchObject({ type: 'api_key', id: agent.id, kind: 'agent' });
  });

  it('is held to its rights by the database, too', async () => {
    const { id } = await anAgent();
    await expect(sql(`UPDATE auth.api_keys SET scopes = '{admin}' WHERE id = ${id}`)).rejects.toThrow('api_keys_agent');
    await expect(sql(`UPDATE auth.api_keys SET may_write_baseline = true WHERE id = ${id}`)).rejects.toThrow(
      'api_keys_agent',
    );
  });
});

describe('a key never outranks its maker', () => {
  it('when it is made', async () => {
    const admin = (await aMember(service, 'ORG_ADMIN')).client;
    expect((await admin.post('/api-keys', { name: 'x', role: 'ORG_OWNER' })).status).toBe(403);
    const key = await anApiKey(service, { scopes: ['admin', 'write:scans', 'mint'] }, admin);
    expect((await key.client.post('/api-keys', { name: 'x', role: 'ORG_OWNER' })).status).toBe(403);
    expect((await key.client.post('/api-keys', { name: 'x', role: 'ORG_ADMIN' })).status).toBe(201);
  });

  it('when its maker is demoted, or has left', async () => {
    const maker = await aMember(service, 'ORG_ADMIN');
    const { client, id } = await anApiKey(service, { role: 'ORG_ADMIN' }, maker.client);
    expect((await client.get('/members')).status).toBe(200);
    await service.admin.patch(`/members/${maker.userId}`, { role: 'VIEWER' });
    expect((await client.get('/members')).body.code).toBe('role_required');
    expect((await client.get('/auth/me')).body.role).toBe('VIEWER');
    await service.admin.delete(`/members/${maker.userId}`);
    expect((await client.get('/auth/me')).status).toBe(401);
    await service.admin.post('/members', { email: maker.email, name: 'x', role: 'ORG_ADMIN' });
    expect((await client.get('/auth/me')).status).toBe(401);
    expect((await byId(id)).revoked).toBe(true);
  });

  it('and members make none', async () => {
    const member = (await aMember(service, 'MEMBER')).client;
    expect((await member.post('/api-keys', { name: 'x' })).status).toBe(403);
    expect((await member.get('/api-keys')).status).toBe(403);
  });
});

describe('scopes', () => {
  it('bound what a key may do, whatever its role', async () => {
    const { client } = await anApiKey(service, { scopes: ['read:scans'], role: 'ORG_OWNER' });
    expect((await client.get('/org')).status).toBe(200);
    const repos = await client.get('/repos');
    expect([repos.status, repos.body.code]).toEqual([403, 'scope_required']);
    expect((await client.patch('/org', { name: 'x' })).body.code).toBe('scope_required');
    expect((await client.post('/api-keys', { name: 'x' })).body.code).toBe('scope_required');
  });
});

describe('a key ends', () => {
  it('by revocation, for the very next request', async () => {
    const { client, id } = await anApiKey(service);
    expect((await client.get('/auth/me')).status).toBe(200);
    const revoked = await service.admin.post(`/api-keys/${id}/revoke`);
    expect(revoked.status).toBe(200);
    expect(revoked.body).toEqual({ id, revoked: true, revoked_at: expect.any(String) });
    expect((await client.get('/auth/me')).status).toBe(401);
    expect((await service.admin.post(`/api-keys/${id}/revoke`)).body).toEqual(revoked.body);
    expect(await byId(id)).toMatchObject({ revoked: true, revoked_at: revoked.body.revoked_at });
  });

  it('by time', async () => {
    const { client, id } = await anApiKey(service, { expires_in_days: 1 });
    await sql(`UPDATE auth.api_keys SET expires_at = now() - interval '1 second' WHERE id = ${id}`);
    expect((await client.get('/auth/me')).status).toBe(401);
    expect((await byId(id)).expired).toBe(true);
  });

  it("is nobody else's to end", async () => {
    const org = await anOrganization(service);
    const { client, id } = await anApiKey(service);
    const foreign = await org.admin.post(`/api-keys/${id}/revoke`);
    const absent = await org.admin.post('/api-keys/999999999/revoke');
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect(foreign.body.detail).toBe(absent.body.detail);
    expect((await org.admin.get('/api-keys')).body.api_keys).toEqual([]);
    expect((await client.get('/auth/me')).status).toBe(200);
  });
});

describe('the use of a key', () => {
  it('is counted, all of it, by the time that it is listed', async () => {
    const { client, id } = await anApiKey(service);
    await Promise.all(Array.from({ length: 12 }, () => client.get('/auth/me')));
    const key = await byId(id);
    expect(key.use_count).toBe(12);
    expect(Date.parse(key.last_used_at)).toBeGreaterThanOrEqual(Date.parse(key.created_at));
    expect(key.last_used_from).toMatch(/127\.0\.0\.1|::1/);
  });

  it('is not lost when the service stops', async () => {
    const beside = await startTestApp({}, { beside: service });
    const { client, id } = await anApiKey(beside);
    for (let use = 0; use < 3; use += 1) await client.get('/auth/me');
    await beside.stop();
    const [row] = await sql<{ uses: string }>(`SELECT use_count AS uses FROM auth.api_keys WHERE id = ${id}`);
    expect(Number(row!.uses)).toBe(3);
  });
});

describe('rotating a key', () => {
  const HOUR_MS = 60 * 60_000;
  const statusOf = async (key: string) => (await service.anonymous.withToken(key).get('/auth/me')).status;

  it('gives another secret, and lets the one before work for the overlap', async () => {
    const { id, key } = await anApiKey(service);
    const before = await byId(id);
    const rotated = await service.admin.post(`/api-keys/${id}/rotate`);
    expect(rotated.status).toBe(200);
    expect(rotated.headers.get('cache-control')).toBe('private, no-store');
    const { key: next, ...row } = rotated.body;
    expect(next).toMatch(/^qga_[0-9a-f]{64}$/);
    expect(row).toEqual({ ...before, prefix: next.slice(0, 12), previous_expires_at: expect.any(String) });
    expect(Math.abs(Date.parse(row.previous_expires_at) - Date.now() - 24 * HOUR_MS)).toBeLessThan(HOUR_MS);
    expect(await byId(id)).toEqual(row);
    expect([await statusOf(key), await statusOf(next)]).toEqual([200, 200]);
    const again = await service.admin.post(`/api-keys/${id}/rotate`, { overlap_hours: 0 });
    expect([again.status, again.body.code]).toEqual([409, 'secret_overlap']);
    const entries = await service.admin.get('/audit-log?action=api_key.rotated');
    expect(entries.body.entries[0]).toMatchObject({ target: { id }, new: { prefix: next.slice(0, 12) } });
    expect(entries.text).not.toContain(next.slice(12));
    await service.admin.post(`/api-keys/${id}/revoke`);
    expect([await statusOf(key), await statusOf(next)]).toEqual([401, 401]);
    expect((await service.admin.post(`/api-keys/${id}/rotate`)).body.code).toBe('key_ended');
  });

  it('without an overlap ends the secret at once, and with one in its time', async () => {
    const { id, key } = await anApiKey(service);
    const first = await service.admin.post(`/api-keys/${id}/rotate`, { overlap_hours: 0 });
    expect([await statusOf(key), await statusOf(first.body.key)]).toEqual([401, 200]);
    const second = await service.admin.post(`/api-keys/${id}/rotate`, { overlap_hours: 168 });
    expect(second.status).toBe(200);
    await sql(`UPDATE auth.api_keys SET previous_expires_at = now() - interval '1 second' WHERE id = ${id}`);
    expect(await statusOf(second.body.key)).toBe(200);
    expect((await service.anonymous.withToken(first.body.key).post('/scans', {})).status).toBe(401);
    expect((await service.admin.post(`/api-keys/${id}/rotate`, { overlap_hours: 1 })).status).toBe(200);
  });

  it.each([[-1], [169], [1.5], ['1'], [null]])('refuses %j hours', async (overlap_hours) => {
    const { id } = await anApiKey(service);
    expect((await service.admin.post(`/api-keys/${id}/rotate`, { overlap_hours })).status).toBe(400);
  });

  it('needs the rights of the key, and of keys the scope mint', async () => {
    const owned = await anApiKey(service, { role: 'ORG_OWNER' });
    const admin = (await aMember(service, 'ORG_ADMIN')).client;
    expect((await admin.post(`/api-keys/${owned.id}/rotate`)).body.code).toBe('forbidden');
    const administrator = await anApiKey(service, { role: 'ORG_ADMIN' });
    const plain = await anApiKey(service);
    expect((await administrator.client.post(`/api-keys/${plain.id}/rotate`)).body.code).toBe('scope_required');
    const other = await anOrganization(service);
    expect((await other.admin.post(`/api-keys/${plain.id}/rotate`)).status).toBe(404);
  });

  it('by another key ends the secret with that key, until a person rotates it', async () => {
    const org = await anOrganization(service);
    const minter = await anApiKey(service, { scopes: ['read:scans', 'read:repos', 'write:scans', 'mint'] }, org.admin);
    const keys = [await anApiKey(service, {}, org.admin), await anApiKey(service, {}, org.admin)] as const;
    const rotated: string[] = [];
    for (const { id } of keys)
      rotated.push((await minter.client.post(`/api-keys/${id}/rotate`, { overlap_hours: 0 })).body.key);
    const kept = (await org.admin.post(`/api-keys/${keys[1].id}/rotate`, { overlap_hours: 0 })).body.key;
    await org.admin.post(`/api-keys/${minter.id}/revoke`);
    expect([await statusOf(rotated[0]!), await statusOf(rotated[1]!), await statusOf(kept)]).toEqual([401, 401, 200]);
  });

  describe('by another one than its maker', () => {
    const MINT = { scopes: ['admin', 'read:scans', 'read:repos', 'write:scans', 'mint'] };
    interface Answer {
      key: string;
      created_by_user_id: number;
      expires_at: string | null;
    }
    let org: TestOrganization;
    const rotate = async (client: ApiClient, id: number, overlap_hours = 0): Promise<Answer> => {
      const { status, body } = await client.post(`/api-keys/${id}/rotate`, { overlap_hours });
      expect(status).toBe(200);
      return body as Answer;
    };
    const by = (key: string) => service.anonymous.withToken(key);
    const revoke = async (id: number) => expect((await org.admin.post(`/api-keys/${id}/revoke`)).status).toBe(200);
    const aKey = (more: object = {}, client = org.admin) => anApiKey(service, { ...MINT, ...more }, client);
    const keyOf = async (id: number) =>
      (await org.admin.get('/api-keys')).body.api_keys.find((key: { id: number }) => key.id === id);

    beforeEach(async () => {
      org = await anOrganization(service);
    });

    it('moves the key to the person, with whose membership the secret ends; the one before works on', async () => {
      const person = await aMember(service, 'ORG_ADMIN', org.admin);
      const key = await aKey();
      const { created_by_user_id: before, prefix } = await keyOf(key.id);
      const taken = await rotate(person.client, key.id, 168);
      expect(taken.created_by_user_id).toBe(person.userId);
      expect((await by(taken.key).get('/auth/me')).body.user_id ?? person.userId).toBe(person.userId);
      const { entries } = (await org.admin.get('/audit-log?action=api_key.rotated')).body;
      expect(entries[0]).toMatchObject({
        old: { created_by_user_id: before },
        new: { created_by_user_id: person.userId },
      });
      const minted = await aKey({}, by(taken.key));
      const friend = { email: `friend-${person.userId}@example.test`, name: 'Friend', role: 'ORG_ADMIN' };
      const made = await by(taken.key).post('/members', { ...friend, password: 'a friend of the thief' });
      expect(made.status).toBe(201);
      expect((await org.admin.delete(`/members/${person.userId}`)).status).toBeLessThan(300);
      const { members } = (await org.admin.get('/members?limit=200')).body;
      expect((members as { email: string }[]).map(({ email }) => email)).not.toContain(friend.email);
      expect([await statusOf(taken.key), await statusOf(minted.key), await statusOf(key.key)]).toEqual([401, 401, 200]);
      expect(await keyOf(key.id)).toMatchObject({ prefix, created_by_user_id: before, revoked: false });
      expect(Date.parse((await keyOf(key.id)).expires_at)).toBeGreaterThan(Date.now());
      const renewed = await rotate(org.admin, key.id);
      expect([renewed.expires_at, await statusOf(renewed.key), await statusOf(key.key)]).toEqual([null, 200, 401]);
    });

    it('bounds the secret to the role that the person has now', async () => {
      const person = await aMember(service, 'ORG_ADMIN', org.admin);
      const taken = await rotate(person.client, (await aKey()).id);
      await org.admin.patch(`/members/${person.userId}`, { role: 'MEMBER' });
      expect((await by(taken.key).post('/api-keys', { name: 'x' })).status).toBe(403);
    });

    it('counts the person who knows the secret as the second person', async () => {
      const person = await aMember(service, 'ORG_ADMIN', org.admin);
      const key = await aKey();
      const taken = await rotate(person.client, key.id, 168);
      const wanted = {
        rule: 'new_critical_max',
        reason: 'x',
        expires_at: new Date(Date.now() + HOUR_MS).toISOString(),
      };
      const { body: request } = await person.client.post('/quality/gates/waivers/requests', wanted);
      const approve = (secret: string) => by(secret).post(`/quality/gates/waivers/requests/${request.id}/approve`);
      expect((await approve(taken.key)).body.code).toBe('second_person_required');
      expect((await approve(key.key)).status).toBe(200);
    });

    it('ends what descends from the secret of a key with that key, also by rotations in turn', async () => {
      const [from, victim, other] = [await aKey(), await aKey(), await aKey()];
      const first = await rotate(from.client, victim.id);
      const second = await rotate(by(first.key), other.id);
      const third = await rotate(by(second.key), victim.id);
      const itself = await rotate(by(third.key), victim.id);
      const minted = await aKey({}, by(itself.key));
      const all = [second.key, itself.key, minted.key];
      for (const each of all) expect(await statusOf(each)).toBe(200);
      await revoke(from.id);
      for (const each of all) expect(await statusOf(each)).toBe(401);
    });

    it('ends the secret before with the key that it descends from, and keeps that of the person', async () => {
      const [from, victim] = [await aKey(), await aKey()];
      const stolen = await rotate(from.client, victim.id);
      const own = await rotate(org.admin, victim.id, 24);
      expect([await statusOf(stolen.key), await statusOf(own.key)]).toEqual([200, 200]);
      const invitation = { email: `${Date.now()}@example.test`, role: 'MEMBER' };
      const { body: invited } = await by(stolen.key).post('/members/invitations', invitation);
      await revoke(from.id);
      expect([await statusOf(stolen.key), await statusOf(own.key)]).toEqual([401, 200]);
      const { invitations } = (await org.admin.get('/members/invitations')).body;
      expect(invitations.map(({ id }: { id: number }) => id)).not.toContain(invited.id);
      expect((await org.admin.post(`/api-keys/${victim.id}/rotate`)).status).toBe(200);
    });

    it('falls back to the secret of the person until that ends', async () => {
      const [from, victim] = [await aKey(), await aKey()];
      const stolen = await rotate(from.client, victim.id, 24);
      await revoke(from.id);
      expect([await statusOf(stolen.key), await statusOf(victim.key)]).toEqual([401, 200]);
      const [{ ends } = { ends: new Date(0) }] = await sql<{ ends: Date }>(
        `SELECT secret_expires_at AS ends FROM auth.api_keys WHERE id = ${victim.id}`,
      );
      const { body: minted } = await victim.client.post('/api-keys', { name: 'x' });
      expect(minted.expires_at).toBe(ends.toISOString());
      await sql(`UPDATE auth.api_keys SET secret_expires_at = now() - interval '1 second' WHERE id = ${victim.id}`);
      expect(await statusOf(victim.key)).toBe(401);
      expect(await keyOf(victim.id)).toMatchObject({ expired: true, revoked: false });
    });

    it('ends the secret when the key does that it descends from', async () => {
      const [from, victim] = [await aKey({ expires_in_days: 1 }), await aKey()];
      const { expires_at: end } = await keyOf(from.id);
      const first = await rotate(from.client, victim.id);
      expect(first.expires_at).toBe(end);
      const itself = await rotate(by(first.key), victim.id);
      expect(itself.expires_at).toBe(end);
      const { body: minted } = await by(itself.key).post('/api-keys', { name: 'x' });
      expect(minted.expires_at).toBe(end);
      expect((await rotate(org.admin, victim.id)).expires_at).toBeNull();
    });

    it('leaves no secret where the key is revoked beside rotations', async () => {
      const [from, victim] = [await aKey(), await aKey()];
      const first = await rotate(from.client, victim.id);
      const others = await Promise.all(Array.from({ length: 4 }, () => aKey()));
      const [, ...answers] = await Promise.all([
        revoke(from.id),
        ...others.map(({ id }) => by(first.key).post(`/api-keys/${id}/rotate`, { overlap_hours: 0 })),
        ...others.map(() => by(first.key).post('/api-keys', { name: 'race' })),
      ]);
      for (const { body } of answers) if (body.key !== undefined) expect(await statusOf(body.key)).toBe(401);
    });
  });
});

it('pages through the list, newest first', async () => {
  const org = await anOrganization(service);
  const ids: number[] = [];
  for (let made = 0; made < 5; made += 1) ids.unshift((await anApiKey(service, {}, org.admin)).id);
  const seen: number[] = [];
  let query = '/api-keys?limit=2';
  for (;;) {
    const { api_keys, next_cursor } = (await org.admin.get(query)).body;
    seen.push(...api_keys.map((key: { id: number }) => key.id));
    if (next_cursor === null) break;
    query = `/api-keys?limit=2&cursor=${next_cursor}`;
  }
  expect(seen).toEqual(ids);
  for (const bad of ['limit=0', 'limit=201', 'limit=1&limit=2', 'cursor=x', 'limit=a'])
    expect((await org.admin.get(`/api-keys?${bad}`)).status).toBe(400);
});

async function sql<Row extends object>(statement: string): Promise<Row[]> {
  const client = new pg.Client({ ...service.database.admin });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('a key that changes while what it sends arrives', () => {
  /** Longer than a caller who was let in is trusted. */
  const LONG_MS = 1_050;
  const UPLOADS: readonly (readonly [path: string, type: string, body: string])[] = [
    ['/scans/:id/changes', 'text/x-diff', ' '.repeat(100)],
    ['/scans/:id/files', 'application/json', JSON.stringify({ paths: ['src/a.ts'] })],
    ['/scans/:id/findings', 'application/json', aSarifLog([{ rule: 'no', path: 'src/a.ts', line: 1, message: 'No.' }])],
    ['/scans/:id/tests', 'application/xml', '<testsuite><testcase name="a" classname="b"/></testsuite>'],
    [
      '/quality/coverage/upload',
      'multipart/form-data; boundary=x',
      [
        '--x\r\nContent-Disposition: form-data; name="scan_id"\r\n\r\n:id\r\n',
        `--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n${anLcov({ 'src/a.ts': [[1, 1]] })}\r\n--x--\r\n`,
      ].join(''),
    ],
  ];

  const aScan = async (): Promise<string> =>
    String((await service.admin.post('/scans', { repo: 'acme/slow', branch: 'main' })).body.scan_id);

  /** Begins a request, and answers what sends its other half and takes the status. */
  function begin(key: string, [path, type, text]: (typeof UPLOADS)[number], scan: string): () => Promise<number> {
    const body = text.replace(':id', scan);
    const headers = { 'x-api-key': key, 'content-type': type, 'content-length': body.length };
    const sent = request(`${service.url}/api${path.replace(':id', scan)}`, { method: 'POST', headers });
    sent.write(body.slice(0, body.length / 2));
    return async () => {
      sent.end(body.slice(body.length / 2));
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode!;
    };
  }

  it('stores nothing once it is revoked or may do less, whatever it sends', async () => {
    const maker = await aMember(service, 'ORG_ADMIN');
    const keys = [await anApiKey(service), await anApiKey(service), await anApiKey(service, {}, maker.client)] as const;
    const scans = [await aScan(), await aScan(), await aScan()];
    const begun = keys.map(({ key }, at) => UPLOADS.map((upload) => begin(key, upload, scans[at]!)));
    const lengths = scans.flatMap((scan) => UPLOADS.map(([, , body]) => body.replace(':id', scan).length));
    await until(
      () => service.call('UploadMemoryBudget', 'takenBytes') as Promise<number>,
      (taken) => taken === lengths.reduce((sum, length) => sum + length, 0),
    );
    await sleep(LONG_MS);
    await service.admin.post(`/api-keys/${keys[1].id}/revoke`);
    await service.admin.patch(`/members/${maker.userId}`, { role: 'VIEWER' });
    const statuses = await Promise.all(begun.map((uploads) => Promise.all(uploads.map((finish) => finish()))));
    expect(statuses).toEqual([200, 401, 403].map((status) => UPLOADS.map(() => status)));
    const stored = async (scan: string) => (await service.admin.get(`/scans/${scan}`)).body.uploads_received;
    expect([await stored(scans[0]!), await stored(scans[1]!), await stored(scans[2]!)]).toEqual([3, 0, 0]);
  });
});

describe('the key of the first sign-in', () => {
  const redeem = (secret: string) => service.anonymous.post('/auth/first-key', { secret });

  /** Opens it, as the first start does for the user whom it made. */
  async function issue(): Promise<string> {
    const { user, org } = (await service.admin.get('/auth/me')).body;
    const owner = { orgId: org.id, userId: user.id, email: user.email };
    const { secret } = (await service.call('FirstKeyService', 'issue', owner)) as { secret: string };
    return secret;
  }

  it('is handed out once, for another secret never, and audited', async () => {
    expect(await redeem('none was issued')).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    const secret = await issue();
    expect((await redeem(`${secret}a`)).status).toBe(401);
    const { status, body } = await redeem(secret);
    expect(status).toBe(201);
    const me = await new ApiClient(service.url, { 'x-api-key': body.key }).get('/auth/me');
    expect(me.body).toMatchObject({ role: 'MEMBER', scopes: ['read:scans', 'read:repos', 'write:scans'] });
    expect((await redeem(secret)).status).toBe(401);
    const [entry] = (await service.admin.get('/audit-log?action=api_key.created&limit=1')).body.entries;
    expect(entry).toMatchObject({ new: { name: 'first sign-in of qgate', role: 'MEMBER' } });
  });

  it('is handed out within an hour', async () => {
    const secret = await issue();
    service.clock.advanceMinutes(60);
    expect((await redeem(secret)).status).toBe(401);
  });
});
