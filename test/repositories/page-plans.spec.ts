import pg from 'pg';
import { BADGE } from '../../src/modules/reach/badge/badge.read-model.js';
import { OVERVIEW } from '../../src/modules/show/pages/overview.read-model.js';
import { PULL_REQUEST_PAGE } from '../../src/modules/show/pages/pull-request-page.read-model.js';
import { PULL_REQUESTS } from '../../src/modules/show/pages/pull-requests.read-model.js';
import { REPOSITORY_PAGE } from '../../src/modules/show/pages/repository-page.read-model.js';
import { SCAN_PAGE } from '../../src/modules/show/pages/scan-page.read-model.js';
import { NEWEST_SCANS, SCANS_WITH_ANY } from '../../src/modules/verdict/findings/issues/issue.read-model.js';
import { SIGHTINGS } from '../../src/modules/verdict/findings/issues/issue-sightings.read-model.js';
import { selectJudged } from '../../src/modules/verdict/quality-gate/simulation.read-model.js';
import type { PreparedStatement } from '../../src/platform/database/prepared-read.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const SCANS = 30_000;
const PULL_REQUESTS_OF_REPO = 500;
/** Tables that grow with each scan. */
const GROWING = ['scans', 'evaluations', 'pull_requests', 'scan_manifests', 'finding_reports', 'coverage_uploads'];
/** Repositories of the organization with many of them, and the scans of each. */
const REPOS = 1_000;
const SCANS_OF_REPO = 15;
/** Scans of the large repository whose findings are stored, as retention leaves them. */
const DETAILED = 300;

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

let database: TestDatabase;
let client: pg.Client;

