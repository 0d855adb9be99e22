import { type AnsweredRules, changedAnswers } from './rule-answers.js';
import type { RuleName } from './rules.js';

const NONE: AnsweredRules = {
  passed_rules: [],
  violations: [],
  tolerated_violations: [],
  waived_violations: [],
  skipped_rules: [],
};
const rules = (...names: RuleName[]) => names.map((rule) => ({ rule }));

it('lists the rules that answer otherwise, in the order of the policy', () => {
  const before = {
    ...NONE,
    passed_rules: rules('rating_min', 'new_high_max'),
    skipped_rules: rules('new_coverage_min'),
  };
  const now = {
    ...NONE,
    passed_rules: rules('new_high_max'),
    violations: rules('new_coverage_min'),
    waived_violations: rules('rating_min'),
  };
  expect(changedAnswers(before, now)).toEqual([
    { rule: 'rating_min', from: 'passed', to: 'waived' },
    { rule: 'new_coverage_min', from: 'skipped', to: 'violated' },
  ]);
});

it('knows a tolerated rule, and verdicts that were stored without them', () => {
  const before = { ...NONE, violations: rules('rating_min'), tolerated_violations: null };
  const now = { ...NONE, tolerated_violations: rules('rating_min') };
  expect(changedAnswers(before, now)).toEqual([{ rule: 'rating_min', from: 'violated', to: 'tolerated' }]);
});

it('has null for a rule that a verdict does not have', () => {
  expect(changedAnswers(NONE, { ...NONE, passed_rules: rules('rating_min') })).toEqual([
    { rule: 'rating_min', from: null, to: 'passed' },
  ]);
  expect(changedAnswers({ ...NONE, skipped_rules: rules('rating_min') }, NONE)).toEqual([
    { rule: 'rating_min', from: 'skipped', to: null },
  ]);
});

it('is empty where nothing changed', () => {
  const same = { ...NONE, passed_rules: rules('rating_min') };
  expect(changedAnswers(same, same)).toEqual([]);
});
