import type { ApiClient } from '../../support/api-client.js';
import { anLcov, lines } from '../../support/reports.js';
import { type GateWorld, startGateWorld } from './gate-world.js';

/** Lines that a change leaves untested, as its verdict says them. */
let world: GateWorld;
let org: ApiClient;

beforeAll(async () => {
  world = await startGateWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  const policy = {
    new_critical_max: null,
    new_high_max: null,
    complexity_new_max: null,
    rating_min: null,
    new_coverage_min: 80,
  };
  org = await world.anOrgWith({ enabled: true, policy });
});

interface Told {
  readonly files?: readonly string[];
  readonly changes?: readonly object[];
  readonly reports: readonly (readonly [content: string, fields?: Record<string, string>])[];
}

async function aScan(branch: string, { files, changes, reports }: Told): Promise<number> {
  const scan = (await org.post('/scans', { repo: 'acme/shop', branch })).body.scan_id as number;
  if (files) await org.post(`/scans/${scan}/files`, { paths: files });
  if (changes) expect((await org.post(`/scans/${scan}/changes`, { files: changes })).status).toBe(200);
  for (const [content, fields] of reports)
    await org.upload('/quality/coverage/upload', { scan_id: String(scan), ...fields }, { content });
  return scan;
}
const complete = async (scan: number) => (await org.post(`/scans/${scan}/complete`)).body;
const verdictOf = async (branch: string, told: Told) => complete(await aScan(branch, told));
/** Without what is said of the base: these changes name none. */
const codesOf = (verdict: any): string[] =>
  verdict.warnings.map(({ code }: { code: string }) => code).filter((code: string) => code !== 'base_unknown');
const coverageRule = (verdict: any) =>
  [...verdict.violations, ...verdict.passed_rules, ...verdict.skipped_rules].find(
    ({ rule }: any) => rule === 'new_coverage_min',
  );

