import { type Threshold } from './exact-value.js';
import { areSamePolicies, DEFAULT_POLICY, type GatePolicy, RULE_NAMES, rulesOf, thresholdOf } from './policy.js';
import { type NamedRules } from './repo-config.js';
import { type RuleName } from './rules.js';

export const PRESET_NAMES = ['specified', 'clean_changes', 'strict'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** Policies that an organization may have chosen: a preset by its name, or one of its own. */
export const POLICY_CHOICES = [...PRESET_NAMES, 'own'] as const;
export type PolicyChoice = (typeof POLICY_CHOICES)[number];

export interface Preset {
  readonly name: PresetName;
  readonly title: string;
  readonly recommended: boolean;
  readonly policy: GatePolicy;
}

/** Judges what a change adds, and nothing that was there before. */
const CLEAN_CHANGES: GatePolicy = {
  new_critical_max: 0,
  new_high_max: 0,
  duplication_pct_max: null,
  complexity_new_max: null,
  rating_min: null,
  new_coverage_min: 80,
  new_security_max: 0,
  new_duplication_pct_max: 3,
  coverage_drop_max: 1,
  tests_failed_max: 0,
  tests_total_drop_max: 0,
  new_errors_max: 0,
  new_hidden_high_max: 0,
  new_coverage_on: 'changes',
};

/** Policies to choose from. Choosing one copies it: what a later version adds to it is offered, and never applied. */
export const PRESETS: readonly Preset[] = [
  { name: 'specified', title: 'Specified', recommended: false, policy: DEFAULT_POLICY },
  { name: 'clean_changes', title: 'Clean changes', recommended: true, policy: CLEAN_CHANGES },
  {
    name: 'strict',
    title: 'Strict',
    recommended: false,
    policy: {
      ...CLEAN_CHANGES,
      ...{ complexity_new_max: 0, new_medium_max: 0, change_rating_min: 'A', new_unexplained_suppressions_max: 0 },
      newly_skipped_tests_max: 0,
    },
  },
];

export const presetOf = (name: PresetName): Preset => PRESETS.find((preset) => preset.name === name)!;

/** A preset as a repository names it over its organization: every rule, those that are off or not set as null. */
export function namedByPreset(name: PresetName): NamedRules {
  const { policy } = presetOf(name);
  const rules = Object.fromEntries(RULE_NAMES.map((rule) => [rule, thresholdOf(policy, rule)])) as NamedRules;
  return { ...rules, new_coverage_on: policy.new_coverage_on ?? null };
}

/** A rule of a preset, explained. */
export interface ExplainedRule {
  readonly rule: RuleName;
  readonly threshold: Threshold;
  readonly sentence: string;
}

/** The rules of a policy that are on, each in one sentence. */
export const explainPolicy = (policy: GatePolicy): ExplainedRule[] =>
  rulesOf(policy).flatMap((rule) => {
    const threshold = thresholdOf(policy, rule);
    return threshold === null ? [] : [{ rule, threshold, sentence: SENTENCES[rule](threshold) }];
  });

/**
 * The policy that an organization chose; null for the defaults before a choice.
 *
 * @param choice as it was stored with the policy; null where a version without presets, or the first start, saved it
 */
export const choiceOf = (choice: PolicyChoice | null, policy: GatePolicy): PolicyChoice | null =>
  choice ?? (areSamePolicies(policy, DEFAULT_POLICY) ? null : 'own');

const none =
  (one: string, many = `${one}s`) =>
  (threshold: Threshold) =>
    threshold === 0
      ? `A change adds no ${one}.`
      : `A change adds at most ${threshold} ${threshold === 1 ? one : many}.`;

const addedDirectives = (limit: Threshold, which: string): string =>
  limit === 0
    ? `A change adds no directive that silences a tool${which}.`
    : `A change adds at most ${limit} directives that silence tools${which}.`;

const SENTENCES: Readonly<Record<RuleName, (threshold: Threshold) => string>> = {
  new_critical_max: none('critical finding'),
  new_high_max: none('high finding'),
  duplication_pct_max: (limit) => `At most ${limit} % of all lines are duplicated.`,
  complexity_new_max: none('function that is too complex', 'functions that are too complex'),
  rating_min: (letter) => `The rating of all code is ${letter} or better.`,
  new_coverage_min: (limit) => `Tests run at least ${limit} % of the added lines.`,
  new_medium_max: none('medium finding'),
  new_total_max: none('finding'),
  new_security_max: none('security finding'),
  new_duplication_pct_max: (limit) => `At most ${limit} % of the added lines are duplicated.`,
  overall_coverage_min: (limit) => `Tests run at least ${limit} % of all lines.`,
  coverage_drop_max: (limit) =>
    `The coverage of all code falls by at most ${limit} ${limit === 1 ? 'point' : 'points'}.`,
  tests_failed_max: (limit) => (limit === 0 ? 'No test fails.' : `At most ${limit} tests fail.`),
  tests_total_drop_max: (limit) =>
    `${limit === 0 ? 'No test disappears' : `At most ${limit} tests disappear`}, unless the source that it tested is deleted as well.`,
  new_errors_max: (limit) =>
    limit === 0
      ? 'A change adds no findings that the tool reports as errors.'
      : `A change adds at most ${limit} findings that the tool reports as errors.`,
  change_rating_min: (letter) => `The new findings are rated ${letter} or better.`,
  new_suppressions_max: (limit) => addedDirectives(limit, ''),
  new_unexplained_suppressions_max: (limit) => addedDirectives(limit, ' without a reason'),
  new_hidden_high_max: (limit) =>
    limit === 0
      ? 'A change hides no critical or high problem.'
      : `A change hides at most ${limit} critical and high problems.`,
  loosened_settings_max: (limit) =>
    limit === 0 ? 'A change loosens no tool setting.' : `A change loosens at most ${limit} tool settings.`,
  newly_skipped_tests_max: (limit) =>
    limit === 0
      ? 'No test that ran on the base is skipped.'
      : `At most ${limit} tests that ran on the base are skipped.`,
  new_branch_coverage_min: (limit) => `Tests cover at least ${limit} % of the branches on added lines.`,
  new_uncovered_max: (limit) =>
    limit === 0 ? 'Tests run every added line.' : `Tests miss at most ${limit} added lines.`,
  untested_files_max: (limit) =>
    limit === 0
      ? 'Every changed source file is in a coverage report.'
      : `At most ${limit} changed source ${limit === 1 ? 'file is' : 'files are'} in no coverage report.`,
};
