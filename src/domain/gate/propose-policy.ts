import { type GateVerdict } from './evaluate-gate.js';
import { type Threshold } from './exact-value.js';
import { type RuleName, RULES } from './rules.js';

/** A rule of the default policy beside what a repository comes to today. */
export interface ProposedRule {
  readonly rule: RuleName;
  readonly byDefault: Threshold;
  /** As measured; null where it was not. */
  readonly today: Threshold | null;
  /** The default where the repository meets it, else the strictest round threshold that it meets; null: none, so off. */
  readonly proposed: Threshold | null;
}

/** The policy that a repository meets today, from its judgement by the default policy, in the order of the rules. */
export function proposePolicy({
  passed,
  violations,
}: Pick<GateVerdict, 'passed' | 'violations'>): readonly ProposedRule[] {
  const measured = new Map<RuleName, Threshold | null>([
    ...passed.map(({ rule, actual }) => [rule, actual] as const),
    ...violations.map(({ rule, actual }) => [rule, actual] as const),
  ]);
  const broken = new Set<RuleName>(violations.map(({ rule }) => rule));
  return (Object.keys(RULES) as RuleName[]).flatMap((rule) => {
    const { byDefault } = RULES[rule];
    if (byDefault === undefined) return [];
    const today = measured.get(rule) ?? null;
    return [{ rule, byDefault, today, proposed: broken.has(rule) ? meet(rule, today) : byDefault }];
  });
}

/** The whole number or letter on the loose side of a measure. */
function meet(rule: RuleName, actual: Threshold | null): Threshold | null {
  if (typeof actual !== 'number') return actual;
  return RULES[rule].comparison === 'min' ? Math.floor(actual) : Math.ceil(actual);
}
