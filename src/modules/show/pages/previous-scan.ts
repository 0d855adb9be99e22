import { displayPct, roundHalfAwayFromZero } from '../../../domain/exact/rounding.js';
import type { GatePolicy } from '../../../domain/gate/policy.js';
import { type AnsweredRules, changedAnswers } from '../../../domain/gate/rule-answers.js';
import type { ScanId } from '../../../domain/ids.js';
import type { Rating } from '../../../domain/ratings/ratings.js';
import { completeVerdict, type Evaluation } from '../../verdict/quality-gate/evaluation.reader.js';
import type { StatusRow } from '../../verdict/quality-gate/status.reader.js';
import { type Scan, type ScanJson, scanOfJson } from '../../verdict/scan/scan.reader.js';
import type { PreviousScanDto, ScanChangesDto } from './dto/page-parts.dto.js';
import type { PreviousJson } from './previous-scan.read-model.js';

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

export const toPreviousScanDto = (previous: Omit<PreviousScan, 'rules' | 'policy'>): PreviousScanDto => ({
  scan_id: previous.scanId,
  findings_total: previous.findingsTotal,
  coverage_pct: displayPct(previous.linesCovered, previous.linesTotal),
  duplication_pct: shownPct(previous.duplicationPct),
  quality_rating: previous.qualityRating,
});

/** Changes of a judged scan against the one before it. */
export function toScanChangesDto(
  previous: PreviousScan,
  scan: Scan,
  { verdict, policy }: Pick<Evaluation, 'verdict' | 'policy'>,
): ScanChangesDto {
  const { coverage, metrics, summary, problemChange } = scan;
  const before = toPreviousScanDto(previous);
  return {
    previous_scan_id: previous.scanId,
    new_findings: problemChange?.appeared ?? null,
    fixed: problemChange?.disappeared ?? null,
    coverage_pct: { from: before.coverage_pct, to: displayPct(coverage.linesCovered, coverage.linesTotal) },
    duplication_pct: { from: before.duplication_pct, to: shownPct(metrics.duplicationPct) },
    quality_rating: { from: before.quality_rating, to: summary?.qualityRating ?? null },
    rules: changedAnswers(previous.rules, verdict),
    policy_changed: !isSamePolicy(previous.policy, policy),
  };
}

const shownPct = (pct: number | null): number | null => (pct === null ? null : roundHalfAwayFromZero(pct, PCT_DIGITS));
const PCT_DIGITS = 2;

/** Evaluations of earlier versions lack rules that have come since: these are switched off. */
function isSamePolicy(one: Partial<GatePolicy>, other: Partial<GatePolicy>): boolean {
  const rules = Object.keys({ ...one, ...other }) as (keyof GatePolicy)[];
  return rules.every((rule) => (one[rule] ?? null) === (other[rule] ?? null));
}
