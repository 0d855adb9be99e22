import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import type { DatabaseConnection } from './connection.js';
import { endWhenReadOnly } from './end-when-read-only.js';
import { PooledConnection } from './pooled-connection.js';
import { SharedPool } from './shared-pool.js';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

export interface PoolOptions {
  readonly poolSize: number;
  /** True where the connection leads through a pooler. */
  readonly isPooled?: boolean;
  /** Startup options of each session, e.g. `-c role=qg_owner`. */
  readonly sessionOptions?: string;
}

/** A minute spares most requests the handshake of a connection. */
const IDLE_MS = 60_000;
/**
 * Behind a pooler connections cost little, and one that lends a server's connection for a whole session lends an unused one to
 * nobody else: where it has fewer of them than the service would open, the rest would wait for it.
 */
const POOLED_IDLE_MS = 500;

/** The driver, with a pool of ours. */
const DRIVER: unknown = Object.create(pg, { Pool: { value: SharedPool } });

/** TypeORM's options: never synchronizing, bigint as number (ids stay below 2^53), waiting 5 s for a connection. */
export function typeormOptions(connection: DatabaseConnection, pool: PoolOptions): PostgresOptions {
  return {
    type: 'postgres',
    driver: DRIVER,
    host: connection.host,
    port: connection.port,
    username: connection.user,
    ...(connection.password !== undefined && { password: connection.password }),
    database: connection.database,
    ssl: connection.ssl,
    synchronize: false,
    parseInt8: true,
    poolSize: pool.poolSize,
    connectTimeoutMS: 5_000,
    applicationName: 'quality-gate',
    extra: {
      Client: PooledConnection,
      ...(connection.otherHosts && { otherHosts: connection.otherHosts }),
      idleTimeoutMillis: pool.isPooled ? POOLED_IDLE_MS : IDLE_MS,
      keepAlive: true,
      onConnect: endWhenReadOnly,
      ...(pool.sessionOptions !== undefined && { options: pool.sessionOptions }),
    },
  };
}
