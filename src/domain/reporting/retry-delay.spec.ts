import { endpointPauseMs, retryDelayMs, WEBHOOK_RETRIES_MS } from './retry-delay.js';

const HOUR = 3_600_000;

describe('retryDelayMs', () => {
  it.each([
    [1, 5_000],
    [2, 60_000],
    [3, 300_000],
    [4, 1_800_000],
    [5, 2 * HOUR],
    [6, 5 * HOUR],
    [7, 10 * HOUR],
    [8, 14 * HOUR],
    [9, 20 * HOUR],
    [10, 24 * HOUR],
  ])('after %d failures waits for half to all of %d ms', (failures, longest) => {
    expect(retryDelayMs(failures, 0)).toBe(longest / 2);
    expect(retryDelayMs(failures, 0.5)).toBe(longest * 0.75);
    expect(retryDelayMs(failures, 1 - Number.EPSILON)).toBe(longest);
  });

  it('has no attempt left after eleven', () => {
    expect(WEBHOOK_RETRIES_MS).toHaveLength(10);
    expect(retryDelayMs(11, 0.5)).toBeNull();
  });
});

it.each([
  [0, 0],
  [4, 0],
  [5, 60_000],
  [6, 120_000],
  [10, 32 * 60_000],
  [11, HOUR],
  [2_000, HOUR],
])('after %d failures in a row an endpoint is paused for %d ms', (failures, pauseMs) => {
  expect(endpointPauseMs(failures)).toBe(pauseMs);
});
