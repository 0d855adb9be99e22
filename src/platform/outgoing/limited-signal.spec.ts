import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { limitedSignal } from './limited-signal.js';

/** Longer than a limit on a busy machine. */
const LATER_MS = 5_000;

describe('limitedSignal', () => {
  it('ends by its limit, though garbage is collected before', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const collecting = setInterval(collect, 10);
    const outer = new AbortController();
    const ended = new Promise<string>((resolve) => {
      limitedSignal(100, outer.signal).signal.addEventListener('abort', () => resolve('ended'));
    });
    const later = sleep(LATER_MS, 'lost', { ref: false });
    expect(await Promise.race([ended, later]).finally(() => clearInterval(collecting))).toBe('ended');
  });

  it('ends with the outer signal, also one that ended before', () => {
    const outer = new AbortController();
    const before = limitedSignal(LATER_MS, outer.signal);
    outer.abort();
    const after = limitedSignal(LATER_MS, outer.signal);
    expect([before.signal.aborted, after.signal.aborted]).toEqual([true, true]);
    before.done();
    after.done();
  });

  it('does not end once it is done', () => {
    const outer = new AbortController();
    const { signal, done } = limitedSignal(LATER_MS, outer.signal);
    done();
    outer.abort();
    expect(signal.aborted).toBe(false);
  });
});
