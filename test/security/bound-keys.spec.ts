import { randomUUID } from 'node:crypto';
import { anApiKey } from '../support/actors.js';
import type { ApiAnswer, ApiClient } from '../support/api-client.js';
import { anLcov, aSarifLog, lines } from '../support/reports.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { FORM_FILE, ROUTES, sourceForm, type Subject } from './support/route-table.js';

/** Text in everything of the repository that the key is not bound to. */
const MARK = `beyond-${randomUUID()}`;

/** Routes that change what is the organization's, and what a bound key may do there all the same. */
const OPEN_TO_BOUND: Readonly<Record<string, string>> = {
  'POST /api/api-keys': 'makes keys of its own bound',
  'POST /api/quality/gates/simulate': 'stores nothing, and judges scans of its own repositories',
};

/** Lists in which something of the other repository stands for those that reach it. */
const MARKED = [
  'GET /api/overview',
  'GET /api/pull-requests',
  'GET /api/api-keys',
  'GET /api/repos',
  'GET /api/audit-log',
  'GET /api/events',
  'GET /api/scans',
  'GET /api/quality/gates/simulation-inputs',
  'GET /api/quality/gates/waivers',
];

/** Kinds of objects that belong to a repository. */
const SUBJECTS: Readonly<Partial<Record<Subject, true>>> = {
  scan: true,
  'pending scan': true,
  repo: true,
  'rebuilt repo': true,
  'scanned repo': true,
  waiver: true,
  'api key': true,
  issue: true,
};

let service: TestApp;
let bound: ApiClient;
let ownRepo: number;
let otherRepo: number;
let own: Objects;
let other: Objects;

type Objects = Readonly<Partial<Record<Subject, () => Promise<number>>>>;

beforeAll(async () => {
  service = await startTestApp();
  [ownRepo, otherRepo] = [await aRepo(`own-${randomUUID()}`), await aRepo(MARK)];
  own = await objectsOf(ownRepo, 'own');
  other = await objectsOf(otherRepo, MARK);
  bound = (await anApiKey(service, { role: 'ORG_OWNER', scopes: ['admin', 'mint'], repo_ids: [ownRepo] })).client;
});
afterAll(() => service.stop());

const idOf = async (answer: Promise<ApiAnswer>): Promise<number> => {
  const { body, text } = await answer;
  if (typeof body.id !== 'number') throw new Error(text);
  return body.id;
};

const aRepo = (name: string) => idOf(service.admin.post('/repos', { name }));

