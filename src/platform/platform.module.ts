import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { AwaitChangesInterceptor } from './cache/await-changes.interceptor.js';
import { ChangeFeed } from './cache/change-feed.js';
import type { AppConfig } from './config/app-config.js';
import { readBuildInfo } from './config/build-info.js';
import { APP_CONFIG } from './config/config-token.js';
import { AUTH_CONNECTION, AuthDatabase } from './database/auth-database.js';
import { isDistributed } from './database/citus.js';
import { authConnection, type DatabaseConnection } from './database/connection.js';
import { DatabaseCheck } from './database/database-check.js';
import { DatabaseProbe } from './database/database-probe.js';
import { poolOf } from './database/pool-of.js';
import { PreparedReads } from './database/prepared-reads.js';
import { SchemaWatch } from './database/schema-watch.js';
import { DATABASE_CONNECTION, IS_POOLED, StalledConnections } from './database/stalled-connections.js';
import { IS_DISTRIBUTED, TenantDatabase } from './database/tenant-database.js';
import { typeormOptions } from './database/typeorm-options.js';
import { AdmissionQueue } from './http/admission-queue.js';
import { Downloads } from './http/downloads.js';
import { RequestObserver } from './http/request-observer.js';
import { LOGGER } from './logging/logger.js';
import { ServiceMetrics } from './observability/service-metrics.js';
import { OutgoingClient } from './outgoing/outgoing-client.js';
import { OutgoingNamesCheck } from './outgoing/outgoing-names-check.js';
import { countReportThreads, countThreadHeapMb, FAIR_HEAP_MB } from './overload/container.js';
import { RunningExports } from './overload/export.interceptor.js';
import { FairUploadReader } from './overload/fair-upload-reader.js';
import { RequestShares } from './overload/request-shares.js';
import { UploadMemoryBudget } from './overload/upload-memory-budget.js';
import { SealedText } from './secrets/sealed-text.js';
import { loadSecretsKeys, SECRETS_KEYS } from './secrets/secrets-key.js';
import { claimVerdictKey, VERDICT_KEY } from './secrets/verdict-keys.js';
import { Clock } from './time/clock.js';
import { WorkQueue } from './work/work-queue.js';
import { WorkerPool, type WorkerPoolOptions } from './workers/worker-pool.js';
import { WorkersLifecycle } from './workers/workers-lifecycle.js';

/** Parts that the platform is built from; decided by main.ts, or by a test. */
export interface PlatformParts {
  readonly config: AppConfig;
  /** The serving role's connection. */
  readonly database: DatabaseConnection;
  /** The connection for identities; the one that belongs to `database` where it is left out. */
  readonly auth?: DatabaseConnection;
  /** Listens for changes; `database` where it is left out, and where it is null nothing does. */
  readonly listening?: DatabaseConnection | null;
  /** True where `database` leads through a pooler. */
  readonly isPooled?: boolean;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly poolSize: number;
  /** The dashboard's build; without it the service answers the API alone. */
  readonly dashboardFolder?: string;
  /** The package of `qgate` that came with the build, for where `ARTIFACTS_DIR` has none. */
  readonly qgatePackage?: string;
  /** True: nothing is cached, every status is read from the database. For measurements and tests. */
  readonly isCacheOff?: boolean;
  /** The script of the threads that read reports, and in what a test wants them otherwise. */
  readonly reportWorker: Pick<WorkerPoolOptions, 'entry'> & Partial<WorkerPoolOptions>;
}

/** A report of 25 MB takes about a second; what takes this long is made to. */
const REPORT_TIMEOUT_MS = 60_000;
/** Where a busy machine leaves a thread less of that time, the report is not to blame. */
const FAIR_PROCESSOR_MS = 30_000;
const MAX_QUEUED_REPORTS = 32;
/** Starting a thread takes about a third of a second. */
const IDLE_THREAD_MS = 45_000;

/** Foundation of every feature, owned by none. */
@Global()
@Module({})
export class PlatformModule {
  static register(parts: PlatformParts): DynamicModule {
    const metrics = new ServiceMetrics();
    const provided = [
      { provide: APP_CONFIG, useValue: parts.config },
      { provide: LOGGER, useValue: parts.logger },
      { provide: Clock, useValue: parts.clock },
      { provide: ServiceMetrics, useValue: metrics },
      RequestObserver,
      PreparedReads,
      {
        provide: IS_DISTRIBUTED,
        inject: [getDataSourceToken()],
        useFactory: (source: DataSource) => isDistributed(poolOf(source)),
      },
      TenantDatabase,
      WorkQueue,
      DatabaseCheck,
      DatabaseProbe,
      SchemaWatch,
      { provide: DATABASE_CONNECTION, useValue: parts.database },
      { provide: AUTH_CONNECTION, useValue: parts.auth ?? authConnection(parts.database) },
      AuthDatabase,
      { provide: IS_POOLED, useValue: parts.isPooled ?? false },
      StalledConnections,
      { provide: ChangeFeed, useValue: new ChangeFeed(listeningConnection(parts), parts.logger) },
      AwaitChangesInterceptor,
      { provide: WorkerPool, useValue: reportReaders(parts, metrics) },
      WorkersLifecycle,
      { provide: Downloads, useValue: downloadsOf(parts) },
      { provide: SECRETS_KEYS, useFactory: () => loadSecretsKeys(parts.config) },
      SealedText,
      {
        provide: VERDICT_KEY,
        inject: [getDataSourceToken(), SealedText, Clock],
        useFactory: (source: DataSource, text: SealedText, clock: Clock) =>
          claimVerdictKey(
            (sql, values) => source.query(sql, values),
            text,
            () => clock.now(),
          ),
      },
      { provide: OutgoingClient, useValue: new OutgoingClient(parts.config.outgoing) },
      OutgoingNamesCheck,
      RequestShares,
      RunningExports,
      FairUploadReader,
      UploadMemoryBudget,
      AdmissionQueue,
    ];
    return {
      module: PlatformModule,
      imports: [
        TypeOrmModule.forRoot({
          ...typeormOptions(parts.database, { poolSize: parts.poolSize, isPooled: parts.isPooled ?? false }),
          autoLoadEntities: true,
          retryAttempts: 5,
          retryDelay: 500,
        }),
      ],
      providers: provided,
      exports: provided,
    };
  }
}

const listeningConnection = ({ isCacheOff, listening, database }: PlatformParts): DatabaseConnection | null =>
  isCacheOff ? null : listening === undefined ? database : listening;

const downloadsOf = ({ config, qgatePackage }: PlatformParts): Downloads =>
  new Downloads({
    artifacts: config.artifactsDir,
    qgatePackage: qgatePackage ?? null,
    version: readBuildInfo().version,
    publicUrl: config.server.publicUrl,
  });

const reportReaders = ({ config, reportWorker, logger }: PlatformParts, metrics: ServiceMetrics): WorkerPool =>
  new WorkerPool({
    size: countReportThreads(config),
    maxQueued: MAX_QUEUED_REPORTS,
    timeoutMs: REPORT_TIMEOUT_MS,
    fairProcessorMs: FAIR_PROCESSOR_MS,
    maxHeapMb: countThreadHeapMb(),
    fairHeapMb: FAIR_HEAP_MB,
    idleMs: IDLE_THREAD_MS,
    onTurnedAway: () => metrics.countTurnedAway('report_queue'),
    onCrash: (err) => logger.error({ err }, 'a thread that reads reports crashed'),
    ...reportWorker,
  });
