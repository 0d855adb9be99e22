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

function measureRule(rule: RuleName, facts: ScanFacts, appliesToNewCodeOnly: boolean): Measure {
  const { measure, restsOn } = RULES[rule];
  const known = measure(facts, appliesToNewCodeOnly);
  if (!facts.failedTools.some(restsOn)) return known;
  return known.state === 'measured' ? { state: 'partial', actual: known.actual } : missing('tool_failed');
}
