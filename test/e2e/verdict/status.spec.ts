import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApplication } from '../../../src/application.js';
import { LongPolls } from '../../../src/modules/verdict/quality-gate/long-polls.js';
import { parseConfig } from '../../../src/platform/config/parse-config.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import { ApiClient } from '../../support/api-client.js';
import { threadScript } from '../../support/host/hosts-of-run.js';
import {
  aDuplicatedScan,
  aKey,
  aScan,
  complete,
  duplicationViolation,
  type GateWorld,
  startGateWorld,
  untraced,
  uploadFindings,
} from './gate-world.js';

const RULES = [
  'new_critical_max',
  'new_high_max',
  'duplication_pct_max',
  'complexity_new_max',
  'rating_min',
  'new_coverage_min',
];
const NONE_NEW = { critical: 0, high: 0, medium: 0, low: 0, total: 0 };

/** The body of an answer, over a connection that is not kept for another request. */
const getOnce = (url: string, key: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { 'x-api-key': key } }, (answer) => resolve(text(answer)));
    request.on('error', reject);
  });

describe('/quality/gates/status/:scan_id', () => {
  let world: GateWorld;
  beforeAll(async () => {
    world = await startGateWorld();
  });
  afterAll(() => world.stop());

  const status = async (org: ApiClient, scanId: number, query = '') =>
    (await org.get(`/quality/gates/status/${scanId}${query}`)).body;

  describe('without a verdict', () => {
    it('answers every key, and null for the status of a pending scan', async () => {
      const scan = await aScan(world.admin);
      const answer = await world.admin.get(`/quality/gates/status/${scan.id}`);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        scan_id: scan.id,
        status: null,
        reason: null,
        summary: 'Pending: the scan is not complete yet.',
        violations: [],
        tolerated_violations: [],
        waived_violations: [],
        skipped_rules: [],
        passed_rules: [],
        next_actions: [],
        next_actions_total: {},
        default_branch: 'main',
        scanned_branch: 'feature/auth-rework',
        is_baseline_scan: false,
        new_in_pr: NONE_NEW,
        basis: null,
        conclusion: null,
        tracking: null,
        warnings: [],
        policy: null,
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
        unmatched_paths: null,
        reports: null,
        missing_tools: null,
        tests: null,
        policy_version: null,
        repo_policy_version: null,
        evaluated_at: null,
        evaluation: null,
        considered: {
          waiver_ids: [],
          marks_changed_at: null,
          repo_policy_revision: 0,
          switches_revision: 0,
          accepted_until: null,
        },
        stale: false,
        stale_reason: null,
      });
    });

    it('has the same keys with a verdict', async () => {
      const pending = await aScan(world.admin);
      const completed = await aDuplicatedScan(world.admin, 1);
      const keysOf = async (scanId: number) => Object.keys((await status(world.admin, scanId)) as object).sort();
      expect(await keysOf(completed.id)).toEqual(await keysOf(pending.id));
    });
  });

  describe('with a verdict', () => {
    it('answers what completion answered', async () => {
      const scan = await aScan(world.admin);
      const answered = await complete(world.admin, scan.id, { metrics: { duplication_pct: 4.2 } });
      expect(await status(world.admin, scan.id)).toEqual(answered);
      expect(answered).toMatchObject({
        scan_id: scan.id,
        status: 'failed',
        reason: null,
        violations: [duplicationViolation(4.2)],
        conclusion: 'neutral',
        evaluation: 1,
        policy_version: 'v1',
        stale: false,
        is_baseline_scan: false,
        new_in_pr: NONE_NEW,
        summary: 'Failed: duplication_pct_max is 4.2 and must be at most 3.',
      });
      expect(new Date(answered.evaluated_at as string).toISOString()).toBe(answered.evaluated_at);
    });

    it.each([
      [2.99, 'passed'],
      [3, 'passed'],
      [3.0001, 'failed'],
    ])('meets a threshold of 3 with %s: %s', async (pct, expected) => {
      const scan = await aDuplicatedScan(world.admin, pct);
      expect((await status(world.admin, scan.id)).status).toBe(expected);
    });

    it('shows a failing actual with the digits that tell it from the threshold', async () => {
      const scan = await aDuplicatedScan(world.admin, 3.0001);
      expect((await status(world.admin, scan.id)).violations).toEqual([duplicationViolation(3.0001)]);
    });

    it('puts every rule into exactly one list', async () => {
      const org = await world.anOrgWith({ policy: { new_high_max: null } });
      const scan = await aScan(org);
      await uploadFindings(org, scan.id, [{ ruleId: 'sql', score: 9.8, line: 3 }]);
      const verdict = await complete(org, scan.id, { metrics: { duplication_pct: 0.5 } });
      const lists = ['violations', 'waived_violations', 'skipped_rules', 'passed_rules'];
      const rulesOf = (list: string) => (verdict[list] as { rule: string }[]).map(({ rule }) => rule);
      expect(lists.flatMap(rulesOf).sort()).toEqual([...RULES].sort());
      expect(verdict.violations).toEqual([
        { rule: 'new_critical_max', threshold: 0, actual: 1, severity: 'critical' },
        { rule: 'rating_min', threshold: 'C', actual: 'D', severity: 'high' },
      ]);
      expect(verdict.skipped_rules).toEqual([
        { rule: 'new_high_max', reason: 'disabled' },
        { rule: 'new_coverage_min', reason: 'no_coverage' },
      ]);
      expect(verdict.passed_rules).toEqual([
        { rule: 'duplication_pct_max', threshold: 3, actual: 0.5 },
        { rule: 'complexity_new_max', threshold: 15, actual: 0 },
      ]);
      expect(verdict.new_in_pr).toEqual({ critical: 1, high: 0, medium: 0, low: 0, total: 1 });
    });

    it('finds nothing new on the default branch', async () => {
      const org = await world.anOrgWith({ policy: { rating_min: null } });
      const scan = await aScan(org, { branch: 'main', pr_number: undefined });
      await uploadFindings(org, scan.id, [{ ruleId: 'sql', score: 9.8, line: 3 }]);
      expect(await complete(org, scan.id)).toMatchObject({
        status: 'passed',
        is_baseline_scan: true,
        scanned_branch: 'main',
        new_in_pr: NONE_NEW,
      });
    });

    it('concludes failure where a failed gate blocks merges', async () => {
      const org = await world.anOrgWith({ block_merge_on_fail: true });
      const failed = await aDuplicatedScan(org, 4);
      const passed = await aDuplicatedScan(org, 1);
      expect((await status(org, failed.id)).conclusion).toBe('failure');
      expect((await status(org, passed.id)).conclusion).toBe('success');
    });

    it("judges by the repository's own file, and tells what of it was not taken over", async () => {
      const org = await world.anOrgWith({});
      expect((await org.patch('/org', { repo_policy: 'any' })).status).toBe(200);
      const scan = await aScan(org);
      const policy_file = 'duplication_pct_max: 5\nrating_min: Z\nunknown: 1\n';
      const verdict = await complete(org, scan.id, { metrics: { duplication_pct: 4.2 }, policy_file });
      expect(verdict.status).toBe('passed');
      expect(verdict.passed_rules).toContainEqual({ rule: 'duplication_pct_max', threshold: 5, actual: 4.2 });
      const codes = verdict.warnings.map((warning: { code: string }) => warning.code);
      expect(codes).toEqual(['policy_file_key_dropped', 'policy_file_key_dropped', 'base_unknown']);
    });

    it('never changes by itself', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 4);
      const before = await status(org, scan.id);
      await org.put('/quality/gates/config', { policy: { duplication_pct_max: 10 } });
      expect(await status(org, scan.id)).toEqual({ ...before, stale: true, stale_reason: 'terms_changed' });
    });
  });

  describe('not configured', () => {
    const skipped = RULES.map((rule) => ({ rule, reason: 'not_configured' }));

    it('says so without a policy', async () => {
      const org = await world.anOrg();
      const scan = await aDuplicatedScan(org, 50);
      expect(await status(org, scan.id)).toMatchObject({
        status: 'not_configured',
        reason: 'no_policy',
        violations: [],
        skipped_rules: skipped,
        policy_version: 'v0',
        conclusion: 'neutral',
        evaluation: 1,
      });
    });

    it('says so when the gate is switched off', async () => {
      const org = await world.anOrgWith({ enabled: false });
      const scan = await aDuplicatedScan(org, 50);
      expect(await status(org, scan.id)).toMatchObject({
        status: 'not_configured',
        reason: 'disabled',
        policy_version: 'v1',
      });
    });
  });

  describe('failures', () => {
    it('fails with scan_error when the scanner gave up', async () => {
      const scan = await aScan(world.admin);
      const answer = await world.admin.post(`/scans/${scan.id}/fail`, { reason: 'out of memory' });
      expect(answer.status).toBe(200);
      expect(await status(world.admin, scan.id)).toMatchObject({
        status: 'failed',
        reason: 'scan_error',
        violations: [],
        skipped_rules: RULES.map((rule) => ({ rule, reason: 'scan_error' })),
        evaluation: 1,
        stale: false,
      });
    });

    it('reads as timed out past the deadline, and can be completed still', async () => {
      const timed = await startGateWorld({ SCAN_DEADLINE_MINUTES: '30' });
      try {
        const scan = await aScan(timed.admin);
        timed.clock.advanceMinutes(29);
        expect((await status(timed.admin, scan.id)).status).toBeNull();
        timed.clock.advanceMinutes(1);
        expect(await status(timed.admin, scan.id)).toMatchObject({
          status: 'failed',
          reason: 'timed_out',
          conclusion: 'neutral',
          evaluation: null,
          evaluated_at: null,
        });
        await complete(timed.admin, scan.id, { metrics: { duplication_pct: 1 } });
        expect(await status(timed.admin, scan.id)).toMatchObject({ status: 'passed', reason: null, evaluation: 1 });
      } finally {
        await timed.stop();
      }
    });
  });

  describe('stale', () => {
    it('follows the policy, and is cured by recomputing', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 4);
      expect((await status(org, scan.id)).stale).toBe(false);
      await org.put('/quality/gates/config', {});
      expect((await status(org, scan.id)).stale).toBe(false);
      await org.put('/quality/gates/config', { enabled: false });
      expect((await status(org, scan.id)).stale).toBe(true);
      await org.post(`/quality/gates/recompute/${scan.id}`);
      expect(await status(org, scan.id)).toMatchObject({ stale: false, status: 'not_configured', evaluation: 2 });
    });

    it('follows the waivers that reach the scan: made, revoked, expired', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 4);
      const recompute = () => org.post(`/quality/gates/recompute/${scan.id}`);
      const waive = async (more: object) =>
        (await org.post('/quality/gates/waivers', { rule: 'duplication_pct_max', reason: 'legacy', ...more })).body.id;

      await waive({ repo_id: scan.repoId, pr_number: 6 });
      expect((await status(org, scan.id)).stale).toBe(false);

      const expires_at = new Date(world.clock.now().getTime() + 10 * 60_000).toISOString();
      const expiring = await waive({ repo_id: scan.repoId, expires_at });
      expect(await status(org, scan.id)).toMatchObject({ stale: true, status: 'failed' });
      await recompute();
      expect(await status(org, scan.id)).toMatchObject({
        stale: false,
        status: 'passed',
        waived_violations: [{ ...duplicationViolation(4), waived: true, waiver_id: expiring }],
        considered: { waiver_ids: [expiring] },
      });
      world.clock.advanceMinutes(10);
      expect(await status(org, scan.id)).toMatchObject({ stale: true, status: 'passed' });

      const lasting = await waive({});
      await recompute();
      expect(await status(org, scan.id)).toMatchObject({ stale: false, considered: { waiver_ids: [lasting] } });
      await org.post(`/quality/gates/waivers/${lasting}/revoke`);
      expect((await status(org, scan.id)).stale).toBe(true);
      await recompute();
      expect(await status(org, scan.id)).toMatchObject({ stale: false, status: 'failed' });
    });

    it('follows the marks of false positives', async () => {
      const org = await world.anOrgWith({ policy: { rating_min: null } });
      const scan = await aScan(org);
      await uploadFindings(org, scan.id, [{ ruleId: 'sql', score: 9.8, line: 3 }]);
      expect((await complete(org, scan.id)).status).toBe('failed');
      const { findings } = (await org.get(`/scans/${scan.id}/findings`)).body;
      const mark = { issue_id: findings[0].issue_id, is_fp: true, reason: 'sanitized' };
      expect((await org.post('/quality/findings/mark-fp', mark)).status).toBe(200);

      expect(await status(org, scan.id)).toMatchObject({ stale: true, status: 'failed', new_in_pr: { critical: 1 } });
      await org.post(`/quality/gates/recompute/${scan.id}`);
      expect(await status(org, scan.id)).toMatchObject({
        stale: false,
        status: 'passed',
        new_in_pr: { critical: 0, total: 0 },
      });
    });
  });

  describe('?wait=', () => {
    it('answers with the verdict once the scan is completed', async () => {
      const scan = await aScan(world.admin);
      const waiting = status(world.admin, scan.id, '?wait=30');
      await complete(world.admin, scan.id, { metrics: { duplication_pct: 1 } });
      expect((await waiting).status).toBe('passed');
    });

    it('answers at once where there is a verdict', async () => {
      const scan = await aDuplicatedScan(world.admin, 1);
      expect((await status(world.admin, scan.id, '?wait=30')).status).toBe('passed');
    });

    it('answers pending when the time has passed', async () => {
      const scan = await aScan(world.admin);
      expect((await status(world.admin, scan.id, '?wait=1')).status).toBeNull();
      expect((await status(world.admin, scan.id, '?wait=0')).status).toBeNull();
    });

    it('holds no connection: more wait than there are connections, and others are served', async () => {
      const scans = await Promise.all(Array.from({ length: 20 }, () => aScan(world.admin)));
      const waiting = scans.map(({ id }) => status(world.admin, id, '?wait=30'));
      for (const { id } of scans) await complete(world.admin, id, { metrics: { duplication_pct: 1 } });
      expect((await Promise.all(waiting)).map(({ status }) => status as string)).toEqual(scans.map(() => 'passed'));
    });

    describe('on another instance', () => {
      let second: NestExpressApplication;
      let dataDir: string;
      let key: string;
      let there: ApiClient;

      beforeEach(async () => {
        dataDir = await mkdtemp(path.join(tmpdir(), 'quality-gate-second-'));
        const parsed = parseConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'fatal', RATE_LIMIT_STATUS: '1000' });
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
        second = await createApplication({
          config: parsed.config,
          database: world.database.app,
          logger: createLogger('fatal'),
          clock: world.clock,
          poolSize: 2,
          reportWorker: { entry: threadScript('report-worker') },
        });
        await second.listen(0, '127.0.0.1');
        const made = await world.admin.post('/api-keys', { name: 'ci', role: 'MEMBER', scopes: ['read:scans'] });
        key = made.body.key as string;
        there = new ApiClient(await second.getUrl(), { 'x-api-key': key });
      });

      afterEach(() => rm(dataDir, { recursive: true, force: true }));

      it('sees a verdict that this one stored', async () => {
        const scan = await aScan(world.admin);
        const waiting = status(there, scan.id, '?wait=30');
        await complete(world.admin, scan.id, { metrics: { duplication_pct: 1 } });
        expect((await waiting).status).toBe('passed');
        await second.close();
      });

      it('answers at once when that one stops', async () => {
        const scan = await aScan(world.admin);
        const waiting = getOnce(`${await second.getUrl()}/api/quality/gates/status/${scan.id}?wait=30`, key);
        while (second.get(LongPolls).waiting === 0) await sleep(10);
        await second.close();
        expect(JSON.parse(await waiting)).toMatchObject({ scan_id: scan.id, status: null });
      });
    });

    it.each(['31', '-1', '1.5', '', '05', 'abc', '1e1', '5&wait=5'])('refuses wait=%s', async (wait) => {
      const answer = await world.admin.get(`/quality/gates/status/1?wait=${wait}`);
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([expect.objectContaining({ field: 'wait' })]);
    });
  });

  describe('who may, and which', () => {
    it.each(['0', '-1', '007', '1e3', '12abc', '%2012', '9007199254740992', '99999999999999999', 'null'])(
      'refuses the id %s',
      async (id) => {
        const answer = await world.admin.get(`/quality/gates/status/${id}`);
        expect([answer.status, answer.body.code]).toEqual([400, 'invalid_id']);
      },
    );

    it('judges credentials, then scope, then input, then the object', async () => {
      const key = await aKey(await world.anOrg(), 'MEMBER', ['write:scans']);
      expect((await world.anonymous.get('/quality/gates/status/0')).status).toBe(401);
      expect((await key.get('/quality/gates/status/0')).status).toBe(403);
      expect((await world.admin.get('/quality/gates/status/0')).status).toBe(400);
      expect((await world.admin.get('/quality/gates/status/9007199254740991?wait=x')).status).toBe(400);
      expect((await world.admin.get('/quality/gates/status/9007199254740991')).status).toBe(404);
      expect((await world.admin.get('/quality/gates/status/9007199254740991?wait=30')).status).toBe(404);
    });

    it('lets a VIEWER read', async () => {
      const org = await world.anOrgWith({});
      const scan = await aDuplicatedScan(org, 1);
      const viewer = await aKey(org, 'VIEWER', ['read:scans']);
      expect((await viewer.get(`/quality/gates/status/${scan.id}`)).status).toBe(200);
    });

    it("answers another organization's scan like one that does not exist", async () => {
      const foreign = await aDuplicatedScan(await world.anOrgWith({}), 1);
      const key = await aKey(await world.anOrg(), 'ORG_ADMIN', ['admin']);
      const there = await key.get(`/quality/gates/status/${foreign.id}`);
      const nowhere = await key.get('/quality/gates/status/9007199254740991');
      expect(there.status).toBe(404);
      expect(untraced(there.body)).toEqual(untraced(nowhere.body));
    });
  });
});
