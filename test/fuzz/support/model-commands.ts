import fc, { type Arbitrary, type AsyncCommand } from 'fast-check';
import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import {
  judge,
  type ModelRow,
  type ModelWaiver,
  type Policy,
  PROBLEMS,
  reaches,
  RULES,
  type Scope,
  type Situation,
  TOOLS,
} from './gate-model.js';
import { coverageOf, problemOf, reportOf } from './gate-reports.js';

/** A scan as the model knows it. */
interface ModelScan {
  readonly id: number;
  readonly pr: number | null;
  readonly generation: number;
  state: 'pending' | 'completed' | 'failed';
  /** The scan that the change is compared with, chosen at completion; null without one, and for the default branch. */
  base: ModelScan | null;
  readonly reports: Map<string, readonly number[]>;
  coverage: boolean[] | null;
  readonly seenCoverage: Set<string>;
  duplicationPct: number | null;
  rows: ModelRow[];
  evaluation: number;
  /** Its last judgement; null without an evaluation. */
  judged: (ReturnType<typeof judge> & { readonly revision: number }) | null;
  /** Since the last evaluation. */
  haveMarksChanged: boolean;
  haveWaiversChanged: boolean;
}

/** One organization as the model knows it, with the repository of the present sequence. */
export interface ModelTenant {
  repo: string;
  repoId: number | null;
  revision: number;
  policy: Policy;
  isEnabled: boolean;
  waivers: ModelWaiver[];
  scans: ModelScan[];
  marked: Set<number>;
  /** Problems by their ids. */
  names: Map<number, Pick<ModelRow, 'tool' | 'problem'>>;
  generation: number;
  /** By tool, the scan of the default branch that has its problems. */
  baseline: ReadonlyMap<string, ModelScan>;
  cleared: ReadonlyMap<string, ModelScan> | null;
  /** Since a rebuild that was not undone no scan of the default branch has become its baseline. */
  isRebuilt: boolean;
  baselineScanId: number;
}

export interface Model {
  readonly tenants: readonly [ModelTenant, ModelTenant];
}
export interface Real {
  readonly clients: readonly [ApiClient, ApiClient];
  /** Number of steps taken, by kind. */
  readonly steps: Map<string, number>;
}

const anEmptyRepository = () => ({
  repoId: null,
  scans: [],
  marked: new Set<number>(),
  names: new Map(),
  generation: 0,
  baseline: new Map(),
  cleared: null,
  isRebuilt: false,
  baselineScanId: 0,
});

export const aTenant = (): ModelTenant => ({
  repo: '',
  revision: 0,
  policy: { new_critical_max: 0, new_high_max: 2, duplication_pct_max: 3, new_coverage_min: 80 },
  isEnabled: false,
  waivers: [],
  ...anEmptyRepository(),
});

/** Goes on in another repository: the organization's policy and waivers stay. */
export function moveTo(tenant: ModelTenant, repo: string): void {
  const waivers = tenant.waivers.filter(({ scope, isRevoked }) => scope === 'organization' && !isRevoked);
  Object.assign(tenant, { ...anEmptyRepository(), repo, waivers });
}

interface Step {
  /** True when the tenant is in a state in which the step means something. */
  readonly needs?: (tenant: ModelTenant) => boolean;
  readonly run: (tenant: ModelTenant, api: ApiClient, other: ApiClient) => Promise<void>;
}

/** A step of one of the two tenants. */
class TenantCommand implements AsyncCommand<Model, Real> {
  constructor(
    private readonly name: string,
    private readonly tenant: 0 | 1,
    private readonly step: Step,
  ) {}

  check(model: Readonly<Model>): boolean {
    return this.step.needs?.(model.tenants[this.tenant]) ?? true;
  }

  run(model: Model, real: Real): Promise<void> {
    const kind = this.name.split('(', 1)[0]!;
    real.steps.set(kind, (real.steps.get(kind) ?? 0) + 1);
    return this.step.run(model.tenants[this.tenant], real.clients[this.tenant], real.clients[1 - this.tenant]!);
  }

  toString(): string {
    return `${'AB'[this.tenant]!}.${this.name}`;
  }
}

const hasScans = ({ scans }: ModelTenant): boolean => scans.length > 0;
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length]!;
const index = fc.nat({ max: 11 });
const problems = fc.uniqueArray(fc.nat({ max: PROBLEMS.length - 1 }), { maxLength: 4 });

