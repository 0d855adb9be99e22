import { stepsOf } from './request-observer.js';

describe('the line of a request says where its time went', () => {
  it.each([
    [0.999, { 'pool wait': 998.04 }, {}],
    [1, { 'pool wait': 998.04 }, { steps: { 'pool wait': 998 } }],
    [1.001, {}, { steps: {} }],
    [0.001, { judging: 0.26 }, { steps: { judging: 0.3 } }],
  ])('after %p s of %p: %p', (seconds, timings, expected) => {
    expect(stepsOf(timings, seconds)).toEqual(expected);
  });
});
