import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { createApplication } from '../../../src/application.js';
import { ChangeFeed } from '../../../src/platform/cache/change-feed.js';
import { parseConfig } from '../../../src/platform/config/parse-config.js';
import { createLogger } from '../../../src/platform/logging/logger.js';
import type { Work } from '../../../src/platform/work/work-loop.js';
import { WorkLoops } from '../../../src/platform/work/work-loops.js';
import { threadScript } from '../../support/host/hosts-of-run.js';
import { MovableClock } from '../../support/movable-clock.js';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.js';

interface Process {
  readonly url: string;
  readonly source: DataSource;
  readonly loops: WorkLoops;
  readonly feed: ChangeFeed;
  stop(): Promise<void>;
}

let database: TestDatabase;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(() => database.drop());

async function startProcess(environment: Record<string, string>): Promise<Process> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'quality-gate-work-'));
  const parsed = parseConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'fatal', ...environment });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const app = await createApplication({
    config: parsed.config,
    database: database.app,
    logger: createLogger('fatal'),
    clock: new MovableClock(),
    poolSize: 4,
    reportWorker: { entry: threadScript('report-worker') },
  });
  await app.listen(0, '127.0.0.1');
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await app.close();
    await rm(dataDir, { recursive: true });
  };
  stops.push(stop);
  return {
    url: await app.getUrl(),
    source: app.get(DataSource),
    loops: app.get(WorkLoops),
    feed: app.get(ChangeFeed),
    stop,
  };
}

/** Work whose one item is due when `isDue` is set. */
function oneItem(name: string, perform: () => Promise<void>, settle: () => Promise<void> = () => Promise.resolve()) {
  const state = { isDue: false, claims: 0, settled: 0 };
  const work: Work<object, void> = {
    name,
    kind: 'hook',
    outcomeOf: () => 'done',
    claim: () => {
      state.claims += 1;
      const items = state.isDue ? [{}] : [];
      state.isDue = false;
      return Promise.resolve(items);
    },
    perform,
    settle: async () => {
      await settle();
      state.settled += 1;
    },
    release: () => Promise.resolve(),
  };
  return { work, state };
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !isSo();) {
    if (Date.now() > end) throw new Error('It did not happen in time.');
    await pause(5);
  }
}

it('begins when another connection announces it', async () => {
  const { loops, source, feed } = await startProcess({});
  const { work, state } = oneItem('announced', () => Promise.resolve());
  loops.register(work);
  loops.onApplicationBootstrap();
  await until(() => state.claims > 0 && feed.isCurrent);
  await feed.waitUntilCaughtUp();
  state.isDue = true;
  const claims = state.claims;
  await source.query(`SELECT pg_notify('quality_gate_changes', 'work:announced')`);
  await feed.waitUntilCaughtUp();
  // well before the next look of its own
  await until(() => state.settled === 1);
  expect(state.claims).toBeGreaterThan(claims);
});

it('that is under way ends in the database before a stop closes it', async () => {
  const { loops, source, stop } = await startProcess({});
  let end: () => void = () => undefined;
  const isOver = new Promise<void>((resolve) => (end = resolve));
  const { work, state } = oneItem(
    'ending',
    () => isOver,
    async () => {
      await pause(200);
      await source.query('SELECT 1');
    },
  );
  state.isDue = true;
  loops.register(work);
  loops.onApplicationBootstrap();
  await until(() => state.claims > 0);
  const stopped = stop();
  await pause(50);
  end();
  await stopped;
  expect(state.settled).toBe(1);
});

it('has one kind of a name', async () => {
  const { loops } = await startProcess({});
  const { work } = oneItem('twice', () => Promise.resolve());
  loops.register(work);
  expect(() => loops.register(work)).toThrow('already registered');
});

describe('WORKER', () => {
  it('off: works at nothing', async () => {
    const { loops, url } = await startProcess({ WORKER: 'off' });
    const { work, state } = oneItem('idle', () => Promise.resolve());
    loops.register(work);
    loops.onApplicationBootstrap();
    await pause(50);
    expect(state.claims).toBe(0);
    expect((await fetch(`${url}/api/auth/me`)).status).toBe(401);
  });

  it('only: answers probes and metrics, and nothing else', async () => {
    const { url } = await startProcess({ WORKER: 'only' });
    for (const target of ['/api/health', '/api/health/ready', '/metrics'])
      expect([target, (await fetch(`${url}${target}`)).status]).toEqual([target, 200]);
    for (const target of ['/', '/api/auth/me', '/api/repos?limit=1', '/nowhere']) {
      const answer = await fetch(`${url}${target}`);
      expect([target, answer.status]).toEqual([target, 503]);
      expect(await answer.json()).toMatchObject({
        code: 'unavailable',
        detail: expect.stringContaining('WORKER=only'),
      });
    }
  });
});