describe('added lines that did not run', () => {
  it('are named, file by file', async () => {
    const verdict = await verdictOf('feature', {
      changes: [
        { path: 'a.ts', added: [[1, 4], [9, 9]] }, // prettier-ignore
        { path: 'b.ts', added: [[1, 2]] },
        { path: 'README.md', added: [[1, 7]] },
      ],
      reports: [[anLcov({ 'a.ts': [[1, 1], [2, 0], [3, 0], [9, 0]], 'b.ts': lines(2, 2), 'c.ts': lines(9, 0) })]], // prettier-ignore
    });
    expect(verdict.uncovered).toEqual([{ file_path: 'a.ts', ranges: [[2, 3], [9, 9]], more_lines: 0 }]); // prettier-ignore
    expect(verdict.untested_files).toBeNull();
    expect(coverageRule(verdict)).toMatchObject({ actual: 50, severity: 'medium' });
  });

  it('are the same in the coverage of their file, without closing punctuation and what a directive excludes', async () => {
    const scan = await aScan('feature', {
      changes: [{ path: 'a.ts', added: [[10, 16]], executable_added: [[11, 13], [15, 15]], coverage_ignored: [[15, 15]] }], // prettier-ignore
      reports: [[anLcov({ 'a.ts': [[10, 1], [11, 0], [12, 0], [13, 0], [14, 0], [15, 0], [20, 0]] })]], // prettier-ignore
    });
    const verdict = await complete(scan);
    const { body } = await org.get(`/quality/coverage/${scan}/files?path=a.ts`);
    expect(body.uncovered_added).toEqual([[11, 13]]);
    expect(verdict.uncovered[0].ranges).toEqual(body.uncovered_added);
    expect(body).toMatchObject({ uncounted_added: [[10, 10], [14, 16]], missed: [11, 12, 13, 14, 15, 20] }); // prettier-ignore
  });

  it('are shown beside the lines that the change removes, by their numbers in the scan of the merge base', async () => {
    const repo = { repo: 'acme/shop', commit_sha: 'a'.repeat(40) };
    const scanOf = async (wish: object, path: string, changes: object[]) => {
      const scan = (await org.post('/scans', { ...repo, ...wish })).body.scan_id as number;
      if (changes.length > 0) expect((await org.post(`/scans/${scan}/changes`, { files: changes })).status).toBe(200);
      const content = anLcov({ [path]: lines(4, 4), 'same.ts': lines(4, 4) });
      await org.upload('/quality/coverage/upload', { scan_id: String(scan) }, { content });
      await complete(scan);
      return scan;
    };
    const base = await scanOf({ branch: 'main' }, 'a.ts', []);
    const change = { branch: 'feature', base_branch: 'main', pr_number: 1, commit_sha: 'b'.repeat(40) };
    const changes = [
      { path: 'b.ts', old_path: 'a.ts', added: [[3, 4]], hunks: [[1, 2, 0, 0], [5, 1, 3, 2]] }, // prettier-ignore
      { path: 'same.ts', added: [[4, 4]], hunks: [[3, 0, 4, 1]] },
    ];
    const removedOf = async (scan: number, path: string) => {
      const { removed, old } = (await org.get(`/quality/coverage/${scan}/files?path=${path}`)).body;
      return { removed, old };
    };
    const scan = await scanOf({ ...change, base_sha: repo.commit_sha }, 'b.ts', changes);
    const removed = [
      { after: 0, from: 1, to: 2 },
      { after: 2, from: 5, to: 5 },
    ];
    expect(await removedOf(scan, 'b.ts')).toEqual({ removed, old: { scan_id: base, path: 'a.ts' } });
    expect(await removedOf(scan, 'same.ts')).toEqual({ removed: [], old: null });
    const elsewhere = await scanOf({ ...change, base_sha: 'c'.repeat(40) }, 'b.ts', changes);
    expect(await removedOf(elsewhere, 'b.ts')).toEqual({ removed, old: null });
    expect(await removedOf(base, 'a.ts')).toEqual({ removed: [], old: null });
  });

  it('are not known without changed lines, or without coverage', async () => {
    const unknown = await verdictOf('one', { reports: [[anLcov({ 'a.ts': lines(2, 1) })]] });
    expect([unknown.uncovered, unknown.untested_files]).toEqual([null, null]);
    const uncovered = await verdictOf('two', { changes: [{ path: 'a.ts', added: [[1, 4]] }], reports: [] });
    expect([uncovered.uncovered, uncovered.untested_files]).toEqual([null, null]);
  });
});

describe('a new source file that no report knows', () => {
  const told: Told = {
    changes: [
      { path: 'src/new.ts', added: [[1, 20]], status: 'added', kind: 'source', executable_added: [[2, 4], [6, 6]] }, // prettier-ignore
      { path: 'src/new.spec.ts', added: [[1, 20]], status: 'added', kind: 'test', executable_added: [[1, 20]] },
      { path: 'tool.py', added: [[1, 20]], status: 'added', kind: 'source', executable_added: [[1, 20]] },
      { path: 'src/known.ts', added: [[1, 1]], status: 'modified', kind: 'source', executable_added: [[1, 1]] },
    ],
    reports: [[anLcov({ 'src/known.ts': lines(4, 3) })]],
  };
  const untested = [{ file_path: 'src/new.ts', lines: 4 }];

  it('has its executable lines counted as not covered', async () => {
    const scan = await aScan('feature', told);
    const expected = {
      untested_files: untested,
      uncovered: [{ file_path: 'src/new.ts', ranges: [[2, 4], [6, 6]], more_lines: 0 }], // prettier-ignore
    };
    const preview = (await org.post(`/quality/gates/evaluate/${scan}`)).body;
    expect(preview).toMatchObject(expected);
    const verdict = await complete(scan);
    expect(verdict).toMatchObject({ status: 'failed', ...expected });
    expect(coverageRule(verdict)).toMatchObject({ actual: 20 });
    expect((await org.get(`/quality/gates/status/${scan}`)).body).toMatchObject(expected);
  });

  it.each([
    ['warn', untested, ['untested_files']],
    ['ignore', [], []],
  ])('passes where the organization says %s', async (untested_files, expected, codes) => {
    expect((await org.patch('/org', { untested_files })).status).toBe(200);
    const verdict = await verdictOf('feature', told);
    expect(verdict).toMatchObject({ status: 'passed', untested_files: expected, uncovered: [] });
    expect(codesOf(verdict)).toEqual(codes);
    expect(coverageRule(verdict)).toMatchObject({ actual: 100 });
  });
});

