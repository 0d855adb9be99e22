import { aMember, anApiKey, anOrganization } from '../../support/actors.js';
import type { Json } from '../../support/answers.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

const WEB = { repo: 'acme/web', branch: 'feature' };
const aScan = async (wish: object): Promise<{ id: number; repo_id: number }> => {
  const { status, body } = await service.admin.post('/scans', { ...WEB, ...wish });
  expect([200, 201]).toContain(status);
  return body as { id: number; repo_id: number };
};
const known = async (number: number) => {
  const [row] = await query<Record<string, unknown>>(
    service.database.admin,
    `SELECT title, author, url, last_scan_id, closed_at, is_merged FROM pull_requests WHERE number = ${number}`,
  );
  return row;
};
const errorsOf = async (wish: object): Promise<string[]> => {
  const { status, body } = await service.admin.post('/scans', { ...WEB, pr_number: 9, ...wish });
  expect(status).toBe(400);
  return (body.errors as { field: string }[]).map(({ field }) => field);
};

describe('a scan of a pull request', () => {
  it('says what the pull request is; what it leaves out stays', async () => {
    const first = { title: 'Add a cart', author: 'jane', pr_url: 'https://forge.example/acme/web/pull/1' };
    await aScan({ pr_number: 1, ...first });
    const { id } = await aScan({ pr_number: 1, title: 'Add a basket', author: null });
    expect(await known(1)).toEqual({
      title: 'Add a basket',
      author: 'jane',
      url: first.pr_url,
      last_scan_id: id,
      closed_at: null,
      is_merged: null,
    });
  });

  it('needs to say nothing of it', async () => {
    await aScan({ pr_number: 2 });
    expect(await known(2)).toMatchObject({ title: null, author: null, url: null });
  });

  it('takes texts up to their length, and web addresses alone', async () => {
    const url = (length: number) => `https://a.example/${'x'.repeat(length - 'https://a.example/'.length)}`;
    await aScan({ pr_number: 3, title: 't'.repeat(300), author: 'a'.repeat(100), pr_url: url(500) });
    expect(await errorsOf({ title: 't'.repeat(301), author: 'a'.repeat(101), pr_url: url(501) })).toEqual([
      'title',
      'author',
      'pr_url',
    ]);
    expect(await errorsOf({ title: '', author: 'a\u0007', pr_url: 'javascript:alert(1)' })).toEqual([
      'title',
      'author',
      'pr_url',
    ]);
  });
});

