import { RULE_NAMES, type RuleName } from './rules.js';

/** Answers of a rule in a verdict, as they are called on the wire. */
export const RULE_ANSWERS = ['passed', 'violated', 'tolerated', 'waived', 'skipped'] as const;
export type RuleAnswer = (typeof RULE_ANSWERS)[number];

type NamedRules = readonly { readonly rule: RuleName }[];

/** The lists of a stored verdict: each of its rules is in one of them. Those of earlier versions lack some. */
export interface AnsweredRules {
  readonly passed_rules: NamedRules;
  readonly violations: NamedRules;
  readonly tolerated_violations?: NamedRules | null;
  readonly waived_violations: NamedRules;
  readonly skipped_rules: NamedRules;
}

/** A rule whose answer is another one than before; null where a verdict does not have it. */
export interface ChangedAnswer {
  readonly rule: RuleName;
  readonly from: RuleAnswer | null;
  readonly to: RuleAnswer | null;
}

/** Rules that two verdicts answer differently, in the order of the policy's keys. */
export function changedAnswers(before: AnsweredRules, now: AnsweredRules): ChangedAnswer[] {
  const [from, to] = [answersOf(before), answersOf(now)];
  return RULE_NAMES.map((rule) => ({ rule, from: from.get(rule) ?? null, to: to.get(rule) ?? null })).filter(
    (changed) => changed.from !== changed.to,
  );
}

function answersOf(verdict: AnsweredRules): ReadonlyMap<RuleName, RuleAnswer> {
  const lists: Readonly<Record<RuleAnswer, NamedRules>> = {
    passed: verdict.passed_rules,
    violated: verdict.violations,
    tolerated: verdict.tolerated_violations ?? [],
    waived: verdict.waived_violations,
    skipped: verdict.skipped_rules,
  };
  return new Map(RULE_ANSWERS.flatMap((answer) => lists[answer].map(({ rule }) => [rule, answer] as const)));
}
