import { type GatePolicy, isLooser, rulesOf } from '../../../gate/policy';
import { formatBound, RULE_TITLES, type RuleName } from '../../../gate/words';
import { SCANS_TITLE, SCANS_WORDS, SWITCH_TITLES } from './messages';
import { type PolicyContent, type PolicyVersion, SWITCHES } from './policy-draft';

/** A rule or switch on which two policies differ, in words. */
export interface Difference {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Rules and switches on which two policies differ, in the order of the page; null is no policy, all of whose rules are off. */
export function differencesOf(from: PolicyContent | null, to: PolicyContent): Difference[] {
  const rules = [...new Set([...(from === null ? [] : rulesOf(from.policy)), ...rulesOf(to.policy)])].map((rule) => ({
    name: RULE_TITLES[rule],
    from: from === null ? '–' : boundOf(from.policy, rule),
    to: boundOf(to.policy, rule),
  }));
  const coverage = {
    name: SCANS_TITLE,
    from: from === null ? scansOf(to) : scansOf(from),
    to: scansOf(to),
  };
  const switches = SWITCHES.map((name) => ({
    name: SWITCH_TITLES[name],
    from: from === null ? '–' : onOrOff(from[name]),
    to: onOrOff(to[name]),
  }));
  return [...rules, coverage, ...switches].filter((each) => each.from !== each.to);
}

/** Rules and switches by which a policy asks less of changes than the one in force, in words; none before the first save. */
export function loosenedOf(inForce: PolicyVersion, next: PolicyContent): string[] {
  if (inForce.policy_version === 'v0') return [];
  const limits = rulesOf(inForce.policy).filter((rule) => isLooserRule(rule, next.policy, inForce.policy));
  const names = limits.map((rule) => RULE_TITLES[rule]);
  if (next.policy.new_coverage_on != null && next.policy.new_coverage_on !== 'all') names.push(SCANS_TITLE);
  if (next.applies_to_new_code_only) names.push(SWITCH_TITLES.applies_to_new_code_only);
  return differencesOf(inForce, next)
    .filter(({ name }) => names.includes(name))
    .map(({ name, from, to }) => `${name}: ${from} → ${to}`);
}

const isLooserRule = (rule: RuleName, next: GatePolicy, inForce: GatePolicy): boolean =>
  isLooser(rule, next[rule] ?? null, inForce[rule] ?? null);

const scansOf = ({ policy }: PolicyContent): string => SCANS_WORDS[policy.new_coverage_on ?? 'all'];

/** The bound of a rule in a policy, `off` without one. */
export const boundOf = (policy: { readonly [R in RuleName]?: GatePolicy[R] | null }, rule: RuleName): string => {
  const threshold = policy[rule] ?? null;
  return threshold === null ? 'off' : formatBound(rule, threshold);
};

const onOrOff = (isOn: boolean): string => (isOn ? 'on' : 'off');
