import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { DestinationStream } from 'pino';
import { createApplication } from '../../src/application.js';
import { FirstStart } from '../../src/modules/first-start/first-start.js';
import { parseConfig } from '../../src/platform/config/parse-config.js';
import type { DatabaseConnection } from '../../src/platform/database/connection.js';
import { createLogger } from '../../src/platform/logging/logger.js';
import { WorkLoops } from '../../src/platform/work/work-loops.js';
import type { WorkerPoolOptions } from '../../src/platform/workers/worker-pool.js';
import { ApiClient } from './api-client.js';
import { MovableClock } from './movable-clock.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

export const ADMIN_EMAIL = 'admin@example.test';
export const ADMIN_PASSWORD = 'correct horse battery staple';

/** A whole service on a database, a port and a folder of its own, its administrator signed in. */
export interface TestApp {
  readonly app: NestExpressApplication;
  /** e.g. `http://127.0.0.1:34567` */
  readonly url: string;
  readonly dataDir: string;
  readonly database: TestDatabase;
  readonly clock: MovableClock;
  /** Without credentials. */
  readonly anonymous: ApiClient;
  /** The first administrator: SUPER_ADMIN and owner of the organization `default`. */
  readonly admin: ApiClient;
  stop(): Promise<void>;
}

/** The threads' script, compiled as the tests are. */
export const REPORT_WORKER = { entry: path.join(__dirname, 'report-worker.cjs') };

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
  /** Takes the lines of the log. */
  readonly log?: DestinationStream;
  /** In what the threads that read reports are otherwise. */
  readonly reportWorker?: Partial<WorkerPoolOptions>;
}

/** @param environment variables of the service to set or override */
export async function startTestApp(
  environment: Record<string, string> = {},
  { beside, database: ownDatabase, isCacheOff = false, poolSize = 8, through, log, reportWorker }: TestAppOptions = {},
): Promise<TestApp> {
  const dataDir = await mkdtemp(path.join(tmpdir(), `quality-gate-${randomUUID().slice(0, 8)}-`));
  const parsed = parseConfig({ ...TEST_ENVIRONMENT, DATA_DIR: dataDir, ...environment });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  if (beside) await cp(beside.dataDir, dataDir, { recursive: true });
  const database = beside?.database ?? ownDatabase ?? (await createTestDatabase());
  const clock = beside?.clock ?? new MovableClock();
  const app = await createApplication({
    config: parsed.config,
    database: through ? await through(database.app) : database.app,
    logger: createLogger(parsed.config.logging.level, log),
    clock,
    poolSize,
    isCacheOff,
    reportWorker: { ...REPORT_WORKER, ...reportWorker },
  });
  await app.get(FirstStart).run();
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const anonymous = new ApiClient(url, {});
  return {
    app,
    url,
    dataDir,
    database,
    clock,
    anonymous,
    admin: await anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD),
    stop: async () => {
      await app.close();
      if (!beside && !ownDatabase) await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Stops the work that a service does beside its requests. */
export async function stopWorkLoops({ app }: TestApp): Promise<void> {
  const loops = app.get(WorkLoops, { strict: false });
  loops.onModuleDestroy();
  await loops.onApplicationShutdown();
}
