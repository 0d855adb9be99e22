import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireProgress } from './require-progress.js';

const PAUSE_MS = 100;

describe('a body that has to make progress', () => {
  let body: PassThrough;
  let reading: Promise<string>;
  beforeEach(() => {
    body = new PassThrough();
    reading = requireProgress(body as unknown as IncomingMessage, () => text(body), PAUSE_MS);
  });

  it('is read where it takes long in all', async () => {
    for (let part = 0; part < 6; part += 1) {
      body.write('x');
      await sleep(PAUSE_MS / 2);
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
    await expect(reading).rejects.toMatchObject({
      code: 'bad_request',
      detail: 'Nothing of the body arrived for 0.1 seconds.',
      extra: { endsConnection: true },
    });
    body.end('late');
    await sleep(2 * PAUSE_MS);
    expect(body.listenerCount('data')).toBe(0);
  });

  it('fails as its reader does', async () => {
    body.destroy(new Error('cut off'));
    await expect(reading).rejects.toThrow('cut off');
  });
});
