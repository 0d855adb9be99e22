import { type Threshold } from '../../domain/gate/exact-value.js';
import { type SkipReason } from '../../domain/gate/measures.js';
import { RULE_NAMES, type RuleName } from '../../domain/gate/policy.js';
import { type GateStatusAnswer } from '../api/answers.js';
import { showValue } from './describe-evidence.js';

/** One rule of the gate as the table shows it. */
export interface RuleLine {
  readonly rule: RuleName;
  readonly verdict: 'passed' | 'failed' | 'tolerated' | 'waived' | 'skipped';
  readonly threshold: Threshold | null;
  readonly actual: Threshold | null;
  /** The reason why it was skipped, the waiver that covers it, or the base's value. */
  readonly remark: string | null;
}

/** Wording of the service's reasons for a skipped rule. */
const SKIP_REASONS: Readonly<Record<SkipReason | GateStatusReason, string>> = {
  disabled: 'switched off',
  no_findings_report: 'no findings report',
  no_duplication_summary: 'no duplication measured',
  no_rating: 'nothing to rate',
  no_coverage: 'no coverage report names a file',
  no_new_lines: 'no new line to cover',
  no_new_branches: 'no new branch to cover',
  no_changed_lines: 'added lines not known',
  no_base: 'no value on the base to compare with',
  no_tests: 'no test results',
  no_levels: 'levels of tools are not known',
  not_a_change: 'judged on changes alone',
  not_reported: 'not reported',
  tool_failed: 'a tool failed',
  not_here: 'only CI has its report',
  not_configured: 'no gate',
  scan_error: 'the scanner gave up',
  timed_out: 'the scan was not completed in time',
};

/** Reasons for which the gate judged nothing, which are then the reasons of every skipped rule. */
type GateStatusReason = 'not_configured' | 'scan_error' | 'timed_out';

const explain = (reason: string): string => (SKIP_REASONS as Record<string, string | undefined>)[reason] ?? reason;

/** The rules in the order of the policy, each with how it came out. */
export function judgeRules(gate: GateStatusAnswer): readonly RuleLine[] {
  const lines: readonly RuleLine[] = [
    ...gate.violations.map((each) => judged(each, 'failed')),
    ...gate.tolerated_violations.map((each) => judged(each, 'tolerated', explainTolerance(each, gate.base))),
    ...gate.waived_violations.map((each) => judged(each, 'waived', `waiver ${each.waiver_id}`)),
    ...gate.passed_rules.map((each) => judged(each, 'passed')),
    ...gate.skipped_rules.map((each) =>
      judged({ ...each, threshold: null, actual: null }, 'skipped', explain(each.reason)),
    ),
  ];
  return [...lines].sort((a, b) => RULE_NAMES.indexOf(a.rule) - RULE_NAMES.indexOf(b.rule));
}

/** Names the scan that tolerates; in a stack that is the final target's, not the base. */
const explainTolerance = (
  { why, base_actual: onBase }: GateStatusAnswer['tolerated_violations'][number],
  base: GateStatusAnswer['base'],
): string =>
  why === 'only_fewer_lines'
    ? `nothing added, ${showValue(onBase)} before`
    : `${targetOf(base)?.branch ?? 'the base'} has ${showValue(onBase)}`;

/** The value of a rule in tables: `unknown` where the rule was judged without one. */
export const showActual = ({ actual, verdict }: RuleLine): string =>
  actual === null && verdict !== 'skipped' ? 'unknown' : showValue(actual);

const targetOf = (base: GateStatusAnswer['base']) => (base?.via?.length ? base.target : null);

const judged = (
  { rule, threshold, actual }: Omit<RuleLine, 'verdict' | 'remark'>,
  verdict: RuleLine['verdict'],
  remark: string | null = null,
): RuleLine => ({ rule, verdict, threshold, actual, remark });
