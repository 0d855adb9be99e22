import { type Answer, type RuleName, type RuleValue, SKIP_REASONS } from './words';

interface Compared {
  readonly rule: RuleName;
  readonly actual: RuleValue | null;
  readonly threshold: RuleValue;
}

/** Parts of a verdict that name rules. */
export interface RulesOfVerdict {
  readonly violations: readonly Compared[];
  readonly tolerated_violations: readonly (Compared & {
    readonly base_actual: RuleValue;
    readonly why?: 'base_breaks_it' | 'only_fewer_lines';
  })[];
  readonly waived_violations: readonly (Compared & { readonly waiver_id: number })[];
  readonly passed_rules: readonly Compared[];
  readonly skipped_rules: readonly { readonly rule: RuleName; readonly reason: string }[];
  /** Lines on which coverage was judged. */
  readonly basis: 'all_lines' | 'changed_lines' | null;
  readonly policy?: object | null;
  /** New findings as rules count them. */
  readonly new_in_pr?: Readonly<Record<'critical' | 'high' | 'medium' | 'total', number>> | null;
  /** Added lines without coverage; null where they are unknown. */
  readonly uncovered?: readonly unknown[] | null;
  /** In a stack the final target tolerates, not the base. */
  readonly base?: {
    readonly via?: readonly unknown[];
    readonly target?: { readonly branch: string } | null;
  } | null;
}

/** A rule with its answer; each rule of a verdict has exactly one. */
export interface RuleAnswer {
  readonly rule: RuleName;
  readonly answer: Answer;
  readonly actual: RuleValue | null;
  readonly threshold: RuleValue | null;
  /** Remark of the answer: reason, waiver or base. */
  readonly note: string | null;
}

/** All rules of a verdict in one list, in the policy's order. */
export function ruleAnswersOf(verdict: RulesOfVerdict): RuleAnswer[] {
  const policy: Readonly<Partial<Record<RuleName, RuleValue>>> | null | undefined = verdict.policy;
  const tolerating = (verdict.base?.via?.length ? verdict.base.target?.branch : null) ?? 'the base';
  const answers: RuleAnswer[] = [
    ...verdict.violations.map((each) => ({ ...pick(each), answer: 'violated' as const, note: null })),
    ...verdict.tolerated_violations.map((each) => ({
      ...pick(each),
      answer: 'tolerated' as const,
      note:
        each.why === 'only_fewer_lines'
          ? `nothing added, ${each.base_actual} before`
          : `${tolerating} has ${each.base_actual}`,
    })),
    ...verdict.waived_violations.map((each) => ({
      ...pick(each),
      answer: 'waived' as const,
      note: `by waiver ${each.waiver_id}`,
    })),
    ...verdict.passed_rules.map((each) => ({ ...pick(each), answer: 'passed' as const, note: null })),
    ...verdict.skipped_rules.map(({ rule, reason }) => ({
      rule,
      answer: 'skipped' as const,
      actual: null,
      threshold: policy?.[rule] ?? null,
      note: SKIP_REASONS[reason] ?? reason,
    })),
  ];
  return answers.sort((a, b) => orderOf(a.rule) - orderOf(b.rule));
}

const NEW_COUNTS: Readonly<Partial<Record<RuleName, 'critical' | 'high' | 'medium' | 'total'>>> = {
  new_critical_max: 'critical',
  new_high_max: 'high',
  new_medium_max: 'medium',
  new_total_max: 'total',
};

/**
 * True where rules on new findings counted all of them, because the policy applies to all code. A verdict does not name that switch: its
 * rules counted other numbers than those of new findings, or judged coverage of all lines although the added ones are known.
 */
export function countsAllCode(verdict: RulesOfVerdict): boolean {
  const { new_in_pr: added, basis, uncovered } = verdict;
  if (basis === 'all_lines' && uncovered != null) return true;
  const { violations, tolerated_violations: tolerated, waived_violations: waived, passed_rules: passed } = verdict;
  return [...violations, ...tolerated, ...waived, ...passed].some(({ rule, actual }) => {
    const name = NEW_COUNTS[rule];
    return name !== undefined && added != null && actual !== null && actual !== added[name];
  });
}

const ORDER: readonly RuleName[] = [
  'new_critical_max',
  'new_high_max',
  'duplication_pct_max',
  'complexity_new_max',
  'rating_min',
  'new_coverage_min',
];

const orderOf = (rule: RuleName): number => (ORDER.includes(rule) ? ORDER.indexOf(rule) : ORDER.length);

const pick = ({ rule, actual, threshold }: Compared) => ({
  rule,
  actual,
  threshold,
});
