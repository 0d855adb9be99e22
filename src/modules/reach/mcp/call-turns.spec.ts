import { setImmediate as turn } from 'node:timers/promises';
import { CALLS_AT_ONCE, CallTurns } from './call-turns.js';

/** Calls that answer once they are let. */
function calls(turns: CallTurns, count: number) {
  const running: (() => void)[] = [];
  const answers = Array.from({ length: count }, (_, at) =>
    turns.run(() => new Promise<number>((resolve) => running.push(() => resolve(at)))),
  );
  return { running, answers };
}

describe('the turns of calls', () => {
  it('come to all of many calls, a few at a time', async () => {
    const { running, answers } = calls(new CallTurns(), 60);
    for (let answered = 0; answered < 60;) {
      await turn();
      expect(running.length).toBeLessThanOrEqual(CALLS_AT_ONCE);
      for (const answer of running.splice(0)) {
        answer();
        answered += 1;
      }
    }
    await expect(Promise.all(answers)).resolves.toEqual(Array.from({ length: 60 }, (_, at) => at));
  });

  it('are free again after a call that fails', async () => {
    const turns = new CallTurns();
    for (let call = 0; call < 2 * CALLS_AT_ONCE; call += 1)
      await expect(turns.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(turns.run(() => Promise.resolve('yes'))).resolves.toBe('yes');
  });

  it('end with the service: what runs is answered, and what waits or comes is refused', async () => {
    const turns = new CallTurns();
    const { running, answers } = calls(turns, CALLS_AT_ONCE + 2);
    await turn();
    turns.onModuleDestroy();
    const refused = { code: 'unavailable', extra: { retryAfterSeconds: 1 } };
    const waiting = await Promise.allSettled(answers.slice(CALLS_AT_ONCE));
    for (const refusal of waiting) expect(refusal).toMatchObject({ status: 'rejected', reason: refused });
    await expect(turns.run(() => Promise.resolve())).rejects.toMatchObject(refused);
    for (const answer of running) answer();
    await expect(Promise.all(answers.slice(0, CALLS_AT_ONCE))).resolves.toHaveLength(CALLS_AT_ONCE);
  });

  it('that do not come in time are refused, with the time to ask again', async () => {
    jest.useFakeTimers();
    try {
      const { answers } = calls(new CallTurns(), CALLS_AT_ONCE + 1);
      const late = expect(answers.at(-1)).rejects.toMatchObject({
        code: 'rate_limited',
        extra: { retryAfterSeconds: 5 },
      });
      await jest.advanceTimersByTimeAsync(30_000);
      await late;
    } finally {
      jest.useRealTimers();
    }
  });
});
