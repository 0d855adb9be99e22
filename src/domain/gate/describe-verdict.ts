import { type GateStatus, type StatusReason } from './decide-status.js';
import { type Violation } from './evaluate-gate.js';
import { type RuleLists } from './judge-scan.js';
import { type RuleName } from './policy.js';

const REASONS: Readonly<Record<StatusReason, string>> = {
  no_policy: 'Not judged: the organization has no policy.',
  disabled: "Not judged: the organization's gate is switched off.",
  scan_error: 'Failed: the scanner gave up.',
  timed_out: 'Failed: the scan was not completed by its deadline.',
};

export const PENDING_SUMMARY = 'Pending: the scan is not completed yet.';

/** How a sentence says which side of the threshold is right. */
const BOUNDS: Readonly<Record<RuleName, string>> = {
  new_critical_max: 'at most',
  new_high_max: 'at most',
  duplication_pct_max: 'at most',
  complexity_new_max: 'at most',
  rating_min: 'at least',
  new_coverage_min: 'at least',
};

/** A verdict in one sentence, the failing conditions in it. */
export function describeVerdict(status: GateStatus, reason: StatusReason | null, rules: RuleLists): string {
  if (reason !== null) return REASONS[reason];
  if (status === 'failed')
    return `Failed: ${rules.violations.map((violation) => describeViolation(violation, rules)).join('; ')}.`;
  const counts = [
    `${rules.passed.length} met`,
    ...(rules.waivedViolations.length > 0 ? [`${rules.waivedViolations.length} waived`] : []),
    ...(rules.skippedRules.length > 0 ? [`${rules.skippedRules.length} skipped`] : []),
  ];
  return `Passed: of the six rules ${counts.join(', ')}.`;
}

/** Lines of a change that are judged, and without a measure, are those of files whose reports say another path. */
const describeViolation = ({ rule, actual, threshold }: Violation, { basis }: Pick<RuleLists, 'basis'>): string =>
  actual === null
    ? `${rule} asks ${BOUNDS[rule]} ${threshold} and ${basis === null ? 'the scan brought no coverage' : 'coverage of changed files has paths that fit no file of the repository'}`
    : `${rule} is ${actual}, ${BOUNDS[rule]} ${threshold} is asked`;
