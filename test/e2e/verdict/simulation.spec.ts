import fc from 'fast-check';
import { SWITCHES_AT_FIRST_SAVE } from '../../../src/domain/gate/decide-status.js';
import { DEFAULT_POLICY, RULE_NAMES, withThresholds } from '../../../src/domain/gate/policy.js';
import { RULES } from '../../../src/domain/gate/rules.js';
import { simulate as simulateHere, type Simulation } from '../../../src/domain/gate/simulate.js';
import { ok } from '../../support/answers.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { anLcov, lines } from '../../support/reports.js';
import { aDuplicatedScan, aScan, complete, type GateWorld, startGateWorld, uploadFindings } from './gate-world.js';

const INPUTS = '/quality/gates/simulation-inputs';
const POLICY = { new_critical_max: 0, duplication_pct_max: 3, new_coverage_min: 60, rating_min: 'D' } as const;

type Org = ApiClient & { readonly orgId: number };

let world: GateWorld;
/** An organization whose scans met all kinds of things. */
let org: Org;
const known: Record<string, number> = {};

beforeAll(async () => {
  world = await startGateWorld();
  org = await world.anOrgWith({ policy: POLICY });
  await live(org);
});
afterAll(() => world.stop());

const inputsOf = async (client: ApiClient, search = '') => (await client.get(INPUTS + search)).body;
const simulate = async (client: ApiClient, body: object = {}) => ok(client.post('/quality/gates/simulate', body));
const idsOf = (list: readonly { scan_id: number }[]) => list.map(({ scan_id }) => scan_id);

async function cover(client: ApiClient, scanId: number, covered: number): Promise<void> {
  const content = anLcov({ 'src/cart.ts': lines(10, covered) });
  await ok(client.upload('/quality/coverage/upload', { scan_id: String(scanId) }, { content }));
}

/** A completed scan with findings, coverage, changed lines and duplication. */
async function aMeasuredScan(client: ApiClient, values: object, findings: number, said: object = {}): Promise<number> {
  const { id } = await aScan(client, values);
  const score = (at: number) => (at % 2 === 0 ? 9.1 : 7.5);
  const results = Array.from({ length: findings }, (_, at) => ({ ruleId: `r${at}`, score: score(at), line: at + 1 }));
  await uploadFindings(client, id, results);
  await ok(client.post(`/scans/${id}/changes`, { files: [{ path: 'src/cart.ts', added: [[3, 8]] }] }));
  await cover(client, id, 5);
  await complete(client, id, { metrics: { duplication_pct: 4.25 }, ...said });
  return id;
}

async function live(client: Org): Promise<void> {
  known.base = await aMeasuredScan(client, { branch: 'main', pr_number: null }, 1);
  known.failed = await aMeasuredScan(client, {}, 3);
  await ok(client.post('/quality/gates/waivers', { rule: 'duplication_pct_max', reason: 'old', max_actual: 20 }));
  known.waived = (await aDuplicatedScan(client, 9, { pr_number: 6 })).id;
  const { repoId, id } = await aScan(client, { repo: 'acme/own', pr_number: 7 });
  await ok(client.put(`/quality/gates/config?repo_id=${repoId}`, { policy: { duplication_pct_max: 30 } }));
  await complete(client, id, { metrics: { duplication_pct: 25 } });
  known.own = id;
  known.filed = await aMeasuredScan(client, { pr_number: 8 }, 0, {
    policy_file: 'duplication_pct_max: 1\nnew_high_max: 9',
  });
  known.given = (await aScan(client, { pr_number: 9 })).id;
  await ok(client.post(`/scans/${known.given}/fail`, { reason: 'broken' }));
  known.pending = (await aScan(client, { pr_number: 10 })).id;
}

