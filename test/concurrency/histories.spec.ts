import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import pg from 'pg';
import type { ModelRow } from '../fuzz/support/gate-model.js';
import { coverageOf, problemOf, reportOf } from '../fuzz/support/gate-reports.js';
import type { ApiAnswer, ApiClient } from '../support/api-client.js';
import { takeCount, takeSeeds } from '../support/seed.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../support/test-app.js';
import {
  findUnexplained,
  type StoredEvaluation,
  type TimedRevision,
  type TimedWaiver,
  union,
} from './support/history.js';
import { type Course, DUPLICATION_PCT, make, type Outcome, type Race, raceArbitrary } from './support/race.js';

/** `npm run fuzz` asks for many more. */
const HISTORIES = takeCount('HISTORIES', 1_000);
/** Side by side, in organizations of their own: the database has more to do than one race. */
const LANES = 4;
const PR = 7;
const POLICY = { new_critical_max: 0, new_high_max: 0, duplication_pct_max: 3, new_coverage_min: 80 };

/** An organization in which races are run one after the other. */
interface Lane {
  readonly orgId: number;
  readonly api: ApiClient;
  revision: number;
  saves: number;
  races: number;
}

describe('everything at once', () => {
  let service: TestApp;
  let database: pg.Pool;
  let token: string;
  let orgs = 0;

  beforeAll(async () => {
    service = await startTestApp();
    database = new pg.Pool({ ...service.database.admin, ssl: false, max: LANES });
    const login = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    token = login.body.access_token as string;
  });
  afterAll(async () => {
    await database.end();
    await service.stop();
  });

  it(
    `leaves, in ${HISTORIES} random histories, only verdicts that one revision and one set of waivers explain, and loses nothing`,
    async () => {
      for (const seed of takeSeeds('histories'))
        await Promise.all(Array.from({ length: LANES }, (_, lane) => runRaces(seed + lane)));
    },
    120_000 + HISTORIES * 3_000,
  );

  async function runRaces(seed: number): Promise<void> {
    const lane = await aLane();
    await fc.assert(
      fc.asyncProperty(raceArbitrary, async (race) => expectExplained(lane, race)),
      { seed, numRuns: Math.ceil(HISTORIES / LANES) },
    );
  }

  async function expectExplained(lane: Lane, race: Race): Promise<void> {
    const course = await prepare(lane, race.isCompletedBefore);
    const outcomes = await run(lane, race, course);
    const faults = await findFaults(lane, race, course, outcomes);
    if (faults.length > 0) throw new Error([...faults, ...outcomes.map(describeOutcome)].join('\n'));
  }

  /** A scan of a pull request with one report, a waiver that may be revoked, and a policy of its own. */
  async function prepare(lane: Lane, isCompleted: boolean): Promise<Course> {
    const { api } = lane;
    lane.races += 1;
    const nextNumber = () => (lane.saves += 1);
    const save = { policy: { ...POLICY, complexity_new_max: 1_000 + nextNumber(), rating_min: null }, enabled: true };
    const config = await succeed(api.put('/quality/gates/config', save));
    lane.revision = Number((config.body.policy_version as string).slice(1));
    const scan = await succeed(api.post('/scans', { repo: `acme/web-${lane.races}`, branch: 'change', pr_number: PR }));
    const scanId = scan.body.id as number;
    const repoId = scan.body.repo_id as number;
    await succeed(api.upload(`/scans/${scanId}/findings`, {}, { content: reportOf('alpha', FIRST_PROBLEMS) }));
    const waiver = { rule: 'duplication_pct_max', reason: 'known', expires_at: null, repo_id: repoId };
    const waived = await succeed(api.post('/quality/gates/waivers', waiver));
    if (isCompleted)
      await succeed(api.post(`/scans/${scanId}/complete`, { metrics: { duplication_pct: DUPLICATION_PCT } }));
    const issueId = (await issuesOf(lane, scanId))[0]?.issueId ?? null;
    return { scanId, repoId, pr: PR, issueId, waiverId: waived.body.id as number, revision: lane.revision, nextNumber };
  }

  function run(lane: Lane, { moves }: Race, course: Course): Promise<Outcome[]> {
    return Promise.all(
      moves.map(async ({ move, afterMs }) => {
        await sleep(afterMs);
        const sent = performance.now();
        const answer = await make(move, lane.api, course);
        return { move, answer, sent, answered: performance.now() };
      }),
    );
  }

  async function findFaults(lane: Lane, race: Race, course: Course, outcomes: readonly Outcome[]): Promise<string[]> {
    const isReplaced = outcomes.some(({ move }) => move.do === 'report' && move.tool === 'alpha');
    const isExpected = ({ move, answer: { status } }: Outcome) =>
      // A report without the problem that is marked may come first.
      [200, 409].includes(status) || (status === 404 && move.do === 'mark' && isReplaced);
    const faults = outcomes.filter((outcome) => !isExpected(outcome)).map(describeOutcome);
    const taken = outcomes.filter(({ answer }) => answer.status === 200);
    const { orgId } = lane;
    const { scanId } = course;

    // Settled: whatever was left to be judged is judged, then once more with all that is known.
    await succeed(lane.api.post(`/scans/${scanId}/complete`, { metrics: { duplication_pct: DUPLICATION_PCT } }));
    const sent = performance.now();
    await succeed(lane.api.post(`/quality/gates/recompute/${scanId}`));
    const last = { sent, answered: performance.now() };

    const revisions = await revisionsOf(lane, course, taken);
    const waivers = waiversOf(course, taken);
    const coverage = reportsOfCoverage(taken);
    const marked = taken.some(({ move }) => move.do === 'mark') ? [course.issueId!] : [];
    const known = {
      revisions,
      waivers,
      pr: PR,
      rows: await issuesOf(lane, scanId),
      duplicationPct: DUPLICATION_PCT,
      coverage,
      marked,
    };
    const evaluations = await evaluationsOf(orgId, scanId);
    const during = { sent: Math.min(...outcomes.map((outcome) => outcome.sent)) - BEFORE_MS, answered: last.answered };
    for (const evaluation of evaluations) faults.push(...findUnexplained(evaluation, during, known));
    // Nothing is in doubt about the last one.
    faults.push(
      ...findUnexplained(evaluations.at(-1)!, last, {
        ...known,
        coverage: coverage.length === 0 ? [] : [union(coverage)],
      }),
    );

    faults.push(...(await findLosses(lane, race, course, taken, evaluations)));
    // The next race of this organization starts without waivers that reach it.
    for (const waiver of waivers)
      if (waiver.scope === 'organization' && !waiver.isRevoked)
        await succeed(lane.api.post(`/quality/gates/waivers/${waiver.id}/revoke`));
    return faults;
  }

  /** Every change that was answered with success is there, exactly once. */
  async function findLosses(
    lane: Lane,
    { isCompletedBefore }: Race,
    { scanId }: Course,
    taken: readonly Outcome[],
    evaluations: readonly StoredEvaluation[],
  ): Promise<string[]> {
    const faults: string[] = [];
    const expectSame = (what: string, found: unknown, wanted: unknown) => {
      if (JSON.stringify(found) !== JSON.stringify(wanted))
        faults.push(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
    };
    const numbers = evaluations.map(({ number }) => number);
    expectSame(
      'the evaluations are numbered',
      numbers,
      numbers.map((_, at) => at + 1),
    );
    const count = (trigger: string) => evaluations.filter((evaluation) => evaluation.trigger === trigger).length;
    expectSame('completions', count('completed'), 1);
    const recomputed = taken
      .filter(({ move }) => move.do === 'recompute')
      .map(({ answer }) => answer.body.evaluation as number);
    expectSame('recomputed evaluations', count('recomputed'), recomputed.length + 1);
    expectSame('their numbers differ', new Set(recomputed).size, recomputed.length);
    const coverage = new Set(reportsOfCoverage(taken).map(coverageOf)).size;
    if (isCompletedBefore) expectSame('evaluations by coverage', count('coverage_uploaded'), coverage);

    const saved = taken
      .filter(({ move }) => move.do === 'save')
      .map(({ answer }) => answer.body.policy_version as string);
    expectSame('each save is a revision of its own', new Set(saved).size, saved.length);
    const { rows } = await database.query<{ uploads: number; reports: string[]; marks: number; audited: number }>(
      `SELECT (SELECT uploads_received FROM scans WHERE org_id = $1 AND id = $2) AS uploads,
         (SELECT count(*)::int FROM coverage_uploads WHERE org_id = $1 AND scan_id = $2) AS coverage,
         (SELECT coalesce(array_agg(tool ORDER BY tool), '{}') FROM finding_reports
          WHERE org_id = $1 AND scan_id = $2 AND format <> 'coverage') AS reports`,
      [lane.orgId, scanId],
    );
    const tools = new Set(['alpha', ...taken.flatMap(({ move }) => (move.do === 'report' ? [move.tool] : []))]);
    expectSame('reports', rows[0]!.reports, [...tools].sort());
    expectSame('uploads', rows[0]!.uploads, tools.size + coverage);
    const found = await issuesOf(lane, scanId);
    for (const tool of tools) {
      const sent = taken.flatMap(({ move }) => (move.do === 'report' && move.tool === tool ? [move.problems] : []));
      // The last upload counts; one from before the race counts only when none was sent in it.
      const candidates = sent.length > 0 ? sent : [FIRST_PROBLEMS];
      const stored = found
        .filter((row) => row.tool === tool)
        .map((row) => row.problem)
        .sort();
      if (!candidates.some((candidate) => JSON.stringify([...candidate].sort()) === JSON.stringify(stored)))
        faults.push(`${tool} is stored with ${JSON.stringify(stored)}, which is none of its reports`);
    }
    return faults;
  }

  async function revisionsOf(lane: Lane, course: Course, taken: readonly Outcome[]): Promise<TimedRevision[]> {
    const { rows } = await database.query<{ revision: number; policy: TimedRevision['policy'] }>(
      'SELECT revision, policy FROM gate_config_revisions WHERE org_id = $1 AND revision >= $2 ORDER BY revision',
      [lane.orgId, course.revision],
    );
    const savedBy = new Map(
      taken.filter(({ move }) => move.do === 'save').map((save) => [save.answer.body.policy_version, save]),
    );
    return rows.map((row) => ({ ...row, saved: savedBy.get(`v${row.revision}`) ?? null }));
  }

  async function issuesOf({ api }: Lane, scanId: number): Promise<ModelRow[]> {
    const { body } = await succeed(api.get(`/scans/${scanId}/findings?limit=200`));
    const rows = body.findings as { tool: string; rule_id: string; issue_id: number; is_new_in_pr: boolean }[];
    return rows
      .filter(({ tool }) => tool !== 'coverage')
      .map((row) => ({
        tool: row.tool,
        problem: problemOf(row.rule_id),
        issueId: row.issue_id,
        isNew: row.is_new_in_pr,
      }));
  }

  async function evaluationsOf(orgId: number, scanId: number): Promise<StoredEvaluation[]> {
    const { rows } = await database.query<StoredEvaluation>(
      `SELECT number, trigger, policy_revision AS "policyRevision", verdict FROM evaluations
       WHERE org_id = $1 AND scan_id = $2 ORDER BY number`,
      [orgId, scanId],
    );
    return rows;
  }

  async function aLane(): Promise<Lane> {
    orgs += 1;
    const made = await service.admin.post('/orgs', { name: `Organization ${orgs}`, slug: `org-${orgs}` });
    const orgId = made.body.id as number;
    const api = service.anonymous.as({ authorization: `Bearer ${token}`, 'x-org-id': String(orgId) });
    return { orgId, api, revision: 0, saves: 0, races: 0 };
  }
});

const FIRST_PROBLEMS = [0, 2];
/** A scan that was completed before its race was judged after this at the latest. */
const BEFORE_MS = 60_000;

function waiversOf(course: Course, taken: readonly Outcome[]): TimedWaiver[] {
  const revocations = taken.filter(({ move }) => move.do === 'revoke');
  const revoked =
    revocations.length === 0
      ? null
      : {
          sent: Math.min(...revocations.map(({ sent }) => sent)),
          answered: Math.min(...revocations.map(({ answered }) => answered)),
        };
  const first: TimedWaiver = {
    ...{ id: course.waiverId, rule: 'duplication_pct_max', scope: 'repository', pr: null, maxActual: null },
    ...{ created: null, revoked, isRevoked: revoked !== null },
  };
  const made = taken.flatMap(({ move, answer, sent, answered }) =>
    move.do === 'waive'
      ? [
          {
            ...{ id: answer.body.id as number, rule: move.rule, scope: move.scope, maxActual: move.maxActual },
            createdAt: answer.body.created_at as string,
            ...{
              pr: move.scope === 'pull request' ? PR : null,
              created: { sent, answered },
              revoked: null,
              isRevoked: false,
            },
          },
        ]
      : [],
  );
  // The newest is credited: by the service's clock, not by who was answered first.
  return [first, ...made.sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt) || a.id - b.id)];
}

const reportsOfCoverage = (taken: readonly Outcome[]): (readonly boolean[])[] =>
  taken.flatMap(({ move }) => (move.do === 'cover' ? [move.lines] : []));

const describeOutcome = ({ move, answer, sent, answered }: Outcome): string =>
  `${sent.toFixed(1)}-${answered.toFixed(1)} ${JSON.stringify(move)}: ${answer.status} ${answer.text.slice(0, 300)}`;

async function succeed(answer: Promise<ApiAnswer>): Promise<ApiAnswer> {
  const { status, text } = await answer;
  if (status >= 300) throw new Error(`${status}: ${text}`);
  return answer;
}
