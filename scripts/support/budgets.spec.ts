import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Budgets, findOverBudget, findSlowness, parseTimes } from './budgets.mjs';

const ROOT = path.join(__dirname, '../..');
const BUDGETS: Budgets = { seconds: 30, margin: 1.5, above: { 'test/long.spec.ts': 60 } };
const over = (file: string, seconds: number, slowness: number | null = 1) =>
  findOverBudget([{ file, seconds }], BUDGETS, slowness);

const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

/** A run of files that took 10 s each when they were recorded. */
const aRun = (...seconds: number[]) => seconds.map((each, index) => ({ file: `test/${index}.spec.ts`, seconds: each }));
const recordOf = (count: number) =>
  Object.fromEntries(aRun(...Array<number>(count).fill(10)).map((each) => [each.file, 10]));

describe('the budget of a test file', () => {
  it.each([
    [30, []],
    [30.1, [{ isRed: false, budget: 30 }]],
    [45, [{ isRed: false, budget: 30 }]],
    [45.1, [{ isRed: true, budget: 30 }]],
  ])('is 30 s, and %s s are red above the margin alone', (seconds, expected) => {
    expect(over('test/a.spec.ts', seconds)).toMatchObject(expected);
    expect(over('test/a.spec.ts', seconds)).toHaveLength(expected.length);
  });

  it('is another one for the files that are listed', () => {
    expect(over('test/long.spec.ts', 60)).toEqual([]);
    expect(over('test/long.spec.ts', 90.1)).toMatchObject([{ isRed: true, budget: 60 }]);
  });

  it('grows with the slowness of the machine', () => {
    expect(over('test/a.spec.ts', 60, 2)).toEqual([]);
    expect(over('test/a.spec.ts', 60.1, 2)).toMatchObject([{ isRed: false, budget: 30, seconds: 60.1 }]);
    expect(over('test/a.spec.ts', 90, 2)).toMatchObject([{ isRed: false }]);
    expect(over('test/a.spec.ts', 90.1, 2)).toMatchObject([{ isRed: true }]);
  });

  it('makes no file red in a run that does not tell how fast the machine is', () => {
    expect(over('test/a.spec.ts', 30, null)).toEqual([]);
    expect(over('test/a.spec.ts', 300, null)).toMatchObject([{ isRed: false, budget: 30 }]);
  });

  it('is compared with lines that the files have written', () => {
    expect(parseTimes('{"file":"a","seconds":1.5}\n{"file":"b","seconds":2}\n')).toEqual([
      { file: 'a', seconds: 1.5 },
      { file: 'b', seconds: 2 },
    ]);
    expect(parseTimes('')).toEqual([]);
  });

  it('is above the goal only for files that exist', () => {
    const { seconds, above } = readJson('test/budgets.json') as Budgets;
    expect(Object.keys(above).filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    expect(Object.values(above).filter((budget) => budget <= seconds)).toEqual([]);
  });

  it('was met by each file when its time was recorded', () => {
    const recorded = Object.entries(readJson('test/recorded-times.json') as Record<string, number>);
    const times = recorded.map(([file, seconds]) => ({ file, seconds }));
    expect(findOverBudget(times, readJson('test/budgets.json') as Budgets, 1)).toEqual([]);
  });
});

describe('the slowness of a run', () => {
  it('is what the file in the middle took more than recorded', () => {
    expect(findSlowness(aRun(5, 9, 10, 10, 14, 18, 20, 20, 22, 25, 90), recordOf(11))).toBe(1.8);
    expect(findSlowness(aRun(5, 9, 10, 10, 14, 18, 20, 20, 22, 90), recordOf(10))).toBe(1.6);
  });

  it('is not what a file that grew took', () => {
    const times = aRun(10, 10, 10, 10, 10, 10, 10, 10, 10, 63);
    const slowness = findSlowness(times, recordOf(10));
    expect(slowness).toBe(1);
    expect(findOverBudget(times, BUDGETS, slowness)).toEqual([
      { file: 'test/9.spec.ts', seconds: 63, budget: 30, isRed: true },
    ]);
  });

  it('takes a slow machine for no growth of a file', () => {
    const times = aRun(22, 22, 21, 20, 22, 23, 22, 22, 22, 63);
    const recorded = { ...recordOf(10), 'test/9.spec.ts': 29 };
    expect(findOverBudget(times, BUDGETS, findSlowness(times, recorded))).toEqual([]);
  });

  it.each([
    [4, 1],
    [10, 1],
    [30, 3],
    [31, 3],
  ])(
    'of files that took %s s in place of 10 is %s: a fast machine tightens no budget, and three times is growth',
    (seconds, expected) => {
      expect(findSlowness(aRun(...Array<number>(10).fill(seconds)), recordOf(10))).toBe(expected);
    },
  );

  it('cannot be found from fewer than ten recorded files', () => {
    const times = aRun(...Array<number>(12).fill(20));
    expect(findSlowness(times, recordOf(9))).toBeNull();
    expect(findSlowness(times, recordOf(10))).toBe(2);
    expect(findSlowness([], {})).toBeNull();
  });
});
