import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { jsonEntries, sendLongList } from './send-long-list.js';

/** A client's connection: what was written to it, and in which turn of the event loop. */
class FakeResponse extends EventEmitter {
  destroyed = false;
  readonly written: string[] = [];
  readonly turns: number[] = [];
  private turn = 0;

  constructor(private readonly whenFull: (response: FakeResponse) => void) {
    super();
    const count = () => {
      this.turn += 1;
      if (this.turn < 100) setImmediate(count);
    };
    setImmediate(count);
  }

  status = () => this;
  type = () => this;

  write(text: string): boolean {
    this.written.push(text);
    this.turns.push(this.turn);
    process.nextTick(() => this.whenFull(this));
    return false;
  }

  end(text: string): void {
    this.written.push(text);
  }
}

const PORTIONS = [[{ n: 1 }, { n: 2 }], [{ n: 3 }], [{ n: 4 }]].map((entries) =>
  jsonEntries(entries, (entry) => entry),
);

const send = async (whenFull: (response: FakeResponse) => void): Promise<FakeResponse> => {
  const response = new FakeResponse(whenFull);
  await sendLongList(response as unknown as Response, { total: 4 }, 'items', PORTIONS);
  return response;
};

describe('sendLongList', () => {
  it('sends each portion in a turn of its own, even where there is room again within the turn', async () => {
    const { written, turns } = await send((response) => response.emit('drain'));
    expect(JSON.parse(written.join(''))).toEqual({ total: 4, items: [1, 2, 3, 4].map((n) => ({ n })) });
    // the opening goes with the first portion
    expect(new Set(turns.slice(1)).size).toBe(PORTIONS.length);
  });

  it('stops where the client has gone, and leaves nothing behind that listens', async () => {
    const response = await send((full) => {
      full.destroyed = true;
      full.emit('close');
    });
    expect(response.written).toHaveLength(3);
    expect([response.listenerCount('drain'), response.listenerCount('close')]).toEqual([0, 0]);
  });
});
