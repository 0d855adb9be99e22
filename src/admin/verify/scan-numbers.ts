import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { type FindingGroup, toCounted } from '../../domain/findings/segments/groups.js';
import {
  countFindings,
  type FindingCounters,
  noFindings,
  type ScanCounters,
} from '../../domain/ratings/scan-counters.js';
import { unpackTests } from '../../domain/test-results/pack-tests.js';
import type { Faults } from './faults.js';
import { readInPortions } from './read-in-portions.js';
import { nameRepository, type ReadManifest, type Repository, type StoredFiles, type Totals } from './stored-files.js';

/** Numbers that are stored of a scan, beside its manifests. */
interface ScanRow {
  readonly id: string;
  readonly counters: ScanCounters | null;
  /** No mark of a problem has ever changed what its counters count. */
  readonly isUnmarked: boolean;
  /** Its first verdict has a seal; those of earlier versions, and imported ones, have none. */
  readonly isSealed: boolean;
  /** Files with coverage, their lines, and those that ran; null while they are not summed up. */
  readonly coverage: Totals | null;
  readonly reports: readonly { readonly tool: string; readonly count: number }[] | null;
}

/** A stored test report, and the number of its tests as they were counted. */
interface TestReportRow {
  readonly id: string;
  readonly count: number;
  readonly content: Buffer;
}

/** Groups of the findings of a tool in a scan. */
interface GroupsRow {
  readonly id: string;
  readonly tool: string;
  readonly groups: FindingGroup[];
}

/** Rows that are fetched at once: test reports are up to some MiB long. */
const PORTIONS = { scans: 500, testReports: 20 };

/**
 * The last scan of a branch or pull request is judged again when marks change; others keep the counters of their time. Details
 * that were deleted leave numbers alone behind.
 */
const SCANS = `
  SELECT s.id::text AS id, s.counters,
    s.marks_changed_at IS NULL AND NOT EXISTS (SELECT FROM public.issue_marks m WHERE m.org_id = $1 AND m.repo_id = $2)
      AND NOT EXISTS (SELECT FROM public.accepted_issues a WHERE a.org_id = $1 AND a.repo_id = $2)
      AND NOT EXISTS (SELECT FROM public.scans later WHERE later.org_id = $1 AND later.repo_id = $2 AND later.id > s.id
        AND later.state = 'completed' AND later.pr_number IS NOT DISTINCT FROM s.pr_number
        AND (s.pr_number IS NOT NULL OR later.branch = s.branch)) AS "isUnmarked",
    EXISTS (SELECT FROM public.verdict_entries e WHERE e.org_id = $1 AND e.repo_id = $2
      AND e.scan_id = s.id AND e.number = 1) AS "isSealed",
    CASE WHEN s.state = 'completed' THEN
      to_jsonb(ARRAY[s.coverage_file_count, s.lines_total, s.lines_covered]) END AS coverage,
    (SELECT jsonb_agg(jsonb_build_object('tool', r.tool, 'count', r.finding_count)) FROM public.finding_reports r
     WHERE r.org_id = $1 AND r.scan_id = s.id) AS reports
  FROM public.scans s WHERE s.org_id = $1 AND s.repo_id = $2 AND s.details_deleted_at IS NULL`;
/** Read apart, as Citus does not join what it divides with other tables. */
const GROUPS = `
  SELECT scan_id::text AS id, tool, groups FROM public.scan_manifests
  WHERE org_id = $1 AND repo_id = $2 AND scan_id = ANY ($3)`;

const TEST_REPORTS = `
  SELECT s.id::text AS id, t.test_count AS count, t.content
  FROM public.scans s JOIN public.test_uploads t ON t.org_id = $1 AND t.scan_id = s.id
  WHERE s.org_id = $1 AND s.repo_id = $2 AND s.details_deleted_at IS NULL AND t.content IS NOT NULL`;

/** Compares the numbers of a repository's scans with their manifests, inside the open transaction. Answers how many it compared. */
export async function verifyScanNumbers(
  client: pg.Client,
  repository: Repository,
  { findings, coverage }: { readonly findings: StoredFiles; readonly coverage: StoredFiles },
  faults: Faults,
): Promise<number> {
  const [found, covered] = [byScan(findings.manifests), byScan(coverage.manifests)];
  let count = 0;
  const values = [repository.orgId, repository.id];
  for await (const rows of readInPortions<ScanRow>(client, { text: SCANS, values, portion: PORTIONS.scans })) {
    const groups = await readGroups(client, repository, rows);
    const withCoverage = await readWithCoverage(client, repository, rows);
    for (const scan of rows) {
      count += 1;
      const wrong = [
        ...compareFindings(scan, found.get(scan.id), groups.get(scan.id)),
        ...compareCoverage(scan, covered.get(scan.id)),
        ...(scan.coverage === null || scan.coverage[0] === 0 || withCoverage.has(scan.id)
          ? []
          : ['lacks its coverage']),
      ];
      for (const fault of wrong) faults.add(`${nameRepository(repository)}: scan ${scan.id} ${fault}.`);
    }
  }
  await verifyTestReports(client, repository, faults);
  return count;
}

async function verifyTestReports(client: pg.Client, repository: Repository, faults: Faults): Promise<void> {
  const read = { text: TEST_REPORTS, values: [repository.orgId, repository.id], portion: PORTIONS.testReports };
  for await (const reports of readInPortions<TestReportRow>(client, read))
    for (const { id, count, content } of reports) {
      const stored = countTests(content);
      if (stored === count) continue;
      const fault = `has a test report with ${stored ?? 'damaged'} tests, but counts ${count}`;
      faults.add(`${nameRepository(repository)}: scan ${id} ${fault}.`);
    }
}

