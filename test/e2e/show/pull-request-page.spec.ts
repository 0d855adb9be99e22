import { aMember, anOrganization } from '../../support/actors.js';
import { comparable } from '../../support/answers.js';
import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const REPO = 'acme/web';

let service: TestApp;
let repoId: number;

beforeAll(async () => {
  service = await startTestApp();
  repoId = (await service.admin.post('/repos', { name: REPO, url: 'https://github.com/acme/web' })).body.id as number;
});
afterAll(() => service.stop());

interface Push {
  readonly pr?: number;
  readonly problems?: readonly number[];
  /** Added lines of each file, all of its lines missed but the first. */
  readonly added?: Readonly<Record<string, readonly [number, number][]>>;
  readonly isPending?: boolean;
}

async function push({ pr, problems = [], added, isPending = false }: Push): Promise<number> {
  const change =
    pr === undefined ? { branch: 'main' } : { branch: `feature-${pr}`, pr_number: pr, title: `Change ${pr}` };
  const { id } = (await service.admin.post('/scans', { repo: REPO, commit_sha: 'c0ffee1', ...change })).body;
  if (added) {
    const files = Object.entries(added).map(([path, ranges]) => ({ path, added: ranges }));
    await service.admin.post(`/scans/${id}/changes`, { files });
    const lines = [1, 2, 3, 5, 6, 9].map((line) => [line, line === 1 ? 1 : 0] as const);
    const content = anLcov(Object.fromEntries(Object.keys(added).map((path) => [path, lines])));
    await service.admin.upload('/quality/coverage/upload', { scan_id: String(id) }, { content });
  }
  const found = problems.map((at) => ({ rule: `rule-${at}`, path: `${at}.ts`, line: 1 }));
  await service.admin.post(`/scans/${id}/findings`, aSarifLog(found));
  if (!isPending) expect((await service.admin.post(`/scans/${id}/complete`)).status).toBe(200);
  return id as number;
}

const pageOf = async (number: number) => {
  const { status, body } = await service.admin.get(`/repos/${repoId}/pull-requests/${number}`);
  expect(status).toBe(200);
  return body as Record<string, any>;
};

it('is the row of the list, with the verdict of the last scan', async () => {
  await push({ problems: [1] });
  const id = await push({ pr: 1, problems: [1, 2] });
  const page = await pageOf(1);
  const { pull_requests: listed } = (await service.admin.get(`/repos/${repoId}/pull-requests`)).body;
  expect(page).toMatchObject(listed[0] as object);
  expect(page).toMatchObject({ pr_number: 1, title: 'Change 1', last_scan: { scan_id: id } });
  expect(page.verdict).toEqual((await service.admin.get(`/quality/gates/status/${id}`)).body);
  expect(page.repo).toEqual((await service.admin.get(`/repos/${repoId}`)).body);
  expect(page.links).toEqual(page.repo.links);
  expect(page.links.commit).toBe('https://github.com/acme/web/commit/{sha}');
});

it('has the scans with what changed between pushes, newest first', async () => {
  const first = await push({ pr: 2, problems: [1, 2, 3] });
  const second = await push({ pr: 2, problems: [1, 3, 4, 5] });
  const pending = await push({ pr: 2, isPending: true });
  const { scans, status } = await pageOf(2);
  expect(status).toBe('pending');
  expect(scans).toEqual([
    expect.objectContaining({ scan_id: pending, status: 'pending', new: null, appeared: null, completed_at: null }),
    {
      scan_id: second,
      commit_sha: 'c0ffee1',
      started_at: expect.stringMatching(/Z$/),
      completed_at: expect.stringMatching(/Z$/),
      status: 'passed',
      new: 3,
      fixed: 0,
      base_scan_id: expect.any(Number) as number,
      appeared: 2,
      disappeared: 1,
    },
    expect.objectContaining({ scan_id: first, new: 2, fixed: 0, appeared: null, disappeared: null }),
  ]);
});

it('has the changes since the previous scan as the page of the last scan does', async () => {
  await push({ pr: 8, problems: [1, 2] });
  expect((await pageOf(8)).changes).toBeNull();
  const id = await push({ pr: 8, problems: [2, 3, 4] });
  const { changes } = await pageOf(8);
  expect(changes).toMatchObject({ new_findings: 2, fixed: 1, policy_changed: false });
  expect(changes).toEqual((await service.admin.get(`/scans/${id}/summary`)).body.changes);
  await push({ pr: 8, isPending: true });
  expect((await pageOf(8)).changes).toBeNull();
});

