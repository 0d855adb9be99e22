import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundWords, isBroken, isLooser, RULE_NAMES, RULES, STANDING_RULES } from './rules.js';

describe('the table of rules', () => {
  it('is the one of docs/policy.md', () => {
    const page = readFileSync(join(__dirname, '../../../docs/policy.md'), 'utf8');
    const cells = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    const documented = cells.filter(([, name]) => name?.startsWith('`')).map((row) => row.slice(1, 5));
    expect(documented).toEqual(
      RULE_NAMES.map((rule) => {
        const { byDefault, kind, severity } = RULES[rule];
        return [`\`${rule}\``, String(byDefault ?? 'unset'), `${kind}, ${boundWords(rule)}`, severity];
      }),
    );
  });

  it('begins with the rules that stand in every policy', () => {
    expect(RULE_NAMES.slice(0, STANDING_RULES.length)).toEqual(STANDING_RULES);
  });

  it.each([
    ['new_high_max', 3, 2, true],
    ['new_high_max', 2, 2, false],
    ['new_high_max', null, 2, true],
    ['new_high_max', 9, null, false],
    ['rating_min', 'D', 'C', true],
    ['rating_min', 'B', 'C', false],
    ['new_coverage_min', 79.9, 80, true],
    ['new_coverage_min', 80.1, 80, false],
    ['new_total_max', null, null, false],
  ] as const)('%s of %p is looser than %p: %p', (rule, wanted, known, expected) => {
    expect(isLooser(rule, wanted, known)).toBe(expected);
  });

  it('breaks no bound by meeting it', () => {
    for (const rule of RULE_NAMES) {
      const bound = RULES[rule].kind === 'letter' ? 'C' : 5;
      expect(isBroken(rule, bound, bound)).toBe(false);
    }
  });
});