describe('rules on the added lines', () => {
  const branches = 'BRDA:2,0,0,1\nBRDA:2,0,1,-\nBRDA:9,0,0,-\n';
  const report = anLcov({ 'src/a.ts': [[1, 1], [2, 1], [3, 0]] }).replace('end_of_record', `${branches}end_of_record`); // prettier-ignore
  const changes = [
    { path: 'src/a.ts', added: [[1, 4]], kind: 'source', executable_added: [[1, 4]] },
    { path: 'src/new.ts', added: [[1, 9]], status: 'added', kind: 'source', executable_added: [[2, 5]] },
  ];
  const told: Told = { changes, reports: [[report]] };
  const rules = { new_branch_coverage_min: 51, new_uncovered_max: 4, untested_files_max: 0 };

  it('count branches, uncovered lines and untested files, and say what to do', async () => {
    await org.put('/quality/gates/config', { policy: { new_coverage_min: null, ...rules } });
    const verdict = await verdictOf('feature', told);
    expect(verdict.violations).toEqual([
      { rule: 'new_branch_coverage_min', threshold: 51, actual: 50, severity: 'medium' },
      { rule: 'new_uncovered_max', threshold: 4, actual: 5, severity: 'medium' },
      { rule: 'untested_files_max', threshold: 0, actual: 1, severity: 'medium' },
    ]);
    expect(verdict.next_actions).toMatchObject([
      { kind: 'cover', rule: 'new_branch_coverage_min', file_path: 'src/a.ts', range: [2, 2] },
      { kind: 'cover', rule: 'new_uncovered_max', file_path: 'src/a.ts', range: [3, 3] },
      { kind: 'cover', rule: 'untested_files_max', file_path: 'src/new.ts', range: [2, 5] },
    ]);
    for (const [rule, max_actual] of [
      ['new_branch_coverage_min', 50],
      ['new_uncovered_max', 5],
      ['untested_files_max', 1],
    ])
      await org.post('/quality/gates/waivers', { rule, reason: 'a prototype', expires_at: null, max_actual });
    const waived = await verdictOf('feature', told);
    expect([waived.status, waived.waived_violations.length]).toEqual(['passed', 3]);
  });

  it('come from a policy file, and are skipped where nothing is known', async () => {
    await org.put('/quality/gates/config', { policy: { new_coverage_min: null } });
    const policy_file = 'new_branch_coverage_min: 50\nnew_uncovered_max: 5\nuntested_files_max: 1\n';
    const by = async (what: Told) =>
      (await org.post(`/scans/${await aScan('feature', what)}/complete`, { policy_file })).body;
    const { passed_rules } = await by(told);
    expect(passed_rules.filter(({ rule }: any) => rule in rules)).toMatchObject([
      { rule: 'new_branch_coverage_min', actual: 50 },
      { rule: 'new_uncovered_max', actual: 5 },
      { rule: 'untested_files_max', actual: 1 },
    ]);
    const reasons = async (what: Told) =>
      (await by(what)).skipped_rules.filter(({ rule }: any) => rule in rules).map(({ reason }: any) => reason);
    expect(await reasons({ reports: [[report]] })).toEqual(Array(3).fill('no_changed_lines'));
    expect(await reasons({ changes: [{ ...changes[0], added: [[3, 4]] }], reports: [[report]] })).toEqual([
      'no_new_branches',
    ]);
    expect(await reasons({ changes, reports: [] })).toEqual(Array(3).fill('no_coverage'));
  });
});

