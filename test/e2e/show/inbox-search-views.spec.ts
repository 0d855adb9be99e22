import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { Json } from '../../support/answers.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
let org: TestOrganization;
beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());
beforeEach(async () => {
  org = await anOrganization(service);
});

async function aScan(wish: object, path = 'src/Cart.ts', message = 'No.'): Promise<Json> {
  const { body } = await org.admin.post('/scans', wish);
  await org.admin.post(`/scans/${body.id}/findings`, aSarifLog([{ rule: 'no-eval', path, line: 1, message }]));
  await org.admin.upload(
    '/quality/coverage/upload',
    { scan_id: String(body.id) },
    { content: anLcov({ 'src/price/total.ts': lines(4, 2) }) },
  );
  expect((await org.admin.post(`/scans/${body.id}/complete`)).status).toBe(200);
  return body;
}

describe('views', () => {
  const A_VIEW = { page: 'pull-requests', name: 'Mine', query: 'mine=true' };

  it('are saved, changed and deleted by their person', async () => {
    const viewer = await aMember(service, 'VIEWER', org.admin);
    const made = await viewer.client.post('/views', A_VIEW);
    expect([made.status, made.body]).toEqual([
      201,
      { id: expect.any(Number), ...A_VIEW, shared: false, owner: { id: viewer.userId, name: 'A VIEWER' } },
    ]);
    const again = await viewer.client.post('/views', A_VIEW);
    expect([again.status, again.body.code]).toEqual([409, 'already_exists']);
    expect((await viewer.client.post('/views', { ...A_VIEW, page: 'audit' })).status).toBe(201);
    const { id } = made.body;
    expect((await viewer.client.patch(`/views/${id}`, { name: 'Ours' })).body).toMatchObject({
      ...A_VIEW,
      name: 'Ours',
    });
    expect((await viewer.client.get('/views?page=pull-requests')).body.views.map((view: Json) => view.name)).toEqual([
      'Ours',
    ]);
    expect((await org.admin.get('/views')).body.views).toEqual([]);
    expect((await org.admin.patch(`/views/${id}`, { name: 'x' })).status).toBe(404);
    expect((await viewer.client.delete(`/views/${id}`)).status).toBe(204);
    expect((await viewer.client.get('/views')).body.views).toHaveLength(1);
  });

  it('are shared by members, and changed by their owner and administrators', async () => {
    const [viewer, member, other] = [
      await aMember(service, 'VIEWER', org.admin),
      await aMember(service, 'MEMBER', org.admin),
      await aMember(service, 'MEMBER', org.admin),
    ];
    expect((await viewer.client.post('/views', { ...A_VIEW, shared: true })).body.code).toBe('role_required');
    const { id } = (await member.client.post('/views', { ...A_VIEW, shared: true })).body;
    expect((await viewer.client.get('/views')).body.views[0]).toMatchObject({ id, owner: { id: member.userId } });
    expect((await other.client.patch(`/views/${id}`, { query: '' })).body.code).toBe('role_required');
    expect((await other.client.delete(`/views/${id}`)).body.code).toBe('role_required');
    expect((await org.admin.patch(`/views/${id}`, { query: 'state=all' })).body.query).toBe('state=all');
    expect((await member.client.patch(`/views/${id}`, { shared: false })).body.shared).toBe(false);
    expect((await viewer.client.get('/views')).body.views).toEqual([]);
    const key = await anApiKey(service, { role: 'ORG_ADMIN' }, org.admin);
    expect((await key.client.get('/views')).status).toBe(403);
  });

  it('have bounds: 100 of a person, a name of 100 and a query of 2,000 characters', async () => {
    const post = async (view: object) => (await org.admin.post('/views', { ...A_VIEW, ...view })).status;
    expect(await post({ name: 'n'.repeat(100), query: 'q'.repeat(2_000) })).toBe(201);
    for (const bad of [{ name: 'n'.repeat(101) }, { query: 'q'.repeat(2_001) }, { page: 'scans' }, { name: ' ' }])
      expect(await post(bad)).toBe(400);
    await query(
      service.database.admin,
      `INSERT INTO views (org_id, user_id, page, name, query, is_shared)
       SELECT org_id, user_id, page, 'view ' || n, '', false FROM views, generate_series(1, 98) AS n WHERE org_id = ${org.id}`,
    );
    expect(await post({ name: 'the hundredth' })).toBe(201);
    const beyond = await org.admin.post('/views', { ...A_VIEW, name: 'one more' });
    expect([beyond.status, beyond.body.code]).toEqual([409, 'quota_exceeded']);
    const page = (await org.admin.get('/views?limit=60')).body;
    expect((await org.admin.get(`/views?limit=60&cursor=${page.next_cursor}`)).body.views).toHaveLength(40);
  });
});

