import { overrideFor } from './overrides.js';

describe('overrideFor', () => {
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

  it('lets no pattern take long', () => {
    const overrides = [{ tool: '*', rule: '*a'.repeat(200), severity: 'low' as const }];
    expect(overrideFor(overrides, 'eslint', 'a'.repeat(400) + 'b').severity).toBeUndefined();
  });
});
