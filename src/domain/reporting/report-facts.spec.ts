import { RULE_ANSWERS } from '../gate/rule-answers.js';
import { FORGE_STATES } from './forge-states.js';
import { REPORT_STATES, toReportedRules } from './report-facts.js';

describe('rules of a stored verdict', () => {
  it('are each in it once, in the order of the policy', () => {
    const rules = toReportedRules({
      passed_rules: [{ rule: 'rating_min', threshold: 'C', actual: 'A' }],
      violations: [
        { rule: 'new_coverage_min', threshold: 80, actual: null },
        { rule: 'new_critical_max', threshold: 0, actual: 2 },
      ],
      tolerated_violations: [{ rule: 'duplication_pct_max', threshold: 3, actual: 4.2 }],
      waived_violations: [{ rule: 'new_high_max', threshold: 2, actual: 3 }],
      skipped_rules: [{ rule: 'complexity_new_max' }],
    });
    expect(rules.map(({ rule, answer }) => `${rule} ${answer}`)).toEqual([
      'new_critical_max violated',
      'new_high_max waived',
      'duplication_pct_max tolerated',
      'complexity_new_max skipped',
      'rating_min passed',
      'new_coverage_min violated',
    ]);
    expect(rules.at(3)).toMatchObject({ threshold: null, actual: null });
    expect(new Set(rules.map(({ answer }) => answer)).size).toBe(RULE_ANSWERS.length);
  });

  it('of an earlier version have none that is tolerated', () => {
    const none = { passed_rules: [], violations: [], waived_violations: [], skipped_rules: [] };
    expect(toReportedRules({ ...none, tolerated_violations: null })).toEqual([]);
  });
});

it('has a word of each forge for each state, and never shows a failure for one that blocks nothing', () => {
  for (const states of Object.values(FORGE_STATES)) {
    expect(Object.keys(states)).toEqual([...REPORT_STATES]);
    expect(states.neutral).not.toBe(states.failure);
    expect(states.pending).not.toBe(states.success);
  }
});
