import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Budgets, findOverBudget, parseTimes } from './budgets.mjs';

const ROOT = path.join(__dirname, '../..');
const BUDGETS: Budgets = { seconds: 30, margin: 1.5, above: { 'test/long.spec.ts': 60 } };
const over = (file: string, seconds: number) => findOverBudget([{ file, seconds }], BUDGETS);

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

  it('is compared with lines that the files have written', () => {
    expect(parseTimes('{"file":"a","seconds":1.5}\n{"file":"b","seconds":2}\n')).toEqual([
      { file: 'a', seconds: 1.5 },
      { file: 'b', seconds: 2 },
    ]);
    expect(parseTimes('')).toEqual([]);
  });

  it('is above the goal only for files that exist', () => {
    const { seconds, above } = JSON.parse(readFileSync(path.join(ROOT, 'test/budgets.json'), 'utf8')) as Budgets;
    expect(Object.keys(above).filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    expect(Object.values(above).filter((budget) => budget <= seconds)).toEqual([]);
  });
});
