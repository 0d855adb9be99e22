import { type CoverageBasis, type Measure, measureNewCoverage, missing } from './measures.js';
import { RULE_NAMES, type RuleName, RULES } from './rules.js';
import { type ScanFacts } from './scan-facts.js';

/** The measure of every rule, and what coverage was measured on; null when there is no coverage to measure. */
export type GateMeasures = Readonly<Record<RuleName, Measure>> & { readonly basis: CoverageBasis | null };

/**
 * Computes from the stored facts of a scan the measures that the rules compare with. `appliesToNewCodeOnly` is the
 * configuration's switch: off, all findings and all lines count, on every branch.
 */
export function measureScan(facts: ScanFacts, appliesToNewCodeOnly: boolean): GateMeasures {
  const measures = RULE_NAMES.map((rule) => [rule, measureRule(rule, facts, appliesToNewCodeOnly)] as const);
  return {
    ...(Object.fromEntries(measures) as Record<RuleName, Measure>),
    basis: measureNewCoverage(facts.coverage, appliesToNewCodeOnly).basis,
  };
}

/** Rules on the coverage of added lines. */
const ON_ADDED_LINES: readonly RuleName[] = [
  'new_coverage_min',
  'new_branch_coverage_min',
  'new_uncovered_max',
  'untested_files_max',
];

/** A report that the checkout does not have; coverage whose paths match no file is there. */
const isOnlyInCi = (rule: RuleName, { state }: Measure, { absentTools, coverage }: ScanFacts): boolean =>
  state === 'owed' && absentTools !== undefined && !(ON_ADDED_LINES.includes(rule) && coverage.hasUnmatchedChange);

function measureRule(rule: RuleName, facts: ScanFacts, appliesToNewCodeOnly: boolean): Measure {
  const { measure, restsOn } = RULES[rule];
  const known = measure(facts, appliesToNewCodeOnly);
  if (isOnlyInCi(rule, known, facts)) return missing('not_here');
  const reason = facts.failedTools.some(restsOn) ? 'tool_failed' : facts.absentTools?.some(restsOn) ? 'not_here' : null;
  if (reason === null) return known;
  return known.state === 'measured' ? { state: 'partial', actual: known.actual, reason } : missing(reason);
}
