import { joinRunStates, type RunState } from './run-state.js';

describe('the state of a tool with several runs', () => {
  it.each<[RunState[], RunState]>([
    [[], 'not_run'],
    [['not_run', 'not_run'], 'not_run'],
    [['ok'], 'ok'],
    [['ok', 'not_run', 'ok'], 'ok'],
    [['failed', 'failed'], 'failed'],
    [['failed', 'not_run'], 'failed'],
    [['failed', 'ok'], 'partial'],
    [['ok', 'partial'], 'partial'],
    [['partial', 'failed'], 'partial'],
  ])('of %j is %s', (states, joined) => {
    expect(joinRunStates(states)).toBe(joined);
    expect(joinRunStates([...states].reverse())).toBe(joined);
  });
});