describe('GET /quality/gates/simulation-inputs', () => {
  it('has the facts that each scan was judged on, its stored status, and the waivers in force', async () => {
    const { scans, repositories, switches } = await inputsOf(org);
    const scan = scans.find(({ scan_id }: { scan_id: number }) => scan_id === known.failed);
    const zeros = [0, 0, 0, 0, 0];
    expect(scan).toEqual({
      scan_id: known.failed,
      repo_id: expect.any(Number),
      repo: 'acme/web',
      branch: 'feature/auth-rework',
      pr_number: 5,
      stored_status: 'failed',
      failing_rules: ['new_critical_max', 'new_coverage_min'],
      not_judgeable: null,
      facts: {
        is_baseline_scan: false,
        has_findings_report: true,
        tool_errors: { all: 0, new: 0 },
        counters: { all: expect.any(Array), new: expect.any(Array) },
        duplication_pct: 4.25,
        duplicated_lines: null,
        new_duplication: null,
        rating: expect.stringMatching(/^[A-E]$/),
        coverage: {
          all_lines: { lines_covered: 5, lines_total: 10 },
          changed_lines: { lines_covered: 3, lines_total: 6 },
          added_branches: { branches_covered: 0, branches_total: 0 },
          steady_lines: { lines_covered: 5, lines_total: 10 },
          untested_files: 0,
          has_unmatched_change: false,
          default_branch_has_coverage: true,
        },
        tests: null,
        suppressions: null,
        loosened: null,
        owed_reports: [],
        base: {
          duplication_pct: 4.25,
          rating: expect.stringMatching(/^[A-E]$/),
          all_lines: { lines_covered: 5, lines_total: 10 },
          steady_lines: { lines_covered: 5, lines_total: 10 },
          has_tests: false,
          has_suppressions: false,
          duplicated_lines: null,
          rated_findings: { reliability: { critical: 1, high: 0 }, maintainability: { critical: 0, high: 0 } },
        },
        failed_tools: [],
        missing_tools: [],
        file_rules: null,
      },
      waivers: [
        {
          id: expect.any(Number),
          rule: 'duplication_pct_max',
          repo_id: null,
          pr_number: null,
          max_actual: 20,
          created_at: expect.any(String),
        },
      ],
    });
    expect(scan.facts.counters.new.flat()).toHaveLength(zeros.length * scan.facts.counters.new.length);
    expect(scan.facts.counters.new.flat().reduce((sum: number, count: number) => sum + count, 0)).toBe(1);
    expect(repositories).toEqual([
      {
        repo_id: expect.any(Number),
        rules: { duplication_pct_max: 30 },
        enabled: null,
        block_merge_on_fail: null,
        applies_to_new_code_only: null,
      },
    ]);
    expect(switches).toEqual({
      repo_policy: 'tighten_only',
      tolerate_inherited: true,
      on_tool_failure: 'fail',
      on_missing_tool: 'warn',
    });
  });

  it('lists the newest scans first, of a repository and of a kind', async () => {
    const ids = async (search: string) => idsOf((await inputsOf(org, search)).scans);
    const all = [known.pending, known.given, known.filed, known.own, known.waived, known.failed, known.base];
    expect(await ids('')).toEqual(all);
    expect(await ids('?limit=2')).toEqual(all.slice(0, 2));
    expect(await ids('?kind=default')).toEqual([known.base]);
    expect(await ids('?kind=pr')).toEqual(all.slice(0, -1));
    const { repo_id } = (await inputsOf(org)).repositories[0];
    expect(await ids(`?repo_id=${repo_id}`)).toEqual([known.own]);
    expect(await ids('?repo_id=9007199254740991')).toEqual([]);
  });

  it.each(['kind=branch', 'limit=0', 'limit=501', 'repo_id=x'])('refuses ?%s', async (search) => {
    const answer = await org.get(`${INPUTS}?${search}`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: search.split('=')[0] }] } });
  });

  it('come with the revisions of the policy on request', async () => {
    const { revisions, ...inputs } = await inputsOf(org, '?include=revisions');
    expect(inputs).toEqual(await inputsOf(org));
    expect(revisions).toEqual((await org.get('/quality/gates/config/revisions')).body);
    expect(revisions.revisions.length).toBeGreaterThan(0);
    expect((await org.get(`${INPUTS}?include=waivers`)).status).toBe(400);
  });

  it('says why a scan cannot be judged', async () => {
    const reasons = async () =>
      Object.fromEntries(
        (await inputsOf(org)).scans.map((one: any) => [one.scan_id, one.facts ? null : one.not_judgeable]),
      );
    expect(await reasons()).toMatchObject({
      [known.pending!]: 'pending',
      [known.given!]: 'scan_failed',
      [known.own!]: null,
    });
    await query(
      world.database.admin,
      `UPDATE scans SET deadline_at = now() - interval '1 day' WHERE id = ${known.pending}`,
    );
    expect(await reasons()).toMatchObject({ [known.pending!]: 'timed_out' });
    await query(
      world.database.admin,
      `UPDATE evaluations SET facts = NULL WHERE scan_id = ${known.own}; UPDATE scans SET details_expired_at = now() WHERE id = ${known.waived}`,
    );
    expect(await reasons()).toMatchObject({ [known.own!]: 'facts_unknown', [known.waived!]: null });
  });
});

