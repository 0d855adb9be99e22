import { MinuteSample } from './minute-sample.js';

describe('MinuteSample', () => {
  let time = new Date('2026-04-19T12:00:30Z');
  const sample = new MinuteSample(2, { now: () => time });
  const taken = (kind: string) => Array.from({ length: 3 }, () => sample.takes(kind));

  it('takes so many of each kind', () => {
    expect(taken('a')).toEqual([true, true, false]);
    expect(taken('b')).toEqual([true, true, false]);
  });

  it('begins again with the next minute', () => {
    time = new Date('2026-04-19T12:01:00Z');
    expect(taken('a')).toEqual([true, true, false]);
  });
});
