import { coveragePoints } from './previous-scan.js';

describe('coveragePoints', () => {
  it('rounds the exact difference, which two rounded percentages miss', () => {
    // 2 of 3 is 66.67 %, 1 of 3 is 33.33 %: 33.34 by what is shown
    expect(coveragePoints({ linesCovered: 2, linesTotal: 3 }, { linesCovered: 1, linesTotal: 3 })).toBe(-33.33);
  });

  it.each([
    [0, 8],
    [8, 0],
  ])('is null where one of them has no lines: %d and %d', (from, to) => {
    expect(coveragePoints({ linesCovered: 0, linesTotal: from }, { linesCovered: 0, linesTotal: to })).toBeNull();
  });
});
