import { decideStatus, type GateSwitches, type StatusDecision, type ToolReason } from './decide-status.js';
import { type BaseLookup, evaluateGate, type GateVerdict, type WaiverLookup } from './evaluate-gate.js';
import { type GateMeasures, measureScan } from './measure-scan.js';
import { missing } from './measures.js';
import { type OrganizationSwitches } from './organization-switches.js';
import { type GatePolicy, rulesOf, thresholdOf } from './policy.js';
import { RULES } from './rules.js';
import { type ScanFacts, type WholeCode } from './scan-facts.js';
import { ratedFindingsOf } from './whole-code.js';

/** All that the facts of a scan are judged by. */
export interface FactsTerms {
  /** Null: never configured. */
  readonly config: Pick<GateSwitches, 'enabled' | 'appliesToNewCodeOnly'> | null;
  readonly policy: GatePolicy;
  readonly switches: Pick<OrganizationSwitches, 'tolerateInherited' | 'onToolFailure' | 'onMissingTool'>;
  readonly waiverFor: WaiverLookup;
}

/** The status that a gate decides on, and the outcome of each rule, also where the gate is off. */
export type FactsJudgement = StatusDecision & { readonly verdict: GateVerdict };

/**
 * Judges the facts of a scan, the same way for a verdict and for a simulation in a browser.
 *
 * @param measures of the facts, where they are known already
 */
export function judgeFacts(
  facts: ScanFacts,
  { config, policy, switches, waiverFor }: FactsTerms,
  measures: GateMeasures = measureScan(facts, config?.appliesToNewCodeOnly ?? true),
): FactsJudgement {
  const asked = policy.new_coverage_on === 'changes' && facts.isBaselineScan ? withoutCoverage(measures) : measures;
  const verdict = evaluateGate(policy, asked, waiverFor, inheritedFrom(facts, asked, switches));
  return { ...decideStatus(config, verdict, troubleOf(facts, policy, switches)), verdict };
}

const withoutCoverage = (measures: GateMeasures): GateMeasures => ({
  ...measures,
  new_coverage_min: missing('not_a_change'),
  basis: null,
});

/** The measures of the base that a change may have inherited; a scan of the default branch inherits from nobody. */
function inheritedFrom(
  facts: ScanFacts,
  { basis }: GateMeasures,
  { tolerateInherited }: FactsTerms['switches'],
): BaseLookup {
  const { base, isBaselineScan } = facts;
  if (base === null || isBaselineScan) return () => null;
  const now = wholeCodeOf(facts);
  return (rule) => {
    const { measureBase, hasGrown } = RULES[rule];
    const actual = measureBase?.(base, basis) ?? null;
    if (actual === null) return null;
    return { actual, hasGrown: hasGrown?.(now, base) ?? null, isBreachTolerated: tolerateInherited };
  };
}

const wholeCodeOf = ({ coverage, counters, hasFindingsReport, ...facts }: ScanFacts): WholeCode => ({
  ...facts,
  allLines: coverage.allLines,
  ratedFindings: hasFindingsReport ? ratedFindingsOf(counters.all) : null,
});

/**
 * Failure of a tool that some rule of the policy rests on, when the organization treats it as a failure; and a report that was
 * announced and did not come.
 */
function troubleOf(
  { failedTools, missingTools, owedReports }: ScanFacts,
  policy: GatePolicy,
  { onToolFailure, onMissingTool }: FactsTerms['switches'],
): ToolReason | null {
  if (owedReports.length > 0) return 'missing_tool';
  const judged = rulesOf(policy).filter((rule) => thresholdOf(policy, rule) !== null);
  const isRead = (tool: string): boolean => judged.some((rule) => RULES[rule].restsOn(tool));
  if (onToolFailure === 'fail' && failedTools.some(isRead)) return 'tool_failed';
  return onMissingTool === 'fail' && missingTools.some(isRead) ? 'missing_tool' : null;
}