describe('lines that the change did not write', () => {
  const report = anLcov({ 'a.ts': lines(10, 2), 'b.ts': lines(2, 2) });
  const moved = { path: 'a.ts', kind: 'source', added: [[1, 10]], moved: [[3, 9]], unchanged_but_space: [[9, 10]] }; // prettier-ignore

  it('leave coverage and files without tests, and their number is said', async () => {
    const untested = { path: 'new.ts', kind: 'source', added: [[1, 9]], executable_added: [[1, 8]], moved: [[1, 9]] };
    const verdict = await verdictOf('feature', { changes: [moved, untested], reports: [[report]] });
    expect(verdict).toMatchObject({ status: 'passed', moved_lines: 17, uncovered: [], untested_files: [] });
    expect(coverageRule(verdict)).toMatchObject({ actual: 100 });
  });

  it('are not judged again where the target branch has them by now, which is no move', async () => {
    const half = { path: 'a.ts', kind: 'source', added: [[1, 10]], on_target: [[3, 9]] };
    const whole = { path: 'new.ts', kind: 'source', added: [[1, 9]], executable_added: [[1, 8]], on_target: [[1, 9]] };
    const verdict = await verdictOf('feature', { changes: [half, whole], reports: [[report]] });
    expect(verdict).toMatchObject({ status: 'failed', moved_lines: null, untested_files: [] });
    expect(verdict.uncovered).toEqual([expect.objectContaining({ file_path: 'a.ts', ranges: [[10, 10]] })]);
    expect(coverageRule(verdict)).toMatchObject({ actual: 66.67 });
  });

  it('count where they were edited, and their number is not known of a diff alone', async () => {
    const edited = { ...moved, moved: [[3, 5], [7, 9]] }; // prettier-ignore
    const verdict = await verdictOf('feature', { changes: [edited], reports: [[report]] });
    expect(verdict).toMatchObject({ moved_lines: 7, uncovered: [{ file_path: 'a.ts', ranges: [[6, 6]] }] });
    expect(coverageRule(verdict)).toMatchObject({ actual: 66.67 });
    const plain = { path: 'a.ts', added: [[1, 10]] };
    expect(await verdictOf('other', { changes: [plain], reports: [[report]] })).toMatchObject({ moved_lines: null });
  });
});

describe('added lines that cannot run', () => {
  const report = anLcov({ 'a.ts': lines(10, 2), 'b.ts': lines(2, 2) });

  it.each([
    ['the executable ones alone', { executable_added: [[1, 4]] }, 50],
    ['all but closing punctuation', { executable_added: [[1, 2]], closing_added: [[5, 10]] }, 50],
    ['nothing that a directive takes out', { coverage_ignored: [[4, 20]] }, 66.67],
  ])('do not count, whatever a report says: %s', async (_, facts, actual) => {
    const verdict = await verdictOf('feature', {
      changes: [{ path: 'a.ts', kind: 'source', added: [[1, 10]], ...facts }],
      reports: [[report]],
    });
    expect(coverageRule(verdict)).toMatchObject({ actual });
    expect(codesOf(verdict)).toEqual('coverage_ignored' in facts ? ['coverage_ignored_added'] : []);
  });
});

