import { displayPct, displayPoints, roundHalfAwayFromZero } from '../../../domain/exact/rounding.js';
import type { GatePolicy } from '../../../domain/gate/policy.js';
import { type AnsweredRules, changedAnswers } from '../../../domain/gate/rule-answers.js';
import type { ScanId } from '../../../domain/ids.js';
import type { Rating } from '../../../domain/ratings/ratings.js';
import { completeVerdict, type Evaluation } from '../../verdict/quality-gate/evaluation.reader.js';
import type { StatusRow } from '../../verdict/quality-gate/status.reader.js';
import { type Scan, type ScanJson, scanOfJson } from '../../verdict/scan/scan.reader.js';
import type { PreviousScanDto, ScanChangesDto } from './dto/page-parts.dto.js';
import type { PreviousJson } from './previous-scan.read-model.js';
import type { ScanSummaryJson } from './scan-summary.js';

/** The completed scan before a scan, of the same branch or pull request, with what pages compare. */
export interface PreviousScan {
  readonly scanId: ScanId;
  readonly findingsTotal: number | null;
  readonly linesTotal: number;
  readonly linesCovered: number;
  readonly duplicationPct: number | null;
  readonly qualityRating: Rating | null;
  /** The lists of its last verdict, and the policy that it was judged by. */
  readonly rules: AnsweredRules;
  readonly policy: Partial<GatePolicy>;
}

export const toPreviousScan = ({ scan, verdict, policy }: PreviousJson): PreviousScan => ({
  ...scan,
  scanId: scan.id,
  rules: verdict,
  policy,
});

/** Changes of the last scan of a page against the one before it; null without one, and where the last was not completed. */
export function changesOf(
  last: ScanJson | null,
  status: StatusRow | null,
  previous: PreviousJson | null,
): ScanChangesDto | null {
  if (last?.state !== 'completed' || previous === null || !status?.verdict) return null;
  const verdict = completeVerdict(status.verdict, status.policy ?? {});
  return toScanChangesDto(toPreviousScan(previous), scanOfJson(last), { verdict, policy: verdict.policy });
}

/**
 * The change of the number of findings under the marks that the later scan was judged by, and how many findings these
 * marks leave out of the earlier one.
 */
export function findingsSince(
  from: Pick<ScanSummaryJson, 'id' | 'findingsTotal'> | null,
  to: Pick<ScanSummaryJson, 'findingsTotal' | 'findingsBefore'>,
): { readonly findings: number | null; readonly marked: number } {
  const { findingsTotal: total, findingsBefore } = to;
  const counted = from?.findingsTotal ?? null;
  if (total === null || counted === null) return { findings: null, marked: 0 };
  const before = (findingsBefore?.scanId === from?.id ? findingsBefore?.total : null) ?? counted;
  return { findings: total - before, marked: counted - before };
}

/** Lines of a scan of which some are covered. */
type Covered = Pick<PreviousScan, 'linesTotal' | 'linesCovered'>;

/** Numbers by which a scan is compared with the one before it. */
type Measured = Covered & Pick<ScanSummaryJson, 'findingsTotal' | 'findingsBefore'>;

export const measuredOf = ({ coverage: { linesTotal, linesCovered }, summary }: Scan): Measured => ({
  ...{ linesTotal, linesCovered },
  findingsTotal: summary?.findingsTotal ?? null,
  findingsBefore: summary?.findingsBefore ?? null,
});

/** @param last the scan that it is compared with; null without one */
export const toPreviousScanDto = (
  previous: Omit<PreviousScan, 'rules' | 'policy'>,
  last: Measured | null,
): PreviousScanDto => ({
  scan_id: previous.scanId,
  findings_total: previous.findingsTotal,
  findings_delta: last && findingsSince(toCounted(previous), last).findings,
  coverage_pct: displayPct(previous.linesCovered, previous.linesTotal),
  coverage_delta_pts: last && coveragePoints(previous, last),
  duplication_pct: shownPct(previous.duplicationPct),
  quality_rating: previous.qualityRating,
});

const toCounted = ({ scanId: id, findingsTotal }: Pick<PreviousScan, 'scanId' | 'findingsTotal'>) => ({
  id,
  findingsTotal,
});

/** Percentage points from one coverage to another, rounded from the exact difference; null where either has no lines. */
export const coveragePoints = (from: Covered, to: Covered): number | null =>
  from.linesTotal === 0 || to.linesTotal === 0 ? null : displayPoints(shareOf(from), shareOf(to));

const shareOf = ({ linesCovered, linesTotal }: Covered) => ({ part: linesCovered, total: linesTotal });

/** Changes of a judged scan against the one before it. */
export function toScanChangesDto(
  previous: PreviousScan,
  scan: Scan,
  { verdict, policy }: Pick<Evaluation, 'verdict' | 'policy'>,
): ScanChangesDto {
  const { coverage, metrics, summary, problemChange } = scan;
  const measured = measuredOf(scan);
  const before = toPreviousScanDto(previous, measured);
  return {
    previous_scan_id: previous.scanId,
    new_findings: problemChange?.appeared ?? null,
    fixed: problemChange?.disappeared ?? null,
    marked: findingsSince(toCounted(previous), measured).marked,
    coverage_pct: {
      from: before.coverage_pct,
      to: displayPct(coverage.linesCovered, coverage.linesTotal),
      delta_pts: before.coverage_delta_pts,
    },
    duplication_pct: {
      from: before.duplication_pct,
      to: shownPct(metrics.duplicationPct),
      delta_pts: pointsBetween(previous.duplicationPct, metrics.duplicationPct),
    },
    quality_rating: { from: before.quality_rating, to: summary?.qualityRating ?? null },
    rules: changedAnswers(previous.rules, verdict),
    policy_changed: !isSamePolicy(previous.policy, policy),
  };
}

const shownPct = (pct: number | null): number | null => (pct === null ? null : roundHalfAwayFromZero(pct, PCT_DIGITS));
const PCT_DIGITS = 2;

/** Points between two percentages that a tool measured; digits that the subtraction of doubles makes are left out first. */
const pointsBetween = (from: number | null, to: number | null): number | null =>
  from === null || to === null ? null : shownPct(roundHalfAwayFromZero(to - from, MEASURED_DIGITS));
/** Decimals beyond those that tools measure. */
const MEASURED_DIGITS = 9;

/** Evaluations of earlier versions lack rules that have come since: these are switched off. */
function isSamePolicy(one: Partial<GatePolicy>, other: Partial<GatePolicy>): boolean {
  const rules = Object.keys({ ...one, ...other }) as (keyof GatePolicy)[];
  return rules.every((rule) => (one[rule] ?? null) === (other[rule] ?? null));
}
