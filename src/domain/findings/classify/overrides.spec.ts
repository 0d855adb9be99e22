import { type ClassificationOverrides, OverrideLookup, stepsOfOverrides } from './overrides.js';

const overrideFor = (overrides: ClassificationOverrides, tool: string, rule: string) =>
  new OverrideLookup(overrides).find(tool, rule);

describe('overrides of a rule', () => {
  it.each([
    ['nothing', [], {}],
    ['another rule', [{ tool: 'ESLint', rule: 'no-var', severity: 'low' }], {}],
    ['the rule, whatever its capitals', [{ tool: 'eslint', rule: 'No-Undef', severity: 'low' }], { severity: 'low' }],
    ['every tool', [{ tool: '*', rule: 'no-undef', type: 'bug' }], { type: 'bug' }],
    [
      'the more specific rule',
      [
        { tool: 'eslint', rule: 'no-undef', severity: 'low' },
        { tool: 'eslint', rule: 'no-*', severity: 'high' },
        { tool: 'eslint', rule: '*', severity: 'info' },
      ],
      { severity: 'low' },
    ],
    [
      'the named tool before the named rule',
      [
        { tool: 'eslint', rule: '*', severity: 'low' },
        { tool: '*', rule: 'no-undef', severity: 'high' },
      ],
      { severity: 'low' },
    ],
    [
      'the last of equals',
      [
        { tool: 'eslint', rule: 'no-undef', severity: 'low' },
        { tool: 'eslint', rule: 'no-undef', severity: 'high' },
      ],
      { severity: 'high' },
    ],
    [
      'type and severity apart',
      [
        { tool: 'eslint', rule: 'no-undef', type: 'bug' },
        { tool: 'eslint', rule: '*', severity: 'info', type: 'security' },
      ],
      { type: 'bug', severity: 'info' },
    ],
  ] as const)('%s', (_, overrides, expected) => {
    expect(overrideFor(overrides, 'ESLint', 'no-undef')).toEqual({ type: undefined, severity: undefined, ...expected });
  });

  it.each([
    ['slashes in rules and tools', { tool: 'a/*', rule: '*/b' }, 'a/b', 'a/b/b', true],
    ['a rule of one name', { tool: 'a', rule: '*/b' }, 'a', 'b', false],
    ['stars alone', { tool: '**', rule: '*' }, '', '', true],
    ['other wildcards as characters', { tool: '?', rule: '[a]' }, 'a', 'a', false],
  ])('%s', (_, pattern, tool, rule, fits) => {
    const found = overrideFor([{ ...pattern, type: 'bug' }], tool, rule);
    expect(found.type === 'bug').toBe(fits);
  });

  it('takes steps in proportion to the lengths of patterns and rules, whatever they say', () => {
    const patterns = Array.from({ length: 100 }, (_, at) => `*a${'*aa'.repeat(100)}*${at}*`);
    const overrides = patterns.map((rule) => ({ tool: '*', rule, severity: 'low' as const }));
    const lookup = new OverrideLookup(overrides);
    const rules = Array.from({ length: 20 }, (_, at) => 'a'.repeat(400) + 'b'.repeat(at));
    for (const rule of rules) expect(lookup.find('eslint', rule).severity).toBeUndefined();
    expect(lookup.steps).toBeGreaterThan(rules.join('').length * 100 * 4);
    expect(lookup.steps).toBeLessThan((rules.join('').length + 1_000) * stepsOfOverrides(overrides));
  });
});
