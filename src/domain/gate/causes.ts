import { type FindingType, type Severity } from '../findings/finding.js';
import { GATED_SEVERITIES, GATED_TYPES } from '../ratings/scan-counters.js';
import { type RuleName } from './rules.js';

/** Traits of a finding by which rules count it. */
export interface FindingTraits {
  readonly type: FindingType;
  readonly severity: Severity;
}

type Counts = (finding: FindingTraits) => boolean;

const isGated: Counts = ({ type, severity }) => GATED_TYPES.includes(type) && GATED_SEVERITIES.includes(severity);
const ofSeverity =
  (...severities: readonly Severity[]): Counts =>
  (finding) =>
    isGated(finding) && severities.includes(finding.severity);
const isDuplication: Counts = ({ type }) => type === 'duplication';

const COUNTS: Partial<Readonly<Record<RuleName, Counts>>> = {
  new_critical_max: ofSeverity('critical'),
  new_high_max: ofSeverity('high'),
  new_medium_max: ofSeverity('medium'),
  new_total_max: isGated,
  new_security_max: (finding) => isGated(finding) && finding.type === 'security',
  complexity_new_max: ({ type }) => type === 'complexity',
  duplication_pct_max: isDuplication,
  new_duplication_pct_max: isDuplication,
  // Severities below high do not weigh on a rating.
  rating_min: ofSeverity('critical', 'high'),
};

/** The test of a finding that a rule counts, or that stands behind what it measures; null for a rule that no finding breaks. */
export const causesOf = (rule: RuleName): Counts | null => COUNTS[rule] ?? null;