/** A step with what it is given, shown in counterexamples as `A.name(given)`. */
function command<Given>(
  name: string,
  given: Arbitrary<Given>,
  stepOf: (given: Given) => Step,
): Arbitrary<TenantCommand> {
  return fc
    .tuple(fc.constantFrom<0 | 1>(0, 0, 0, 0, 1), given)
    .map(([tenant, chosen]) => new TenantCommand(`${name}(${JSON.stringify(chosen)})`, tenant, stepOf(chosen)));
}

const putPolicy = command(
  'putPolicy',
  fc.record({
    new_critical_max: fc.constantFrom(0, 1, null),
    new_high_max: fc.constantFrom(0, 1, 2, null),
    duplication_pct_max: fc.constantFrom(0, 3, 4.5, null),
    new_coverage_min: fc.constantFrom(0, 50, 80, null),
    isEnabled: fc.constantFrom(true, true, true, false),
  }),
  ({ isEnabled, ...policy }) => ({
    run: async (tenant, api) => {
      const sent = { ...policy, complexity_new_max: null, rating_min: null };
      const answer = await api.put('/quality/gates/config', { policy: sent, enabled: isEnabled });
      const isChange =
        tenant.revision === 0 ||
        tenant.isEnabled !== isEnabled ||
        RULES.some((rule) => tenant.policy[rule] !== policy[rule]);
      if (isChange) Object.assign(tenant, { revision: tenant.revision + 1, policy, isEnabled });
      expect(answer.status).toBe(200);
      expect(answer.body.policy_version).toBe(`v${tenant.revision}`);
    },
  }),
);

const createWaiver = command(
  'createWaiver',
  fc.record({
    rule: fc.constantFrom(...RULES),
    scope: fc.constantFrom<Scope>('organization', 'repository', 'pull request'),
    pr: fc.constantFrom(1, 2),
    maxActual: fc.constantFrom(null, null, 1, 60),
  }),
  ({ rule, scope, pr, maxActual }) => ({
    needs: ({ repoId }) => scope === 'organization' || repoId !== null,
    run: async (tenant, api) => {
      const place = {
        ...(scope !== 'organization' && { repo_id: tenant.repoId }),
        ...(scope === 'pull request' && { pr_number: pr }),
      };
      const body = { rule, reason: 'known', expires_at: null, max_actual: maxActual, ...place };
      const answer = await api.post('/quality/gates/waivers', body);
      expect(answer.status).toBe(200);
      const waiver = {
        id: answer.body.id as number,
        rule,
        scope,
        pr: scope === 'pull request' ? pr : null,
        maxActual,
        isRevoked: false,
      };
      tenant.waivers.push(waiver);
      waiversChanged(tenant, waiver);
    },
  }),
);

const revokeWaiver = command('revokeWaiver', index, (which) => ({
  needs: ({ waivers }) => waivers.length > 0,
  run: async (tenant, api, other) => {
    const waiver = pick(tenant.waivers, which);
    expect((await other.post(`/quality/gates/waivers/${waiver.id}/revoke`)).status).toBe(404);
    expect((await api.post(`/quality/gates/waivers/${waiver.id}/revoke`)).status).toBe(200);
    if (!waiver.isRevoked) waiversChanged(tenant, waiver);
    waiver.isRevoked = true;
  },
}));

function waiversChanged(tenant: ModelTenant, waiver: ModelWaiver): void {
  for (const scan of tenant.scans) if (reaches(waiver, scan.pr)) scan.haveWaiversChanged = true;
}

const change = fc.constantFrom(null, null, 1, 1, 2);

async function start(tenant: ModelTenant, api: ApiClient, pr: number | null): Promise<ModelScan> {
  const where = pr === null ? { branch: 'main' } : { branch: `change-${pr}`, pr_number: pr };
  const answer = await api.post('/scans', { repo: tenant.repo, ...where });
  expect(answer.status).toBe(201);
  tenant.repoId = answer.body.repo_id as number;
  const scan: ModelScan = {
    id: answer.body.id as number,
    pr,
    generation: tenant.generation,
    state: 'pending',
    base: null,
    reports: new Map(),
    coverage: null,
    seenCoverage: new Set(),
    duplicationPct: null,
    rows: [],
    evaluation: 0,
    judged: null,
    haveMarksChanged: false,
    haveWaiversChanged: false,
  };
  tenant.scans.push(scan);
  return scan;
}

const startScan = command('startScan', change, (pr) => ({
  run: async (tenant, api) => {
    await start(tenant, api, pr);
  },
}));

