import { hasGrown, type Reach } from '../findings/directive.js';
import { silencedBy } from './silenced.js';
import { explainSuppressions, warnOfSuppressions } from './suppressions-evidence.js';

const of = (rules: string[], reach: Reach = 'line') => ({ rules, reach });

describe('a directive', () => {
  it.each([
    ['the same', of(['a']), of(['a']), false],
    ['fewer rules', of(['a', 'b']), of(['a']), false],
    ['named rules in place of all', of([]), of(['a']), false],
    ['one more rule', of(['a']), of(['a', 'b']), true],
    ['another rule', of(['a']), of(['b']), true],
    ['all rules in place of some', of(['a']), of([]), true],
    ['the next line in place of its own', of(['a']), of(['a'], 'next_line'), false],
    ['a block in place of a line', of(['a']), of(['a'], 'block'), true],
    ['a file in place of a block', of([], 'block'), of([], 'file'), true],
    ['a line in place of a file', of([], 'file'), of([], 'line'), false],
  ])('of %s has grown: %p to %p is %p', (_, before, now, expected) => {
    expect(hasGrown(before, now)).toBe(expected);
  });
});

describe('what a directive silences', () => {
  const problem = (ruleId: string, startLine: number | null, tool = 'eslint') => ({
    ...{ tool, ruleId, startLine },
    severity: startLine === 5 ? ('critical' as const) : ('low' as const),
  });
  const problems = [problem('no-eval', 5), problem('eqeqeq', 6), problem('no-eval', 9), problem('E501', 5, 'ruff')];
  const lint = (name: string, rules: string[], reach: Reach, endLine: number | null = null) => ({
    ...{ family: 'lint' as const, name, rules, reach, endLine },
  });

  it.each([
    ['its line', lint('eslint-disable-line', [], 'line'), 5, ['no-eval'], 1],
    ['the next line', lint('eslint-disable-next-line', ['eqeqeq'], 'next_line'), 5, ['eqeqeq'], 1],
    ['a block', lint('eslint-disable', [], 'block', 6), 4, ['eqeqeq', 'no-eval'], 2],
    ['a file', lint('eslint-disable', ['no-eval'], 'file'), 1, ['no-eval'], 2],
    ['rules by their letters', lint('noqa', ['E'], 'line'), 5, ['E501'], 1],
    ['any tool under an unknown name', lint('hush', [], 'line'), 5, ['E501', 'no-eval'], 2],
  ] as const)('is %s', (_, directive, line, rules, count) => {
    expect(silencedBy(directive, line, problems)).toMatchObject({ rules, count });
  });

  it('is nothing elsewhere, and nothing of coverage and tests', () => {
    expect(silencedBy(lint('eslint-disable-line', [], 'line'), 7, problems)).toBeNull();
    expect(silencedBy({ ...lint('c8 ignore file', [], 'file'), family: 'coverage' }, 1, problems)).toBeNull();
  });
});

describe('the evidence of a change', () => {
  const hides = { critical: 1, high: 2, medium: 3, low: 0, info: 0 };
  const added = (line: number, more: object = {}) =>
    ({ ...{ filePath: 'a', line, reason: 'why', isAccepted: false, hides: null }, ...more }) as Parameters<
      typeof explainSuppressions
    >[0][number];

  it('lists the first 20, those that hide the worst before those without a reason', () => {
    const many = Array.from({ length: 21 }, (_, at) => added(at + 10));
    const worst = added(99, { hides: { rules: ['r'], worstSeverity: 'high', count: 1 } });
    const { evidence } = explainSuppressions([...many, added(5, { reason: '' }), worst], 4, hides);
    expect(evidence).toMatchObject({ added: 23, removed: 4, unexplained: 1, hides });
    expect(evidence.items.map(({ line }) => line)).toEqual([99, 5, ...Array.from({ length: 18 }, (_, at) => at + 10)]);
  });

  it('leaves accepted ones out of what rules count', () => {
    const all = [added(1), added(2, { reason: '' }), added(3, { reason: '', isAccepted: true })];
    expect(explainSuppressions(all, 0, hides).facts).toEqual({ added: 2, unexplained: 1, hiddenHigh: 3 });
  });

  it.each([
    ['it.only', 'tests', 1],
    ['only', 'tests', 1],
    ['FDescribe', 'tests', 1],
    ['@IgnoreRest', 'tests', 1],
    ['fdescribe', 'tests', 1],
    ['it.skip', 'tests', 0],
    ['fit', 'lint', 0],
  ] as const)('warns of a focused test: %s of %s', (name, family, count) => {
    const { evidence } = explainSuppressions([added(1, { name, family })], 0, hides);
    const focused = warnOfSuppressions(evidence).filter(({ code }) => code === 'tests_focused');
    expect(focused).toHaveLength(count);
  });
});
