import { type Severity } from '../findings/finding.js';
import { compareFractions, exactValue, type Actual, type Threshold } from './exact.js';
import { type RuleName } from './policy.js';

interface Rule {
  /** How grave a violation is. */
  readonly severity: Severity;
  /** Whether a measure is on the wrong side of a bound; on the bound it is not. */
  readonly isBroken: (actual: Actual, bound: Threshold) => boolean;
}

const above = (actual: Actual, bound: Threshold): boolean =>
  compareFractions(exactValue(actual), exactValue(bound)) > 0;
const below = (actual: Actual, bound: Threshold): boolean =>
  compareFractions(exactValue(actual), exactValue(bound)) < 0;
/** Letters are compared by their distance from A. */
const worseThan = above;

/** The bound is a policy's threshold or a waiver's `maxActual`: both are met by the same comparison. */
export const RULES: Readonly<Record<RuleName, Rule>> = {
  new_critical_max: { severity: 'critical', isBroken: above },
  new_high_max: { severity: 'high', isBroken: above },
  duplication_pct_max: { severity: 'high', isBroken: above },
  complexity_new_max: { severity: 'medium', isBroken: above },
  rating_min: { severity: 'high', isBroken: worseThan },
  new_coverage_min: { severity: 'medium', isBroken: below },
};
