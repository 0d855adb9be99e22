import { describe, expect, it } from 'vitest';
import { ruleAnswersOf } from './rule-answers';

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