describe('the search', () => {
  const search = async (q: string, client: ApiClient = org.admin): Promise<Json[]> =>
    (await client.get(`/search?q=${encodeURIComponent(q)}`)).body.results;
  const titlesOf = async (q: string) => (await search(q)).map(({ kind, title }) => `${kind} ${title}`);

  it('finds repositories, pull requests, files and rules by how they begin', async () => {
    const { id, repo_id: repo } = await aScan({ repo: 'acme/Shop', branch: 'main' });
    await aScan({ repo: 'acme/Shop', branch: 'change', pr_number: 12, title: 'Add a cart' }, 'src/only-in-pull.ts');
    expect(await search('sho')).toEqual([
      { kind: 'repository', title: 'acme/Shop', detail: 'main', path: `/repos/${repo}` },
    ]);
    expect(await search('#12')).toEqual([
      { kind: 'pull_request', title: '#12 Add a cart', detail: 'acme/Shop', path: `/repos/${repo}/pulls/12` },
    ]);
    expect(await search('CART')).toEqual([
      expect.objectContaining({ kind: 'pull_request' }),
      { kind: 'file', title: 'src/Cart.ts', detail: 'acme/Shop', path: `/scans/${id}/findings?q=src%2FCart.ts` },
    ]);
    expect(await titlesOf('pric')).toEqual(['file src/price/total.ts']);
    expect(await titlesOf('src/p')).toEqual(['file src/price/total.ts']);
    expect(await titlesOf('only')).toEqual([]);
    expect(await search('no-e')).toEqual([
      { kind: 'rule', title: 'no-eval', detail: 'acme/Shop', path: `/scans/${id}/findings?rule=no-eval` },
    ]);
    expect(await titlesOf('art')).toEqual([]);
    await org.admin.patch(`/repos/${repo}`, { aliases: ['acme/bazaar'] });
    expect(await titlesOf('baz')).toEqual(['repository acme/Shop']);
    const foreign = await anOrganization(service);
    expect(await search('sho', foreign.admin)).toEqual([]);
    const bound = await anApiKey(
      service,
      { repo_ids: [(await org.admin.post('/repos', { name: 'other' })).body.id] },
      org.admin,
    );
    expect(await search('cart', bound.client)).toEqual([]);
  });

  it('follows the newest scan of the default branch', async () => {
    await aScan({ repo: 'acme/web', branch: 'main' }, 'src/before.ts');
    await aScan({ repo: 'acme/web', branch: 'main' }, 'src/after.ts');
    expect([await titlesOf('before'), await titlesOf('after')]).toEqual([[], ['file src/after.ts']]);
  });

  it('finds nothing for fewer than two letters', async () => {
    await aScan({ repo: 'acme/web', branch: 'main' });
    for (const q of ['', 'a', ' a ']) expect(await search(q)).toEqual([]);
    expect((await org.admin.get(`/search?q=${'x'.repeat(201)}`)).status).toBe(400);
  });
});

