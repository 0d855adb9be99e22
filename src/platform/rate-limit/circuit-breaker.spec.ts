import { CircuitBreaker } from './circuit-breaker.js';

const OPEN_MS = 1_000;

describe('CircuitBreaker', () => {
  let now: number;
  let calls: number;
  let breaker: CircuitBreaker;

  beforeEach(() => {
    now = 5_000;
    calls = 0;
    breaker = new CircuitBreaker(OPEN_MS, () => now);
  });

  const run = (call: () => Promise<unknown>) =>
    breaker
      .run(() => {
        calls += 1;
        return call();
      })
      .then(
        () => 'answered',
        (error: unknown) => (error as Error).message,
      );
  const works = () => run(() => Promise.resolve());
  const fails = () => run(() => Promise.reject(new Error('late')));
  const REFUSED = 'It has not responded recently.';

  it('lets calls pass while they succeed', async () => {
    expect([await works(), await works(), calls]).toEqual(['answered', 'answered', 2]);
  });

  it.each([
    ['just before', OPEN_MS - 1, REFUSED],
    ['at', OPEN_MS, 'answered'],
    ['just after', OPEN_MS + 1, 'answered'],
  ])('refuses calls after a failure: %s the end of its time', async (_, after, expected) => {
    expect(await fails()).toBe('late');
    now += after;
    expect(await works()).toBe(expected);
    expect(calls).toBe(expected === REFUSED ? 1 : 2);
  });

  it('lets one call pass as a probe, and refuses the others until that has succeeded', async () => {
    await fails();
    now += OPEN_MS;
    let answer!: () => void;
    const probe = run(() => new Promise<void>((resolve) => (answer = resolve)));
    expect([await works(), await works(), calls]).toEqual([REFUSED, REFUSED, 2]);
    answer();
    expect([await probe, await works(), calls]).toEqual(['answered', 'answered', 3]);
  });

  it('opens again when the probe fails', async () => {
    await fails();
    now += OPEN_MS;
    expect([await fails(), await works(), calls]).toEqual(['late', REFUSED, 2]);
    now += OPEN_MS;
    expect(await works()).toBe('answered');
  });
});
