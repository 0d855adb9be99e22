import fc from 'fast-check';
import type { ApiClient } from '../../support/api-client.js';
import { applyEdits, changeBetween, type Edit, type ModelFile, type ModelLine } from '../../support/branch-history.js';
import { query } from '../../support/postgres.js';
import { propertyRuns } from '../../support/programme.js';
import { anLcov, aSarifLog, lines, type SarifResult } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

interface Listed {
  readonly issue_id: number;
  readonly tool: string;
  readonly rule_id: string;
  readonly file_path: string;
  readonly line: number;
  readonly is_new_in_pr: boolean;
  readonly first_seen_scan_id: number;
  readonly matched_by: string | null;
  readonly user_marked_fp: boolean;
  readonly mark_line_edited: boolean;
}

/** A scan that has been completed. */
interface Done {
  readonly id: number;
  readonly findings: readonly Listed[];
  readonly fixed: number;
  readonly verdict: any;
}

type Reports = Readonly<Record<string, readonly SarifResult[]>>;

const problem = (name: string, fields: Partial<SarifResult> = {}): SarifResult => ({
  rule: `rule-${name}`,
  path: `src/${name}.ts`,
  line: 10,
  snippet: `call(${name}, first, second)`,
  ...fields,
});
const A = problem('a');
const B = problem('b');
const C = problem('c');

