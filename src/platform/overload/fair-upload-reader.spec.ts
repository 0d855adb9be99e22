import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FairUploadReader } from './fair-upload-reader.js';

const CHUNK = 64 * 1024;
const CHUNKS = 40;

/** Has all of its chunks at once, each of them filled with its number. */
function aRequest(): Readable {
  let sent = 0;
  return new Readable({
    highWaterMark: CHUNK,
    read() {
      this.push(sent < CHUNKS ? Buffer.alloc(CHUNK, sent) : null);
      sent += 1;
    },
  });
}

/** Bytes of the request received in each turn of the event loop. */
function watch(request: Readable, turns: Map<number, number>, turn: () => number): Promise<void> {
  request.on('data', ({ length }: Buffer) => turns.set(turn(), (turns.get(turn()) ?? 0) + length));
  return new Promise((resolve) => request.once('end', resolve));
}

async function largestTurnOf(requests: readonly Readable[]): Promise<{ bytes: number; inAll: number }> {
  const turns = new Map<number, number>();
  const watched = { turn: 0, isOver: false };
  const ended = Promise.all(requests.map((request) => watch(request, turns, () => watched.turn)));
  void ended.then(() => (watched.isOver = true));
  while (!watched.isOver) {
    await nextTurn();
    watched.turn += 1;
  }
  const bytes = [...turns.values()];
  return { bytes: Math.max(...bytes), inAll: bytes.reduce((sum, one) => sum + one, 0) };
}

describe('FairUploadReader', () => {
  it('bounds what is read of all uploads in one turn of the event loop', async () => {
    const requests = Array.from({ length: 8 }, aRequest);
    const reader = new FairUploadReader();
    for (const request of requests) reader.follow(request, 'org:1');
    const { bytes, inAll } = await largestTurnOf(requests);
    expect(inAll).toBe(8 * CHUNKS * CHUNK);
    // In the first turn, each shows that it has something.
    expect(bytes).toBeLessThanOrEqual((4 + 8) * CHUNK);
  });

  it('never pauses an upload that is alone, or is again', async () => {
    const [before, request] = [aRequest(), aRequest()];
    const reader = new FairUploadReader();
    reader.follow(before, 'org:1');
    await largestTurnOf([before]);
    reader.follow(request, 'org:1');
    const { bytes, inAll } = await largestTurnOf([request]);
    expect(inAll).toBe(CHUNKS * CHUNK);
    expect(bytes).toBe(inAll);
  });

  it('changes nothing of what is read, and waits for whoever reads it', async () => {
    const request = aRequest();
    new FairUploadReader().follow(request, 'org:1');
    await nextTurn();
    await nextTurn();
    expect(await text(request.pipe(new PassThrough()))).toBe(await text(aRequest()));
  });

  it('leaves paused what its reader has paused', async () => {
    const request = aRequest();
    new FairUploadReader().follow(request, 'org:1');
    let read = 0;
    request.on('data', () => {
      read += 1;
      if (read === 8) request.pause();
    });
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    expect(read).toBe(8);
    request.resume();
    await new Promise((resolve) => request.once('end', resolve));
    expect(read).toBe(CHUNKS);
  });

  it('reads on when uploads that wait break off', async () => {
    const requests = Array.from({ length: 8 }, aRequest);
    const reader = new FairUploadReader();
    for (const request of requests) reader.follow(request, 'org:1');
    const broken = requests.slice(0, 4);
    for (const request of broken) request.resume();
    const largest = largestTurnOf(requests.slice(4));
    await new Promise<void>((resolve) => process.nextTick(resolve));
    for (const request of broken) request.destroy();
    expect((await largest).inAll).toBe(4 * CHUNKS * CHUNK);
  });
});