/** A scan from start to end at once. */
const push = command('push', fc.tuple(change, fc.constantFrom(...TOOLS), problems), ([pr, tool, found]) => ({
  run: async (tenant, api) => {
    const scan = await start(tenant, api, pr);
    await report(scan, api, tool, found);
    await end(tenant, scan, api, null);
  },
}));

/** To the newest scan as a rule, which is likely to be pending. */
const scanOf = (tenant: ModelTenant, which: number): ModelScan =>
  which < 8 ? tenant.scans.at(-1)! : pick(tenant.scans, which);

const uploadFindings = command(
  'uploadFindings',
  fc.tuple(index, fc.constantFrom(...TOOLS), problems),
  ([which, tool, found]) => ({
    needs: hasScans,
    run: async (tenant, api) => {
      await report(scanOf(tenant, which), api, tool, found);
    },
  }),
);

async function report(scan: ModelScan, api: ApiClient, tool: string, found: readonly number[]): Promise<void> {
  const answer = await api.upload(`/scans/${scan.id}/findings`, {}, { content: reportOf(tool, found) });
  expect(answer.status).toBe(scan.state === 'pending' ? 200 : 409);
  if (answer.status !== 200) return;
  expect(answer.body.records_persisted).toBe(found.length);
  scan.reports.set(tool, found);
}

const uploadCoverage = command(
  'uploadCoverage',
  fc.tuple(index, fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean())),
  ([which, lines]) => ({
    needs: hasScans,
    run: async (tenant, api) => {
      const scan = scanOf(tenant, which);
      const content = coverageOf(lines);
      const answer = await api.upload('/quality/coverage/upload', { scan_id: String(scan.id) }, { content });
      expect(answer.status).toBe(scan.state === 'failed' ? 409 : 200);
      if (answer.status !== 200 || scan.seenCoverage.has(content)) return;
      scan.seenCoverage.add(content);
      scan.coverage = lines.map((isRun, line) => isRun || (scan.coverage?.[line] ?? false));
      if (scan.state === 'completed') await expectCompletion(tenant, scan, api, (await status(api, scan)).body);
    },
  }),
);

const complete = command('complete', fc.tuple(index, fc.constantFrom(null, 0, 3, 3.5)), ([which, duplicationPct]) => ({
  needs: hasScans,
  run: async (tenant, api) => {
    await end(tenant, scanOf(tenant, which), api, duplicationPct);
  },
}));

async function end(tenant: ModelTenant, scan: ModelScan, api: ApiClient, duplicationPct: number | null): Promise<void> {
  const before = scan.state;
  const answer = await api.post(`/scans/${scan.id}/complete`, { metrics: { duplication_pct: duplicationPct } });
  expect(answer.status).toBe(before === 'failed' ? 409 : 200);
  if (before === 'pending') {
    scan.base = chooseBase(tenant, scan);
    scan.state = 'completed';
    scan.duplicationPct = duplicationPct;
    await expectCompletion(tenant, scan, api, answer.body);
  } else if (before === 'completed') expectStatus(tenant, scan, answer.body);
}

const fail = command('fail', index, (which) => ({
  needs: (tenant) => hasScans(tenant) && which > 8,
  run: async (tenant, api) => {
    const scan = scanOf(tenant, which);
    const answer = await api.post(`/scans/${scan.id}/fail`, { reason: 'no memory' });
    expect(answer.status).toBe(scan.state === 'completed' ? 409 : 200);
    if (scan.state !== 'completed') scan.state = 'failed';
  },
}));

const recompute = command('recompute', index, (which) => ({
  needs: hasScans,
  run: async (tenant, api, other) => {
    const scan = pick(tenant.scans, which);
    expect((await other.post(`/quality/gates/recompute/${scan.id}`)).status).toBe(404);
    const answer = await api.post(`/quality/gates/recompute/${scan.id}`);
    expect(answer.status).toBe(scan.state === 'completed' ? 200 : 409);
    if (scan.state !== 'completed') return;
    evaluate(tenant, scan);
    expectStatus(tenant, scan, (await status(api, scan)).body);
  },
}));

