import { anLcov, lines } from '../../support/reports.js';
import {
  aDuplicatedScan,
  aKey,
  aScan,
  complete,
  duplicationViolation,
  type GateWorld,
  startGateWorld,
  uploadFindings,
} from './gate-world.js';

const DEFAULTS = {
  new_critical_max: 0,
  new_high_max: 2,
  duplication_pct_max: 3,
  complexity_new_max: 15,
  rating_min: 'C',
  new_coverage_min: 80,
};

describe('judging scans again', () => {
  let world: GateWorld;
  beforeAll(async () => {
    world = await startGateWorld();
  });
  afterAll(() => world.stop());

  type Org = GateWorld['admin'];
  const evaluate = (org: Org, scanId: number, body?: unknown) => org.post(`/quality/gates/evaluate/${scanId}`, body);
  const status = async (org: Org, scanId: number) => (await org.get(`/quality/gates/status/${scanId}`)).body;
  const history = async (org: Org, scanId: number) => (await org.get(`/quality/gates/history/${scanId}`)).body;

  describe('POST /quality/gates/evaluate/:scan_id', () => {
    it('answers as the specification says, with a waived violation', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 4.2);
      const waiver = await org.post('/quality/gates/waivers', { rule: 'duplication_pct_max', reason: 'legacy' });
      const answer = await evaluate(org, scan.id);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        scan_id: scan.id,
        status: 'passed',
        reason: null,
        summary: 'Passed: 1 met, 1 waived, 4 skipped.',
        violations: [],
        tolerated_violations: [],
        waived_violations: [{ ...duplicationViolation(4.2), waived: true, waiver_id: waiver.body.id }],
        skipped_rules: [
          { rule: 'new_critical_max', reason: 'no_findings_report' },
          { rule: 'new_high_max', reason: 'no_findings_report' },
          { rule: 'complexity_new_max', reason: 'no_findings_report' },
          { rule: 'new_coverage_min', reason: 'no_coverage' },
        ],
        passed_rules: [{ rule: 'rating_min', threshold: 'C', actual: 'C' }],
        next_actions: [],
        next_actions_total: {},
        default_branch: 'main',
        scanned_branch: 'feature/auth-rework',
        is_baseline_scan: false,
        new_in_pr: { critical: 0, high: 0, medium: 0, low: 0, total: 0 },
        basis: null,
        conclusion: 'success',
        tracking: null,
        warnings: [{ code: 'base_unknown', message: expect.any(String) }],
        policy_file: null,
        base: null,
        uncovered: null,
        moved_lines: null,
        suppressions: null,
        loosened: null,
        assertions: null,
        flickering_lines: 0,
        untested_files: null,
        changes: null,
        unmatched_paths: { count: 0, paths: [] },
        reports: [],
        missing_tools: null,
        tests: null,
        policy_version: 'v1',
        repo_policy_version: null,
        policy: DEFAULTS,
        draft: false,
        evaluated_at: expect.any(String),
      });
    });

    it('judges by the policy of now and writes nothing', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 4);
      await org.put('/quality/gates/config', { policy: { duplication_pct_max: 4 } });
      expect((await evaluate(org, scan.id)).body).toMatchObject({ status: 'passed', policy_version: 'v2' });
      expect(await status(org, scan.id)).toMatchObject({ status: 'failed', policy_version: 'v1', evaluation: 1 });
      expect((await history(org, scan.id)).evaluations).toHaveLength(1);
      expect((await org.get('/audit-log?action=evaluation.recomputed')).body.entries).toEqual([]);
    });

    it('agrees with the stored verdict while nothing changes', async () => {
      const org = await world.anOrgWith({ block_merge_on_fail: true });
      const scan = await aScan(org);
      await uploadFindings(org, scan.id, [
        { ruleId: 'sql', score: 9.8, line: 3 },
        { ruleId: 'path', score: 7.5, line: 9 },
      ]);
      await complete(org, scan.id, { metrics: { duplication_pct: 9.5 }, policy_file: 'new_high_max: 0\nwhat: 1' });
      const { evaluation, considered, stale, stale_reason, ...stored } = await status(org, scan.id);
      expect([evaluation, stale, stale_reason, considered.waiver_ids]).toEqual([1, false, null, []]);
      expect(stored.violations).toHaveLength(4);
      const preview = (await evaluate(org, scan.id)).body;
      expect({ ...preview, evaluated_at: stored.evaluated_at }).toMatchObject(stored as object);
    });

    it('judges by the marks of now', async () => {
      const org = await world.anOrgWith({ policy: { rating_min: null } });
      const scan = await aScan(org);
      await uploadFindings(org, scan.id, [{ ruleId: 'sql', score: 9.8, line: 3 }]);
      await complete(org, scan.id);
      const { findings } = (await org.get(`/scans/${scan.id}/findings`)).body;
      await org.post('/quality/findings/mark-fp', { issue_id: findings[0].issue_id, is_fp: true, reason: 'fine' });
      expect((await evaluate(org, scan.id)).body).toMatchObject({ status: 'passed', new_in_pr: { total: 0 } });
      await org.post('/quality/findings/mark-fp', { issue_id: findings[0].issue_id, is_fp: false });
      expect((await evaluate(org, scan.id)).body).toMatchObject({ status: 'failed', new_in_pr: { total: 1 } });
    });

    describe('with a draft', () => {
      it('judges by the draft, what it leaves out being the defaults', async () => {
        const org = await world.anOrgWith({ policy: { new_high_max: 9 } });
        const scan = await aDuplicatedScan(org, 4);
        const answer = await evaluate(org, scan.id, { policy: { duplication_pct_max: 4, rating_min: null, other: 1 } });
        expect(answer.body).toMatchObject({
          status: 'passed',
          policy: { ...DEFAULTS, duplication_pct_max: 4, rating_min: null },
          policy_version: 'v1',
          draft: true,
        });
        expect((await org.get('/quality/gates/config')).body).toMatchObject({
          policy: { new_high_max: 9 },
          policy_version: 'v1',
        });
      });

      it("lays the repository's file over the draft", async () => {
        const org = await world.anOrgWith({});
        const scan = await aScan(org);
        await complete(org, scan.id, { metrics: { duplication_pct: 4 }, policy_file: 'duplication_pct_max: 2' });
        const answer = await evaluate(org, scan.id, { policy: { duplication_pct_max: 50 } });
        expect(answer.body).toMatchObject({ status: 'failed', policy: { duplication_pct_max: 2 } });
      });

      it('judges as if the gate were switched on', async () => {
        const org = await world.anOrg();
        const scan = await aDuplicatedScan(org, 4);
        expect((await evaluate(org, scan.id)).body).toMatchObject({
          status: 'not_configured',
          reason: 'no_policy',
          policy_version: 'v0',
          policy: DEFAULTS,
        });
        expect((await evaluate(org, scan.id, { policy: {} })).body).toMatchObject({
          status: 'failed',
          reason: null,
          violations: [duplicationViolation(4)],
          policy_version: 'v0',
        });
      });

      it('previews the switches as well', async () => {
        const org = await world.anOrgWith({ policy: { rating_min: null } });
        const main = await aScan(org, { branch: 'main', pr_number: undefined });
        await uploadFindings(org, main.id, [{ ruleId: 'sql', score: 9.8, line: 3 }]);
        await complete(org, main.id);
        expect((await evaluate(org, main.id)).body.status).toBe('passed');
        const all = await evaluate(org, main.id, { applies_to_new_code_only: false, block_merge_on_fail: true });
        expect(all.body).toMatchObject({ status: 'failed', conclusion: 'failure', draft: true });
      });

      it('validates as PUT does', async () => {
        const scan = await aDuplicatedScan(world.admin, 1);
        const answer = await evaluate(world.admin, scan.id, { policy: { new_high_max: -1, rating_min: 'Q' } });
        expect(answer.status).toBe(400);
        expect((answer.body.errors as { field: string }[]).map(({ field }) => field)).toEqual([
          'policy.new_high_max',
          'policy.rating_min',
        ]);
        expect((await evaluate(world.admin, scan.id, { policy: null })).status).toBe(400);
        expect((await evaluate(world.admin, scan.id, [])).status).toBe(400);
        expect((await evaluate(world.admin, scan.id, {})).status).toBe(200);
      });
    });

    it('judges a pending scan on what has come so far', async () => {
      const scan = await aScan(world.admin);
      expect((await evaluate(world.admin, scan.id)).body).toMatchObject({ status: 'passed', new_in_pr: { total: 0 } });
      await uploadFindings(world.admin, scan.id, [{ ruleId: 'sql', score: 9.8, line: 3 }]);
      expect((await evaluate(world.admin, scan.id)).body).toMatchObject({
        status: 'failed',
        new_in_pr: { critical: 1 },
      });
      expect((await status(world.admin, scan.id)).status).toBeNull();
    });

    it('judges a pending scan on its coverage, and on what was said while it waits for reports', async () => {
      const org = await world.anOrgWith({});
      const scan = await aScan(org, { expected_uploads: 2 });
      await org.post(`/scans/${scan.id}/changes`, { files: [{ path: 'a.ts', added: [[3, 4]] }] });
      await org.upload(
        '/quality/coverage/upload',
        { scan_id: String(scan.id) },
        { content: anLcov({ 'a.ts': lines(4, 3) }) },
      );
      await complete(org, scan.id, { metrics: { duplication_pct: 4.2 } });
      const expected = {
        status: 'failed',
        basis: 'changed_lines',
        violations: [
          duplicationViolation(4.2),
          { rule: 'new_coverage_min', threshold: 80, actual: 50, severity: 'medium' },
        ],
        passed_rules: [{ rule: 'rating_min', threshold: 'C', actual: 'C' }],
      };
      expect((await evaluate(org, scan.id)).body).toMatchObject(expected);
      expect((await status(org, scan.id)).status).toBeNull();
      await org.upload('/quality/coverage/upload', { scan_id: String(scan.id) }, { content: 'TN:\n' });
      expect(await status(org, scan.id)).toMatchObject(expected);
    });

    it('leaves a failed scan failed', async () => {
      const scan = await aScan(world.admin);
      await world.admin.post(`/scans/${scan.id}/fail`, { reason: 'crashed' });
      expect((await evaluate(world.admin, scan.id)).body).toMatchObject({ status: 'failed', reason: 'scan_error' });
    });

    it('is open to any member, and to keys that read scans', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 1);
      expect((await evaluate(await aKey(org, 'VIEWER', ['read:scans']), scan.id)).status).toBe(200);
      expect((await evaluate(await aKey(org, 'MEMBER', ['write:scans']), scan.id)).status).toBe(403);
      expect((await evaluate(world.anonymous, scan.id)).status).toBe(401);
      const stranger = await aKey(await world.anOrg(), 'VIEWER', ['read:scans']);
      expect((await evaluate(stranger, scan.id)).status).toBe(404);
      expect((await evaluate(world.admin, 0)).status).toBe(400);
    });
  });

  describe('coverage that was owed', () => {
    it('is a violation once the default branch has some', async () => {
      const org = await world.anOrgWith({ policy: { rating_min: null } });
      const lcov = 'SF:src/cart.ts\nDA:1,1\nDA:2,1\nend_of_record\n';
      const main = await aScan(org, { branch: 'main', pr_number: undefined });
      const upload = { scan_id: String(main.id), report_format: 'lcov' };
      expect((await org.upload('/quality/coverage/upload', upload, { content: lcov, name: 'lcov.info' })).status).toBe(
        200,
      );
      expect((await complete(org, main.id)).status).toBe('passed');
      const without = await aScan(org);
      expect(await complete(org, without.id)).toMatchObject({
        status: 'failed',
        violations: [{ rule: 'new_coverage_min', threshold: 80, actual: null, severity: 'medium' }],
        basis: null,
      });
    });
  });

  describe('POST /quality/gates/recompute/:scan_id', () => {
    it("stores the scan's next evaluation, with an audit entry", async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 4);
      await org.put('/quality/gates/config', { policy: { duplication_pct_max: 4 } });
      const answer = await org.post(`/quality/gates/recompute/${scan.id}`);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({
        scan_id: scan.id,
        status: 'passed',
        violations: [],
        evaluation: 2,
        policy_version: 'v2',
        policy: { ...DEFAULTS, duplication_pct_max: 4 },
        stale: false,
      });
      const { policy } = answer.body;
      expect(policy).toEqual((await org.get('/quality/gates/config')).body.policy);
      expect(await status(org, scan.id)).toEqual(answer.body);
      expect((await org.get('/audit-log?action=evaluation.recomputed')).body.entries).toMatchObject([
        {
          target: { type: 'scan', id: scan.id },
          repo_id: scan.repoId,
          old: { evaluation: 1, status: 'failed', policy_version: 'v1' },
          new: { evaluation: 2, status: 'passed', policy_version: 'v2' },
        },
      ]);
    });

    it('numbers concurrent ones one after another', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 1);
      const recompute = () => org.post(`/quality/gates/recompute/${scan.id}`);
      const answers = await Promise.all([recompute(), recompute(), recompute()]);
      expect(answers.map(({ body }) => body.evaluation as number).sort()).toEqual([2, 3, 4]);
    });

    it('needs a completed scan', async () => {
      const pending = await aScan(world.admin);
      const refused = await world.admin.post(`/quality/gates/recompute/${pending.id}`);
      expect([refused.status, refused.body.code]).toEqual([409, 'scan_pending']);
      await world.admin.post(`/scans/${pending.id}/fail`, { reason: 'crashed' });
      const failed = await world.admin.post(`/quality/gates/recompute/${pending.id}`);
      expect([failed.status, failed.body.code]).toEqual([409, 'scan_failed']);
    });

    it('needs ORG_ADMIN, of the organization', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 1);
      const path = `/quality/gates/recompute/${scan.id}`;
      expect((await world.anonymous.post(path)).status).toBe(401);
      expect((await (await aKey(org, 'MEMBER', ['read:scans', 'write:scans'])).post(path)).status).toBe(403);
      expect((await (await aKey(await world.anOrg(), 'ORG_ADMIN', ['admin'])).post(path)).status).toBe(404);
      expect((await (await aKey(org, 'ORG_ADMIN', ['admin'])).post(path)).status).toBe(200);
      expect((await org.post('/quality/gates/recompute/1x')).status).toBe(400);
    });
  });

  describe('GET /quality/gates/history/:scan_id', () => {
    it('lists every evaluation, newest first, by pages', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 4);
      await org.put('/quality/gates/config', { policy: { duplication_pct_max: 4 } });
      await org.post(`/quality/gates/recompute/${scan.id}`);
      await org.post(`/quality/gates/recompute/${scan.id}`);
      const all = await history(org, scan.id);
      expect(all).toMatchObject({
        scan_id: scan.id,
        evaluations: [
          { evaluation: 3, status: 'passed', trigger: 'recomputed', policy_version: 'v2' },
          { evaluation: 2, status: 'passed', trigger: 'recomputed', policy: { duplication_pct_max: 4 } },
          { evaluation: 1, status: 'failed', trigger: 'completed', violations: [duplicationViolation(4)] },
        ],
        next_cursor: null,
      });
      expect(all.evaluations[0].evaluated_by).toMatch(/^user:\d+$/);
      expect(all.evaluations[0].evaluated_by_name).toBe('Administrator');
      const path = `/quality/gates/history/${scan.id}?limit=2`;
      const first = (await org.get(path)).body;
      const second = (await org.get(`${path}&cursor=${first.next_cursor}`)).body;
      expect([...first.evaluations, ...second.evaluations]).toEqual(all.evaluations);
      expect(second.next_cursor).toBeNull();
    });

    it('is empty for a pending scan, and 404 for one of another organization', async () => {
      const org = await world.anOrg();
      const scan = await aScan(org);
      expect(await history(org, scan.id)).toEqual({ scan_id: scan.id, evaluations: [], next_cursor: null });
      const stranger = await aKey(await world.anOrg(), 'VIEWER', ['read:scans']);
      expect((await stranger.get(`/quality/gates/history/${scan.id}`)).status).toBe(404);
      expect((await org.get(`/quality/gates/history/${scan.id}?limit=0`)).status).toBe(400);
      expect((await org.get(`/quality/gates/history/${scan.id}?cursor=x`)).status).toBe(400);
    });
  });
});
