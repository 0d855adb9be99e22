import type pg from 'pg';
import type { DatabaseConnection } from '../database/connection.js';
import { isPooled } from '../database/is-pooled.js';
import { openClient } from '../database/open-client.js';

/** Channel on which the database's triggers announce changes. */
const CHANNEL = 'quality_gate_changes';
const CONNECT_MS = 5_000;
/** Longest wait for an answer; a connection that takes longer is given up. */
const ANSWER_MS = 2_000;

/** Callbacks of a listener. */
export interface ListenerEvents {
  /** A committed transaction invalidated what is tagged `tag`. */
  readonly onChange: (tag: string) => void;
  /** The connection is gone; no further change will be emitted. */
  readonly onEnd: () => void;
}

/**
 * Emits every change over one connection. PostgreSQL hands an idle connection all that was committed before it answers
 * that connection's next query: an answered `prove` shows that nothing earlier was missed.
 */
export class ChangeListener {
  private client: pg.Client | null = null;
  private running: Promise<void> | null = null;
  private queued: Promise<void> | null = null;
  private hasEnded = false;

  constructor(
    private readonly connection: DatabaseConnection,
    private readonly events: ListenerEvents,
  ) {}

  /** Connects and listens; rejects when it cannot, or behind a pooler that shares connections between clients. */
  async open(): Promise<void> {
    try {
      this.client = await openClient(this.connection, {
        application_name: 'quality-gate changes',
        connectionTimeoutMillis: CONNECT_MS,
        query_timeout: ANSWER_MS,
        keepAlive: true,
      });
      this.follow(this.client);
      await this.client.query(`LISTEN ${CHANNEL}`);
      if (await isPooled(this.client))
        throw new Error('The database is reached through a pooler, which does not support LISTEN.');
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Resolves when every change that was committed before this call has been emitted; rejects when that cannot be proven.
   * One query at a time: calls that come meanwhile share the next.
   */
  prove(): Promise<void> {
    if (!this.running) {
      this.running = this.query().finally(() => (this.running = null));
      return this.running;
    }
    this.queued ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.queued = null;
        return this.prove();
      });
    return this.queued;
  }

  /** Ends at once: a connection that does not answer would not say goodbye either. */
  close(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.client?.connection.stream.destroy();
    this.events.onEnd();
  }

  private follow(client: pg.Client): void {
    client.on('error', () => this.close());
    client.on('end', () => this.close());
    client.on('notification', ({ payload = '' }) => this.events.onChange(payload));
  }

  private async query(): Promise<void> {
    try {
      await this.client!.query('SELECT');
    } catch (error) {
      this.close();
      throw error;
    }
  }
}