describe('closing a pull request', () => {
  it('lasts until a new scan of it; the first time counts', async () => {
    const { repo_id: repo } = await aScan({ pr_number: 4, idempotency_key: 'four' });
    const route = `/repos/${repo}/pull-requests/4/close`;
    const closed = await service.admin.post(route, { merged: true });
    expect(closed.status).toBe(200);
    expect(closed.body).toEqual({
      repo_id: repo,
      pr_number: 4,
      state: 'closed',
      merged: true,
      closed_at: closed.body.closed_at as string,
    });
    service.clock.advanceMinutes(1);
    expect((await service.admin.post(route)).body).toEqual({ ...closed.body, merged: false });

    await aScan({ pr_number: 4, idempotency_key: 'four' });
    expect(await known(4)).toMatchObject({ is_merged: false });
    const { id } = await aScan({ pr_number: 4 });
    expect(await known(4)).toMatchObject({ last_scan_id: id, closed_at: null, is_merged: null });
  });

  it('ends the effect of its waivers until it is scanned again; others go on', async () => {
    const org = (await anOrganization(service)).admin;
    await org.put('/quality/gates/config', { policy: { new_high_max: 0 } });
    const opened = (await org.post('/scans', { ...WEB, pr_number: 7 })).body as { id: number; repo_id: number };
    const report = { content: aSarifLog([{ rule: 'sql', path: 'a.ts', line: 1, level: 'error', snippet: 'sql(x)' }]) };
    await org.upload(`/scans/${opened.id}/findings`, {}, report);
    const waive = (wish: object) =>
      org.post('/quality/gates/waivers', { rule: 'new_high_max', reason: 'known', expires_at: null, ...wish });
    expect((await waive({ repo_id: opened.repo_id, pr_number: 7 })).status).toBe(200);
    const recompute = async () => (await org.post(`/quality/gates/recompute/${opened.id}`)).body.status as string;
    expect((await org.post(`/scans/${opened.id}/complete`, {})).status).toBe(200);
    expect(await recompute()).toBe('passed');

    await org.post(`/repos/${opened.repo_id}/pull-requests/7/close`, { merged: false });
    expect(await recompute()).toBe('failed');
    await org.post('/scans', { ...WEB, pr_number: 7 });
    expect(await recompute()).toBe('passed');
    await org.post(`/repos/${opened.repo_id}/pull-requests/7/close`, { merged: false });
    expect((await waive({ repo_id: opened.repo_id })).status).toBe(200);
    expect(await recompute()).toBe('passed');
  });

  it('is of one that was scanned, in a repository that there is', async () => {
    const { repo_id: repo } = await aScan({ pr_number: 5 });
    for (const path of [`/repos/${repo}/pull-requests/99/close`, '/repos/9007199254740991/pull-requests/5/close'])
      expect((await service.admin.post(path, {})).body).toMatchObject({ status: 404, code: 'not_found' });
    const refused = await service.admin.post(`/repos/${repo}/pull-requests/5/close`, { merged: 'yes' });
    expect(refused.body).toMatchObject({ status: 400, errors: [{ field: 'merged' }] });
  });

  it('by a key that is bound to another repository finds none', async () => {
    const { repo_id: repo } = await aScan({ pr_number: 6 });
    const { repo_id: other } = await aScan({ repo: 'acme/other', pr_number: 6 });
    const { client } = await anApiKey(service, { role: 'MEMBER', scopes: ['write:scans'], repo_ids: [other] });
    expect((await client.post(`/repos/${repo}/pull-requests/6/close`, {})).status).toBe(404);
    expect((await client.post(`/repos/${other}/pull-requests/6/close`, {})).status).toBe(200);
  });
});

/** A completed scan with as many findings and covered lines of 10. */
async function aMeasuredScan(client: ApiClient, wish: object, findings: number, covered: number): Promise<number> {
  const { status, body } = await client.post('/scans', wish);
  expect(status).toBe(201);
  const id = body.scan_id as number;
  const problem = (n: number) => ({ rule: 'no', path: `src/${n}.ts`, line: n, message: 'No.', snippet: `no(${n})` });
  await client.post(`/scans/${id}/findings`, aSarifLog(Array.from({ length: findings }, (_, n) => problem(n + 1))));
  await client.upload(
    '/quality/coverage/upload',
    { scan_id: String(id) },
    { content: anLcov({ 'a.ts': lines(10, covered) }) },
  );
  expect((await client.post(`/scans/${id}/complete`)).status).toBe(200);
  return id;
}