describe('the inbox', () => {
  const read = async (client: ApiClient, search = '') => (await client.get(`/inbox${search}`)).body;
  const countOf = async (client: ApiClient) => (await client.get('/auth/me')).body.inbox;

  it('has requests, own failures, what ends soon, and broken connections', async () => {
    const { admin } = org;
    const member = await aMember(service, 'MEMBER', admin);
    await query(service.database.admin, `UPDATE auth.users SET email_verified_at = now() WHERE id = ${member.userId}`);
    await admin.put('/quality/gates/config', { policy: { new_findings_max: 0, new_critical_max: 0 }, enabled: true });
    const wish = { rule: 'rating_min', reason: 'because' };
    const asked = await member.client.post('/quality/gates/waivers/requests', wish);
    const ends = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    await admin.post('/quality/gates/waivers', { ...wish, expires_at: ends(6) });
    await admin.post('/quality/gates/waivers', { ...wish, expires_at: ends(8) });
    const { repo_id: repo } = (await admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body;
    await query(
      service.database.admin,
      `INSERT INTO webhooks (org_id, url, format, events, header_names, disabled_reason, created_by, created_at)
       VALUES (${org.id}, 'https://hooks.example', 'standard', '{*}', '{}', 'gone', 'user:1', now())`,
    );
    const { body } = await admin.post('/scans', {
      ...{ repo: 'acme/web', branch: 'change', pr_number: 3, title: 'Add a cart', author_email: member.email },
    });
    await admin.post(`/scans/${body.id}/fail`, { reason: 'no scanner' });

    expect(await read(admin)).toMatchObject({
      requests: [{ id: asked.body.id, rule: 'rating_min', reason: 'because', repo: null, requested_by: 'A MEMBER' }],
      failing: [],
      ending: [{ kind: 'waiver', rule: 'rating_min', reason: 'because', repo: null }],
      connections: [{ kind: 'webhook', name: 'https://hooks.example', state: 'gone' }],
      total: 3,
      next_cursor: null,
    });
    expect(await read(member.client)).toMatchObject({
      ...{ requests: [], ending: [], connections: [], total: 1 },
      failing: [
        { repo: { id: repo, name: 'acme/web' }, pr_number: 3, title: 'Add a cart', scan_id: body.id, status: 'failed' },
      ],
    });
    expect([await countOf(admin), await countOf(member.client)]).toEqual([3, 1]);
    const first = await read(admin, '?limit=2');
    const second = await read(admin, `?limit=2&cursor=${first.next_cursor}`);
    expect(
      [first, second].map((page) => [page.requests, page.ending, page.connections].map((list) => list.length)),
    ).toEqual([
      [1, 1, 0],
      [0, 0, 1],
    ]);
    expect(second.next_cursor).toBeNull();
    const key = await anApiKey(service, { role: 'ORG_ADMIN' }, admin);
    expect([(await key.client.get('/inbox')).status, await countOf(key.client)]).toEqual([403, 0]);
  });

  it('has a number that a wait follows', async () => {
    const { admin } = org;
    const member = await aMember(service, 'MEMBER', admin);
    const { id: webhook } = (
      await query<{ id: number }>(
        service.database.admin,
        `INSERT INTO webhooks (org_id, url, format, events, header_names, created_by, created_at)
         VALUES (${org.id}, 'https://hooks.example', 'standard', '{*}', '{}', 'user:1', now()) RETURNING id`,
      )
    )[0]!;
    /** The number after something happened, and if the answer came before the time was up. */
    const waitFor = async (known: number, happen: () => Promise<unknown>) => {
      const startMs = performance.now();
      const waiting = admin.get(`/auth/me?wait=30&inbox=${known}`);
      await happen();
      return [(await waiting).body.inbox, performance.now() - startMs < 30_000];
    };
    const wish = { rule: 'rating_min', reason: 'because' };
    const asks = () => member.client.post('/quality/gates/waivers/requests', wish);
    const disables = (reason: string) => () =>
      query(service.database.admin, `UPDATE webhooks SET disabled_reason = ${reason} WHERE id = ${webhook}`);
    expect(await waitFor(0, asks)).toEqual([1, true]);
    expect(await waitFor(1, disables(`'gone'`))).toEqual([2, true]);
    expect(await waitFor(2, disables('NULL'))).toEqual([1, true]);
    expect(await waitFor(0, () => Promise.resolve())).toEqual([1, true]);
    expect((await admin.get('/auth/me?wait=1')).body.inbox).toBe(1);
    expect((await admin.get('/auth/me?wait=31')).body.code).toBe('validation_failed');
    const key = await anApiKey(service, { role: 'ORG_ADMIN' }, admin);
    expect((await key.client.get('/auth/me?wait=30')).body.inbox).toBe(0);
  }, 120_000);
});

describe('findings as CSV', () => {
  it('are all that match, in the order of the list, and run as no formula', async () => {
    const { id } = await aScan({ repo: 'acme/csv', branch: 'main' }, 'src/a.ts', '=cmd("x"), "y"');
    const listed = await org.admin.get(`/scans/${id}/findings?rule=no-eval&format=csv`);
    expect(listed.headers.get('content-type')).toContain('text/csv');
    const [head, line, end, ...rest] = listed.text.split('\r\n');
    expect(head).toMatch(/^issue_id,severity,type,tool,rule_id,file_path,line,message,/);
    expect(line).toContain(`,no-eval,src/a.ts,1,"'=cmd(""x""), ""y""",`);
    expect([end, rest]).toEqual(['', []]);
    const all = await org.admin.get(`/scans/${id}/findings?format=csv&limit=1`);
    expect(all.text.split('\r\n').length).toBeGreaterThan(3);
    expect((await org.admin.get(`/scans/${id}/findings?format=csv&group_by=rule`)).status).toBe(400);
    expect((await org.admin.get(`/scans/${id}/findings?format=xls`)).status).toBe(400);
  });
});
