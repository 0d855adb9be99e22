import type { FeatureTable } from '../matching/features.js';
import { type KnownChanges, matchFindings } from '../matching/match-findings.js';
import type { Baseline } from '../matching/pack-baseline.js';

/** What one tool found now, and what is known from before. All tables are under the repository's secret. */
export interface TrackingInput {
  readonly current: FeatureTable;
  /** Problems that the default branch is known to have; null while it has no baseline. */
  readonly baseline: Baseline | null;
  /** What the previous scan of the same pull request or branch found: where ids are taken over from. */
  readonly previous: Baseline;
  /** Problems that users marked as false positives anywhere in the repository. */
  readonly marked: Baseline;
  /** Findings of the default branch are never new. */
  readonly isBaselineScan: boolean;
  /** Renames that the change names. */
  readonly changes: KnownChanges;
  /** Whether the change left the flagged lines of a row alone; null when its lines are not known. */
  readonly isUntouched: ((row: number) => boolean) | null;
}

/** What a finding turned out to be; ids are null for a problem that was never seen. */
export interface TrackedFinding {
  readonly issueId: number | null;
  readonly firstSeenScanId: number | null;
  readonly isNew: boolean;
  /** The pass that recognized an inherited finding (docs/new-code.md); null for one that nothing recognized. */
  readonly matchedBy: string | null;
}

export interface Tracking {
  /** One for each row of `current`. */
  readonly findings: readonly TrackedFinding[];
  /** Problems of the baseline that are gone. */
  readonly fixedCount: number;
}

/** Known problems less those already recognized, with the way back from their rows. */
interface Candidates {
  readonly known: Baseline;
  readonly rows: readonly number[];
}

/**
 * Decides for each finding which problem it is and whether it is new. Newness comes from the baseline alone; the previous
 * scan and the marks only lend their ids, so that history and marks carry over to problems that no baseline holds yet.
 */
export function trackFindings(input: TrackingInput): Tracking {
  const { current, baseline } = input;
  const tracked = new Array<TrackedFinding | undefined>(current.count);
  const taken = new Set<number>();
  const inBaseline = baseline === null ? [] : matchFindings(baseline.features, current, input.changes);
  for (const { baselineRow, currentRow, matchedBy } of inBaseline) {
    const issueId = baseline!.issueIds[baselineRow]!;
    taken.add(issueId);
    tracked[currentRow] = {
      issueId,
      firstSeenScanId: baseline!.firstSeenScanIds[baselineRow]!,
      isNew: false,
      matchedBy,
    };
  }
  for (const known of [input.previous, input.marked]) takeIdsFrom(known, input, tracked, taken);
  for (let row = 0; row < current.count; row += 1) tracked[row] ??= { ...newness(input, row), ...UNKNOWN };
  return {
    findings: tracked as TrackedFinding[],
    fixedCount: (baseline?.features.count ?? 0) - inBaseline.length,
  };
}

const UNKNOWN = { issueId: null, firstSeenScanId: null };

/** Matches what is still unrecognized against `known` and takes over ids; newness stays what it is. */
function takeIdsFrom(
  known: Baseline,
  input: TrackingInput,
  tracked: (TrackedFinding | undefined)[],
  taken: Set<number>,
): void {
  const rows = rowsWhere(tracked.length, (row) => tracked[row] === undefined);
  const candidates = without(known, taken);
  if (rows.length === 0 || candidates.rows.length === 0) return;
  const unrecognized = input.current.select(rows);
  for (const { baselineRow, currentRow } of matchFindings(candidates.known.features, unrecognized, input.changes)) {
    const issueId = candidates.known.issueIds[baselineRow]!;
    const row = rows[currentRow]!;
    taken.add(issueId);
    tracked[row] = {
      ...newness(input, row),
      issueId,
      firstSeenScanId: candidates.known.firstSeenScanIds[baselineRow]!,
    };
  }
}

/** Of a finding that is not in the baseline: new, unless this is the baseline's own branch, or no baseline exists yet and the change left its lines alone. */
function newness(input: TrackingInput, row: number): Pick<TrackedFinding, 'isNew' | 'matchedBy'> {
  if (input.isBaselineScan) return { isNew: false, matchedBy: null };
  if (input.baseline === null && input.isUntouched?.(row)) return { isNew: false, matchedBy: 'unchanged_lines' };
  return { isNew: true, matchedBy: null };
}

function without(known: Baseline, taken: ReadonlySet<number>): Candidates {
  const rows = rowsWhere(known.features.count, (row) => !taken.has(known.issueIds[row]!));
  return {
    rows,
    known: {
      features: known.features.select(rows),
      issueIds: rows.map((row) => known.issueIds[row]!),
      firstSeenScanIds: rows.map((row) => known.firstSeenScanIds[row]!),
    },
  };
}

function rowsWhere(count: number, holds: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < count; row += 1) if (holds(row)) rows.push(row);
  return rows;
}