/** Groups of findings by scan and tool. */
async function readGroups(
  client: pg.Client,
  { orgId, id }: Repository,
  scans: readonly ScanRow[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, FindingGroup[]>>> {
  const { rows } = await client.query<GroupsRow>(GROUPS, [orgId, id, scans.map((scan) => scan.id)]);
  const byScanAndTool = new Map<string, Map<string, FindingGroup[]>>();
  for (const row of rows) {
    const ofScan = byScanAndTool.get(row.id) ?? new Map<string, FindingGroup[]>();
    byScanAndTool.set(row.id, ofScan.set(row.tool, row.groups));
  }
  return byScanAndTool;
}

/** Scans of which coverage is stored, be it damaged. */
async function readWithCoverage(
  client: pg.Client,
  { orgId, id }: Repository,
  scans: readonly ScanRow[],
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT scan_id::text AS id FROM public.coverage_manifests WHERE org_id = $1 AND repo_id = $2 AND scan_id = ANY ($3)`,
    [orgId, id, scans.map((scan) => scan.id)],
  );
  return new Set(rows.map((row) => row.id));
}

function byScan(manifests: readonly ReadManifest[]): ReadonlyMap<string, ReadonlyMap<string, Totals>> {
  const parts = new Map<string, Map<string, Totals>>();
  for (const { scanId, part, totals } of manifests) {
    const ofScan = parts.get(scanId) ?? new Map<string, Totals>();
    parts.set(scanId, ofScan.set(part, totals));
  }
  return parts;
}

/**
 * @param manifests of its tools, as far as they can be read: others are reported by themselves
 * @param stored groups of its tools
 */
function compareFindings(
  scan: ScanRow,
  manifests: ReadonlyMap<string, Totals> = new Map(),
  stored: ReadonlyMap<string, FindingGroup[]> = new Map(),
): string[] {
  const reports = (scan.reports ?? []).map((report) => ({ ...report, groups: stored.get(report.tool) ?? [] }));
  const wrong = reports.flatMap(({ tool, count, groups }) => {
    const inGroups = groups.reduce((sum, [, , number]) => sum + number, 0);
    const inManifest = manifests.get(tool)?.[0] ?? inGroups;
    return count === inGroups && count === inManifest
      ? []
      : [`has ${inManifest} findings of ${tool}, but counts ${inGroups} and received ${count}`];
  });
  const received = new Set(reports.map(({ tool }) => tool));
  for (const tool of stored.keys()) if (!received.has(tool)) wrong.push(`has findings of ${tool}, but not its report`);
  if (scan.counters === null) return wrong;
  const counted = countFindings(reports.flatMap(({ groups }) => groups.map(toCounted)));
  const fits = scan.isUnmarked
    ? isDeepStrictEqual(scan.counters, asStored(counted, scan))
    : isWithin(scan.counters, counted);
  return fits ? wrong : [...wrong, 'has counters that differ from its findings'];
}

/** Without what a version before the seals did not count: the findings that their tool calls an error. */
function asStored(counted: ScanCounters, { counters, isSealed }: ScanRow): ScanCounters {
  if (isSealed || typeof counters?.all.toolErrors === 'number') return counted;
  const counts = Object.entries(counted) as [keyof ScanCounters, FindingCounters][];
  const stored = counts.map(([name, { byType, byDebtKind }]) => {
    const { toolErrors } = counters?.[name] ?? {};
    return [name, { byType, byDebtKind, ...(toolErrors !== undefined && { toolErrors }) }];
  });
  return Object.fromEntries(stored) as ScanCounters;
}

/** Marked problems count less, accepted ones by themselves. */
function isWithin(counters: ScanCounters, counted: ScanCounters): boolean {
  const accepted = counters.accepted ?? noFindings();
  const exceeds = (some: readonly number[], all: readonly number[]) => some.some((number, at) => number > all[at]!);
  const sums = numbersOf(counters.all).map((number, at) => number + numbersOf(accepted)[at]!);
  return !exceeds(sums, numbersOf(counted.all)) && !exceeds(numbersOf(counters.new), numbersOf(counted.new));
}

/** Its numbers in one order. */
function numbersOf(counters: FindingCounters): number[] {
  const { byType, byDebtKind } = noFindings();
  const types = Object.keys(byType) as (keyof typeof byType)[];
  return [
    ...types.flatMap((type) =>
      Object.keys(byType[type]).map(
        (severity) => counters.byType[type][severity as keyof (typeof byType)[typeof type]],
      ),
    ),
    ...Object.keys(byDebtKind).map((kind) => counters.byDebtKind[kind as keyof typeof byDebtKind]),
  ];
}

/** Name, in place of an upload, of all uploads of a scan together. */
const ALL_UPLOADS = '0';

function compareCoverage({ coverage }: ScanRow, manifests: ReadonlyMap<string, Totals> = new Map()): string[] {
  const files = manifests.get(ALL_UPLOADS) ?? (manifests.size === 1 ? [...manifests.values()][0] : undefined);
  if (coverage === null || files === undefined) return [];
  const covered = coverage.map((_, column) => files[column] ?? 0);
  return isDeepStrictEqual(covered, coverage)
    ? []
    : [`covers ${covered.join('/')} (files, lines, lines that ran), but counts ${coverage.join('/')}`];
}

/** Tests of a stored report; null where it cannot be read. */
function countTests(packed: Uint8Array): number | null {
  try {
    return unpackTests(packed).length;
  } catch {
    return null;
  }
}
