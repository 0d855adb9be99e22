import { Writable } from 'node:stream';
import type { Response } from 'express';
import { jsonEntries, sendLongList } from './send-long-list.js';

/** A client's connection, full after each write: what was written to it, and in which turn of the event loop. */
class FakeResponse extends Writable {
  readonly written: string[] = [];
  readonly turns: number[] = [];
  private turn = 0;

  constructor(private readonly whenWritten: (response: FakeResponse) => void) {
    super({ highWaterMark: 1, decodeStrings: false });
    const count = () => {
      this.turn += 1;
      if (this.turn < 100) setImmediate(count);
    };
    setImmediate(count);
  }

  status = () => this;
  type = () => this;

  override _write(text: string, _encoding: BufferEncoding, done: () => void): void {
    this.written.push(text);
    this.turns.push(this.turn);
    process.nextTick(() => {
      this.whenWritten(this);
      done();
    });
  }
}

/** Each as long as what one turn sends. */
const LONG = 'x'.repeat(64 * 1024);
const ITEMS = [1, 2, 3, 4].map((n) => ({ n, text: LONG }));
const PORTIONS = [ITEMS.slice(0, 2), ITEMS.slice(2, 3), ITEMS.slice(3)].map((entries) =>
  jsonEntries(entries, (entry) => entry),
);

const send = async (
  whenWritten: (response: FakeResponse) => void = () => undefined,
  portions: readonly string[] = PORTIONS,
): Promise<FakeResponse> => {
  const response = new FakeResponse(whenWritten);
  await sendLongList(response as unknown as Response, { total: 4 }, 'items', portions);
  return response;
};

describe('sendLongList', () => {
  it('sends each portion in a turn of its own, even where there is room again within the turn', async () => {
    const { written, turns } = await send();
    expect(JSON.parse(written.join(''))).toEqual({ total: 4, items: ITEMS });
    expect(new Set(turns.slice(0, -1)).size).toBe(PORTIONS.length);
  });

  it('stops where the client has gone, and leaves nothing behind that listens', async () => {
    const response = await send((full) => full.destroy());
    expect(response.written).toHaveLength(1);
    expect(response.listenerCount('drain')).toBe(0);
  });

  it('sends short portions at once', async () => {
    const portions = ITEMS.map(({ n }) => jsonEntries([{ n }], (entry) => entry));
    expect((await send(undefined, [''])).written).toEqual(['{"total":4,"items":[]}']);
    expect((await send(undefined, portions)).written).toEqual([
      '{"total":4,"items":[{"n":1},{"n":2},{"n":3},{"n":4}]}',
    ]);
  });
});
