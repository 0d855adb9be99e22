import pg from 'pg';
import { TENANT_TABLES } from '../../../src/platform/tenancy/tenant-tables.js';
import { liveThrough } from '../../security/support/organization-life.js';
import { sourceForm } from '../../security/support/route-table.js';
import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { endsBackgroundWork } from '../../support/are-chained.js';
import { finishedJob } from '../../support/jobs.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

const PATIENCE_MS = 60_000;

let service: TestApp;
let org: TestOrganization;

beforeAll(async () => {
  service = await startTestApp();
  org = await anOrganization(service);
});
afterAll(() => service.stop());

interface ScanWish {
  readonly repo: string;
  readonly branch?: string;
  readonly pr_number?: number;
  readonly idempotency_key?: string;
}

async function aScan(wish: ScanWish, by: ApiClient = org.admin): Promise<{ id: number; repoId: number }> {
  const begun = await by.post('/scans', { branch: 'main', ...wish });
  expect(begun.status).toBeLessThan(300);
  return { id: begun.body.id as number, repoId: begun.body.repo_id as number };
}

async function aCompletedScan(wish: ScanWish): Promise<{ id: number; repoId: number }> {
  const scan = await aScan(wish);
  await org.admin.post(`/scans/${scan.id}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]));
  const content = anLcov({ 'a.ts': lines(2, 1) });
  await org.admin.upload('/quality/coverage/upload', { scan_id: String(scan.id) }, { content });
  expect((await org.admin.post(`/scans/${scan.id}/complete`)).status).toBe(200);
  return scan;
}

/** Routes about a scan, none of which is an error while it is there. */
const READS = (id: number) => [
  `/scans/${id}`,
  `/scans/${id}/findings`,
  `/scans/${id}/sarif`,
  `/quality/gates/status/${id}`,
  `/quality/gates/history/${id}`,
  `/quality/ratings/${id}`,
  `/quality/coverage/${id}`,
];
const statusesOf = (id: number) => Promise.all(READS(id).map(async (path) => (await org.admin.get(path)).status));
const ALL_GONE = READS(1).map(() => 404);
const ALL_THERE = READS(1).map(() => 200);

const auditOf = async (action: string) => (await org.admin.get(`/audit-log?action=${action}&limit=1`)).body.entries[0];

describe('deleting a scan', () => {
  it('deletes it with its details and verdicts, also where its status was cached', async () => {
    await aCompletedScan({ repo: 'acme/web' });
    const { id, repoId } = await aCompletedScan({ repo: 'acme/web', branch: 'feature', pr_number: 3 });
    for (let times = 0; times < 2; times += 1) expect(await statusesOf(id)).toEqual(ALL_THERE);
    expect((await org.admin.delete(`/scans/${id}`)).status).toBe(204);
    expect(await statusesOf(id)).toEqual(ALL_GONE);
    expect((await org.admin.delete(`/scans/${id}`)).body.code).toBe('not_found');
    expect(await rowsOfScans(service, [id])).toEqual({});
    expect(await auditOf('scan.deleted')).toMatchObject({
      target: { type: 'scan', id },
      repo_id: repoId,
      old: { branch: 'feature', pr_number: 3, commit_sha: null, status: 'completed' },
      new: null,
    });
  });

  it('frees its idempotency key', async () => {
    const wish = { repo: 'acme/keys', idempotency_key: 'build 7' };
    const { id } = await aScan(wish);
    expect((await aScan(wish)).id).toBe(id);
    await org.admin.delete(`/scans/${id}`);
    expect((await aScan(wish)).id).not.toBe(id);
  });

  it('refuses the scan that the baseline rests on, until a newer one takes its place', async () => {
    const first = await aCompletedScan({ repo: 'acme/base' });
    const refused = await org.admin.delete(`/scans/${first.id}`);
    expect([refused.status, refused.body.code]).toEqual([409, 'scan_in_use']);
    await org.admin.post(`/quality/gates/rebuild-baseline/${first.repoId}`);
    expect((await org.admin.delete(`/scans/${first.id}`)).status).toBe(409);
    expect((await org.admin.post(`/quality/gates/rebuild-baseline/${first.repoId}/undo`)).status).toBe(200);
    await aCompletedScan({ repo: 'acme/base' });
    expect((await org.admin.delete(`/scans/${first.id}`)).status).toBe(204);
  });

  it('leaves a change that was compared with it judged as it was', async () => {
    const base = await aCompletedScan({ repo: 'acme/changes' });
    const change = await aCompletedScan({ repo: 'acme/changes', branch: 'feature', pr_number: 1 });
    await aCompletedScan({ repo: 'acme/changes' });
    const before = (await org.admin.get(`/quality/gates/status/${change.id}`)).body;
    expect((await org.admin.delete(`/scans/${base.id}`)).status).toBe(204);
    expect((await org.admin.get(`/quality/gates/status/${change.id}`)).body).toEqual(before);
    expect((await org.admin.post(`/quality/gates/recompute/${change.id}`)).status).toBe(200);
    const next = await aCompletedScan({ repo: 'acme/changes', branch: 'feature', pr_number: 1 });
    expect((await org.admin.get(`/quality/gates/status/${next.id}`)).body.new_in_pr.total).toBe(0);
  });

  it('takes an administrator of its organization, and of keys one that reaches its repository', async () => {
    const { id, repoId } = await aScan({ repo: 'acme/roles' });
    const other = await aScan({ repo: 'acme/roles-other' });
    const member = await aMember(service, 'MEMBER', org.admin);
    const stranger = await anOrganization(service);
    const bound = await anApiKey(
      service,
      { scopes: ['admin'], role: 'ORG_ADMIN', repo_ids: [other.repoId] },
      org.admin,
    );
    const own = await anApiKey(service, { scopes: ['admin'], role: 'ORG_ADMIN', repo_ids: [repoId] }, org.admin);
    const answers: number[] = [];
    for (const client of [member.client, stranger.admin, bound.client, own.client])
      answers.push((await client.delete(`/scans/${id}`)).status);
    expect(answers).toEqual([403, 404, 404, 204]);
  });
});

describe('the figures before a deletion', () => {
  const figuresOf = async (path: string) => (await org.admin.get(`${path}/deletion`)).body;

  it('are those of the scan, of its repository or of the organization, and nothing after it', async () => {
    const before = await figuresOf('/org');
    const { id, repoId } = await aCompletedScan({ repo: 'acme/figures' });
    const second = await aCompletedScan({ repo: 'acme/figures', branch: 'feature', pr_number: 1 });
    await org.admin.post('/quality/gates/waivers', { rule: 'rating_min', reason: 'why', repo_id: repoId });
    const list = (await org.admin.get(`/scans/${id}/findings`)).body;
    const marked = { issue_id: list.findings[0].issue_id, is_fp: true, reason: 'wrong' };
    expect((await org.admin.post('/quality/findings/mark-fp', marked)).status).toBe(200);

    const { created_at: oldest } = (await org.admin.get(`/scans/${id}`)).body;
    const ofRepo = await figuresOf(`/repos/${repoId}`);
    expect(ofRepo).toEqual({
      ...{ repositories: 1, scans: 2, coverage_uploads: 2, oldest, marks: 1, waivers: 1 },
      ...{ findings: 2 * list.total, bytes: expect.any(Number) },
    });
    const ofScan = await figuresOf(`/scans/${second.id}`);
    expect(ofScan).toMatchObject({
      repositories: 0,
      scans: 1,
      findings: list.total,
      coverage_uploads: 1,
      marks: 0,
      waivers: 0,
    });
    expect(ofScan.bytes).toBeGreaterThan(0);
    expect(ofRepo.bytes).toBeGreaterThan(ofScan.bytes as number);
    const after = await figuresOf('/org');
    for (const name of ['repositories', 'scans', 'findings', 'coverage_uploads', 'marks', 'waivers'])
      expect([name, after[name] - before[name]]).toEqual([name, ofRepo[name]]);

    await finishedJob(
      org.admin,
      (await org.admin.delete(`/repos/${repoId}?confirm=acme/figures`)).body.job_id as number,
    );
    expect(await figuresOf('/org')).toEqual(before);
    expect((await org.admin.get(`/repos/${repoId}/deletion`)).status).toBe(404);
    expect((await org.admin.get(`/scans/${id}/deletion`)).status).toBe(404);
  });
});

describe('deleting a repository', () => {
  it('hides it at once, frees its name and its keys, and ends in nothing that is left', async () => {
    const first = await aCompletedScan({ repo: 'acme/gone', idempotency_key: 'gone 1' });
    const second = await aCompletedScan({ repo: 'acme/gone', branch: 'feature', pr_number: 2 });
    const waiver = { rule: 'rating_min', reason: 'because', expires_at: null, repo_id: first.repoId };
    await org.admin.post('/quality/gates/waivers', waiver);
    expect(await statusesOf(second.id)).toEqual(ALL_THERE);

    const started = await org.admin.delete(`/repos/${first.repoId}?confirm=acme/gone`);
    expect(started.status).toBe(202);
    const again = await aScan({ repo: 'acme/gone', idempotency_key: 'gone 1' });
    expect(again.repoId).not.toBe(first.repoId);
    expect(await statusesOf(first.id)).toEqual(ALL_GONE);
    expect(await statusesOf(second.id)).toEqual(ALL_GONE);
    expect((await org.admin.get(`/repos/${first.repoId}`)).status).toBe(404);
    expect((await org.admin.get(`/scans?repo_id=${first.repoId}`)).body.scans).toEqual([]);
    expect((await org.admin.get(`/quality/gates/waivers`)).body.waivers).toEqual([]);
    expect((await org.admin.delete(`/repos/${first.repoId}?confirm=acme/gone`)).status).toBe(404);

    const { job_id: jobId } = started.body;
    expect(await finishedJob(org.admin, jobId as number)).toEqual({
      id: jobId,
      stale_scans: null,
      kind: 'delete-repository',
      repo_id: first.repoId,
      state: 'done',
      done: 2,
      total: 2,
      created_at: expect.any(String),
      finished_at: expect.any(String),
    });
    expect(await rowsOfRepo(service, first.repoId)).toEqual({});
    expect(await auditOf('repo.deleted')).toMatchObject({
      target: { type: 'repo', id: first.repoId },
      repo_id: first.repoId,
      old: { name: 'acme/gone', default_branch: 'main', url: null, scans: 2 },
      new: { job_id: jobId },
    });
  });

  it('is kept from nobody by the name of another one, and takes no name', async () => {
    const { repoId } = await aScan({ repo: 'acme/kept' });
    const planted = { name: `deleted repository ${repoId}` };
    const other = await org.admin.post('/repos', planted);
    const started = await org.admin.delete(`/repos/${repoId}?confirm=acme/kept`);
    expect(started.status).toBe(202);
    await org.admin.delete(`/repos/${other.body.id}?confirm=${encodeURIComponent(planted.name)}`);
    const again = await org.admin.post('/scans', { repo: planted.name, branch: 'main' });
    expect(again.status).toBe(201);
    await finishedJob(org.admin, started.body.job_id as number);
  });

  let confirmedId: number;
  beforeAll(async () => {
    confirmedId = (await org.admin.post('/repos', { name: 'acme/confirmed' })).body.id as number;
  });

  it.each([
    ['without its name', ''],
    ['with another name', '?confirm=acme/other'],
    ['with its name in another case', '?confirm=Acme/confirmed'],
  ])('is refused %s', async (_, query) => {
    const refused = await org.admin.delete(`/repos/${confirmedId}${query}`);
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [{ field: 'confirm', message: "must be the repository's name, as ?confirm=NAME" }],
    ]);
    expect((await org.admin.get(`/repos/${confirmedId}`)).status).toBe(200);
  });

  it('takes an administrator of its organization, who alone sees the job', async () => {
    const { repoId } = await aScan({ repo: 'acme/own' });
    const member = await aMember(service, 'MEMBER', org.admin);
    const stranger = await anOrganization(service);
    const path = `/repos/${repoId}?confirm=acme/own`;
    expect((await member.client.delete(path)).status).toBe(403);
    expect((await stranger.admin.delete(path)).status).toBe(404);
    const { job_id: jobId } = (await org.admin.delete(path)).body;
    expect((await stranger.admin.get(`/jobs/${jobId}`)).status).toBe(404);
    expect((await member.client.get(`/jobs/${jobId}`)).status).toBe(403);
    expect((await org.admin.get('/jobs/9007199254740991')).body.code).toBe('not_found');
    await finishedJob(org.admin, jobId as number);
  });

  it('leaves nothing of it in any table, and its sibling and another organization as they were', async () => {
    const [doomed, other] = [await anOrganization(service), await anOrganization(service)];
    const { repoId } = await liveThrough(doomed.admin, { mark: 'doomed' });
    await liveThrough(other.admin, { mark: 'other' });
    await doomed.admin.patch(`/repos/${repoId}`, { source_excerpts: 'files' });
    const { id: scanId } = (await doomed.admin.post('/scans', { repo_id: repoId, branch: 'source' })).body;
    expect((await doomed.admin.post(`/scans/${scanId}/source`, sourceForm())).status).toBe(200);
    const fixed = aSarifLog([{ rule: 'r', path: 'a.ts', line: 1, fix: 'x' }]);
    expect((await doomed.admin.post(`/scans/${scanId}/findings`, fixed)).status).toBe(200);
    const repos = (await doomed.admin.get('/repos?limit=200')).body.repos as { id: number; name: string }[];
    const siblings = repos.filter(({ id }) => id !== repoId);
    const ofRepos = Object.keys(TENANT_TABLES).filter((name) => TENANT_TABLES[name]!.endsWith !== 'organization');
    // filled by a rebuild that nothing follows, and by hidden repositories alone
    const EMPTY = ['public.cleared_baselines', 'public.deleted_repos'];
    const wanted = ['public.repos', ...ofRepos].filter((name) => !EMPTY.includes(name)).sort();
    const filled = await waitUntil(async () => {
      const names = Object.keys(await rowsOfRepo(service, repoId)).sort();
      return names.length >= wanted.length && names;
    }, PATIENCE_MS);
    expect(filled).toEqual(wanted);
    await endsBackgroundWork(service);
    const kept = async () => {
      const counts = [await rowsOfOrg(service, other.id)];
      for (const { id } of siblings) counts.push(await rowsOfRepo(service, id));
      // work that is done meanwhile
      return counts.map((of) => ({ ...of, 'public.work_items': 0 }));
    };
    const before = await kept();
    const started = await doomed.admin.delete(`/repos/${repoId}?confirm=doomed/web`);
    expect(started.status).toBe(202);
    await finishedJob(doomed.admin, started.body.job_id as number);
    expect(await rowsOfRepo(service, repoId)).toEqual({});
    expect(await kept()).toEqual(before);
  });
});

type Counts = Record<string, number>;

/** Numbers of rows by table, tables without any left out. */
async function count(of: TestApp, conditionOf: (table: string) => string | null): Promise<Counts> {
  const client = new pg.Client({ ...of.database.admin });
  await client.connect();
  try {
    const counts: Counts = {};
    for (const table of Object.keys(TENANT_TABLES)) {
      const condition = conditionOf(table);
      if (condition === null) continue;
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${table} WHERE ${condition}`,
      );
      if (rows[0]!.count > 0) counts[table] = rows[0]!.count;
    }
    return counts;
  } finally {
    await client.end();
  }
}

