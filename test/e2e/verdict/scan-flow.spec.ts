import { anApiKey } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { itNightly } from '../../support/programme.js';
import { aCobertura, anLcov, aSarifLog, lines, type SarifResult } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const MISSING_ID = 9_007_199_254_740_991;

describe('from a pushed report to a verdict', () => {
  let app: TestApp;
  let api: ApiClient;
  let repos = 0;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
  });

  afterAll(() => app.stop());

  const aRepo = () => `acme/web-${(repos += 1)}`;

  const startScan = async (repo: string, fields: Record<string, unknown> = {}): Promise<number> => {
    const answer = await api.post('/scans', { repo, branch: 'main', ...fields });
    expect(answer.status).toBe(201);
    return answer.body.scan_id as number;
  };

  const push = (scanId: number, report: string) => api.upload(`/scans/${scanId}/findings`, {}, { content: report });

  const pushCoverage = (scanId: number, report: string, fields: Record<string, string> = {}) =>
    api.upload('/quality/coverage/upload', { scan_id: String(scanId), ...fields }, { content: report });

  const complete = async (scanId: number, body?: unknown) => {
    const answer = await api.post(`/scans/${scanId}/complete`, body);
    expect(answer.status).toBe(200);
    return answer.body;
  };

  const findingsOf = async (scanId: number, query = '') =>
    (await api.get(`/scans/${scanId}/findings?limit=200${query}`)).body.findings as any[];

  const OLD: SarifResult = {
    rule: 'sql-injection',
    path: 'src/db.ts',
    line: 10,
    snippet: 'db.query(sql + name)',
    securitySeverity: '7.5',
  };
  const NEW: SarifResult = {
    rule: 'weak-hash',
    path: 'src/auth.ts',
    line: 4,
    snippet: 'md5(password)',
    securitySeverity: '9.8',
  };

  it('calls what the default branch had inherited, and only the rest new', async () => {
    const repo = aRepo();
    const baseline = await startScan(repo);
    expect((await push(baseline, aSarifLog([OLD]))).body).toMatchObject({
      scan_id: baseline,
      tool: 'scanner',
      format: 'sarif',
      records_persisted: 1,
      by_severity: { critical: 0, high: 1, medium: 0, low: 0, info: 0 },
      rejected: [],
    });
    expect(await complete(baseline)).toMatchObject({
      scan_id: baseline,
      status: 'passed',
      violations: [],
      is_baseline_scan: true,
      new_in_pr: { critical: 0, high: 0, medium: 0, low: 0, total: 0 },
      evaluation: 1,
      policy_version: 'v1',
    });

    const scan = await startScan(repo, { branch: 'feature', pr_number: 7, base_branch: 'main' });
    await push(scan, aSarifLog([{ ...OLD, line: 25 }, NEW]));
    expect(await complete(scan)).toMatchObject({
      status: 'failed',
      violations: [
        { rule: 'new_critical_max', threshold: 0, actual: 1, severity: 'critical' },
        { rule: 'rating_min', threshold: 'C', actual: 'D', severity: 'high' },
      ],
      default_branch: 'main',
      scanned_branch: 'feature',
      is_baseline_scan: false,
      new_in_pr: { critical: 1, high: 0, medium: 0, low: 0, total: 1 },
    });
    const listed = await findingsOf(scan);
    expect(listed.map((finding) => [finding.rule_id, finding.is_new_in_pr])).toEqual([
      ['weak-hash', true],
      ['sql-injection', false],
    ]);
    const [atBase] = await findingsOf(baseline);
    expect(listed[1]).toMatchObject({ issue_id: atBase.issue_id, first_seen_scan_id: baseline });
    expect(listed[1].matched_by).not.toBeNull();
    expect(listed[0].fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it('answers a second completion with the same verdict', async () => {
    const scan = await startScan(aRepo());
    await push(scan, aSarifLog([OLD]));
    const first = await complete(scan);
    expect(await complete(scan)).toEqual(first);
    expect((await api.get(`/quality/gates/status/${scan}`)).body).toEqual(first);
    expect((await api.get(`/quality/gates/history/${scan}`)).body.evaluations).toHaveLength(1);
  });

  it('replaces what the same tool reported before, and keeps other tools', async () => {
    const scan = await startScan(aRepo());
    await push(scan, aSarifLog([OLD, NEW], 'first'));
    await push(scan, aSarifLog([OLD], 'second'));
    await push(scan, aSarifLog([NEW], 'first'));
    const listed = await findingsOf(scan);
    expect(listed.map((finding) => `${finding.tool} ${finding.rule_id}`).sort()).toEqual([
      'first weak-hash',
      'second sql-injection',
    ]);
    expect((await api.get(`/scans/${scan}`)).body.uploads_received).toBe(2);
  });

  it('forgets in the baseline what left the code', async () => {
    const repo = aRepo();
    const first = await startScan(repo);
    await push(first, aSarifLog([OLD, NEW]));
    await complete(first);
    const second = await startScan(repo);
    await push(second, aSarifLog([OLD]));
    await complete(second);
    expect((await api.get(`/scans/${second}`)).body.fixed).toBe(1);
    const scan = await startScan(repo, { branch: 'feature', pr_number: 1 });
    await push(scan, aSarifLog([OLD, NEW]));
    expect((await complete(scan)).new_in_pr.critical).toBe(1);
  });

  it('measures coverage on the lines that the change adds, whatever came first', async () => {
    const repo = aRepo();
    const baseline = await startScan(repo);
    expect((await pushCoverage(baseline, anLcov({ 'src/a.ts': lines(10, 9) }))).body).toMatchObject({
      scan_id: baseline,
      records_persisted: 1,
    });
    await complete(baseline);

    const scan = await startScan(repo, { branch: 'feature', pr_number: 2 });
    await pushCoverage(scan, anLcov({ 'src/a.ts': lines(10, 9) }));
    const changes = await api.post(`/scans/${scan}/changes`, { files: [{ path: 'src/a.ts', added: [[9, 10]] }] });
    expect(changes.body).toEqual({ scan_id: scan, files: 1, added_lines: 2, renames: 0 });
    expect(await complete(scan)).toMatchObject({
      status: 'failed',
      basis: 'changed_lines',
      violations: [{ rule: 'new_coverage_min', threshold: 80, actual: 50, severity: 'medium' }],
    });
    expect((await api.get(`/quality/coverage/${scan}`)).body).toMatchObject({
      scan_id: scan,
      file_count: 1,
      lines_total: 10,
      lines_covered: 9,
      coverage_pct: 90,
      files: [
        {
          file_path: 'src/a.ts',
          lines_total: 10,
          lines_covered: 9,
          lines_missed: 1,
          coverage_pct: 90,
          report_format: 'lcov',
        },
      ],
    });
    expect((await api.get(`/quality/coverage/${scan}/files?path=src/a.ts`)).body).toMatchObject({
      file_path: 'src/a.ts',
      added: [[9, 10]],
    });
  });

  it('fails a scan that leaves coverage out although the default branch has some', async () => {
    const repo = aRepo();
    const baseline = await startScan(repo);
    await pushCoverage(baseline, anLcov({ 'src/a.ts': lines(10, 10) }));
    await complete(baseline);
    const scan = await startScan(repo, { branch: 'feature', pr_number: 3 });
    expect(await complete(scan)).toMatchObject({
      status: 'failed',
      basis: null,
      violations: [{ rule: 'new_coverage_min', actual: null }],
    });
  });

  it('merges reports line by line, in any order and any number of times', async () => {
    const reports = [
      anLcov({
        'a.ts': [
          [1, 1],
          [2, 0],
          [3, 0],
        ],
      }),
      aCobertura({
        'a.ts': [
          [2, 5],
          [4, 0],
        ],
        'b.ts': [[1, 0]],
      }),
    ];
    const results = [];
    for (const order of [
      [0, 1],
      [1, 0],
      [0, 0, 1, 0, 1],
    ]) {
      const scan = await startScan(aRepo());
      for (const index of order) expect((await pushCoverage(scan, reports[index]!)).status).toBe(200);
      const { files } = (await api.get(`/quality/coverage/${scan}`)).body;
      results.push(files.map((file: any) => [file.file_path, file.lines_total, file.lines_covered]));
      expect((await api.get(`/scans/${scan}`)).body.uploads_received).toBe(2);
    }
    expect(results).toEqual(
      Array(3).fill([
        ['a.ts', 4, 2],
        ['b.ts', 1, 0],
      ]),
    );
  });

  it('comes to the same when several clients upload at once', async () => {
    const scan = await startScan(aRepo());
    const shards = Array.from({ length: 12 }, (_, shard) =>
      anLcov(
        Object.fromEntries(
          Array.from({ length: 40 }, (__, file) => [
            `f${file}.ts`,
            [
              [1, 0],
              [2 + shard, 1],
            ] as [number, number][],
          ]),
        ),
      ),
    );
    const keyed = (shard: number): Record<string, string> => (shard % 3 === 0 ? { upload_key: `shard ${shard}` } : {});
    const uploads = shards.flatMap((report, shard) => [
      pushCoverage(scan, report, keyed(shard)),
      pushCoverage(scan, report, keyed(shard)),
    ]);
    expect((await Promise.all(uploads)).map((answer) => answer.status)).toEqual(uploads.map(() => 200));
    expect((await api.get(`/quality/coverage/${scan}`)).body).toMatchObject({
      file_count: 40,
      lines_total: 40 * 13,
      lines_covered: 40 * 12,
    });
    expect((await api.get(`/scans/${scan}`)).body.uploads_received).toBe(12);
  });

  itNightly('lists tens of thousands of files in the order of their paths', async () => {
    const scan = await startScan(aRepo());
    const paths = Array.from({ length: 20_000 }, (_, file) => `src/f${String(file).padStart(5, '0')}.ts`);
    await pushCoverage(
      scan,
      anLcov(
        Object.fromEntries(
          paths.map((path) => [
            path,
            [
              [1, 1],
              [2, 0],
            ] as [number, number][],
          ]),
        ),
      ),
    );
    const { body } = await api.get(`/quality/coverage/${scan}`);
    expect([body.file_count, body.lines_total, body.coverage_pct]).toEqual([20_000, 40_000, 50]);
    expect(body.files.map((file: any) => file.file_path)).toEqual(paths);
  });

  it('lists files page by page on request, with the totals of all', async () => {
    const scan = await startScan(aRepo());
    await pushCoverage(scan, anLcov({ 'b.ts': [[1, 1]], 'a/ü.ts': [[1, 0]], 'c.ts': [[1, 1]] }));
    const first = (await api.get(`/quality/coverage/${scan}?limit=2`)).body;
    const second = (await api.get(`/quality/coverage/${scan}?limit=2&cursor=${first.next_cursor}`)).body;
    expect([...first.files, ...second.files].map((file: any) => file.file_path)).toEqual(['a/ü.ts', 'b.ts', 'c.ts']);
    expect([first.files.length, second.next_cursor]).toEqual([2, null]);
    for (const { file_count, lines_covered } of [first, second]) expect([file_count, lines_covered]).toEqual([3, 2]);
    expect((await api.get(`/quality/coverage/${scan}`)).body).toMatchObject({ file_count: 3, next_cursor: null });
    for (const query of ['limit=0', 'limit=201', 'cursor=WzFd', 'limit=1&limit=2'])
      expect((await api.get(`/quality/coverage/${scan}?${query}`)).status).toBe(400);
  });

  it('asks for the path of the file whose lines are wanted', async () => {
    const { status, body } = await api.get(`/quality/coverage/${await startScan(aRepo())}/files`);
    expect([status, body.errors?.map(({ field }: { field: string }) => field)]).toEqual([400, ['path']]);
  });

  it('replaces what was uploaded under a key, and nothing else', async () => {
    const scan = await startScan(aRepo());
    await pushCoverage(
      scan,
      anLcov({
        'a.ts': [
          [1, 1],
          [2, 0],
        ],
      }),
    );
    await pushCoverage(scan, anLcov({ 'a.ts': [[2, 1]], 'b.ts': [[1, 1]] }), { upload_key: 'unit' });
    await pushCoverage(scan, anLcov({ 'c.ts': [[1, 1]] }), { upload_key: 'unit' });
    const { files } = (await api.get(`/quality/coverage/${scan}`)).body;
    expect(files.map((file: any) => [file.file_path, file.lines_total, file.lines_covered])).toEqual([
      ['a.ts', 2, 1],
      ['c.ts', 1, 1],
    ]);
  });

  it('judges again at once when coverage comes after completion', async () => {
    const scan = await startScan(aRepo(), { branch: 'feature', pr_number: 4 });
    expect(await complete(scan)).toMatchObject({ status: 'passed', evaluation: 1, basis: null });
    await pushCoverage(scan, anLcov({ 'a.ts': lines(10, 1) }));
    expect((await api.get(`/quality/gates/status/${scan}`)).body).toMatchObject({
      status: 'failed',
      evaluation: 2,
      basis: 'all_lines',
      violations: [{ rule: 'rating_min' }, { rule: 'new_coverage_min', actual: 10 }],
    });
  });

  it('lists files with little coverage as findings that cost debt', async () => {
    const scan = await startScan(aRepo());
    await pushCoverage(scan, anLcov({ 'bad.ts': lines(10, 2), 'fair.ts': lines(10, 5), 'good.ts': lines(10, 6) }));
    await complete(scan);
    const gaps = await findingsOf(scan, '&type=coverage_gap');
    expect(gaps.map((gap) => [gap.file_path, gap.severity])).toEqual([
      ['bad.ts', 'high'],
      ['fair.ts', 'medium'],
    ]);
    expect((await api.get(`/quality/tech-debt/${scan}`)).body).toMatchObject({
      total_minutes: 30,
      findings_by_type: { coverage_gap: 2 },
    });
  });

  it('is no less sure of its verdict for files with little coverage', async () => {
    const scan = await startScan(aRepo(), { branch: 'feature' });
    await push(scan, aSarifLog([OLD]));
    await pushCoverage(scan, anLcov({ 'bad.ts': lines(10, 2) }));
    expect((await complete(scan)).tracking).toBeNull();
    expect(await findingsOf(scan, '&type=coverage_gap')).toHaveLength(1);
  });

  it('waits for the reports that were announced', async () => {
    const scan = await startScan(aRepo(), { expected_uploads: 2 });
    await push(scan, aSarifLog([OLD]));
    expect((await complete(scan)).status).toBeNull();
    await pushCoverage(scan, anLcov({ 'a.ts': lines(10, 10) }));
    expect((await api.get(`/quality/gates/status/${scan}`)).body).toMatchObject({ status: 'passed', evaluation: 1 });
  });

  it('waits for announced reports until the deadline and no longer', async () => {
    const scan = await startScan(aRepo(), { expected_uploads: 3 });
    await push(scan, aSarifLog([OLD]));
    expect((await complete(scan)).status).toBeNull();
    app.clock.advanceMinutes(61);
    await pushCoverage(scan, anLcov({ 'a.ts': lines(10, 10) }));
    expect((await api.get(`/quality/gates/status/${scan}`)).body).toMatchObject({ reason: 'timed_out' });
    const owing = await complete(scan);
    expect(owing).toMatchObject({ status: 'failed', reason: 'missing_tool', evaluation: 1 });
    expect(owing.summary).toBe('Failed: 1 of 3 reports announced but not uploaded before completion.');
    expect(owing.reports).toEqual([
      { tool: 'scanner', state: 'ok' },
      { tool: '1 of 3 reports', state: 'owed' },
    ]);
    const late = await api.upload(`/scans/${scan}/findings`, {}, { content: aSarifLog([], 'semgrep') });
    expect(late.body).toMatchObject({
      code: 'scan_completed',
      detail:
        'The scan was completed without 1 of 3 reports, which had been announced. Start a new scan, and upload them before completing it.',
    });
    const fields = { scan_id: String(scan), upload_key: 'shard-2' };
    await api.upload('/quality/coverage/upload', fields, {
      content: anLcov({ 'b.ts': lines(10, 10) }),
      name: 'l.info',
    });
    expect((await api.get(`/quality/gates/status/${scan}`)).body).toMatchObject({
      status: 'passed',
      reports: [{ tool: 'scanner', state: 'ok' }],
    });
  });

  it('owes the announced reports that did not come, and says so to the late one', async () => {
    const announced = { expected_reports: ['Scanner', 'semgrep', 'coverage', 'shard-2'] };
    const scan = await startScan(aRepo(), announced);
    await push(scan, aSarifLog([]));
    const owing = await complete(scan);
    expect(owing).toMatchObject({ status: 'failed', reason: 'missing_tool', evaluation: 1 });
    expect(owing.summary).toBe('Failed: semgrep, coverage, shard-2 announced but not uploaded before completion.');
    expect(owing.reports).toEqual([
      { tool: 'scanner', state: 'ok' },
      { tool: 'semgrep', state: 'owed' },
      { tool: 'coverage', state: 'owed' },
      { tool: 'shard-2', state: 'owed' },
    ]);
    expect(owing.warnings).toContainEqual({
      code: 'reports_owed',
      message: 'Reports announced but not uploaded before completion: semgrep, coverage, shard-2.',
    });
    const late = await api.upload(`/scans/${scan}/findings`, {}, { content: aSarifLog([], 'semgrep') });
    expect(late).toMatchObject({
      status: 409,
      body: {
        code: 'scan_completed',
        detail:
          'The scan was completed without semgrep, coverage, shard-2, which had been announced. Start a new scan, and upload them before completing it.',
      },
    });
    const fields = { scan_id: String(scan), upload_key: 'shard-2' };
    await api.upload('/quality/coverage/upload', fields, {
      content: anLcov({ 'a.ts': lines(10, 10) }),
      name: 'l.info',
    });
    const { reports } = (await api.get(`/quality/gates/status/${scan}`)).body;
    expect(reports).toContainEqual({ tool: 'semgrep', state: 'owed' });
    expect(reports).toHaveLength(2);
    expect((await api.get(`/scans/${scan}`)).body).toMatchObject(announced);
  });

  it('owes nothing where all announced reports came', async () => {
    const scan = await startScan(aRepo(), { expected_reports: ['scanner'] });
    await push(scan, aSarifLog([]));
    expect(await complete(scan)).toMatchObject({ status: 'passed', reports: [{ tool: 'scanner', state: 'ok' }] });
  });

  it('keeps what the first completion said while it waits for reports', async () => {
    expect((await api.patch('/org', { repo_policy: 'any' })).status).toBe(200);
    const scan = await startScan(aRepo(), { expected_uploads: 1 });
    const metrics = { duplication_pct: 4, files_parsed: 9, files_skipped: 1, tool_versions: { lizard: '1.17.13' } };
    expect((await complete(scan, { metrics, policy_file: 'duplication_pct_max: 5' })).status).toBeNull();
    expect((await complete(scan)).status).toBeNull();
    expect((await complete(scan, { metrics: { files_skipped: 0 } })).status).toBeNull();
    await push(scan, aSarifLog([]));
    expect((await api.get(`/quality/gates/status/${scan}`)).body).toMatchObject({
      status: 'passed',
      passed_rules: expect.arrayContaining([{ rule: 'duplication_pct_max', threshold: 5, actual: 4 }]),
    });
    const { files_parsed, files_skipped, tool_versions } = (await api.get(`/quality/ratings/${scan}`)).body;
    expect({ files_parsed, files_skipped, tool_versions }).toEqual({
      files_parsed: 9,
      files_skipped: 0,
      tool_versions: { lizard: '1.17.13', scanner: '1.2.3' },
    });
  });

  it('judges a completed scan without the coverage that an empty report replaced', async () => {
    const scan = await startScan(aRepo(), { branch: 'feature' });
    await pushCoverage(scan, anLcov({ 'a.ts': lines(10, 1) }), { upload_key: 'unit' });
    expect(await complete(scan)).toMatchObject({ status: 'failed', basis: 'all_lines' });
    expect((await pushCoverage(scan, 'TN:\n', { upload_key: 'unit' })).body.records_persisted).toBe(0);
    expect((await api.get(`/quality/coverage/${scan}`)).body).toMatchObject({ file_count: 0, coverage_pct: null });
    expect((await api.get(`/quality/gates/status/${scan}`)).body).toMatchObject({
      status: 'passed',
      evaluation: 2,
      skipped_rules: expect.arrayContaining([{ rule: 'new_coverage_min', reason: 'no_coverage' }]),
    });
    expect((await api.get(`/quality/ratings/${scan}`)).body.coverage_rating).toBeNull();
    expect(await findingsOf(scan)).toEqual([]);
  });

  it('keeps a mark over rescans, renames and the merge', async () => {
    const repo = aRepo();
    await complete(await startScan(repo));
    const pr = await startScan(repo, { branch: 'feature', pr_number: 5 });
    await push(pr, aSarifLog([NEW]));
    expect((await complete(pr)).status).toBe('failed');
    const [found] = await findingsOf(pr);
    const blank = { issue_id: found.issue_id, is_fp: true, reason: ' \t\n' };
    expect(await api.post('/quality/findings/mark-fp', blank)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'reason', message: 'must not be blank' }] },
    });
    const marked = await api.post('/quality/findings/mark-fp', {
      issue_id: found.issue_id,
      is_fp: true,
      reason: 'a test vector',
    });
    expect(marked.body).toMatchObject({ issue_id: found.issue_id, user_marked_fp: true, fp_reason: 'a test vector' });
    expect((await api.get(`/quality/gates/status/${pr}`)).body).toMatchObject({ status: 'failed', stale: true });
    expect((await api.post(`/quality/gates/recompute/${pr}`)).body).toMatchObject({ status: 'passed' });

    const again = await startScan(repo, { branch: 'feature', pr_number: 5 });
    await push(again, aSarifLog([{ ...NEW, line: 40 }]));
    expect((await complete(again)).status).toBe('passed');
    expect(await findingsOf(again)).toMatchObject([{ issue_id: found.issue_id, user_marked_fp: true }]);

    const merged = await startScan(repo);
    await push(merged, aSarifLog([{ ...NEW, line: 41, path: 'src/auth/index.ts' }]));
    await complete(merged);
    expect(await findingsOf(merged)).toMatchObject([{ issue_id: found.issue_id, user_marked_fp: true }]);

    const unmark = { issue_id: found.issue_id, is_fp: false, reason: '' };
    const cleared = await api.post('/quality/findings/mark-fp', unmark);
    expect(cleared.body).toEqual({
      issue_id: found.issue_id,
      user_marked_fp: false,
      fp_marked_at: null,
      fp_reason: null,
      changes_verdicts: [
        { scan_id: expect.any(Number), repo, branch: 'main', pr_number: null, from: 'passed', to: 'failed' },
        { scan_id: expect.any(Number), repo, branch: 'feature', pr_number: 5, from: 'passed', to: 'failed' },
      ],
    });
  });

  it('clears the baseline, and takes that back until the next default-branch scan', async () => {
    const repo = aRepo();
    const baseline = await startScan(repo);
    await push(baseline, aSarifLog([OLD]));
    await complete(baseline);
    const repoId = (await api.get(`/scans/${baseline}`)).body.repo_id as number;
    expect((await api.post(`/quality/gates/rebuild-baseline/${repoId}`)).body).toEqual({
      repo_id: repoId,
      branch: 'main',
      cleared_fingerprints: 1,
      note: 'Next scan on the default branch will re-establish the baseline.',
    });
    const orphan = await startScan(repo, { branch: 'feature', pr_number: 6 });
    await push(orphan, aSarifLog([OLD]));
    expect((await complete(orphan)).new_in_pr.high).toBe(1);
    expect((await api.post(`/quality/gates/rebuild-baseline/${repoId}`)).body.cleared_fingerprints).toBe(0);
    expect((await api.post(`/quality/gates/rebuild-baseline/${repoId}/undo`)).body).toMatchObject({
      restored_fingerprints: 1,
    });
    const known = await startScan(repo, { branch: 'feature', pr_number: 6 });
    await push(known, aSarifLog([OLD]));
    expect((await complete(known)).new_in_pr.high).toBe(0);
    const undone = await api.post(`/quality/gates/rebuild-baseline/${repoId}/undo`);
    expect([undone.status, undone.body.code]).toEqual([409, 'nothing_to_undo']);
  });

  it('keeps a default-branch scan that began before a rebuild away from the baseline', async () => {
    const repo = aRepo();
    const late = await startScan(repo);
    const repoId = (await api.get(`/scans/${late}`)).body.repo_id as number;
    await api.post(`/quality/gates/rebuild-baseline/${repoId}`);
    await push(late, aSarifLog([OLD]));
    await complete(late);
    const scan = await startScan(repo, { branch: 'feature', pr_number: 7 });
    await push(scan, aSarifLog([OLD]));
    expect((await complete(scan)).new_in_pr.high).toBe(1);
  });

  it('keeps an older default-branch scan that completes last away from the baseline', async () => {
    const repo = aRepo();
    const older = await startScan(repo);
    const newer = await startScan(repo);
    await push(newer, aSarifLog([OLD]));
    await complete(newer);
    await push(older, aSarifLog([NEW]));
    await complete(older);
    const scan = await startScan(repo, { branch: 'feature', pr_number: 8 });
    await push(scan, aSarifLog([OLD]));
    expect((await complete(scan)).new_in_pr.high).toBe(0);
  });

  it('calls findings on untouched lines inherited where no baseline exists yet', async () => {
    const scan = await startScan(aRepo(), { branch: 'feature', pr_number: 9 });
    await api.post(`/scans/${scan}/changes`, { files: [{ path: 'src/auth.ts', added: [[1, 5]] }] });
    await push(scan, aSarifLog([OLD, NEW]));
    await complete(scan);
    const listed = await findingsOf(scan);
    expect(listed.map((finding) => [finding.rule_id, finding.is_new_in_pr]).sort()).toEqual([
      ['sql-injection', false],
      ['weak-hash', true],
    ]);
  });

  it('answers the first scan to a repeated idempotency key', async () => {
    const repo = aRepo();
    const first = await api.post('/scans', { repo, branch: 'main', idempotency_key: `once-${repo}` });
    const second = await api.post('/scans', { repo, branch: 'main', idempotency_key: `once-${repo}` });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
  });

  it('answers no other request, and no other caller, by an idempotency key', async () => {
    const repo = aRepo();
    const request = { repo, branch: 'main', commit_sha: 'ab'.repeat(20), idempotency_key: `once-${repo}` };
    const first = await api.post('/scans', { ...request, expected_uploads: 2 });
    for (const [more, field] of [
      [{ repo: aRepo() }, 'repo'],
      [{ branch: 'other' }, 'branch'],
      [{ commit_sha: 'cd'.repeat(20) }, 'commit_sha'],
      [{ commit_sha: null }, 'commit_sha'],
      [{ extra_shas: ['cd'.repeat(20)] }, 'extra_shas'],
      [{ pr_number: 7 }, 'pr_number'],
      [{ base_branch: 'release' }, 'base_branch'],
    ] as const) {
      const { status, body } = await api.post('/scans', { ...request, ...more });
      expect([status, body.code, body.detail]).toEqual([
        409,
        'idempotency_key_reused',
        `The idempotency_key belongs to a scan with a different ${field}. Use a separate key for each scan.`,
      ]);
    }
    // jobs of one build know more or less of the history and of the reports to come
    const job = await api.post('/scans', { ...request, base_sha: 'cd'.repeat(20), commit_sha: 'AB'.repeat(20) });
    expect([job.status, job.body.id]).toEqual([200, first.body.id]);
    const feeder = await anApiKey(app, { scopes: ['write:scans'], may_write_baseline: false }, api);
    const other = await feeder.client.post('/scans', request);
    expect([other.status, other.body.is_baseline_scan]).toEqual([201, false]);
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('reads a scan past its deadline as timed out, and still completes it', async () => {
    const scan = await startScan(aRepo());
    const ofRepo = `/scans?repo_id=${(await api.get(`/scans/${scan}`)).body.repo_id}`;
    const idsOf = async (status: string) =>
      (await api.get(`${ofRepo}&status=${status}`)).body.scans.map((listed: any) => listed.id);
    expect(await idsOf('pending')).toEqual([scan]);
    app.clock.advanceMinutes(61);
    const timedOut = { status: 'failed', reason: 'timed_out' };
    expect((await api.get(`/quality/gates/status/${scan}`)).body).toMatchObject(timedOut);
    expect((await api.get(`/scans/${scan}`)).body).toMatchObject({ ...timedOut, completed_at: null });
    expect((await api.get(ofRepo)).body.scans).toMatchObject([{ id: scan, ...timedOut }]);
    expect(await idsOf('failed')).toEqual([scan]);
    expect(await idsOf('pending')).toEqual([]);

    expect(await complete(scan)).toMatchObject({ status: 'passed' });
    expect((await api.get(`/scans/${scan}`)).body).toMatchObject({ status: 'completed', reason: null });
    expect(await idsOf('failed')).toEqual([]);
    expect(await idsOf('completed')).toEqual([scan]);
  });

  it('fails the gate when the scanner gave up', async () => {
    const scan = await startScan(aRepo());
    expect((await api.post(`/scans/${scan}/fail`, { reason: 'out of memory' })).body).toMatchObject({
      status: 'failed',
      reason: 'scan_error',
    });
    expect((await api.post(`/scans/${scan}/fail`, { reason: 'again' })).status).toBe(200);
    for (const refused of [
      await push(scan, aSarifLog([])),
      await pushCoverage(scan, anLcov({ 'a.ts': lines(1, 1) })),
      await api.post(`/scans/${scan}/complete`),
    ])
      expect([refused.status, refused.body.code]).toEqual([409, 'scan_failed']);
  });

  describe('bad input', () => {
    it('refuses findings after completion', async () => {
      const scan = await startScan(aRepo());
      await complete(scan);
      const answer = await push(scan, aSarifLog([OLD]));
      expect([answer.status, answer.body.code]).toEqual([409, 'scan_completed']);
    });

    it.each([
      ['an empty file', ''],
      ['no report at all', 'hello'],
      ['truncated SARIF', aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]).slice(0, -20)],
      ['SARIF of another version', '{"version":"2.0.0","runs":[]}'],
    ])('refuses %s, and stores nothing', async (_, report) => {
      const scan = await startScan(aRepo());
      const answer = await push(scan, report);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await findingsOf(scan)).toEqual([]);
      expect((await api.get(`/scans/${scan}`)).body.uploads_received).toBe(0);
    });

    it.each([
      ['an empty file', '', {}],
      ['no report at all', 'hello', {}],
      ['truncated XML', aCobertura({ 'a.ts': lines(3, 1) }).slice(0, -15), {}],
      ['a format that the content is not', anLcov({ 'a.ts': lines(1, 1) }), { report_format: 'cobertura' }],
      ['an unknown format', anLcov({ 'a.ts': lines(1, 1) }), { report_format: 'gcov' }],
    ])('refuses coverage that is %s', async (_, report, fields) => {
      const scan = await startScan(aRepo());
      expect((await pushCoverage(scan, report, fields)).status).toBe(400);
      expect((await api.get(`/quality/coverage/${scan}`)).body).toEqual({
        scan_id: scan,
        file_count: 0,
        lines_total: 0,
        lines_covered: 0,
        coverage_pct: null,
        next_cursor: null,
        files: [],
      });
    });

    it('takes exactly 25 MiB of coverage and not a byte more', async () => {
      const scan = await startScan(aRepo());
      const limit = 26_214_400;
      const report = Buffer.alloc(limit + 1, '\n');
      report.write(anLcov({ 'a.ts': lines(3, 3) }));
      const upload = (bytes: Buffer) =>
        api.upload('/quality/coverage/upload', { scan_id: String(scan) }, { content: bytes });
      expect((await upload(report.subarray(0, limit))).status).toBe(200);
      const refused = await upload(report);
      expect([refused.status, refused.body.code]).toEqual([400, 'body_too_large']);
    });

    it('does not know the scans of others', async () => {
      for (const answer of [
        await api.get(`/scans/${MISSING_ID}`),
        await push(MISSING_ID, aSarifLog([])),
        await pushCoverage(MISSING_ID, anLcov({ 'a.ts': lines(1, 1) })),
        await api.post(`/scans/${MISSING_ID}/complete`),
        await api.get(`/quality/coverage/${MISSING_ID}`),
      ])
        expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    });

    it.each(['0', '-1', '007', '1e3', '12abc', '%2012', '9007199254740992'])('refuses the id %s', async (id) => {
      expect((await api.get(`/scans/${id}`)).status).toBe(400);
    });

    it('names every bad field at once', async () => {
      const answer = await api.post('/scans', { repo_id: 1.5, branch: '', pr_number: 'x', expected_uploads: 0 });
      expect(answer.status).toBe(400);
      expect(answer.body.errors.map((error: any) => error.field).sort()).toEqual([
        'branch',
        'expected_uploads',
        'pr_number',
        'repo_id',
      ]);
    });

    it.each([
      ['nothing', {}, ['branch', 'repo_id']],
      ['both a name and an id, and no branch', { repo: 'acme/web', repo_id: 1 }, ['branch', 'repo_id']],
      ['nulls', { repo: null, repo_id: null, branch: null }, ['branch', 'repo_id']],
      ['an id that is none, beside a name', { repo: 'acme/web', repo_id: 'x', branch: 'main' }, ['repo_id']],
    ])('asks for one name of the repository along with all else: %s', async (_, body, fields) => {
      const answer = await api.post('/scans', body);
      expect(answer.status).toBe(400);
      expect(answer.body.errors.map((error: any) => error.field).sort()).toEqual(fields);
      expect(answer.body.errors).toContainEqual({
        field: 'repo_id',
        message: 'name the repository with either repo_id or repo',
      });
    });

    it('says first of what type a field has to be', async () => {
      const answer = await api.post('/scans', { repo: 'acme/web', branch: 7, pr_number: '12', commit_sha: [] });
      expect(answer.body.errors).toEqual(
        expect.arrayContaining([
          { field: 'branch', message: 'must be a string' },
          { field: 'pr_number', message: 'must be an integer number' },
          { field: 'commit_sha', message: 'must be a string' },
        ]),
      );
      expect(answer.body.errors).toHaveLength(3);
    });

    it('asks for credentials before it looks at the body', async () => {
      const answer = await app.anonymous.post('/scans', 'not json', { 'content-type': 'application/json' });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).not.toBeNull();
    });
  });
});
