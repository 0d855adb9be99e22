import { type FindingType, type Severity } from '../findings/finding.js';
import { GATED_SEVERITIES, GATED_TYPES } from '../ratings/scan-counters.js';

/** Traits of a finding by which rules count it. */
export interface FindingTraits {
  readonly type: FindingType;
  readonly severity: Severity;
}

/** True for a finding that a rule counts, or that its measure rests on. */
export type CauseTest = (finding: FindingTraits) => boolean;

export const isGated: CauseTest = ({ type, severity }) =>
  type !== 'suppression' && GATED_TYPES.includes(type) && GATED_SEVERITIES.includes(severity);

export const isGatedOf =
  (...severities: readonly Severity[]): CauseTest =>
  (finding) =>
    isGated(finding) && severities.includes(finding.severity);

export const isGatedSecurity: CauseTest = (finding) => isGated(finding) && finding.type === 'security';

export const isOfType =
  (wanted: FindingType): CauseTest =>
  ({ type }) =>
    type === wanted;
