import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type pg from 'pg';
import type { OutgoingKind } from '../observability/service-metrics.js';
import type { DatabaseConnection } from './connection.js';
import { PrimaryPool } from './primary-pool.js';
import { findOldestServing } from './schema-version.js';
import { DATABASE_CONNECTION } from './stalled-connections.js';

/** Bound of opening the connection, and of a query; an older one is of no use to anybody. */
const TIMEOUT_MS = 3_000;
/** Longer than the usual interval of probes, which so share one connection. */
const IDLE_MS = 60_000;

/** Work of a kind that is to be done: now, under way, later, and once the queue is released. */
export interface Outgoing {
  readonly kind: OutgoingKind;
  readonly due: number;
  readonly sending: number;
  readonly delayed: number;
  readonly held: number;
}

/** Figures of the database. */
export interface Figures {
  readonly sizeBytes: number;
  /** Start of the oldest scan that is pending and not timed out. */
  readonly oldestPendingAt: Date | null;
  readonly outgoing: readonly Outgoing[];
  /** Seconds for which the oldest due work of each kind waits; 0 while the queue is on hold. */
  readonly oldestOutgoing: readonly { readonly kind: OutgoingKind; readonly seconds: number }[];
  /** Fewest requests that the forges of each kind still allow a connection; null where no connection has such a bound. */
  readonly forgeBudgets: readonly { readonly kind: string; readonly remaining: number }[] | null;
}

interface FiguresRow extends Pick<Figures, 'oldestOutgoing' | 'forgeBudgets'> {
  readonly size: string;
  readonly oldest: Date | null;
  readonly isHeld: boolean;
  readonly outgoing: readonly Omit<Outgoing, 'held'>[];
}

/** Work that comes in, which a held queue does not stop. */
const RECEIVED_KIND: OutgoingKind = 'hook';

const FIGURES = `
  SELECT pg_database_size(current_database()) AS size, public.oldest_pending_scan($1) AS oldest,
    (SELECT i.holds_queue FROM public.installation i) AS "isHeld",
    (SELECT json_agg(q) FROM public.outgoing_queue($1) q) AS outgoing,
    (SELECT json_agg(o) FROM public.oldest_outgoing($1) o) AS "oldestOutgoing",
    (SELECT json_agg(b) FROM public.lowest_forge_budgets($1) b) AS "forgeBudgets"`;

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

  /** Figures of all organizations at `at`. */
  async figures(at: Date): Promise<Figures> {
    const { rows } = await this.pool.query<FiguresRow>(FIGURES, [at]);
    const { size, oldest, isHeld, outgoing, oldestOutgoing, forgeBudgets } = rows[0]!;
    const waits = (kind: OutgoingKind) => isHeld && kind !== RECEIVED_KIND;
    return {
      sizeBytes: Number(size),
      oldestPendingAt: oldest,
      outgoing: outgoing.map((each) => (waits(each.kind) ? { ...each, due: 0, held: each.due } : { ...each, held: 0 })),
      oldestOutgoing: oldestOutgoing.map((each) => (waits(each.kind) ? { ...each, seconds: 0 } : each)),
      forgeBudgets,
    };
  }

  /** The oldest number of a version that may serve the schema. */
  oldestServing(): Promise<number> {
    return findOldestServing(this.pool);
  }

  /** The names of the migrations that ran; throws when the database is away, or silent for 3 s. */
  async ranMigrations(): Promise<string[]> {
    const { rows } = await this.pool.query<{ name: string }>('SELECT name FROM public.migrations');
    return rows.map(({ name }) => name);
  }
}
