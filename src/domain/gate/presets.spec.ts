import { areSamePolicies, DEFAULT_POLICY, parsePolicy, rulesOf, thresholdOf } from './policy.js';
import { choiceOf, explainPolicy, presetOf, PRESETS } from './presets.js';
import { isLooser } from './rules.js';

describe('presets', () => {
  it('are three, of which one is recommended', () => {
    expect(PRESETS.map(({ name, title, recommended }) => [name, title, recommended])).toEqual([
      ['specified', 'Specified', false],
      ['clean_changes', 'Clean changes', true],
      ['strict', 'Strict', false],
    ]);
  });

  it.each(PRESETS)('are policies that a request may send as they are: $name', ({ policy }) => {
    const read = parsePolicy(policy);
    expect([read.errors, read.ignoredKeys]).toEqual([[], []]);
    expect(areSamePolicies(read.policy, policy)).toBe(true);
  });

  it('explain each rule that is on in one sentence', () => {
    for (const { policy } of PRESETS) {
      const rules = explainPolicy(policy);
      expect(rules.map(({ rule }) => rule)).toEqual(
        rulesOf(policy).filter((rule) => thresholdOf(policy, rule) !== null),
      );
      for (const { sentence } of rules) expect(sentence).toMatch(/^[A-Z][^.]*\.$/);
    }
  });

  it('say nothing of the past in Clean changes, and ask no less in Strict', () => {
    const { policy: clean } = presetOf('clean_changes');
    const { policy: strict } = presetOf('strict');
    expect([clean.duplication_pct_max, clean.rating_min, clean.new_coverage_on]).toEqual([null, null, 'changes']);
    for (const rule of rulesOf(clean))
      expect(isLooser(rule, thresholdOf(strict, rule), thresholdOf(clean, rule))).toBe(false);
  });
});

describe('choiceOf', () => {
  it.each([
    ['a preset that was chosen', 'specified', DEFAULT_POLICY, 'specified'],
    ['an own policy that was saved', 'own', DEFAULT_POLICY, 'own'],
    ['defaults before a choice', null, DEFAULT_POLICY, null],
    ['another policy, saved before presets', null, { ...DEFAULT_POLICY, new_high_max: 0 }, 'own'],
  ] as const)('is of %s', (_, stored, policy, expected) => {
    expect(choiceOf(stored, policy)).toBe(expected);
  });
});