const mark = command('mark', fc.tuple(index, fc.boolean()), ([which, isFp]) => ({
  needs: ({ scans }) => scans.some(({ rows }) => rows.length > 0),
  run: async (tenant, api, other) => {
    const { issueId } = pick(
      tenant.scans.flatMap(({ rows }) => rows),
      which,
    );
    const body = { issue_id: issueId, is_fp: isFp, reason: isFp ? 'harmless' : null };
    expect((await other.post('/quality/findings/mark-fp', body)).status).toBe(404);
    expect((await api.post('/quality/findings/mark-fp', body)).body).toMatchObject({ user_marked_fp: isFp });
    if (isFp) tenant.marked.add(issueId);
    else tenant.marked.delete(issueId);
    for (const scan of tenant.scans)
      if (isNewestOfItsLine(tenant, scan) && scan.rows.some((row) => row.issueId === issueId))
        scan.haveMarksChanged = true;
  },
}));

/** Verdicts of older scans are history. */
const isNewestOfItsLine = ({ scans }: ModelTenant, { id, pr }: ModelScan): boolean =>
  !scans.some((other) => other.id > id && other.pr === pr && other.state === 'completed');

const rebuild = command('rebuild', fc.constant(null), () => ({
  needs: ({ repoId }) => repoId !== null,
  run: async (tenant, api, other) => {
    expect((await other.post(`/quality/gates/rebuild-baseline/${tenant.repoId}`)).status).toBe(404);
    expect((await api.post(`/quality/gates/rebuild-baseline/${tenant.repoId}`)).status).toBe(200);
    tenant.generation += 1;
    if (tenant.baseline.size > 0) tenant.cleared = tenant.baseline;
    tenant.baseline = new Map();
    tenant.isRebuilt = true;
  },
}));

const undoRebuild = command('undoRebuild', fc.constant(null), () => ({
  needs: ({ generation }) => generation > 0,
  run: async (tenant, api) => {
    const answer = await api.post(`/quality/gates/rebuild-baseline/${tenant.repoId}/undo`);
    expect(answer.status).toBe(tenant.cleared ? 200 : 409);
    if (!tenant.cleared) return;
    tenant.baseline = tenant.cleared;
    tenant.cleared = null;
    tenant.isRebuilt = false;
  },
}));

const readStatus = command('readStatus', index, (which) => ({
  needs: hasScans,
  run: async (tenant, api, other) => {
    const scan = pick(tenant.scans, which);
    expect((await status(other, scan)).status).toBe(404);
    expectStatus(tenant, scan, (await status(api, scan)).body);
  },
}));

const status = (api: ApiClient, { id }: ModelScan): Promise<ApiAnswer> => api.get(`/quality/gates/status/${id}`);

/**
 * Checks the effects of completing, or of coverage after it: new findings are separated from inherited ones, judged,
 * and become inheritable.
 */
async function expectCompletion(
  tenant: ModelTenant,
  scan: ModelScan,
  api: ApiClient,
  answered: ApiAnswer['body'],
): Promise<void> {
  const expected = expectedRows(tenant, scan);
  const rows = ((await api.get(`/scans/${scan.id}/findings?limit=200`)).body.findings as any[])
    .filter(({ tool }) => tool !== 'coverage')
    .map((row) => ({
      tool: row.tool as string,
      problem: problemOf(row.rule_id as string),
      isNew: row.is_new_in_pr as boolean,
      issueId: row.issue_id as number,
      isMarked: row.user_marked_fp as boolean,
    }));
  const order = (a: { tool: string; problem: number }, b: { tool: string; problem: number }) =>
    a.tool.localeCompare(b.tool) || a.problem - b.problem;
  expect(rows.sort(order).map(({ tool, problem, isNew }) => ({ tool, problem, isNew }))).toEqual(
    expected.sort(order).map(({ tool, problem, isNew }) => ({ tool, problem, isNew })),
  );
  rows.forEach((row, at) => {
    const { issueIds } = expected[at]!;
    if (issueIds.length > 0) expect(issueIds).toContain(row.issueId);
    tenant.names.set(row.issueId, row);
    expect(row.isMarked).toBe(tenant.marked.has(row.issueId));
  });
  scan.rows = rows;
  evaluate(tenant, scan);
  expectStatus(tenant, scan, answered);
  if (scan.pr === null) becomeBaseline(tenant, scan);
}

/** The newest scan of the default branch; after a rebuild none, until one becomes the baseline. */
function chooseBase({ scans, isRebuilt }: ModelTenant, { pr }: ModelScan): ModelScan | null {
  if (pr === null || isRebuilt) return null;
  return scans.findLast((scan) => scan.pr === null && scan.state === 'completed') ?? null;
}

