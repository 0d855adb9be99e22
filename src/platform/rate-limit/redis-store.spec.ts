import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../logging/logger.js';
import { RedisStore } from './redis-store.js';

/** Longer than a request waits for Redis, and than a request that does not wait. */
const WAITED_MS = 200;

/** Where a command begins: it is an array. */
const COMMAND = /(?=^\*\d+\r\n)/m;
/** By the digest of the script, or with the script itself. */
const IS_TAKE = /\r\neval(sha)?\r\n/i;

/** A Redis that answers the few commands of the store, until it hangs: it accepts what is sent, and answers nothing. */
class StubRedis {
  requests = 0;
  /** Commands that wait for an answer while it hangs; null while it does not. */
  private unanswered: (() => void)[] | null = null;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      for (const command of bytes.toString().split(COMMAND)) this.hear(command, socket);
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }

  hang(): void {
    this.unanswered = [];
  }

  /** As a process that was stopped: it answers what came meanwhile. */
  resume(): void {
    const late = this.unanswered ?? [];
    this.unanswered = null;
    late.forEach((answer) => answer());
  }

  private hear(said: string, socket: Socket): void {
    if (IS_TAKE.test(said)) this.requests += 1;
    const answer = () => this.answer(said, socket);
    if (this.unanswered) this.unanswered.push(answer);
    else answer();
  }

  private answer(said: string, socket: Socket): void {
    if (IS_TAKE.test(said)) socket.write('*3\r\n:1\r\n:4\r\n:1000\r\n');
    else if (/\r\ninfo\r\n/i.test(said)) socket.write('$15\r\nredis_version:7\r\n');
    else socket.write('+OK\r\n');
  }
}

describe('RedisStore', () => {
  let redis: StubRedis;
  let store: RedisStore;

  beforeEach(async () => {
    redis = new StubRedis();
    store = new RedisStore(await redis.listen(), createLogger('silent'));
    await store.connect();
  });
  afterEach(async () => {
    await store.close();
    await redis.close();
  });

  /** The time that a request waits, and its outcome. */
  const take = async (): Promise<{ waitedMs: number; isCounted: boolean }> => {
    const begunAt = performance.now();
    const isCounted = await store.take('key', 5).then(
      () => true,
      () => false,
    );
    return { waitedMs: performance.now() - begunAt, isCounted };
  };

  it('counts in Redis', async () => {
    expect(await store.take('key', 5)).toEqual({ isAdmitted: true, remaining: 4, resetMs: 1000 });
  });

  it('lets one request a second wait for a Redis that hangs, and counts again once it answers', async () => {
    expect((await take()).isCounted).toBe(true);
    expect(store.isShared).toBe(true);
    redis.hang();
    const waits: number[] = [];
    const begunAt = performance.now();
    while (performance.now() - begunAt < 3_000) {
      const { waitedMs, isCounted } = await take();
      expect(isCounted).toBe(false);
      if (waitedMs >= WAITED_MS) waits.push(waitedMs);
      await sleep(5);
    }
    expect(waits.length).toBeGreaterThanOrEqual(2);
    expect(waits.length).toBeLessThanOrEqual(3);
    expect(store.isShared).toBe(false);
    redis.resume();
    await sleep(1_100);
    expect((await take()).isCounted).toBe(true);
    expect(store.isShared).toBe(true);
  });

  it('lets one of many requests at a time wait while Redis hangs', async () => {
    redis.hang();
    expect((await take()).waitedMs).toBeGreaterThanOrEqual(WAITED_MS);
    await sleep(1_100);
    const before = redis.requests;
    const all = await Promise.all(Array.from({ length: 50 }, take));
    expect(all.filter(({ waitedMs }) => waitedMs >= WAITED_MS)).toHaveLength(1);
    expect(redis.requests - before).toBeLessThanOrEqual(1);
  });
});
