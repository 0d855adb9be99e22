import { BUSY_ROUNDS, planRuns, record, ROUNDS, stateFor } from './steady.mjs';

const FRESH = stateFor('abc', null);
const HOW = { seed: 7, log: 'test-results/steady/1.log' };

describe('rounds of npm run test:steady', () => {
  it('run each file 20 times, 10 of them beside a busy core', () => {
    const runs = planRuns(['a', 'b'], FRESH);
    expect(runs.map(({ files }) => files)).toEqual(Array.from({ length: 20 }, () => ['a', 'b']));
    expect(runs.filter(({ isBusy }) => isBusy)).toHaveLength(10);
    expect([ROUNDS, BUSY_ROUNDS]).toEqual([20, 10]);
  });

  it('skip what has passed or failed on this commit', () => {
    const [first] = planRuns(['a', 'b', 'c'], FRESH);
    const state = record(FRESH, first!, { a: [], b: ['adds'] }, HOW);
    expect(state.passed).toEqual({ a: [1] });
    expect(state.failures).toEqual([
      { file: 'b', test: 'adds', round: 1, ...HOW },
      { file: 'c', test: 'did not run', round: 1, ...HOW },
    ]);
    expect(planRuns(['a', 'b', 'c'], stateFor('abc', state))[0]).toMatchObject({ round: 2 });
    expect(planRuns(['a', 'b', 'c', 'd'], state)[0]).toEqual({ round: 1, isBusy: false, files: ['d'] });
  });

  it('begin again on another commit', () => {
    const state = record(FRESH, planRuns(['a'], FRESH)[0]!, { a: [] }, HOW);
    expect(planRuns(['a'], stateFor('def', state))).toHaveLength(20);
  });

  it('take many files in several runs', () => {
    const files = Array.from({ length: 25 }, (_, at) => String(at));
    expect(
      planRuns(files, FRESH)
        .map(({ files: some }) => some.length)
        .slice(0, 3),
    ).toEqual([24, 1, 24]);
  });
});
