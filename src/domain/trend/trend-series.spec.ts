import { type KeyValues, mayBeGrouped, toSeries, TREND_GROUPS, TREND_MEASURES, valueOfScan } from './trend-series.js';

const FACTS = { hasFacts: true, hasOther: false };
const JOINED = { hasFacts: true, hasOther: true };
const GAP = { hasFacts: false, hasOther: false };

describe('the series of a trend', () => {
  it('are zero where nothing was counted, and unknown at gaps and where the key may be among joined ones', () => {
    const keys: readonly KeyValues[] = [
      { key: 'a', values: { 0: 3 } },
      { key: '(other)', values: { 2: 9 } },
      { key: 'b', values: { 1: 4, 2: 5 } },
    ];
    expect(toSeries('findings', [FACTS, FACTS, JOINED, GAP], keys)).toEqual([
      { key: 'b', values: [0, 4, 5, null] },
      { key: 'a', values: [3, 0, null, null] },
      { key: '(other)', values: [0, 0, 9, null] },
    ]);
  });

  it('are unknown where no line has coverage', () => {
    expect(toSeries('coverage_pct', [FACTS, FACTS], [{ key: 'a', values: { 0: 50, 1: null } }])).toEqual([
      { key: 'a', values: [50, null] },
    ]);
    expect(toSeries('coverage_pct', [FACTS, FACTS], [{ key: 'a', values: { 1: 50 } }])).toEqual([
      { key: 'a', values: [null, 50] },
    ]);
  });
});

describe('the value of a scan', () => {
  const bySeverity = { critical: 1, high: 2, medium: 3, low: 4, info: 5 };
  it.each([
    ['findings', 15],
    ['critical', 1],
    ['info', 5],
    ['coverage_pct', 66.67],
    ['uncovered_lines', 1],
  ] as const)('of %s is %d', (measure, value) => {
    expect(valueOfScan(measure, { bySeverity, linesTotal: 3, linesCovered: 2 })).toBe(value);
    expect(valueOfScan(measure, { bySeverity: null, linesTotal: 0, linesCovered: 0 })).toBeNull();
  });
});

it('groups coverage by no rule, and all else by all', () => {
  const refused = TREND_MEASURES.flatMap((measure) =>
    TREND_GROUPS.filter((group) => !mayBeGrouped(measure, group)).map((group) => [measure, group]),
  );
  expect(refused).toEqual([
    ['coverage_pct', 'rule'],
    ['uncovered_lines', 'rule'],
  ]);
});
