import { describe, expect, it } from 'vitest';
import { adviceOf } from './advice';
import { type RuleAnswer } from './rule-answers';
import { RULE_TITLES, type RuleName } from './words';

const violated = (rule: RuleName, actual: RuleAnswer['actual'] = 1): RuleAnswer => ({
  ...{ rule, actual, threshold: 0, answer: 'violated', note: null },
});

describe('the advice for a rule', () => {
  it.each(Object.keys(RULE_TITLES) as RuleName[])(
    '%s is a sentence where it is violated, and none where it is met',
    (rule) => {
      expect(adviceOf(violated(rule), null)).toMatch(/^[A-Z].*\.$/);
      for (const answer of ['passed', 'waived', 'tolerated', 'skipped'] as const)
        expect(adviceOf({ ...violated(rule), answer }, null)).toBeNull();
    },
  );

  it('asks for a report where no coverage came, and for tests of the lines that were judged', () => {
    expect(adviceOf(violated('new_coverage_min', null), null)).toMatch(/upload/);
    expect(adviceOf(violated('new_coverage_min', 70), 'changed_lines')).toMatch(/added lines/);
    expect(adviceOf(violated('new_coverage_min', 70), 'all_lines')).not.toMatch(/added/);
  });
});
