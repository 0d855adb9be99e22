import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { findFreePort } from '../../src/embedded-postgres/free-port.js';

const PROGRAM = process.env.REDIS_SERVER ?? 'redis-server';

/** True when this machine has a Redis server to run; `REDIS_SERVER` may name its program. */
export const hasRedisServer = (): boolean => spawnSync(PROGRAM, ['--version']).status === 0;

/** A Redis of a test's own, without a trace on disk. */
export interface TestRedis {
  readonly url: string;
  /** As after a crash. */
  kill(): Promise<void>;
  /** Again on the same port, empty. */
  start(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const port = await findFreePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const start = async () => {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    server = spawn(PROGRAM, settings, { stdio: 'ignore', cwd: '/' });
    const probe = new Redis(url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    probe.on('error', () => undefined);
    await probe.ping();
    probe.disconnect();
  };
  await start();
  return {
    url,
    start,
    kill: async () => {
      if (server?.exitCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}