describe('the history', () => {
  const AUTHOR = 'grace@example.test';

  it('lists scans of a branch with their commits and what changed since the one below', async () => {
    const { admin } = await anOrganization(service);
    const onMain = { repo: 'acme/past', branch: 'main' };
    const first = await aMeasuredScan(admin, onMain, 3, 5);
    const commit = {
      commit_title: 'Add a cart',
      commit_author: 'Grace Hopper',
      author_email: AUTHOR,
      author_login: 'grace',
    };
    const second = await aMeasuredScan(admin, { ...onMain, ...commit, commit_sha: 'abc1234' }, 1, 8);
    // a fork's branch may have the name of the default branch
    const pull = await aMeasuredScan(admin, { ...onMain, pr_number: 3 }, 2, 2);
    const feature = await aMeasuredScan(admin, { ...onMain, branch: 'feature', pr_number: 4 }, 2, 2);
    const { repo_id: repoId, id: pending } = (await admin.post('/scans', onMain)).body;
    const read = async (search = '') => (await admin.get(`/repos/${repoId}/history${search}`)).body;
    const { repo, branch, branches, scans, next_cursor } = await read();
    expect(repo).toEqual({ id: repoId, name: 'acme/past' });
    expect(branches).toEqual(['main', 'feature']);
    expect([branch, next_cursor]).toEqual(['main', null]);
    expect(scans).toEqual([
      expect.objectContaining({
        scan_id: pending,
        status: 'pending',
        change: { findings: null, marked: 0, delta_pts: null },
      }),
      expect.objectContaining({
        ...{ scan_id: second, commit_sha: 'abc1234', commit_title: 'Add a cart', commit_author: 'Grace Hopper' },
        ...{
          branch: 'main',
          pr_number: null,
          coverage_pct: 80,
          change: { findings: expect.any(Number), marked: 0, delta_pts: 30 },
        },
      }),
      expect.objectContaining({
        scan_id: first,
        commit_title: null,
        change: { findings: null, marked: 0, delta_pts: null },
      }),
    ]);
    expect(JSON.stringify(scans)).not.toMatch(/grace@|"grace"/);
    const idsOf = (history: Json) => history.scans.map((scan: Json) => scan.scan_id);
    expect(idsOf(await read('?branch=feature'))).toEqual([feature]);
    expect(idsOf(await read('?branch=none'))).toEqual([]);
    expect(idsOf(await read())).not.toContain(pull);
    const page = await read('?limit=2');
    expect(page.scans[1].change.findings).toBe(scans[1].findings_total - scans[2].findings_total);
    expect(page.scans[1].change.findings).toBeLessThan(0);
    expect(idsOf(await read(`?limit=2&cursor=${page.next_cursor}`))).toEqual([first]);
    await query(service.database.admin, `UPDATE scans SET created_at = now() - interval '40 days' WHERE id = ${first}`);
    const recent = new Date(Date.now() - 30 * 86_400_000).toISOString();
    expect(idsOf(await read(`?from=${recent}`))).toEqual([pending, second]);
    expect(idsOf(await read(`?to=${recent}`))).toEqual([first]);
    expect((await admin.get(`/repos/${repoId}/history?from=yesterday`)).status).toBe(400);
    expect((await service.admin.get(`/repos/${repoId}/history`)).status).toBe(404);
    const [stored] = await query<{ digests: string[] }>(
      service.database.admin,
      `SELECT ARRAY[author_email_digest::text, author_login_digest::text] AS digests FROM scans WHERE id = ${second}`,
    );
    for (const digest of stored!.digests) expect(digest).toMatch(/^\\x[0-9a-f]{64}$/);
  });

  it('names the pull request that a commit merged, by its title or as the commit was scanned for it', async () => {
    const { admin } = await anOrganization(service);
    const repo = 'acme/merged';
    const scanned = async (body: object) => (await admin.post('/scans', { repo, branch: 'main', ...body })).body;
    await scanned({ branch: 'feature', pr_number: 7 });
    await scanned({ branch: 'other', pr_number: 8, commit_sha: 'f'.repeat(40) });
    await scanned({ commit_title: 'Add a cart (#7)' });
    await scanned({ commit_title: 'Merge pull request #8 from acme/other' });
    await scanned({ commit_title: 'Add a shop (#9)' });
    await scanned({ commit_title: 'Add #7 to the cart' });
    const { repo_id: repoId } = await scanned({ commit_title: 'Fast', commit_sha: 'f'.repeat(40) });
    const rows = async (branch: string): Promise<Json[]> =>
      (await admin.get(`/repos/${repoId}/history?branch=${branch}`)).body.scans;
    const numbers = (await rows('main')).map((scan) => [scan.commit_title, scan.merged_pr_number]);
    expect(numbers).toEqual([
      ['Fast', 8],
      ['Add #7 to the cart', null],
      ['Add a shop (#9)', null],
      ['Merge pull request #8 from acme/other', 8],
      ['Add a cart (#7)', 7],
    ]);
    expect((await rows('other')).map((scan) => [scan.pr_number, scan.merged_pr_number])).toEqual([[8, null]]);
  });

  it('takes facts on the commit up to their length', async () => {
    const facts = (more: number) => ({
      commit_title: 't'.repeat(300 + more),
      commit_author: 'a'.repeat(100 + more),
      author_email: 'e'.repeat(320 + more),
      author_login: 'l'.repeat(100 + more),
    });
    await aScan({ pr_number: 31, ...facts(0) });
    expect((await errorsOf(facts(1))).sort()).toEqual(Object.keys(facts(0)).sort());
  });
});