/** Findings of a completed scan stay as they are. */
const expectedRows = (tenant: ModelTenant, scan: ModelScan) =>
  scan.judged !== null
    ? scan.rows.map((row) => ({ ...row, issueIds: [row.issueId] }))
    : [...scan.reports].flatMap(([tool, found]) =>
        found.map((problem) => ({ tool, problem, ...expectedOf(tenant, scan, { tool, problem }) })),
      );

/**
 * A problem is compared with what its tool found on the base, else with the baseline. Its id is the one that it has there,
 * unless it is marked under others that branches gave it on their own: then it is one of these.
 *
 * @returns the ids that it may have; none where it may have any
 */
function expectedOf(
  { baseline, marked, names }: ModelTenant,
  { pr, base }: ModelScan,
  { tool, problem }: Pick<ModelRow, 'tool' | 'problem'>,
): { readonly isNew: boolean; readonly issueIds: readonly number[] } {
  const idIn = (scan: ModelScan | null | undefined) =>
    scan?.rows.find((row) => row.tool === tool && row.problem === problem)?.issueId;
  const inherited = idIn(base?.reports.has(tool) ? base : baseline.get(tool));
  const known = inherited ?? idIn(baseline.get(tool));
  const marks = [...marked].filter((id) => names.get(id)!.tool === tool && names.get(id)!.problem === problem);
  return {
    isNew: pr !== null && inherited === undefined,
    issueIds: known !== undefined && (marks.length === 0 || marks.includes(known)) ? [known] : marks,
  };
}

function evaluate(tenant: ModelTenant, scan: ModelScan): void {
  const { revision } = tenant;
  scan.judged = { ...judge(situationOf(tenant, scan)), revision };
  scan.evaluation += 1;
  scan.haveMarksChanged = false;
  scan.haveWaiversChanged = false;
}

function situationOf(tenant: ModelTenant, scan: ModelScan): Situation {
  const latest = tenant.scans.findLast(({ pr, state, id }) => pr === null && state === 'completed' && id !== scan.id);
  const { revision, policy, isEnabled, waivers, marked } = tenant;
  const { pr, rows, reports, duplicationPct, coverage, base } = scan;
  return {
    ...{ revision, policy, isEnabled, waivers, marked, pr, rows, duplicationPct, coverage, base },
    hasFindingsReport: reports.size > 0,
    isCoverageOwed: (latest?.coverage ?? null) !== null,
  };
}

function becomeBaseline(tenant: ModelTenant, scan: ModelScan): void {
  if (tenant.baselineScanId > scan.id || scan.generation !== tenant.generation) return;
  const tools = scan.coverage === null ? [...scan.reports.keys()] : [...scan.reports.keys(), 'coverage'];
  tenant.baseline = new Map([...tenant.baseline, ...tools.map((tool) => [tool, scan] as const)]);
  tenant.isRebuilt = false;
  tenant.cleared = null;
  tenant.baselineScanId = scan.id;
}

function expectStatus(tenant: ModelTenant, scan: ModelScan, answered: ApiAnswer['body']): void {
  if (scan.state !== 'completed') {
    expect(answered).toMatchObject(
      scan.state === 'pending'
        ? { status: null, evaluation: null, stale: false }
        : { status: 'failed', reason: 'scan_error', evaluation: 1, stale: false },
    );
    return;
  }
  const {
    status: wanted,
    policy_version,
    violations,
    tolerated_violations,
    waived_violations,
    newCritical,
    newHigh,
    revision,
  } = scan.judged!;
  const { new_in_pr: counted, ...body } = answered;
  expect({ ...body, newCritical: counted.critical, newHigh: counted.high }).toMatchObject({
    ...{ status: wanted, policy_version, violations, tolerated_violations, waived_violations, newCritical, newHigh },
    evaluation: scan.evaluation,
    stale: revision !== tenant.revision || scan.haveMarksChanged || scan.haveWaiversChanged,
  });
}

/** Sequences that begin with a scan; the steps that bring one forward come more often. */
export const sequenceArbitrary = (steps: { readonly minLength: number; readonly maxLength: number }) =>
  fc
    .tuple(
      fc.oneof(startScan, push),
      fc.array(
        fc.oneof(
          ...[push, push, push, startScan, uploadFindings, uploadFindings, complete, complete],
          ...[putPolicy, putPolicy, createWaiver, revokeWaiver, uploadCoverage, uploadCoverage, fail, recompute, mark],
          ...[mark, rebuild, undoRebuild, readStatus, readStatus],
        ),
        { ...steps, size: 'max' },
      ),
    )
    .map(([first, rest]) => [first, ...rest]);
