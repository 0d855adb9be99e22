import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import type { DatabaseConnection } from './connection.js';
import { PrimaryPool } from './primary-pool.js';
import { DATABASE_CONNECTION } from './stalled-connections.js';

/** Bound of opening the connection, and of a query; an older one is of no use to anybody. */
const TIMEOUT_MS = 3_000;
/** Longer than the usual interval of probes, which so share one connection. */
const IDLE_MS = 60_000;

/** Queries for probes, on a connection of their own: those of the pool may all be busy with requests. */
@Injectable()
export class DatabaseProbe implements OnApplicationShutdown {
  private readonly pool: pg.Pool;

  constructor(@Inject(DATABASE_CONNECTION) connection: DatabaseConnection) {
    this.pool = new PrimaryPool({
      ...connection,
      ssl: connection.ssl,
      max: 1,
      application_name: 'quality-gate probe',
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      idleTimeoutMillis: IDLE_MS,
    });
    // The next probe opens a new connection, and reports where that fails.
    this.pool.on('error', () => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  /** The names of the migrations that ran; throws when the database is away, or silent for 3 s. */
  async ranMigrations(): Promise<string[]> {
    const { rows } = await this.pool.query<{ name: string }>('SELECT name FROM public.migrations');
    return rows.map(({ name }) => name);
  }
}
