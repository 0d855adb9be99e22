import { PollPace } from './poll-pace.js';

describe('PollPace', () => {
  const turns = (pace: PollPace, count: number, nowMs: number, credential = 'a') =>
    Array.from({ length: count }, () => pace.turnOf(credential, nowMs));

  it('answers 1,000 polls of each credential at once, and then one each 10 ms', () => {
    const pace = new PollPace();
    expect(turns(pace, 1_000, 50_000).every((turn) => turn <= 50_000)).toBe(true);
    expect(turns(pace, 3, 50_000)).toEqual([50_010, 50_020, 50_030]);
    expect(pace.turnOf('b', 50_000)).toBeLessThanOrEqual(50_000);
  });

  it('gives back 100 a second', () => {
    const pace = new PollPace();
    turns(pace, 1_000, 50_000);
    const later = turns(pace, 101, 51_000);
    expect(later[99]).toBe(51_000);
    expect(later[100]).toBe(51_010);
    expect(turns(pace, 1_000, 100_000).every((turn) => turn <= 100_000)).toBe(true);
  });

  it('delays no poll by more than 30 s', () => {
    const pace = new PollPace();
    expect(turns(pace, 10_000, 50_000).at(-1)).toBe(80_000);
  });
});
