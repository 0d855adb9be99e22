import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import pg from 'pg';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { LOGGER } from '../logging/logger.js';
import type { DatabaseConnection } from './connection.js';
import { openClient } from './open-client.js';
import { poolOf } from './pool-of.js';

/** Injection token of the serving role's connection, for queries beside the pool. */
export const DATABASE_CONNECTION = Symbol('DATABASE_CONNECTION');
/** Injection token of a boolean: true behind a pooler. */
export const IS_POOLED = Symbol('IS_POOLED');

/** Interval of checks; a connection that is silent over the next number of them is suspect. */
const LOOK_MS = 500;
const SILENT_LOOKS = 6;
/** Longest wait for the server's answer; even a busy one takes less. */
const ASK_MS = 2_000;
/** Failed queries in a row after which the server counts as away. With all of the above: within eight seconds. */
const FAILURES = 2;
/**
 * The number of silent looks after which a connection to a pooler is suspect, whose processes cannot be distinguished: the
 * server itself ends statements after 30 s (prepare-database.ts).
 */
const SILENT_LOOKS_OF_POOLED = 80;

/** Fields of the driver's client beyond its types. */
interface PooledClient extends pg.PoolClient {
  readonly processID: number | null;
  /** False while a query is on its way. */
  readonly readyForQuery: boolean;
  readonly connection: pg.Connection;
}

/** Bytes that went over a connection so far, and the number of looks that saw no more of them. */
interface Traffic {
  readonly bytes: number;
  readonly silentLooks: number;
}

/**
 * Ends connections on which an answer will never come: a firewall forgot them, the other side vanished silently, a
 * proxy swallows the bytes. TCP itself takes a quarter of an hour to notice. A query that just takes long is
 * distinguished by querying the server, on another connection, for the state of its process
 * (docs/adr/door.md#connections-that-do-not-answer).
 *
 * Requests that waited for such a connection fail as if the database had closed it, which callers see as 503.
 */
@Injectable()
export class StalledConnections implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly acquired = new Map<PooledClient, Traffic>();
  private beat: NodeJS.Timeout | undefined;
  private isAsking = false;
  private failures = 0;

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    @Inject(DATABASE_CONNECTION) private readonly connection: DatabaseConnection,
    @Inject(IS_POOLED) private readonly isPooled: boolean,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const pool = poolOf(this.source);
    pool.on('acquire', (client) => this.acquired.set(client as PooledClient, { bytes: 0, silentLooks: 0 }));
    pool.on('release', (_error, client) => this.acquired.delete(client as PooledClient));
    pool.on('remove', (client) => this.acquired.delete(client as PooledClient));
    this.beat = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.beat);
  }

  private async look(): Promise<void> {
    const suspects = [...this.acquired.keys()].filter((client) => this.isSilent(client));
    if (suspects.length === 0 || this.isAsking) return;
    this.isAsking = true;
    try {
      const working = await this.whichWork(suspects);
      this.failures = working ? 0 : this.failures + 1;
      if (!working && this.failures < FAILURES) return;
      // Meanwhile the answer may have come.
      for (const client of suspects) if (!working?.has(client.processID) && this.acquired.has(client)) this.end(client);
    } finally {
      this.isAsking = false;
    }
  }

  private isSilent(client: PooledClient): boolean {
    const { bytesRead, bytesWritten } = client.connection.stream as pg.Connection['stream'] & {
      readonly bytesRead: number;
      readonly bytesWritten: number;
    };
    const bytes = bytesRead + bytesWritten;
    const before = this.acquired.get(client)!;
    const isQuiet = !client.readyForQuery && bytes === before.bytes;
    const silentLooks = isQuiet ? before.silentLooks + 1 : 0;
    this.acquired.set(client, { bytes, silentLooks });
    return silentLooks >= (this.isPooled ? SILENT_LOOKS_OF_POOLED : SILENT_LOOKS);
  }

  /**
   * Lists the server processes that work on a query; null where the server does not answer. One that waits for the client,
   * as for the rows of a COPY, does not work: its bytes have not arrived, else there would be traffic.
   */
  private async whichWork(suspects: readonly PooledClient[]): Promise<Set<number | null> | null> {
    let client: pg.Client | undefined;
    try {
      client = await openClient(this.connection, {
        application_name: 'quality-gate watch',
        connectionTimeoutMillis: ASK_MS,
        query_timeout: ASK_MS,
      });
      const { rows } = await client.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity
         WHERE pid = ANY($1) AND state = 'active' AND wait_event_type IS DISTINCT FROM 'Client'`,
        [suspects.map(({ processID }) => processID)],
      );
      return new Set(rows.map(({ pid }) => pid));
    } catch (error) {
      // It has no room for one more, or shuts down: it is there, and its connections are as good as before.
      return error instanceof pg.DatabaseError ? new Set(suspects.map(({ processID }) => processID)) : null;
    } finally {
      client?.connection.stream.destroy();
    }
  }

  private end(client: PooledClient): void {
    this.logger.warn({ pid: client.processID }, 'A connection to the database does not respond and is closed.');
    client.connection.stream.destroy();
  }
}
