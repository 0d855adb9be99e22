import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { DatabaseConnection } from '../../src/platform/database/connection.js';
import type { WorkerPoolOptions } from '../../src/platform/workers/worker-pool.js';
import { ApiClient } from './api-client.js';
import { WarmHost } from './host/warm-host.js';
import { MovableClock } from './movable-clock.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

export const ADMIN_EMAIL = 'admin@example.test';
export const ADMIN_PASSWORD = 'correct horse battery staple';

/** A whole service on a database, a port and a folder of its own, its administrator signed in. */
export interface TestApp {
  /** e.g. `http://127.0.0.1:34567` */
  readonly url: string;
  readonly dataDir: string;
  readonly database: TestDatabase;
  readonly clock: MovableClock;
  /** Without credentials. */
  readonly anonymous: ApiClient;
  /** The first administrator: SUPER_ADMIN and owner of the organization `default`. */
  readonly admin: ApiClient;
  /** Calls a method of the provider with this name, or reads a property. Arguments and result are copied. */
  call(provider: string, member: string, ...values: readonly unknown[]): Promise<any>;
  /** Its routes, as `GET /api/scans/:id`, sorted. */
  routes(): Promise<readonly string[]>;
  /** Lines of its log so far. */
  log(): string[];
  stop(): Promise<void>;
}

/** Generous limits: only the tests of rate limits want to meet them. */
const TEST_ENVIRONMENT = {
  PORT: '0',
  HOST: '127.0.0.1',
  ADMIN_EMAIL,
  ADMIN_PASSWORD,
  LOG_LEVEL: 'fatal',
  RATE_LIMIT_DEFAULT: '100000',
  RATE_LIMIT_LOGIN: '10000',
  RATE_LIMIT_STATUS: '100000',
  RATE_LIMIT_UPLOAD: '100000',
  RATE_LIMIT_ANONYMOUS: '100000',
  RATE_LIMIT_HEALTH: '100000',
  MAX_CONNECTIONS_PER_ADDRESS: '100000',
};

/** Deviations of a test's service from the usual one. */
export interface TestAppOptions {
  /** Another instance on the database of this one, by its clock and with its keys. */
  readonly beside?: TestApp;
  /** A database of the test's own, which outlives the service. */
  readonly database?: TestDatabase;
  readonly isCacheOff?: boolean;
  /** Connections to the database. */
  readonly poolSize?: number;
  /** The database as the service reaches it. */
  readonly through?: (database: DatabaseConnection) => Promise<DatabaseConnection>;
  /** In what the threads that read reports are otherwise. */
  readonly reportWorker?: Partial<WorkerPoolOptions>;
}

/** Parts that a service of a test is started with. */
export interface ServiceParts {
  readonly environment: Readonly<Record<string, string>>;
  readonly database: DatabaseConnection;
  readonly clock: MovableClock;
  /** The file that takes its log. */
  readonly log: string;
  readonly isCacheOff: boolean;
  readonly poolSize: number;
  readonly reportWorker: Partial<WorkerPoolOptions>;
}

/** A started service. */
export type StartedService = Pick<TestApp, 'url' | 'call' | 'routes' | 'stop'>;

/**
 * Starts a service in the warm host of this worker (docs/testing.md).
 *
 * @param environment variables of the service to set or override
 */
export const startTestApp = (
  environment: Record<string, string> = {},
  options: TestAppOptions = {},
): Promise<TestApp> => setUpTestApp(environment, options, startHosted);

/** Sets up what a test's service needs, starts it, and clears away both at its stop. */
export async function setUpTestApp<Started extends StartedService>(
  environment: Record<string, string>,
  { beside, database: ownDatabase, isCacheOff = false, poolSize = 8, through, reportWorker = {} }: TestAppOptions,
  start: (parts: ServiceParts) => Promise<Started>,
): Promise<TestApp & Started> {
  const folder = await mkdtemp(path.join(tmpdir(), `quality-gate-${randomUUID().slice(0, 8)}-`));
  const dataDir = path.join(folder, 'data');
  if (beside) await cp(beside.dataDir, dataDir, { recursive: true });
  const database = beside?.database ?? ownDatabase ?? (await createTestDatabase());
  const clock = beside?.clock ?? new MovableClock(path.join(folder, 'clock'));
  const log = path.join(folder, 'log');
  const started = await start({
    environment: { ...TEST_ENVIRONMENT, DATA_DIR: dataDir, ...environment },
    database: through ? await through(database.app) : database.app,
    clock,
    log,
    isCacheOff,
    poolSize,
    reportWorker,
  });
  // As TypeORM sets it in the process of a service: tests read the same numbers.
  pg.defaults.parseInt8 = true;
  const anonymous = new ApiClient(started.url, {});
  return {
    ...started,
    dataDir,
    database,
    clock,
    log: () => readFileSync(log, 'utf8').split('\n').slice(0, -1),
    anonymous,
    admin: await anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD),
    stop: async () => {
      try {
        await started.stop();
      } finally {
        if (!beside) clock.close();
        if (!beside && !ownDatabase) await database.drop();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function startHosted({ clock, ...parts }: ServiceParts): Promise<StartedService> {
  const host = await WarmHost.get();
  const { id, url } = await host.send('start', { ...parts, clock: clock.file! });
  return {
    url,
    call: async (provider, member, ...values) => (await host.send('call', { id, provider, member, values })).value,
    routes: async () => (await host.send('routes', { id })).routes,
    stop: () => host.stop(id),
  };
}

/** Stops the work that a service does beside its requests, but for jobs. */
export async function stopWorkLoops(service: TestApp): Promise<void> {
  await service.call('WorkLoops', 'stop', ['deliveries', 'forge-reports', 'forge-hooks', 'reevaluations']);
}