describe('a changed file whose report names it by a path without a place', () => {
  const files = ['packages/api/src/index.js', 'packages/web/src/index.js', 'packages/web/src/other.js'];
  const report = anLcov({ 'src/index.js': lines(4, 4) });

  it('fails new_coverage_min without a figure, and says so', async () => {
    const changes = [{ path: 'packages/web/src/index.js', added: [[1, 2]] }];
    const verdict = await verdictOf('feature', { files, changes, reports: [[report]] });
    expect(verdict).toMatchObject({
      status: 'failed',
      summary: expect.stringContaining('paths that match no file'),
      unmatched_paths: { count: 1, paths: ['src/index.js'] },
    });
    expect(coverageRule(verdict)).toEqual({
      rule: 'new_coverage_min',
      threshold: 80,
      actual: null,
      severity: 'medium',
    });
    expect(codesOf(verdict)).toEqual(['changed_file_unmatched', 'coverage_paths_unmatched']);
  });

  it('is measured as soon as it is said where the report lies', async () => {
    const changes = [{ path: 'packages/web/src/index.js', added: [[1, 2]] }];
    const place = { report_path: 'packages/web/coverage/lcov.info' };
    const verdict = await verdictOf('feature', { files, changes, reports: [[report, place]] });
    expect(verdict).toMatchObject({ status: 'passed', unmatched_paths: { count: 0, paths: [] } });
    expect(codesOf(verdict)).toEqual([]);
    expect(coverageRule(verdict)).toMatchObject({ actual: 100 });
  });

  it('is no matter of a change that leaves such files alone', async () => {
    const changes = [{ path: 'packages/web/src/other.js', added: [[1, 2]] }];
    const other = anLcov({ 'packages/web/src/other.js': lines(4, 4) });
    const verdict = await verdictOf('feature', { files, changes, reports: [[report], [other]] });
    expect(verdict.status).toBe('passed');
    expect(codesOf(verdict)).toEqual(['coverage_paths_unmatched']);
  });

  it('is judged again when coverage comes late', async () => {
    const changes = [{ path: 'packages/web/src/index.js', added: [[1, 2]] }];
    const scan = await aScan('feature', { files, changes, reports: [[report, { upload_key: 'web' }]] });
    expect((await complete(scan)).status).toBe('failed');
    const fields = { scan_id: String(scan), upload_key: 'web', report_path: 'packages/web/lcov.info' };
    await org.upload('/quality/coverage/upload', fields, { content: report });
    const verdict = (await org.get(`/quality/gates/status/${scan}`)).body;
    expect(verdict).toMatchObject({ status: 'passed', evaluation: 2, unmatched_paths: { count: 0 } });
  });
});

describe('the coverage of the whole', () => {
  const covered = (ran: number) => ({ reports: [[anLcov({ 'a.ts': lines(10_000, ran) })] as const] });

  it('is compared with the base, and a fall is said', async () => {
    expect((await verdictOf('main', covered(9_961))).changes).toBeNull();
    const verdict = await verdictOf('fewer-tests', { ...covered(7_529), changes: [] });
    expect(verdict.changes).toMatchObject({ coverage_pct: { from: 99.61, to: 75.29 } });
    expect(verdict.warnings).toContainEqual({
      code: 'coverage_fell',
      message: 'Line coverage fell from 99.61 % to 75.29 %, by 24.32 points.',
    });
    const little = await verdictOf('a-little', { ...covered(9_912), changes: [] });
    expect([little.changes.coverage_pct.to, codesOf(little)]).toEqual([99.12, []]);
  });

  it('is compared with nothing where the base has none', async () => {
    await verdictOf('main', { reports: [] });
    expect((await verdictOf('feature', covered(10))).changes).toMatchObject({ coverage_pct: null });
  });
});

