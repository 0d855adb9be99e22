import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { requireProgress } from './require-progress.js';

const PAUSE_MS = 10_000;

describe('a body that has to make progress', () => {
  let body: PassThrough;
  let reading: Promise<string>;
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    body = new PassThrough();
    reading = requireProgress(body as unknown as IncomingMessage, () => text(body), PAUSE_MS);
  });
  afterEach(() => jest.useRealTimers());

  it('is read where it takes long in all', async () => {
    for (let part = 0; part < 6; part += 1) {
      body.write('x');
      await pass(PAUSE_MS / 2);
    }
    body.end();
    expect(await reading).toBe('xxxxxx');
    expect(body.listenerCount('data')).toBe(0);
  });

  it.each([
    ['at its start', ''],
    ['later', 'begun'],
  ])('is refused where it stops %s, and ends its connection', async (_, begun) => {
    body.write(begun);
    const refusal = expect(reading).rejects.toMatchObject({
      code: 'bad_request',
      detail: 'No data of the body arrived for 10 seconds.',
      extra: { endsConnection: true },
    });
    await pass(PAUSE_MS);
    await refusal;
    body.end('late');
    await pass(2 * PAUSE_MS);
    expect(body.listenerCount('data')).toBe(0);
  });

  it('fails as its reader does', async () => {
    body.destroy(new Error('cut off'));
    await expect(reading).rejects.toThrow('cut off');
  });
});

/** Lets the streams move what was written, then the clock. */
async function pass(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await jest.advanceTimersByTimeAsync(milliseconds);
}