async function objectsOf(repo: number, name: string): Promise<Objects> {
  const { admin } = service;
  const scan = await idOf(admin.post('/scans', { repo_id: repo, branch: 'main', base_branch: name }));
  await admin.post(`/scans/${scan}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]));
  await admin.upload(
    '/quality/coverage/upload',
    { scan_id: String(scan) },
    { content: anLcov({ 'a.ts': lines(2, 1) }) },
  );
  await admin.patch(`/repos/${repo}`, { source_excerpts: 'files' });
  await admin.post(`/scans/${scan}/source`, sourceForm());
  await admin.post(`/scans/${scan}/complete`);
  const { findings } = (await admin.get(`/scans/${scan}/findings`)).body;
  const waive = { rule: 'rating_min', reason: name, expires_at: null, repo_id: repo };
  const waiver = await idOf(admin.post('/quality/gates/waivers', waive));
  const key = await idOf(admin.post('/api-keys', { name, repo_ids: [repo] }));
  const always = (id: number) => () => Promise.resolve(id);
  return {
    scan: always(scan),
    'pending scan': () => idOf(admin.post('/scans', { repo_id: repo, branch: 'main', base_branch: name })),
    repo: always(repo),
    'rebuilt repo': async () => {
      await admin.post(`/quality/gates/rebuild-baseline/${repo}`);
      return repo;
    },
    'scanned repo': async () => {
      await admin.post('/scans', { repo_id: repo, branch: 'feature', base_branch: name, pr_number: repo });
      return repo;
    },
    waiver: always(waiver),
    'api key': always(key),
    issue: always(findings[0].issue_id as number),
  };
}

async function send(client: ApiClient, route: string, id: number | null): Promise<ApiAnswer> {
  const [method = '', template = ''] = route.split(' ');
  const { query: search = '', body, form } = ROUTES[route]!.send?.(String(id)) ?? {};
  const target = (template.replaceAll(/:\w+/g, String(id)) + search).slice('/api'.length);
  return form ? client.upload(target, form, { content: FORM_FILE }) : client.send(method, target, body);
}

const isRead = (route: string): boolean => route.startsWith('GET ');
const needsRights = (route: string): boolean => typeof ROUTES[route]!.demand === 'object';

describe('a key that is bound to repositories', () => {
  const about = Object.keys(ROUTES).filter((route) => {
    const { subject } = ROUTES[route]!;
    return subject !== undefined && subject in SUBJECTS && needsRights(route);
  });

  it.each(about)('meets nothing of another repository: %s', async (route) => {
    const subject = ROUTES[route]!.subject!;
    const beyond = await send(bound, route, await other[subject]!());
    const absent = await send(bound, route, Number.MAX_SAFE_INTEGER);
    expect({ status: beyond.status, detail: beyond.body.detail }).toEqual({ status: 404, detail: absent.body.detail });
    const within = await send(bound, route, await own[subject]!());
    expect([route, within.status]).toEqual([route, ROUTES[route]!.ok ?? 200]);
  });

  const lists = Object.keys(ROUTES).filter((route) => isRead(route) && !ROUTES[route]!.subject && needsRights(route));
  const WHOLE_ORGANIZATION = ['GET /api/org/deletion', 'GET /api/org/export', 'GET /api/org/sso'];
  /** Routes of staff, of one commit, and of the whole organization. */
  const OTHERWISE = ['GET /api/orgs', 'GET /api/quality/gates/status/by-commit', ...WHOLE_ORGANIZATION];

  it.each(WHOLE_ORGANIZATION)('is refused by what is about the whole organization: %s', async (route) => {
    expect((await send(bound, route, 0)).status).toBe(403);
  });

  it.each(lists.filter((route) => !OTHERWISE.includes(route)))('finds nothing of it in lists: %s', async (route) => {
    const [all, seen] = [await send(service.admin, route, null), await send(bound, route, null)];
    expect(seen.status).toBe(200);
    expect(seen.text).not.toContain(MARK);
    expect([route, all.text.includes(MARK)]).toEqual([route, MARKED.includes(route)]);
  });

  const wide = Object.keys(ROUTES).filter((route) => {
    const { subject = 'member' } = ROUTES[route]!;
    return !isRead(route) && needsRights(route) && subject.includes('member');
  });

  it.each(wide)('changes nothing of the whole organization: %s', async (route) => {
    const { status, body } = await send(bound, route, Number.MAX_SAFE_INTEGER);
    if (route in OPEN_TO_BOUND) expect([route, status]).toEqual([route, ROUTES[route]!.ok ?? 200]);
    else expect([status, ['forbidden', 'role_required']]).toEqual([403, expect.arrayContaining([body.code])]);
  });

  it('makes no waiver for all repositories, and ends none', async () => {
    const waiver = { rule: 'rating_min', reason: 'for all', expires_at: null };
    expect((await bound.post('/quality/gates/waivers', waiver)).status).toBe(403);
    const id = await idOf(service.admin.post('/quality/gates/waivers', waiver));
    expect((await bound.get('/quality/gates/waivers')).text).toContain('for all');
    expect((await bound.post(`/quality/gates/waivers/${id}/revoke`)).status).toBe(404);
    expect((await service.admin.post(`/quality/gates/waivers/${id}/revoke`)).status).toBe(200);
  });

  it('sets the policy of its own repository alone', async () => {
    const of = (repo: number) => `/quality/gates/config?repo_id=${repo}`;
    const policy = { policy: { new_high_max: 1 } };
    expect((await bound.put(of(ownRepo), policy)).status).toBe(200);
    expect((await bound.put(of(otherRepo), policy)).status).toBe(404);
    expect((await bound.get(of(otherRepo))).status).toBe(404);
    expect((await bound.delete(of(otherRepo))).status).toBe(404);
    expect((await bound.delete(of(ownRepo))).status).toBe(204);
  });

  it('makes no repository by naming it, and starts no scan of another by its name', async () => {
    for (const repo of [`new-${randomUUID()}`, MARK]) {
      const answer = await bound.post('/scans', { repo, branch: 'main' });
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    }
    expect((await bound.get('/repos')).body.repos).toHaveLength(1);
  });

  it('finds no status of another repository by its commit', async () => {
    const commit_sha = 'c0ffee'.repeat(5);
    await service.admin.post('/scans', { repo_id: otherRepo, branch: 'main', commit_sha });
    const asked = `/quality/gates/status/by-commit?repo=${MARK}&commit_sha=${commit_sha}`;
    expect((await service.admin.get(asked)).status).toBe(200);
    expect((await bound.get(asked)).status).toBe(404);
  });

  it('learns nothing of another repository by its idempotency keys', async () => {
    await service.admin.post('/scans', { repo_id: otherRepo, branch: 'main', idempotency_key: 'shared' });
    const answer = await bound.post('/scans', { repo_id: ownRepo, branch: 'main', idempotency_key: 'shared' });
    expect([answer.status, answer.body.repo_id]).toEqual([201, ownRepo]);
  });

  it('is refused a status that is cached for others', async () => {
    const [ownScan, otherScan] = [await own.scan!(), await other.scan!()];
    for (const client of [service.admin, bound, service.admin, bound]) {
      expect((await client.get(`/quality/gates/status/${ownScan}`)).status).toBe(200);
      const expected = client === bound ? 404 : 200;
      expect((await client.get(`/quality/gates/status/${otherScan}`)).status).toBe(expected);
      expect((await client.get(`/quality/gates/status/${otherScan}?wait=1`)).status).toBe(expected);
    }
  });

  it('binds no request but its own, many at once', async () => {
    const ask = (client: ApiClient) => client.get('/repos?limit=200');
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const { body } = await ask(index % 2 === 0 ? bound : service.admin);
        return { isBound: index % 2 === 0, count: (body.repos as unknown[]).length };
      }),
    );
    for (const { isBound, count } of answers) expect(isBound ? count === 1 : count > 1).toBe(true);
  });
});

describe('a key made by a key', () => {
  const wanted = (more: object) => ({ name: 'minted', ...more });

  it('never reaches further than its maker', async () => {
    const scopes = ['admin', 'mint'];
    const maker = await anApiKey(service, { scopes, repo_ids: [ownRepo], may_write_baseline: false });
    for (const more of [{ repo_ids: null }, { repo_ids: [ownRepo, otherRepo] }, { may_write_baseline: true }])
      expect([more, (await maker.client.post('/api-keys', wanted(more))).status]).toEqual([more, 403]);
    const inherited = await maker.client.post('/api-keys', wanted({}));
    expect(inherited.body).toMatchObject({ repo_ids: [ownRepo], may_write_baseline: false });
    const minted = service.anonymous.as({ 'x-api-key': inherited.body.key as string });
    expect((await minted.get(`/repos/${otherRepo}`)).status).toBe(404);
  });

  it('is bound to repositories that there are', async () => {
    expect((await service.admin.post('/api-keys', wanted({ repo_ids: [Number.MAX_SAFE_INTEGER] }))).status).toBe(404);
  });
});

describe('a key that may not write the baseline', () => {
  it('scans the default branch as a change, and is no base of others', async () => {
    const { client } = await anApiKey(service, { may_write_baseline: false });
    const repo = await aRepo(`planted-${randomUUID()}`);
    const begun = await client.post('/scans', { repo_id: repo, branch: 'main' });
    const warnings = [{ code: 'baseline_not_writable', message: expect.stringContaining('scan of main') }];
    expect(begun.body).toMatchObject({ is_baseline_scan: false, warnings });
    await client.post(`/scans/${begun.body.id}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]));
    const verdict = await client.post(`/scans/${begun.body.id}/complete`);
    expect(verdict.body).toMatchObject({ is_baseline_scan: false, warnings: expect.arrayContaining(warnings) });
    const planted = await client.post('/scans', { repo_id: repo, branch: 'feature', base_branch: 'main' });
    expect(planted.body.warnings).toEqual([]);
    const judged = await client.post(`/scans/${planted.body.id}/complete`);
    expect(judged.body.base).toBeNull();
    const rebuilt = await service.admin.post(`/quality/gates/rebuild-baseline/${repo}`);
    expect(rebuilt.body.cleared_fingerprints).toBe(0);
  });

  it('neither feeds nor ends a baseline scan of another key, which goes on unharmed', async () => {
    const { client } = await anApiKey(service, { may_write_baseline: false });
    const repo = await aRepo(`fed-${randomUUID()}`);
    const { body: begun } = await service.admin.post('/scans', { repo_id: repo, branch: 'main' });
    expect(begun.is_baseline_scan).toBe(true);
    const findings = aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]);
    const scan = `/scans/${begun.id}`;
    const refused = [
      await client.post(`${scan}/findings`, findings),
      await client.post(`${scan}/changes`, { files: [] }),
      await client.upload(
        '/quality/coverage/upload',
        { scan_id: String(begun.id) },
        { content: anLcov({ 'a.ts': lines(2, 1) }) },
      ),
      await client.post(`${scan}/upload-token`),
      await client.post(`${scan}/complete`),
      await client.post(`${scan}/fail`, { reason: 'mine' }),
    ];
    for (const { status, body } of refused) expect([status, body.code]).toEqual([403, 'scope_required']);
    const completed = await service.admin.post(`${scan}/complete`);
    expect([completed.status, completed.body.is_baseline_scan]).toEqual([200, true]);
    expect((await service.admin.get(`${scan}/findings`)).body.findings).toEqual([]);
  });

  it('feeds a scan of another such key, and none of a key that is trusted further', async () => {
    const [{ client: one }, { client: other }] = [
      await anApiKey(service, { may_write_baseline: false }),
      await anApiKey(service, { may_write_baseline: false }),
    ];
    const pull = { repo_id: await aRepo(`shared-${randomUUID()}`), branch: 'feature', pr_number: 7 };
    const feed = async (starter: ApiClient) => {
      const { body: scan } = await starter.post('/scans', pull);
      const { status, body } = await one.post(`/scans/${scan.id}/findings`, aSarifLog([]));
      return [status < 300, body.code];
    };
    expect(await feed(other)).toEqual([true, undefined]);
    expect(await feed(service.admin)).toEqual([false, 'scope_required']);
  });

  it('is warned of it on every baseline branch, and on no other', async () => {
    const { client } = await anApiKey(service, { may_write_baseline: false });
    const repo = await aRepo(`release-${randomUUID()}`);
    await service.admin.patch(`/repos/${repo}`, { baseline_branches: ['release/*'] });
    const codesOf = async (scan: object): Promise<string[]> => {
      const begun = await client.post('/scans', { repo_id: repo, ...scan });
      const verdict = await client.post(`/scans/${begun.body.id}/complete`);
      const codes = verdict.body.warnings.map(({ code }: { code: string }) => code);
      expect(codes.includes('baseline_not_writable')).toBe(begun.body.warnings.length === 1);
      return codes;
    };
    expect(await codesOf({ branch: 'release/1' })).toContain('baseline_not_writable');
    expect(await codesOf({ branch: 'main' })).toContain('baseline_not_writable');
    expect(await codesOf({ branch: 'feature' })).not.toContain('baseline_not_writable');
    expect(await codesOf({ branch: 'release/1', pr_number: 4 })).not.toContain('baseline_not_writable');
  });

  it('marks no finding', async () => {
    const { client } = await anApiKey(service, { may_write_baseline: false });
    const issue = await own.issue!();
    const answer = await client.post('/quality/findings/mark-fp', { issue_id: issue, is_fp: true, reason: 'mine' });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });
});
