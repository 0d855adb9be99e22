import {
  type CoverageScans,
  DEFAULT_POLICY,
  type GatePolicy,
  readThreshold,
  rulesOf,
  SWITCHES_AT_FIRST_SAVE,
  type Threshold,
  withThresholds,
} from '../../../gate/policy';
import { type SimulatedPolicy } from '../../../gate/simulation';
import { type RuleName } from '../../../gate/words';
import { type PolicyToSave } from './changes.queries';
import { type Revision } from './policy.queries';

export const SWITCHES = ['enabled', 'block_merge_on_fail', 'applies_to_new_code_only'] as const;
export type SwitchName = (typeof SWITCHES)[number];
export type Switches = Readonly<Record<SwitchName, boolean>>;

/** A policy with its switches. */
export type PolicyContent = Switches & { readonly policy: GatePolicy };

/** A policy of some version; `v0` before the first save. */
export type PolicyVersion = PolicyContent & { readonly policy_version: string };

/** Policy that the first save begins with: the gate is switched on by it. */
export const BEFORE_FIRST_SAVE: PolicyVersion = {
  policy: DEFAULT_POLICY,
  policy_version: 'v0',
  enabled: SWITCHES_AT_FIRST_SAVE.enabled,
  block_merge_on_fail: SWITCHES_AT_FIRST_SAVE.blockMergeOnFail,
  applies_to_new_code_only: SWITCHES_AT_FIRST_SAVE.appliesToNewCodeOnly,
};

/** The policy in force among the revisions, newest first; the one to begin with where there is none. */
export const inForce = (revisions: readonly Revision[]): PolicyVersion => revisions[0] ?? BEFORE_FIRST_SAVE;

/** A policy as it is typed. */
export interface PolicyDraft {
  /** Version that it began from. */
  readonly base: PolicyVersion;
  /** Text of each rule's field; empty where the rule is off. */
  readonly texts: Readonly<Partial<Record<RuleName, string>>>;
  readonly coverageOn: CoverageScans;
  readonly switches: Switches;
}

export const draftOf = (base: PolicyVersion): PolicyDraft => ({
  base,
  texts: Object.fromEntries(rulesOf(base.policy).map((rule) => [rule, String(base.policy[rule] ?? '')])),
  coverageOn: base.policy.new_coverage_on ?? 'all',
  switches: Object.fromEntries(SWITCHES.map((name) => [name, base[name]])) as Switches,
});

export const withText = (draft: PolicyDraft, rule: RuleName, text: string): PolicyDraft => ({
  ...draft,
  texts: { ...draft.texts, [rule]: text },
});

export const withSwitch = (draft: PolicyDraft, name: SwitchName, isOn: boolean): PolicyDraft => ({
  ...draft,
  switches: { ...draft.switches, [name]: isOn },
});

/** True for a draft that differs from the policy that it began from. */
export function isChanged({ base, texts, coverageOn, switches }: PolicyDraft): boolean {
  const begun = draftOf(base);
  return (
    coverageOn !== begun.coverageOn ||
    SWITCHES.some((name) => switches[name] !== begun.switches[name]) ||
    Object.entries(texts).some(([rule, text]) => text !== (begun.texts[rule as RuleName] ?? ''))
  );
}

/** A draft as a change of another version: rules that this one has and the draft does not are emptied. */
export const rebased = (draft: PolicyDraft, base: PolicyVersion): PolicyDraft => ({
  ...draft,
  base,
  texts: { ...Object.fromEntries(rulesOf(base.policy).map((rule) => [rule, ''])), ...draft.texts },
});

/** Faults of the texts by their rules. */
export type Faults = Readonly<Partial<Record<RuleName, string>>>;

/** Content of a draft; a text with a fault leaves its rule as it was. */
export function readDraft({
  base,
  texts,
  coverageOn,
  switches,
}: PolicyDraft): PolicyContent & { readonly faults: Faults } {
  const thresholds: [RuleName, Threshold | null][] = [];
  const faults: Partial<Record<RuleName, string>> = {};
  for (const [rule, text] of Object.entries(texts) as [RuleName, string][]) {
    const typed = readThreshold(rule, text);
    if ('fault' in typed) faults[rule] = typed.fault;
    else thresholds.push([rule, typed.value]);
  }
  const scans = coverageOn === 'all' ? null : coverageOn;
  return { ...switches, policy: withThresholds(base.policy, thresholds, scans), faults };
}

/** A policy as the evaluator takes it. */
export const toSimulated = (content: PolicyContent): SimulatedPolicy => ({
  policy: content.policy,
  enabled: content.enabled,
  blockMergeOnFail: content.block_merge_on_fail,
  appliesToNewCodeOnly: content.applies_to_new_code_only,
});

export const toSave = ({ base }: PolicyDraft, { policy, ...switches }: PolicyContent): PolicyToSave => ({
  version: base.policy_version,
  body: { policy, ...Object.fromEntries(SWITCHES.map((name) => [name, switches[name]])) },
});