/** A large repository and a small one: each third scan is of the default branch, the others are of 500 pull requests. */
beforeAll(async () => {
  database = await createTestDatabase();
  const admin = new pg.Client({ ...database.admin });
  await admin.connect();
  await admin.query(`
    INSERT INTO organizations (name, slug) VALUES ('One', 'one');
    INSERT INTO repos (org_id, name) SELECT id, named FROM organizations, unnest(ARRAY['web', 'other']) AS named;
    INSERT INTO scans (org_id, repo_id, branch, pr_number, default_branch, is_baseline_scan, baseline_generation,
      created_by, created_at, deadline_at, completed_at, state, evaluation, gate_status, failing_rules, findings_total)
    SELECT 1, 1 + n / ${SCANS}, CASE n % 3 WHEN 0 THEN 'main' ELSE 'feature' END, CASE n % 3 WHEN 0 THEN NULL ELSE n % ${PULL_REQUESTS_OF_REPO} END,
      'main', n % 3 = 0, 0, 'user:1', now(), now(), now(), 'completed', 1, 'passed', '{}', n % 7
    FROM generate_series(0, ${SCANS + SCANS / 10}) AS n;
    -- a branch of the large repository that agents alone have scanned, long ago
    INSERT INTO scans (id, org_id, repo_id, branch, default_branch, is_baseline_scan, is_kept_from_baseline, baseline_generation,
      created_by, created_at, deadline_at, completed_at, state, evaluation, gate_status, failing_rules)
    OVERRIDING SYSTEM VALUE VALUES (0, 1, 1, 'kept', 'main', false, true, 0, 'key:1', now(), now(), now(), 'completed', 1, 'passed', '{}');
    INSERT INTO evaluations (org_id, scan_id, number, trigger, status, policy_revision, policy, verdict, ratings,
      evaluated_at, evaluated_by)
    SELECT 1, id, 1, 'completed', 'passed', 0, '{}', '{"considered": {"waiver_ids": []}}', '{}', now(), 'user:1' FROM scans;
    INSERT INTO pull_requests (org_id, repo_id, number, last_scan_id, last_scanned_at)
    SELECT org_id, repo_id, pr_number, max(id), max(created_at) FROM scans WHERE pr_number IS NOT NULL GROUP BY 1, 2, 3;
    -- another organization's, so that those of one are few
    INSERT INTO organizations (name, slug) VALUES ('Two', 'two');
    INSERT INTO repos (org_id, name) SELECT id, 'web' FROM organizations WHERE slug = 'two';
    INSERT INTO pull_requests (org_id, repo_id, number, last_scan_id, last_scanned_at)
    SELECT r.org_id, r.id, n, n, now() FROM repos r JOIN organizations o ON o.id = r.org_id AND o.slug = 'two',
      generate_series(1, 20000) AS n;
    -- findings of the newest scans of the large repository, and of all of the small one
    INSERT INTO scan_manifests (org_id, scan_id, tool, repo_id, keyframe, difference, added_issue_ids, removed_issue_ids,
      states, notes, groups)
    SELECT org_id, id, 'eslint', repo_id, 'frame', '', '{7}', '{}', '', '{}', '[]' FROM scans
    WHERE repo_id = 2 OR id IN (SELECT id FROM scans WHERE repo_id = 1 ORDER BY id DESC LIMIT ${DETAILED});
    INSERT INTO finding_reports (org_id, scan_id, tool, format, finding_count, matched_against)
    SELECT org_id, id, 'eslint', 'sarif', 1, '' FROM scans;
    INSERT INTO coverage_uploads (org_id, scan_id, digest, format, file_count)
    SELECT org_id, id, 'digest', 'lcov', 1 FROM scans;
    -- an organization of many repositories
    INSERT INTO organizations (name, slug) VALUES ('Three', 'three');
    INSERT INTO repos (org_id, name) SELECT o.id, 'repo-' || lpad(n::text, 4, '0') FROM organizations o, generate_series(1, ${REPOS}) AS n
      WHERE o.slug = 'three';
    INSERT INTO scans (org_id, repo_id, branch, default_branch, is_baseline_scan, baseline_generation, created_by, created_at,
      deadline_at, completed_at, state, evaluation, gate_status, failing_rules, findings_total, direction)
    SELECT r.org_id, r.id, 'main', 'main', true, 0, 'user:1', now(), now(), now(), 'completed', 1,
      (ARRAY['passed', 'failed', 'not_configured'])[1 + (r.id + n) % 3], '{}', n, (ARRAY['degrading', 'steady'])[1 + r.id % 2]
    FROM repos r JOIN organizations o ON o.id = r.org_id AND o.slug = 'three', generate_series(1, ${SCANS_OF_REPO}) AS n;
    INSERT INTO evaluations (org_id, scan_id, number, trigger, status, policy_revision, policy, verdict, ratings,
      evaluated_at, evaluated_by)
    SELECT org_id, id, 1, 'completed', gate_status, 0, '{}', '{"considered": {"waiver_ids": []}}', '{}', now(), 'user:1'
      FROM scans WHERE org_id = 3;
    ANALYZE;`);
  await admin.end();
  client = new pg.Client({ ...database.app });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** The steps of the statement's plan that read a table. */
async function readsOf({ text }: Pick<PreparedStatement, 'text'>, values: readonly (string | null)[]): Promise<Plan[]> {
  await client.query(`PREPARE explained AS ${text}`);
  const given = values.map((value) => (value === null ? 'NULL' : pg.escapeLiteral(value))).join(', ');
  await client.query(`SELECT set_config('app.org_id', $1, false)`, [values[0]]);
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE explained (${given})`,
  );
  await client.query('DEALLOCATE explained');
  const steps = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(steps)];
  return steps(rows[0]!['QUERY PLAN'][0].Plan).filter((plan) => plan['Relation Name'] !== undefined);
}

const NOW = '2999-01-01T00:00:00Z';
const now = () => new Date().toISOString();

type Case = readonly [
  name: string,
  statement: Pick<PreparedStatement, 'text'>,
  valuesOf: () => (string | null)[],
  mostRows: number,
];

/** Search, verdicts, order, number, the place of the one before, and the person. */
const OF_MANY: readonly [string, ...(string | null)[]][] = [
  ['the worst first', null, null, 'worst', '51', null, null, null, '1'],
  ['by name', null, null, 'name', '51', null, null, null, '1'],
  ['the newest first', null, null, 'recent', '51', null, null, null, '1'],
  ['filtered', '9', '{failed,degrading}', 'worst', '51', null, null, null, '1'],
  ['on a later page', null, '{clear}', 'worst', '51', '0', '5', 'repo-0500', null],
];

/** A scan of the large repository's default branch, and one of a pull request. */
const ON_MAIN = '15000';
const OF_PULL_REQUEST = '15001';
/** Values behind the problem and its tool: no keyframe has it, or all have. */
const FOUND = ['1', '1', 'eslint'];

const CASES: readonly Case[] = [
  // of 500 pull requests of each repository the last scan is read, as each is counted
  ['the overview', OVERVIEW, () => ['1', now(), null, null, 'worst', '51', null, null, null, '1'], 3_000],
  ['the overview of a repository', REPOSITORY_PAGE, () => ['1', '1', now(), null, '30'], 1_200],
  ['the page of a pull request', PULL_REQUEST_PAGE, () => ['1', '1', now(), '7'], 300],
  ['open pull requests', PULL_REQUESTS, () => ['1', '1', now(), 'open', null, null, '51'], 3_000],
  ['a later page of closed pull requests', PULL_REQUESTS, () => ['1', '1', NOW, 'closed', null, '3000', '51'], 3_000],
  ['the repository of a scan', { text: SCAN_PAGE.repo }, () => ['1', ON_MAIN], 2],
  ['the scan before one of a branch', { text: SCAN_PAGE.previous }, () => ['1', ON_MAIN], 5],
  ['the scan before one of a pull request', { text: SCAN_PAGE.previous }, () => ['1', OF_PULL_REQUEST], 5],
  ['the reports of a scan', { text: SCAN_PAGE.reports }, () => ['1', ON_MAIN], 3],
  // the newest scan of each of 500 pull requests, and the manifests of those that have one
  ['scans that marks may reach', { text: NEWEST_SCANS }, () => FOUND.slice(0, 2), 3_000],
  [
    'scans that marks reach',
    { text: SCANS_WITH_ANY },
    () => ['1', `{${OF_PULL_REQUEST},${ON_MAIN}}`, FOUND[2]!, '{7}', '{}'],
    10,
  ],
  ['scans that found a problem', { text: SIGHTINGS }, () => [...FOUND, '7', '{}', null, '50'], 1_500],
  ...(['all', 'default', 'pr'] as const).map((kind): Case => [
    `scans to simulate a policy on (${kind})`,
    { text: selectJudged(kind) },
    () => ['1', '{1}', '500', now()],
    // the small repository's scans are newer, and two of three are of pull requests
    6_000,
  ]),
  // one scan of each of 1,000 repositories, and the trends of a page
  ...OF_MANY.map(([name, ...values]): Case => [
    `the overview of ${REPOS} repositories, ${name}`,
    OVERVIEW,
    () => ['3', now(), ...values],
    3_000,
  ]),
];

describe.each(CASES)('%s', (_, statement, valuesOf, mostRows) => {
  it('reads tables that grow by their indexes, and few rows of them', async () => {
    const reads = await readsOf(statement, valuesOf());
    const ofGrowing = reads.filter((read) => GROWING.includes(read['Relation Name']!));
    expect(ofGrowing.length).toBeGreaterThan(0);
    expect(ofGrowing.filter((read) => read['Node Type'] === 'Seq Scan')).toEqual([]);
    const rows = ofGrowing.map(
      (read) => (read['Actual Rows'] + (read['Rows Removed by Filter'] ?? 0)) * read['Actual Loops'],
    );
    expect(rows.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(mostRows);
  });
});

it.each([[null], ['kept'], ['nowhere']])(
  'the badge of branch %s reads tables that grow by their indexes, and next to no row',
  async (branch) => {
    const reads = await readsOf(BADGE, ['1', '1', '0', branch, now()]);
    const ofGrowing = reads.filter((read) => GROWING.includes(read['Relation Name']!));
    // of each of two scans, whether the branch has another one
    const scans = Array<string>(4).fill('scans');
    expect(ofGrowing.map((read) => read['Relation Name']).sort()).toEqual(['evaluations', ...scans]);
    expect(ofGrowing.filter((read) => read['Node Type'] === 'Seq Scan')).toEqual([]);
    const rows = ofGrowing.map(
      (read) => (read['Actual Rows'] + (read['Rows Removed by Filter'] ?? 0)) * read['Actual Loops'],
    );
    expect(rows.reduce((sum, count) => sum + count, 0)).toBeLessThan(10);
  },
);