describe('POST /quality/gates/simulate', () => {
  const counts = ({ scans, unchanged }: any) => ({ scans, unchanged });

  it('lists scans that would fail and pass, with the rules', async () => {
    const lenient = await simulate(org, { policy: { ...POLICY, new_critical_max: 5, new_coverage_min: 40 } });
    expect(lenient.to_failed).toEqual([]);
    expect(idsOf(lenient.to_passed)).toEqual([known.filed, known.failed, known.base]);
    expect(lenient.to_passed[1]).toEqual({
      ...{ scan_id: known.failed, repo: 'acme/web', pr_number: 5 },
      because: ['new_critical_max', 'new_coverage_min'],
      reason: null,
    });
    const other = await world.anOrgWith({ policy: POLICY });
    const { id } = await aDuplicatedScan(other, 2);
    const strict = await simulate(other, { policy: { ...POLICY, duplication_pct_max: 1, rating_min: 'A' } });
    expect(strict.to_failed).toEqual([
      {
        ...{ scan_id: id, repo: 'acme/web', pr_number: 5 },
        because: ['duplication_pct_max', 'rating_min'],
        reason: null,
      },
    ]);
    const { scans, unchanged, to_failed, to_passed, not_judgeable } = lenient as Simulation;
    expect(scans).toBe(unchanged + to_failed.length + to_passed.length + not_judgeable.length);
  });

  it('takes the scans of some repositories, of a kind, the newest', async () => {
    const { repo_id } = (await inputsOf(org)).repositories[0];
    expect((await simulate(org, { repo_ids: [repo_id] })).scans).toBe(1);
    expect((await simulate(org, { repo_ids: [] })).scans).toBe(0);
    expect((await simulate(org, { kind: 'default' })).scans).toBe(1);
    expect((await simulate(org, { limit: 3 })).scans).toBe(3);
  });

  it('names every bad field at once', async () => {
    const answer = await org.post('/quality/gates/simulate', {
      policy: { new_high_max: -1 },
      switches: { enabled: 'yes' },
      repo_ids: ['8'],
      kind: 'some',
      limit: 501,
    });
    expect(answer.status).toBe(400);
    expect((answer.body.errors as { field: string }[]).map(({ field }) => field)).toEqual([
      ...['policy.new_high_max', 'switches.enabled', 'repo_ids', 'kind', 'limit'],
    ]);
    for (const bad of [{ switches: [] }, { policy: 5 }, { limit: 0 }, { limit: 1.5 }, { repo_ids: 8 }])
      expect((await org.post('/quality/gates/simulate', bad)).status).toBe(400);
  });

  it('refuses names of no rules', async () => {
    const answer = await org.post('/quality/gates/simulate', {
      policy: { new_hihg_max: 1, new_coverage_on: 'changes' },
    });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'policy.new_hihg_max' }] } });
    expect(answer.body.errors).toHaveLength(1);
  });

  it('counts no waiver of a closed pull request, as evaluate does', async () => {
    const own = await world.anOrgWith({ policy: POLICY });
    const { id, repoId } = await aDuplicatedScan(own, 90);
    const waiver = { rule: 'duplication_pct_max', reason: 'x', repo_id: repoId, pr_number: 5 };
    expect((await own.post('/quality/gates/waivers', waiver)).status).toBe(200);
    const waivers = async () => (await inputsOf(own)).scans[0].waivers;
    expect(await waivers()).toMatchObject([{ rule: 'duplication_pct_max' }]);
    await own.post(`/repos/${repoId}/pull-requests/5/close`);
    expect(await waivers()).toEqual([]);
    expect((await own.post(`/quality/gates/evaluate/${id}`, {})).body.waived_violations).toEqual([]);
  });

  it('judges by switches, too', async () => {
    const off = await simulate(org, { switches: { enabled: false } });
    expect(new Set(off.not_judgeable.map(({ reason }: { reason: string }) => reason))).toContain('disabled');
    const policy = { ...DEFAULT_POLICY, ...POLICY };
    const switches = { ...SWITCHES_AT_FIRST_SAVE, appliesToNewCodeOnly: false };
    expect(await simulate(org, { policy, switches: { applies_to_new_code_only: false } })).toEqual(
      simulateHere(await inputsOf(org), { ...switches, policy }),
    );
  });

  it('flips nothing under the policy that is stored', async () => {
    const stored = await simulate(org);
    expect(stored).toMatchObject({ to_failed: [], to_passed: [] });
    expect(stored.scans - stored.unchanged).toBe(stored.not_judgeable.length);
    expect(counts(await simulate(org, { policy: POLICY }))).toEqual(counts(stored));
  });

  it('tells of an organization without a policy what its first one would do', async () => {
    const fresh = await world.anOrg();
    const { id } = await aDuplicatedScan(fresh, 9);
    await aDuplicatedScan(fresh, 1);
    expect(await simulate(fresh)).toMatchObject({
      scans: 2,
      to_failed: [{ scan_id: id, because: ['duplication_pct_max', 'rating_min'] }],
    });
  });

  it('answers what the evaluator of a browser makes of the inputs, and previews make of each scan', async () => {
    const threshold = (rule: keyof typeof RULES) =>
      fc.option<number | string>(RULES[rule].kind === 'letter' ? fc.constantFrom('A', 'C', 'D') : fc.nat(9));
    const policies = fc
      .tuple(...RULE_NAMES.map((rule) => threshold(rule).map((value) => [rule, value] as const)))
      .map((named) => withThresholds(DEFAULT_POLICY, named as [keyof typeof RULES, number | null][]));
    const inputs = await inputsOf(org);
    for (const policy of fc.sample(policies, { numRuns: 12, seed: 11 })) {
      const effect = await simulate(org, { policy });
      expect(effect).toEqual(simulateHere(inputs, { ...SWITCHES_AT_FIRST_SAVE, policy }));
      const preview = (await ok(org.post(`/quality/gates/evaluate/${known.failed}`, { policy }))).status as string;
      expect(idsOf(effect.to_passed).includes(known.failed!)).toBe(preview === 'passed');
    }
  });
});
