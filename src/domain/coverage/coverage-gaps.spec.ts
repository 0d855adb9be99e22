import { findCoverageGaps } from './coverage-gaps.js';

const gap = (linesCovered: number, linesTotal: number, mediumPct = 60, highPct = 30) =>
  findCoverageGaps([{ path: 'src/a.ts', linesTotal, linesCovered }], { mediumPct, highPct })[0];

describe('findCoverageGaps', () => {
  it.each([
    ['below 30 %', 299, 1000, 'high'],
    ['at 30 %', 300, 1000, 'medium'],
    ['above 30 %', 301, 1000, 'medium'],
    ['below 60 %', 599, 1000, 'medium'],
    ['at 60 %', 600, 1000, undefined],
    ['above 60 %', 601, 1000, undefined],
    ['at nothing', 0, 1, 'high'],
    ['at everything', 1, 1, undefined],
    ['without lines', 0, 0, undefined],
    ['by less than a display shows', 5_999_999, 10_000_000, 'medium'],
    ['by one line of very many', 1_288_490_188, 4_294_967_295, 'high'],
    ['by no line of very many', 1_288_490_189, 4_294_967_295, 'medium'],
  ])('judges a file %s', (_, covered, total, severity) => {
    expect(gap(covered, total)?.severity).toBe(severity);
  });

  it.each([
    [332, 'high'],
    [333, undefined],
    [334, undefined],
  ])('compares a threshold of 33.3 % exactly: %d of 1000', (covered, severity) => {
    expect(gap(covered, 1000, 33.3, 33.3)?.severity).toBe(severity);
  });

  it('is a finding on the file as a whole that takes part in debt', () => {
    expect(gap(5, 11)).toEqual({
      tool: 'coverage',
      ruleId: 'coverage_gap',
      type: 'coverage_gap',
      severity: 'medium',
      debtKind: 'coverage_gap',
      message: '5 of 11 lines are covered (45.45 %), under 60 %',
      filePath: 'src/a.ts',
      region: { startLine: null, startColumn: null, endLine: null, endColumn: null },
      snippet: null,
      context: null,
      scope: null,
      partialFingerprints: {},
      isSuppressed: false,
    });
  });

  it('shows more digits where two would show the threshold', () => {
    expect(gap(5_999_999, 10_000_000)?.message).toContain('(59.99999 %)');
  });

  it('judges each file, with the defaults when none are given', () => {
    const files = [
      { path: 'b', linesTotal: 10, linesCovered: 2 },
      { path: 'a', linesTotal: 10, linesCovered: 9 },
      { path: 'c', linesTotal: 10, linesCovered: 5 },
    ];
    expect(findCoverageGaps(files).map(({ filePath, severity }) => [filePath, severity])).toEqual([
      ['b', 'high'],
      ['c', 'medium'],
    ]);
  });
});
