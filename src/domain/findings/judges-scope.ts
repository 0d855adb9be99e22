import type { Finding } from './finding.js';

/** Words in the ids of rules that measure a whole function, class or file, or that look for uses all over it. */
const OF_SCOPES =
  /complex|cognitive|too[-_]?(?:many|long|large|deep)|max[-_]?(?:lines|statements|params|depth|nested|classes|locals|returns|branches)|length|nest(?:ed|ing)/iu;

/** Rules on the length of a file. Some tools report it at the first line beyond the limit. */
const OF_FILES = /(?:^|[/.:])(?:max-lines|too-many-lines|file-?length|max-file-line-count)$/iu;

/** Tells whether a finding is about its whole file, of which there is one for each rule. */
export const judgesFile = ({ ruleId }: Pick<Finding, 'ruleId'>): boolean => OF_FILES.test(ruleId);

/**
 * True when a finding is about the whole scope that it is reported at (its length, its complexity, its unused names),
 * so that an edit anywhere in the scope can bring it about; the others are about their flagged lines.
 */
export const judgesScope = ({ type, ruleId }: Pick<Finding, 'type' | 'ruleId'>): boolean =>
  type === 'complexity' || OF_SCOPES.test(ruleId);
