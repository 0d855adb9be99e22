import { type SkipReason } from '../../domain/gate/measure-scan.js';
import { RULE_NAMES, type RuleName } from '../../domain/gate/policy.js';
import { type GateStatus, type Threshold } from '../api/answers.js';

/** One rule of the gate as the table shows it. */
export interface RuleLine {
  readonly rule: RuleName;
  readonly verdict: 'passed' | 'failed' | 'waived' | 'skipped';
  readonly threshold: Threshold | null;
  readonly actual: Threshold | null;
  /** Why it was skipped, or which waiver covers it. */
  readonly remark: string | null;
}

/** What the service's words for a skipped rule mean. */
const SKIP_REASONS: Readonly<Record<SkipReason, string>> = {
  disabled: 'switched off',
  no_findings_report: 'no findings report',
  no_duplication_summary: 'no duplication measured',
  no_rating: 'nothing to rate',
  no_coverage: 'no coverage report',
  no_new_lines: 'no new line to cover',
};

const explain = (reason: string): string => (SKIP_REASONS as Record<string, string | undefined>)[reason] ?? reason;

/** The six rules in the order of the policy, each with how it came out; a rule that no list names was passed. */
export function judgeRules(gate: GateStatus): readonly RuleLine[] {
  return RULE_NAMES.map((rule): RuleLine => {
    const violation = gate.violations.find((each) => each.rule === rule);
    if (violation)
      return { rule, verdict: 'failed', threshold: violation.threshold, actual: violation.actual, remark: null };
    const waived = gate.waived_violations.find((each) => each.rule === rule);
    if (waived) {
      const remark = waived.waiver_id === undefined ? null : `waiver ${waived.waiver_id}`;
      return { rule, verdict: 'waived', threshold: waived.threshold, actual: waived.actual, remark };
    }
    const skipped = gate.skipped_rules.find((each) => each.rule === rule);
    const threshold = gate.policy?.[rule] ?? null;
    if (skipped) {
      return { rule, verdict: 'skipped', threshold, actual: null, remark: explain(skipped.reason) };
    }
    const passed = gate.passed?.find((each) => each.rule === rule);
    return {
      rule,
      verdict: 'passed',
      threshold: passed?.threshold ?? threshold,
      actual: passed?.actual ?? null,
      remark: null,
    };
  });
}