/** Tests the identity of problems over the scans of one repository. */
describe('problems over scans', () => {
  let app: TestApp;
  let api: ApiClient;
  let repo: string;
  let repos = 0;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    repo = `acme/tracked-${(repos += 1)}`;
  });

  async function begin(fields: Record<string, unknown> = {}): Promise<number> {
    const answer = await api.post('/scans', { repo, branch: 'main', ...fields });
    expect(answer.status).toBe(201);
    return answer.body.scan_id as number;
  }

  async function report(scanId: number, reports: Reports): Promise<void> {
    for (const [tool, results] of Object.entries(reports)) {
      const answer = await api.upload(`/scans/${scanId}/findings`, {}, { content: aSarifLog(results, tool) });
      expect(answer.status).toBe(200);
    }
  }

  async function finish(id: number): Promise<Done> {
    const answer = await api.post(`/scans/${id}/complete`);
    expect(answer.status).toBe(200);
    const { body } = await api.get(`/scans/${id}/findings?limit=200&sort=path`);
    return { id, findings: body.findings, fixed: (await api.get(`/scans/${id}`)).body.fixed, verdict: answer.body };
  }

  async function scan(reports: Reports, fields: Record<string, unknown> = {}): Promise<Done> {
    const id = await begin(fields);
    await report(id, reports);
    return finish(id);
  }

  const onPull = (pr_number: number, branch = `change-${pr_number}`) => ({ branch, pr_number, base_branch: 'main' });
  const newRules = ({ findings }: Done): string[] =>
    findings.filter((each) => each.is_new_in_pr).map((each) => each.rule_id);
  const idOf = ({ findings }: Done, rule: string): number => findings.find((each) => each.rule_id === rule)!.issue_id;
  const repoIdOf = async ({ id }: Done): Promise<number> => (await api.get(`/scans/${id}`)).body.repo_id as number;
  const mark = (issue_id: number, is_fp = true) =>
    api.post('/quality/findings/mark-fp', { issue_id, is_fp, ...(is_fp && { reason: 'looked at it' }) });

  describe('the baseline', () => {
    it('of a tool that did not run stays as it is, and what it knew is not fixed', async () => {
      await scan({ first: [A], second: [B] });
      const withoutSecond = await scan({ first: [A] });
      expect(withoutSecond.fixed).toBe(0);
      const change = await scan({ first: [A], second: [B, C] }, onPull(1));
      expect(newRules(change)).toEqual(['rule-c']);
      expect((await scan({ first: [A] }, onPull(2))).fixed).toBe(0);
    });

    it('of a tool that ran and found nothing is empty', async () => {
      await scan({ first: [A], second: [B] });
      expect((await scan({ first: [A], second: [] })).fixed).toBe(1);
      expect(newRules(await scan({ first: [A], second: [B] }, onPull(1)))).toEqual(['rule-b']);
    });

    it('does not hold what other tools find alike', async () => {
      await scan({ first: [A], second: [] });
      expect(newRules(await scan({ first: [A], second: [A] }, onPull(1)))).toEqual(['rule-a']);
    });

    it('that comes while a change is scanned counts when it completes', async () => {
      await scan({ first: [A] });
      const id = await begin(onPull(1));
      await report(id, { first: [A, B] });
      await scan({ first: [A, B] });
      const change = await finish(id);
      expect(newRules(change)).toEqual([]);
      expect(change.fixed).toBe(0);
    });

    it('is that of the newest scan when several complete at once', async () => {
      await scan({ first: [A] });
      const ids = [await begin(), await begin(), await begin(), await begin()];
      const contents = [[A], [A, B], [B], [C]];
      await Promise.all(ids.map((id, at) => report(id, { first: contents[at]! })));
      await Promise.all([...ids].reverse().map(finish));
      expect(newRules(await scan({ first: [A, B, C] }, onPull(1)))).toEqual(['rule-a', 'rule-b']);
    });

    it('is not written by a change, by a scan that fails, or before completion', async () => {
      await scan({ first: [A] });
      await scan({ first: [A, B] }, onPull(1));
      await scan({ first: [A, B] }, { branch: 'main', pr_number: 2 });
      await report(await begin(), { first: [A, B] });
      const failed = await begin();
      await report(failed, { first: [A, B] });
      await api.post(`/scans/${failed}/fail`, { reason: 'interrupted' });
      expect(newRules(await scan({ first: [A, B] }, onPull(3)))).toEqual(['rule-b']);
    });

    it('comes back once by an undo, and no more after a scan of the default branch', async () => {
      const first = await scan({ first: [A, B], second: [C] });
      const path = `/quality/gates/rebuild-baseline/${await repoIdOf(first)}`;
      expect((await api.post(path)).body.cleared_fingerprints).toBe(3);
      expect(newRules(await scan({ first: [A], second: [C] }, onPull(1)))).toEqual(['rule-a', 'rule-c']);
      expect((await api.post(`${path}/undo`)).body.restored_fingerprints).toBe(3);
      expect(newRules(await scan({ first: [A], second: [C] }, onPull(1)))).toEqual([]);
      expect((await api.post(`${path}/undo`)).status).toBe(409);

      await api.post(path);
      const rebuilt = await scan({ first: [A] });
      expect((await api.post(`${path}/undo`)).body.code).toBe('nothing_to_undo');
      expect(newRules(await scan({ first: [A, B] }, onPull(2)))).toEqual(['rule-b']);
      expect(idOf(rebuilt, 'rule-a')).toBe(idOf(first, 'rule-a'));
    });

    it('is missing: findings on lines that the change did not touch are inherited', async () => {
      const id = await begin(onPull(1));
      await api.post(`/scans/${id}/changes`, { files: [{ path: 'src/a.ts', added: [[10, 10]] }] });
      await report(id, { first: [A, { ...B, path: 'src/a.ts', line: 11 }, C] });
      expect(newRules(await finish(id))).toEqual(['rule-a']);
    });

    it.each([
      ['are not known', []],
      ['are known', ['src/a.ts', 'src/b.ts']],
    ])(
      "is missing: a tool may write paths from the machine's root where the repository's files %s",
      async (_, paths) => {
        const id = await begin(onPull(1));
        if (paths.length > 0) await api.post(`/scans/${id}/files`, { paths });
        await api.post(`/scans/${id}/changes`, { files: [{ path: 'src/a.ts', added: [[8, 12]] }] });
        await report(id, {
          first: [A, { ...A, rule: 'rule-low', line: 30 }, B].map((each) => ({
            ...each,
            path: `/ci/work/${each.path}`,
          })),
        });
        expect(newRules(await finish(id))).toEqual(['rule-a']);
      },
    );
  });

  describe('fixed counts', () => {
    it.each([
      ['nothing', [A, B, C], 0],
      ['one', [A, C], 1],
      ['all', [], 3],
      ['one, though another came', [A, B, problem('d')], 1],
      ['none for a copy', [A, A, B, C], 0],
      ['none for a rename', [{ ...A, path: 'lib/a.ts' }, { ...B, path: 'lib/b.ts' }, C], 0],
    ])('%s', async (_, results, fixed) => {
      await scan({ first: [A, B, C] });
      expect((await scan({ first: results }, onPull(1))).fixed).toBe(fixed);
    });

    it('each of several alike', async () => {
      const alike = [10, 20, 30].map((line) => ({ ...A, line }));
      await scan({ first: alike });
      const change = await scan({ first: [{ ...A, line: 10 }] }, onPull(1));
      expect([change.fixed, newRules(change)]).toEqual([2, []]);
      const more = await scan({ first: [...alike, { ...A, line: 40 }, { ...A, line: 50 }] }, onPull(2));
      expect([more.fixed, newRules(more)]).toEqual([0, ['rule-a', 'rule-a']]);
      expect(new Set(more.findings.map((each) => each.issue_id)).size).toBe(5);
    });
  });

  describe('a pull request that is scanned again', () => {
    it('keeps ids and the scan that saw a problem first, and calls it new still', async () => {
      await scan({ first: [A] });
      const first = await scan({ first: [A, B] }, onPull(1));
      const second = await scan({ first: [{ ...A, line: 14 }, { ...B, line: 90 }, C] }, onPull(1));
      expect(newRules(second)).toEqual(['rule-b', 'rule-c']);
      expect(idOf(second, 'rule-b')).toBe(idOf(first, 'rule-b'));
      const firstSeen = Object.fromEntries(second.findings.map((each) => [each.rule_id, each.first_seen_scan_id]));
      expect(firstSeen).toMatchObject({ 'rule-b': first.id, 'rule-c': second.id });
    });

    it('does so over scans that failed, or that the tool was missing from', async () => {
      await scan({ first: [A] });
      const first = await scan({ first: [A, B], second: [] }, onPull(1));
      const failed = await begin(onPull(1));
      await api.post(`/scans/${failed}/fail`, { reason: 'interrupted' });
      await scan({ second: [] }, onPull(1));
      const later = await scan({ first: [A, B], second: [] }, onPull(1));
      expect(later.findings.map((each) => each.issue_id)).toEqual(first.findings.map((each) => each.issue_id));
      expect(later.findings[1]!.first_seen_scan_id).toBe(first.id);
    });

    it('goes on from the scans that its branch had before it was opened', async () => {
      await scan({ first: [A] });
      const pushed = await scan({ first: [A, B] }, { branch: 'feature' });
      const opened = await scan({ first: [A, B] }, onPull(1, 'feature'));
      expect(newRules(pushed)).toEqual(['rule-b']);
      expect(newRules(opened)).toEqual(['rule-b']);
      expect(idOf(opened, 'rule-b')).toBe(idOf(pushed, 'rule-b'));
      const pushedAgain = await scan({ first: [A, B] }, { branch: 'feature' });
      expect(idOf(pushedAgain, 'rule-b')).toBe(idOf(pushed, 'rule-b'));
    });

    it('does not take over from another pull request', async () => {
      await scan({ first: [A] });
      const one = await scan({ first: [A, B] }, onPull(1));
      const other = await scan({ first: [A, B] }, onPull(2));
      expect(idOf(other, 'rule-b')).not.toBe(idOf(one, 'rule-b'));
      expect(other.findings[1]!.first_seen_scan_id).toBe(other.id);
    });

    it('whose problem went and came back sees it as it was in the scan before', async () => {
      await scan({ first: [A] });
      await scan({ first: [A, B] }, onPull(1));
      await scan({ first: [A] }, onPull(1));
      const back = await scan({ first: [A, B] }, onPull(1));
      expect(newRules(back)).toEqual(['rule-b']);
      expect(back.findings[1]!.first_seen_scan_id).toBe(back.id);
    });
  });

  describe('what is learned after the upload', () => {
    it('takes a problem from one finding to another, and leaves no two of them with one id', async () => {
      const main = await scan({ first: [A] });
      const id = await begin(onPull(1));
      const copies = ['src/b.ts', 'src/c.ts'].map((path) => ({ ...A, path }));
      await report(id, { first: copies });
      const { body } = await api.get(`/scans/${id}/findings?is_new=true`);
      const [{ file_path: path }] = body.findings as [Listed];
      const added = copies.filter((each) => each.path !== path).map((each) => ({ path: each.path, added: [[1, 99]] }));
      await api.post(`/scans/${id}/changes`, { files: [{ path, old_path: 'src/a.ts', added: [] }, ...added] });
      const { findings } = await finish(id);
      const known = findings.find((each) => each.file_path === path)!;
      const copy = findings.find((each) => each.file_path !== path)!;
      expect([known.issue_id, known.is_new_in_pr]).toEqual([idOf(main, 'rule-a'), false]);
      expect([copy.is_new_in_pr, copy.first_seen_scan_id]).toEqual([true, id]);
      expect(copy.issue_id).not.toBe(known.issue_id);
    });

    it('decides how sure the verdict is', async () => {
      const id = await begin(onPull(1));
      await report(id, { first: [A] });
      await scan({ first: [{ rule: A.rule, path: A.path, line: A.line }] });
      const change = await finish(id);
      expect([newRules(change), change.verdict.tracking]).toEqual([[], 'low_confidence']);
    });
  });

  describe('coverage that comes late', () => {
    async function cover({ id }: Done): Promise<void> {
      const content = anLcov({ 'src/covered.ts': lines(2, 2) });
      expect((await api.upload('/quality/coverage/upload', { scan_id: String(id) }, { content })).status).toBe(200);
    }
    const findingsOf = async ({ id }: Done) => (await api.get(`/scans/${id}/findings`)).body.findings as Listed[];

    it('leaves a problem the id that it had when the scan completed, though it came back under another one', async () => {
      const first = await scan({ first: [A] });
      await scan({ first: [] });
      const last = await scan({ first: [A, B] });
      expect(idOf(last, 'rule-a')).not.toBe(idOf(first, 'rule-a'));
      await cover(first);
      expect(await findingsOf(first)).toEqual(first.findings);
      expect((await api.get(`/scans/${first.id}`)).body.fixed).toBe(first.fixed);
    });

    it('leaves new what was new at completion, when there was nothing to compare with', async () => {
      const change = await scan({ first: [A] }, onPull(1));
      await scan({ first: [A] });
      await cover(change);
      expect(await findingsOf(change)).toEqual(change.findings);
      expect(newRules(change)).toEqual(['rule-a']);
    });
  });

  describe('a mark', () => {
    const markedRules = ({ findings }: Done) =>
      findings.filter((each) => each.user_marked_fp).map((each) => each.rule_id);

    it('made on the default branch holds in changes, whatever they do to the place', async () => {
      const main = await scan({ first: [A, B] });
      await mark(idOf(main, 'rule-a'));
      const moved = { ...A, path: 'lib/moved.ts', line: 99 };
      const change = await scan({ first: [moved, { ...B, path: 'lib/b.ts' }] }, onPull(1));
      expect(markedRules(change)).toEqual(['rule-a']);
      const merged = await scan({ first: [moved, { ...B, path: 'lib/b.ts' }] });
      expect([markedRules(merged), idOf(merged, 'rule-a')]).toEqual([['rule-a'], idOf(main, 'rule-a')]);
    });

    it('made on a pull request holds on other branches, after the merge and in the next change', async () => {
      await scan({ first: [A] });
      const change = await scan({ first: [A, B] }, onPull(1));
      await mark(idOf(change, 'rule-b'));
      const other = await scan({ first: [A, { ...B, line: 50 }, C] }, onPull(2));
      expect([markedRules(other), newRules(other)]).toEqual([['rule-b'], ['rule-b', 'rule-c']]);
      expect(other.verdict.new_in_pr.total).toBe(1);
      const merged = await scan({ first: [A, { ...B, line: 51 }] });
      expect(markedRules(merged)).toEqual(['rule-b']);
      const next = await scan({ first: [A, { ...B, line: 52, path: 'src/renamed.ts' }] }, onPull(3));
      expect([markedRules(next), newRules(next)]).toEqual([['rule-b'], []]);
      expect(new Set([change, other, merged, next].map((each) => idOf(each, 'rule-b'))).size).toBe(1);
    });

    it('holds when its problem left the code and comes back', async () => {
      const main = await scan({ first: [A, B] });
      await mark(idOf(main, 'rule-b'));
      await scan({ first: [A] });
      const change = await scan({ first: [A, B] }, onPull(1));
      expect([newRules(change), markedRules(change), change.verdict.new_in_pr.total]).toEqual([
        ['rule-b'],
        ['rule-b'],
        0,
      ]);
      expect(idOf(change, 'rule-b')).toBe(idOf(main, 'rule-b'));
    });

    it('holds on branches that knew the problem under another id, and when it was made after the merge', async () => {
      await scan({ first: [A] });
      const change = await scan({ first: [A, B] }, onPull(1));
      const other = await scan({ first: [A, B] }, onPull(2));
      expect(idOf(other, 'rule-b')).not.toBe(idOf(change, 'rule-b'));
      await mark(idOf(change, 'rule-b'));
      const again = await scan({ first: [A, B] }, onPull(2));
      expect([markedRules(again), newRules(again), again.verdict.new_in_pr.total]).toEqual([['rule-b'], ['rule-b'], 0]);

      const late = await scan({ second: [C] }, onPull(3));
      const merged = await scan({ second: [C] });
      expect(idOf(merged, 'rule-c')).not.toBe(idOf(late, 'rule-c'));
      await mark(idOf(late, 'rule-c'));
      expect(markedRules(await scan({ second: [C] }))).toEqual(['rule-c']);
      const next = await scan({ second: [C] }, onPull(4));
      expect([markedRules(next), newRules(next), idOf(next, 'rule-c')]).toEqual([['rule-c'], [], idOf(late, 'rule-c')]);
    });

    it('is not handed on to a copy in the same file that stays when its problem is gone', async () => {
      const twice = await scan({ first: [A, { ...A, line: 30 }] });
      const [first, second] = twice.findings.map((each) => each.issue_id);
      await mark(first!);
      for (const fields of [{}, {}, onPull(1)]) {
        const left = await scan({ first: [{ ...A, line: 29 }] }, fields);
        expect(left.findings.map((each) => [each.issue_id, each.user_marked_fp])).toEqual([[second, false]]);
      }
    });

    it('covers one problem, not its copy', async () => {
      const main = await scan({ first: [A] });
      await mark(idOf(main, 'rule-a'));
      const change = await scan({ first: [A, { ...A, path: 'src/copy.ts' }] }, onPull(1));
      expect(change.findings.map((each) => [each.file_path, each.user_marked_fp, each.is_new_in_pr])).toEqual([
        ['src/a.ts', true, false],
        ['src/copy.ts', false, true],
      ]);
    });

    it('is of its repository and its tool', async () => {
      const main = await scan({ first: [A] });
      await mark(idOf(main, 'rule-a'));
      expect(markedRules(await scan({ second: [A] }))).toEqual([]);
      repo = `${repo}-other`;
      expect(markedRules(await scan({ first: [A] }))).toEqual([]);
    });

    it('that is made or cleared between upload and completion counts', async () => {
      await scan({ first: [A] });
      const change = await scan({ first: [A, B] }, onPull(1));
      const id = await begin(onPull(2));
      await report(id, { first: [A, B] });
      await mark(idOf(change, 'rule-b'));
      const marked = await finish(id);
      expect([markedRules(marked), idOf(marked, 'rule-b')]).toEqual([['rule-b'], idOf(change, 'rule-b')]);

      await mark(idOf(change, 'rule-b'), false);
      const cleared = await scan({ first: [A, B] }, onPull(2));
      expect([markedRules(cleared), cleared.verdict.new_in_pr.total]).toEqual([[], 1]);
    });

    describe('of which the line is edited', () => {
      const COMMIT = 'c'.repeat(40);
      const short = (text: string) => problem('a', { snippet: text, message: 'Too many numbers.' });
      const edited = { files: [{ path: 'src/a.ts', added: [[10, 10]], hunks: [[10, 1, 10, 1]] }] };
      const statesOf = ({ findings }: Done) =>
        findings.map(({ issue_id, user_marked_fp, mark_line_edited }) => [issue_id, user_marked_fp, mark_line_edited]);

      async function scanEdited(result: SarifResult, fields: Record<string, unknown>): Promise<Done> {
        const id = await begin(fields);
        expect((await api.post(`/scans/${id}/changes`, edited)).status).toBe(200);
        await report(id, { first: [result] });
        return finish(id);
      }

      it('stays on a short line, in the change and where it lands, and says so until it is confirmed', async () => {
        const main = await scan({ first: [short('compute(1, 2)')] }, { commit_sha: COMMIT });
        const issueId = idOf(main, 'rule-a');
        await mark(issueId);
        const change = await scanEdited(short('compute(1, 2, 3)'), { ...onPull(1), base_sha: COMMIT });
        expect([newRules(change), change.findings[0]!.matched_by]).toEqual([[], 'edited_line']);
        expect(statesOf(change)).toEqual([[issueId, true, true]]);
        expect(statesOf(await scanEdited(short('compute(1, 2, 3)'), {}))).toEqual([[issueId, true, true]]);
        expect(statesOf(await scan({ first: [short('compute(1, 2, 3)')] }))).toEqual([[issueId, true, true]]);
        const columns = (await api.get(`/scans/${change.id}/findings/columns`)).body;
        expect([columns.fp, columns.mark_line_edited]).toEqual([[1], [1]]);
        const csv = (await api.get(`/scans/${change.id}/findings?format=csv`)).text.split('\r\n');
        expect(csv[1]!.split(',')[csv[0]!.split(',').indexOf('mark_line_edited')]).toBe('true');
        const [exported] = (await api.get(`/scans/${change.id}/sarif`)).body.runs[0].results;
        expect(exported).toMatchObject({
          suppressions: [{ status: 'accepted' }],
          properties: { qualityGate: { markLineEdited: true } },
        });
        const issue = await api.get(`/issues/${issueId}?scan_id=${change.id}`);
        expect(issue.body).toMatchObject({ mark_line_edited: true, state: 'false_positive' });

        await mark(issueId);
        const { body } = await api.get(`/scans/${change.id}/findings`);
        expect(body.findings).toMatchObject([{ user_marked_fp: true, mark_line_edited: false }]);
        expect(statesOf(await scanEdited(short('compute(1, 2)'), {}))).toEqual([[issueId, true, false]]);
      });

      it('does not count for a security problem until it is confirmed', async () => {
        const found = (argument: string): SarifResult => ({
          ...problem('a', { securitySeverity: '9.1' }),
          snippet: `const digest = createHash('md5').update(${argument}, 'utf8').digest('hex').slice(0, 16);`,
        });
        await scan({ first: [] });
        const first = await scan({ first: [found('name')] }, onPull(1));
        await mark(idOf(first, 'rule-a'));
        const second = await scan({ first: [found('name')] }, onPull(1));
        expect([second.verdict.status, statesOf(second)]).toEqual(['passed', [[idOf(first, 'rule-a'), true, false]]]);
        const changed = await scan({ first: [found('password')] }, onPull(1));
        expect(statesOf(changed)).toEqual([[idOf(first, 'rule-a'), true, true]]);
        expect([changed.verdict.status, changed.verdict.new_in_pr.total]).toEqual(['failed', 1]);
        const [exported] = (await api.get(`/scans/${changed.id}/sarif`)).body.runs[0].results;
        expect([exported.suppressions, exported.properties.qualityGate.markLineEdited]).toEqual([undefined, true]);
        const issue = await api.get(`/issues/${idOf(first, 'rule-a')}`);
        expect(issue.body).toMatchObject({ mark_line_edited: true, state: 'open' });

        // As marks of a version before are stored.
        await query(
          app.database.admin,
          `UPDATE issue_marks SET lines = NULL WHERE issue_id = ${idOf(first, 'rule-a')}`,
        );
        const confirmed = await api.post('/quality/findings/mark-fp/bulk', {
          issue_ids: [idOf(first, 'rule-a')],
          is_fp: true,
          reason: 'no password of people',
        });
        expect(confirmed.body).toMatchObject({ operation_id: null, marked: 1, unchanged: 0 });
        const { findings } = (await api.get(`/scans/${changed.id}/findings`)).body;
        expect(findings).toMatchObject([{ fp_reason: 'no password of people', mark_line_edited: false }]);
        const judged = await api.post(`/quality/gates/recompute/${changed.id}`);
        expect([judged.body.status, judged.body.new_in_pr.total]).toEqual(['passed', 0]);
      });
    });

    it('survives a rebuild of the baseline', async () => {
      const main = await scan({ first: [A, B] });
      await mark(idOf(main, 'rule-b'));
      await api.post(`/quality/gates/rebuild-baseline/${await repoIdOf(main)}`);
      const orphan = await scan({ first: [A, { ...B, line: 70 }] }, onPull(1));
      expect([newRules(orphan), markedRules(orphan)]).toEqual([['rule-a', 'rule-b'], ['rule-b']]);
      expect(markedRules(await scan({ first: [A, B] }))).toEqual(['rule-b']);
    });
  });

  describe('over random histories of a branch', () => {
    const path = 'src/shop.ts';
    const commitOf = (number: number): string => number.toString(16).padStart(40, '0');
    const found = (file: ModelFile): SarifResult[] =>
      file.flatMap(({ text, isFlagged }, at) =>
        isFlagged ? [{ rule: 'no-call', path, line: at + 1, message: 'Unexpected call.', snippet: text }] : [],
      );

    const callOf = (id: number, argument: string): string =>
      `callNumber${id}(${argument}, second, third${id}, fourth, fifth, sixth);`;
    const nothing = () => ({
      commits: [] as string[],
      pull_requests: [] as number[],
      before_reverted: [] as string[][],
    });

    const WAYS = ['merge', 'squash', 'rebase', 'mention'] as const;

    interface Pull {
      readonly edits: readonly Edit[];
      readonly number: number;
      readonly commit: string;
    }

    /** Main with its scans, and the id of each line's problem. */
    class History {
      main: ModelFile = Array.from({ length: 60 }, (_, id) => this.line(id, id % 10 === 5));
      readonly ids = new Map<number, number>();
      private scanned: ModelFile = [];
      private scannedCommit: string | null = null;
      private commits = 0;
      private lines = 1000;
      private pulls = 0;
      private landed = nothing();
      private readonly deleted: { readonly edit: Edit; readonly before: string }[] = [];

      private line(id: number, isFlagged: boolean): ModelLine {
        const text = isFlagged ? callOf(id, 'first') : `const plain${id} = one(${id}) + other(${id}, ${id}) + last;`;
        return { id, text, isFlagged };
      }

      private nextCommit(): string {
        return commitOf((this.commits += 1));
      }

      /** Inserted lines are away from those that the same pull request deletes: it replaces none of them. */
      edits(choices: readonly number[]): Edit[] {
        const flagged = this.scanned.filter(({ isFlagged }) => isFlagged);
        const anchors = this.scanned.filter(({ id }) => id < 1000 && id % 10 < 3);
        return choices.flatMap((choice): Edit[] => {
          const anchor = anchors[choice % anchors.length]!;
          const target = flagged[choice % Math.max(1, flagged.length)];
          const isOwn = target !== undefined && target.id < 1000;
          if (choice % 3 === 0)
            return [{ kind: 'insert', after: anchor.id, line: this.line((this.lines += 1), choice % 2 === 0) }];
          if (choice % 3 === 1 && target !== undefined)
            return [{ kind: 'edit', id: target.id, text: callOf(target.id, `edited${choice}`) }];
          return isOwn ? [{ kind: 'delete', id: target.id }] : [];
        });
      }

      async scanPull(edits: readonly Edit[]): Promise<Pull> {
        const pull = { edits, number: (this.pulls += 1), commit: this.nextCommit() };
        const fields = { ...onPull(pull.number), commit_sha: pull.commit, base_sha: this.scannedCommit };
        const head = applyEdits(this.scanned, edits);
        await this.scan(head, fields, { files: changeBetween(path, this.scanned, head) });
        return pull;
      }

      /** A rebase makes commits that nothing names; a squash has a subject that names the pull request. */
      land({ edits, number, commit }: Pull, by: (typeof WAYS)[number]): void {
        if (by === 'mention') {
          // Another subject names it: nothing of it lands.
          this.landed.pull_requests.push(number);
          return;
        }
        const apply = edits.filter((edit) => edit.kind !== 'insert' || this.has(edit.after));
        for (const edit of apply) this.noteDeleted(edit);
        this.main = applyEdits(this.main, apply);
        if (by === 'merge') this.landed.commits.push(commit);
        if (by === 'squash') this.landed.pull_requests.push(number);
        this.landed.commits.push(this.nextCommit());
      }

      /** Notes a line for a revert, where the last scan has it as it is deleted. */
      private noteDeleted(edit: Edit): void {
        const at = edit.kind === 'delete' ? this.main.findIndex(({ id }) => id === edit.id) : -1;
        const line = this.main[at];
        if (line === undefined || !this.scanned.some(({ id, text }) => id === line.id && text === line.text)) return;
        this.deleted.push({
          edit: { kind: 'insert', after: this.main[at - 1]!.id, line },
          before: this.scannedCommit!,
        });
      }

      revert(): void {
        const last = this.deleted.pop();
        if (last?.edit.kind !== 'insert' || !this.has(last.edit.after)) return;
        this.main = applyEdits(this.main, [last.edit]);
        this.landed.before_reverted.push([last.before]);
      }

      async scanMain(): Promise<void> {
        const commit = this.nextCommit();
        const files = changeBetween(path, this.scanned, this.main);
        const change = this.scannedCommit === null ? null : { files, landed: this.landed };
        await this.scan(this.main, { commit_sha: commit }, change);
        [this.scanned, this.scannedCommit, this.landed] = [this.main, commit, nothing()];
      }

      private has(id: number): boolean {
        return this.main.some((line) => line.id === id);
      }

      private async scan(file: ModelFile, fields: Record<string, unknown>, change: object | null): Promise<void> {
        const id = await begin(fields);
        if (change !== null) expect((await api.post(`/scans/${id}/changes`, change)).status).toBe(200);
        await report(id, { first: found(file) });
        const { findings } = await finish(id);
        const now = findings.map(({ line, issue_id }) => [file[line - 1]!.id, issue_id] as const);
        expect(now).toEqual(now.map(([line, issueId]) => [line, this.ids.get(line) ?? issueId]));
        for (const [line, issueId] of now) this.ids.set(line, issueId);
        expect(new Set(this.ids.values()).size).toBe(this.ids.size);
      }
    }

    const choices = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 3 });
    const steps = fc.array(
      fc.record({
        ours: choices,
        theirs: fc.option(choices),
        by: fc.constantFrom(...WAYS),
        isReverted: fc.boolean(),
        isScanned: fc.boolean(),
      }),
      { minLength: 2, maxLength: 3 },
    );

    it('have one id each, however changes land and are reverted', async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (all) => {
          repo = `acme/tracked-${(repos += 1)}`;
          const history = new History();
          await history.scanMain();
          for (const { ours, theirs, by, isReverted, isScanned } of all) {
            const pulls = [await history.scanPull(history.edits(ours))];
            if (theirs !== null) pulls.push(await history.scanPull(history.edits(theirs)));
            for (const pull of pulls) history.land(pull, by);
            if (isScanned) await history.scanMain();
            if (isReverted) history.revert();
          }
          await history.scanMain();
        }),
        { numRuns: propertyRuns(25) },
      );
    });
  });
});