describe('lines that flicker', () => {
  const BASE = 'b'.repeat(40);
  const tree = (digit: string) => ({ tree_sha: digit.repeat(40) });
  const junit = (name: string) => `<testsuite name="s"><testcase name="${name}" classname="c"/></testsuite>`;
  const changed = { path: 'b.ts', status: 'added', kind: 'source', executable_added: [[1, 2]], added: [[1, 2]] };

  /** A verdict on ten lines of a.ts, of which the fifth may run, and two of b.ts. */
  async function run(
    values: object,
    {
      fifth,
      added = null,
      tests = 'works',
      changes = [],
    }: { fifth: boolean; added?: number | null; tests?: string; changes?: object[] },
  ) {
    const id = (
      await org.post('/scans', { repo: 'acme/shop', branch: 'feature', base_branch: 'main', base_sha: BASE, ...values })
    ).body.scan_id;
    if (changes.length > 0) await org.post(`/scans/${id}/changes`, { files: changes });
    const ofA = lines(10, 8).map(([line, hits]): [number, number] => [line, line === 5 ? Number(fifth) : hits]);
    const content = anLcov({ 'a.ts': ofA, ...(added !== null && { 'b.ts': lines(2, added) }) });
    await org.upload('/quality/coverage/upload', { scan_id: String(id) }, { content });
    await org.upload(`/scans/${id}/tests`, {}, { content: junit(tests) });
    return complete(id);
  }
  const onMain = { branch: 'main', commit_sha: BASE, base_branch: undefined, base_sha: undefined, ...tree('0') };
  const said = ({ status, violations, changes, flickering_lines }: any) => ({
    status,
    violations,
    changes,
    flickering_lines,
  });

  it('change no verdict: twenty runs of a flaky suite on one tree have the same', async () => {
    await org.put('/quality/gates/config', { policy: { rating_min: null, coverage_drop_max: 0 } });
    await run(onMain, { fifth: true });
    await run(onMain, { fifth: false });
    await run(onMain, { fifth: true });
    const verdicts: unknown[] = [];
    for (let at = 0; at < 20; at += 1)
      verdicts.push(
        said(await run({ pr_number: 5, ...tree('1') }, { fifth: at % 3 === 0, added: 2, changes: [changed] })),
      );
    expect(verdicts[0]).toMatchObject({
      status: 'passed',
      flickering_lines: 1,
      changes: { coverage_pct: { from: 77.78, to: 81.82 } },
    });
    for (const verdict of verdicts) expect(verdict).toEqual(verdicts[0]);
    // Nothing else may fall.
    const edited = { path: 'a.ts', added: [[5, 5]], kind: 'source', executable_added: [[5, 5]] };
    expect(await run({ pr_number: 6, ...tree('2') }, { fifth: false, changes: [edited] })).toMatchObject({
      ...{ status: 'failed', flickering_lines: 0 },
      violations: [{ rule: 'new_coverage_min' }, { rule: 'coverage_drop_max' }],
    });
  });

  it('count as covered among added lines, for scans of their tree that ran the same tests', async () => {
    const first = { pr_number: 5, ...tree('1') };
    const half = { fifth: true, added: 1, changes: [changed] };
    expect((await run(first, { ...half, added: 2 })).uncovered).toEqual([]);
    expect(await run(first, half)).toMatchObject({ uncovered: [], flickering_lines: 1 });
    const missed = [{ file_path: 'b.ts', ranges: [[2, 2]], more_lines: 0 }];
    expect(await run({ pr_number: 6, ...tree('2') }, half)).toMatchObject({ uncovered: missed, flickering_lines: 0 });
    await run({ pr_number: 7, ...tree('3') }, { ...half, added: 2, tests: 'works better' });
    expect(await run({ pr_number: 7, ...tree('3') }, half)).toMatchObject({ uncovered: missed, flickering_lines: 0 });
  });

  it('are at most 10,000 of a repository, for 30 days', async () => {
    const key = org.as({ 'x-api-key': (await org.post('/api-keys', { name: 'ci' })).body.key as string });
    const scan = async (covered: number, lineCount: number, digit: string) => {
      const { body } = await key.post('/scans', {
        repo: 'acme/shop',
        branch: 'main',
        commit_sha: BASE,
        ...tree(digit),
      });
      const id = body.scan_id as number;
      const content = anLcov({ 'a.ts': lines(lineCount, covered) });
      await key.upload('/quality/coverage/upload', { scan_id: String(id) }, { content });
      return (await key.post(`/scans/${id}/complete`)).body.flickering_lines;
    };
    await scan(0, 9_999, '0');
    expect(await scan(9_999, 9_999, '0')).toBe(9_999);
    await scan(0, 10_001, '1');
    expect(await scan(10_001, 10_001, '1')).toBe(10_000);
    world.clock.advanceMinutes(30 * 24 * 60 - 5);
    expect(await scan(10_001, 10_001, '2')).toBe(10_000);
    world.clock.advanceMinutes(10);
    expect(await scan(10_001, 10_001, '3')).toBe(0);
  });
});
