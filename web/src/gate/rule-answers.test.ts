import { describe, expect, it } from 'vitest';
import { countsAllCode, ruleAnswersOf } from './rule-answers';

describe('a tolerated rule', () => {
  const tolerated = { rule: 'rating_min', actual: 'C', threshold: 'A', base_actual: 'D' } as const;
  const target = { branch: 'main' };
  it.each([
    ['the base', { via: [], target }],
    ['main', { via: [{ pr_number: 1 }], target }],
  ])('names %s, whose scan tolerates it', (name, base) => {
    const none = { violations: [], waived_violations: [], passed_rules: [], skipped_rules: [], basis: null };
    const [answer] = ruleAnswersOf({ ...none, tolerated_violations: [tolerated], base });
    expect(answer!.note).toBe(`${name} has D`);
  });
});

describe('rules on new findings', () => {
  const none = { violations: [], tolerated_violations: [], waived_violations: [], skipped_rules: [], basis: null };
  const passed = (rule: 'new_high_max' | 'new_security_max', actual: number) => ({ rule, actual, threshold: 9 });
  const new_in_pr = { critical: 0, high: 2, medium: 0, total: 2 };
  it.each([
    [false, { passed_rules: [passed('new_high_max', 2)] }],
    [true, { passed_rules: [passed('new_high_max', 3)] }],
    [false, { passed_rules: [passed('new_security_max', 3)] }],
    [true, { passed_rules: [], basis: 'all_lines', uncovered: [] }],
    [false, { passed_rules: [], basis: 'all_lines', uncovered: null }],
    [false, { passed_rules: [], basis: 'changed_lines', uncovered: [] }],
  ] as const)('counted all code: %s', (isOfAllCode, verdict) => {
    expect(countsAllCode({ ...none, new_in_pr, ...verdict })).toBe(isOfAllCode);
  });
});