const NOT_BY_SCAN = ['public.baselines', 'public.cleared_baselines'];

function rowsOfScans(of: TestApp, ids: readonly number[]): Promise<Counts> {
  const list = ids.length === 0 ? 'NULL' : ids.join(', ');
  return count(of, (table) => {
    if (table === 'public.scans') return `id IN (${list})`;
    return TENANT_TABLES[table]!.endsWith === 'scan' && !NOT_BY_SCAN.includes(table) ? `scan_id IN (${list})` : null;
  });
}

const scansOfRepos = new Map<number, readonly number[]>();

/** Rows of a repository; those of its scans as they were at the first call. */
async function rowsOfRepo(of: TestApp, repoId: number): Promise<Counts> {
  const client = new pg.Client({ ...of.database.admin });
  await client.connect();
  const { rows } = await client.query<{ id: string }>('SELECT id FROM scans WHERE repo_id = $1', [repoId]);
  await client.end();
  const ids = [...new Set([...(scansOfRepos.get(repoId) ?? []), ...rows.map(({ id }) => Number(id))])];
  scansOfRepos.set(repoId, ids);
  const own = await count(of, (table) => {
    if (table === 'public.repos') return `id = ${repoId}`;
    return TENANT_TABLES[table]!.endsWith === 'repo' ? `repo_id = ${repoId}` : null;
  });
  return { ...own, ...(await rowsOfScans(of, ids)) };
}

const rowsOfOrg = (of: TestApp, orgId: number): Promise<Counts> =>
  count(of, (table) => `${table === 'public.organizations' ? 'id' : 'org_id'} = ${orgId}`);
