import { afterFailure } from './after-failure.js';
import type { CallFailure } from './judge-answer.js';

const again = (afterMs: number | null = null): CallFailure => ({ kind: 'again', error: 'server', afterMs });
const giveUp = (error: CallFailure['error']): CallFailure => ({ kind: 'give_up', error });

describe('after a failed call', () => {
  it.each([
    [0, 500, 1_000],
    [1, 2_500, 5_000],
    [2, 7_500, 15_000],
    [3, 30_000, 60_000],
    [4, 150_000, 300_000],
    [5, 450_000, 900_000],
    [6, 1_800_000, 3_600_000],
    [29, 1_800_000, 3_600_000],
  ])('of %d before, it waits from %d to %d ms', (attempts, least, most) => {
    expect(afterFailure(again(), attempts, 0)).toMatchObject({
      state: 'waiting',
      delayMs: least,
      attempts: attempts + 1,
    });
    expect(afterFailure(again(), attempts, 1).delayMs).toBe(most);
  });

  it('ends after a day', () => {
    expect(afterFailure(again(), 30, 0)).toMatchObject({ state: 'failed', delayMs: null, error: 'server' });
  });

  it('waits as long as the forge asks', () => {
    expect(afterFailure(again(90_000), 0, 0).delayMs).toBe(90_000);
  });

  it('reads back what is unclear', () => {
    const unclear = afterFailure({ kind: 'unclear', error: 'timeout' }, 0, 0);
    expect(unclear).toMatchObject({ state: 'waiting', isUnclear: true, error: 'timeout', attempts: 1 });
  });

  it('pauses the connection for limits and credentials, which cost no attempt', () => {
    const limited = afterFailure({ kind: 'pause', error: 'rate_limited', pauseMs: 7_000 }, 2, 0);
    expect(limited).toMatchObject({ pauseMs: 7_000, delayMs: 7_000, attempts: 2, needsCredentials: false });
    expect(afterFailure(giveUp('credentials'), 2, 0)).toMatchObject({
      state: 'waiting',
      pauseMs: 3_600_000,
      attempts: 2,
      needsCredentials: true,
    });
  });

  it.each(['permission', 'not_found'] as const)('tries three times within an hour where it is %s', (error) => {
    const tries = [0, 1, 2].map((attempts) => afterFailure(giveUp(error), attempts, 1));
    expect(tries.map(({ delayMs }) => delayMs)).toEqual([1_200_000, 2_400_000, null]);
    expect(tries.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'failed']);
  });

  it('skips closed pull requests and gives up where nothing would change', () => {
    expect(afterFailure(giveUp('pr_closed'), 0, 0)).toMatchObject({ state: 'skipped', delayMs: null });
    for (const error of ['locked', 'fork_permission', 'address_not_allowed', 'server'] as const)
      expect(afterFailure(giveUp(error), 0, 0)).toMatchObject({ state: 'failed', error, delayMs: null });
  });
});