describe('pull requests of all repositories', () => {
  it('are filtered, and show repository and owners', async () => {
    const { admin } = await anOrganization(service);
    const owner = await aMember(service, 'MEMBER', admin);
    await admin.put('/quality/gates/config', {
      policy: { rating_min: null, new_coverage_min: null, duplication_pct_max: 3 },
      enabled: true,
    });
    const aPull = async (repo: string, pr_number: number, { pct = 1, path = 'src/a.ts', ...more }: Json = {}) => {
      const { body } = await admin.post('/scans', { repo, branch: `change-${pr_number}`, pr_number, ...more });
      await admin.post(`/scans/${body.id}/files`, {
        paths: ['src/a.ts', 'docs/b.md'],
        code_owners: 'src/ @acme/web\ndocs/ @acme/docs\n',
      });
      await admin.post(`/scans/${body.id}/changes`, { files: [{ path, added: [[1, 2]] }] });
      await admin.post(`/scans/${body.id}/complete`, { metrics: { duplication_pct: pct } });
      return body.repo_id as number;
    };
    const mine = { author: 'Ada', author_email: owner.email.toUpperCase() };
    const web = await aPull('acme/web', 1, mine);
    await aPull('acme/web', 2, { pct: 5, author: 'bob', author_email: 'bob@example.test' });
    const api = await aPull('acme/api', 1, { path: 'docs/b.md', author: 'bob' });
    await admin.post('/scans', { repo: 'acme/api', branch: 'change-2', pr_number: 2 });
    await aPull('acme/api', 3, mine);
    await admin.post(`/repos/${api}/pull-requests/3/close`);
    const list = async (search = '', client: ApiClient = admin): Promise<Json[]> =>
      (await client.get(`/pull-requests${search}`)).body.pull_requests;
    const named = async (search: string, client?: ApiClient) =>
      (await list(search, client)).map(({ repo, pr_number }) => `${repo.name} ${pr_number}`);
    expect(await named('')).toEqual(['acme/api 2', 'acme/api 1', 'acme/web 2', 'acme/web 1']);
    expect((await list())[3]).toMatchObject({
      repo: { id: web, name: 'acme/web' },
      author: 'Ada',
      status: 'passed',
      owners: ['@acme/web'],
    });
    expect(await named('?state=closed')).toEqual(['acme/api 3']);
    expect(await named(`?repo_id=${web}`)).toEqual(['acme/web 2', 'acme/web 1']);
    expect(await named('?author=BOB')).toEqual(['acme/api 1', 'acme/web 2']);
    expect(await named('?owner=@acme/docs')).toEqual(['acme/api 1']);
    expect(await named('?verdict=passed')).toEqual(['acme/api 1', 'acme/web 1']);
    expect(await named('?verdict=failed')).toEqual(['acme/web 2']);
    expect(await named('?verdict=pending')).toEqual(['acme/api 2']);
    expect(await named('?verdict=not_judged')).toEqual([]);
    expect(await named('?rule=duplication_pct_max')).toEqual(['acme/web 2']);
    expect(await named('?since=2999-01-01')).toEqual([]);
    const page = (await admin.get('/pull-requests?limit=3')).body;
    expect(await named(`?limit=3&cursor=${page.next_cursor}`)).toEqual(['acme/web 1']);
    expect((await admin.get('/pull-requests?verdict=good')).status).toBe(400);

    expect(await named('?mine=true', owner.client)).toEqual([]);
    await query(service.database.admin, `UPDATE auth.users SET email_verified_at = now() WHERE id = ${owner.userId}`);
    expect(await named('?mine=true', owner.client)).toEqual(['acme/web 1']);
    expect(await named('?mine=true')).toEqual([]);
    expect(await named('?mine=true&state=all', owner.client)).toEqual(['acme/api 3', 'acme/web 1']);
    const bound = await anApiKey(service, { repo_ids: [web] }, admin);
    expect(await named('', bound.client)).toEqual(['acme/web 2', 'acme/web 1']);
    expect(await named('?mine=true', bound.client)).toEqual([]);
  });
});
