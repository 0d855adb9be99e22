import type { Finding } from './finding.js';

/** Words in the ids of rules that measure a whole function, class or file, or that look for uses all over it. */
const OF_SCOPES =
  /complex|cognitive|too[-_]?(?:many|long|large|deep)|max[-_]?(?:lines|statements|params|depth|nested|classes|locals|returns|branches)|length|nest(?:ed|ing)/iu;

/**
 * True when a finding is about the whole scope that it is reported at (its length, its complexity, its unused names),
 * so that an edit anywhere in the scope can bring it about; the others are about their flagged lines.
 */
export const judgesScope = ({ type, ruleId }: Pick<Finding, 'type' | 'ruleId'>): boolean =>
  type === 'complexity' || OF_SCOPES.test(ruleId);