it('has the new findings that count, in the order of a diff, of the last completed scan', async () => {
  await push({ problems: [] });
  const found = [
    { rule: 'late', path: 'b.ts', line: 1 },
    { rule: 'second', path: 'a.ts', line: 20 },
    { rule: 'first', path: 'a.ts', line: 3 },
    { rule: 'remark', path: 'a.ts', line: 1, level: 'note' as const },
    { rule: 'folder', path: 'A/z.ts', line: 9 },
  ];
  const { id } = (await service.admin.post('/scans', { repo: REPO, branch: 'feature-9', pr_number: 9 })).body;
  expect((await pageOf(9)).new_findings).toBeNull();
  await service.admin.post(`/scans/${id}/findings`, aSarifLog(found));
  await service.admin.post(`/scans/${id}/complete`);
  const rulesOf = async () => {
    const { new_findings: listed, new_in_pr: counted } = await pageOf(9);
    expect(listed.scan_id).toBe(id);
    expect(listed.findings).toHaveLength(listed.total as number);
    return { rules: listed.findings.map(({ rule_id }: { rule_id: string }) => rule_id), listed, counted };
  };
  const { rules, listed, counted } = await rulesOf();
  expect(counted.total).toBe(listed.total);
  const { findings: all } = (await service.admin.get(`/scans/${id}/findings?is_new=true&sort=path`)).body;
  expect(listed.findings).toEqual(all.filter(({ severity }: { severity: string }) => severity !== 'info'));
  expect(rules.filter((rule: string) => rule !== 'remark')).toEqual(['folder', 'first', 'second', 'late']);
  const issue_id = listed.findings[0].issue_id as number;
  await service.admin.post('/quality/findings/mark-fp', { issue_id, is_fp: true, reason: 'no' });
  expect((await rulesOf()).rules).not.toContain('folder');
  await push({ pr: 9, isPending: true });
  expect((await rulesOf()).rules).toContain('first');
});

it('has all added lines that no test runs, adjacent numbers joined, by path', async () => {
  await push({
    pr: 3,
    added: {
      'b.ts': [[1, 3]],
      'a.ts': [
        [2, 6],
        [9, 9],
      ],
      'c.ts': [[1, 1]],
    },
  });
  const { uncovered_added: uncovered, last_scan: last } = await pageOf(3);
  expect(uncovered).toEqual([
    {
      file_path: 'a.ts',
      ranges: [
        [2, 3],
        [5, 6],
        [9, 9],
      ],
    },
    { file_path: 'b.ts', ranges: [[2, 3]] },
  ]);
  await push({ pr: 3, isPending: true });
  expect((await pageOf(3)).uncovered_added).toEqual(uncovered);
  await query(service.database.admin, `UPDATE scans SET uncovered_added = NULL WHERE id = ${last.scan_id}`);
  expect((await pageOf(3)).uncovered_added).toHaveLength(2);
});

it('has more of them than the verdict lists', async () => {
  const files = Array.from({ length: 203 }, (_, at) => `src/${String(at).padStart(3, '0')}.ts`);
  await push({ pr: 4, added: Object.fromEntries(files.map((path) => [path, [[2, 2]] as [number, number][]])) });
  const { uncovered_added: uncovered, verdict } = await pageOf(4);
  expect(uncovered.map(({ file_path }: { file_path: string }) => file_path)).toEqual(files);
  expect(verdict.uncovered).toHaveLength(200);
});

it('knows nothing of them without a diff', async () => {
  await push({ pr: 5 });
  expect((await pageOf(5)).uncovered_added).toBeNull();
});

it('names the parts that lower a rating, once its rule is violated', async () => {
  const lowered = await push({ pr: 8, added: { '8.ts': [[1, 9]] } });
  const { verdict, rating_held_by: heldBy } = await pageOf(8);
  expect(verdict.violations).toContainEqual(expect.objectContaining({ rule: 'rating_min', actual: 'E' }));
  const { held_down_by: held } = (await service.admin.get(`/quality/ratings/${lowered}`)).body;
  expect(held.coverage).toMatchObject({ text: 'Coverage E: tests run 16.67 % of all lines' });
  expect(heldBy).toEqual([{ part: 'coverage', ...held.coverage }]);
  await push({ pr: 9, problems: [1] });
  expect((await pageOf(9)).rating_held_by).toEqual([]);
});

it('has the waivers in force that reach it, and what the caller may do', async () => {
  await push({ pr: 6 });
  const waive = async (place: object) =>
    (
      await service.admin.post('/quality/gates/waivers', {
        rule: 'rating_min',
        reason: 'because',
        expires_at: null,
        ...place,
      })
    ).body.id as number;
  const reaching = [await waive({}), await waive({ repo_id: repoId }), await waive({ repo_id: repoId, pr_number: 6 })];
  await waive({ repo_id: repoId, pr_number: 7 });
  const { waivers, can } = await pageOf(6);
  expect(waivers.map(({ id }: { id: number }) => id).sort()).toEqual(reaching.sort());
  expect(can).toMatchObject({ waive: true });
  const member = (await aMember(service, 'MEMBER')).client;
  const { can: lesser } = (await member.get(`/repos/${repoId}/pull-requests/6`)).body;
  expect(lesser).toMatchObject({ waive: false, request_waiver: true });
});

it('is not found without a scan of it, nor in another organization', async () => {
  const { admin } = await anOrganization(service);
  const [foreign, absent] = [
    await admin.get(`/repos/${repoId}/pull-requests/1`),
    await admin.get('/repos/999999999/pull-requests/1'),
  ];
  expect(foreign.status).toBe(404);
  expect(comparable(absent)).toEqual(comparable(foreign));
  const unknown = await service.admin.get(`/repos/${repoId}/pull-requests/999`);
  expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found']);
  expect((await service.admin.get(`/repos/${repoId}/pull-requests/0`)).body.code).toBe('invalid_id');
});
