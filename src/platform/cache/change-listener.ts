import pg from 'pg';
import type { DatabaseConnection } from '../database/connection.js';

/** Channel on which the database's triggers announce changes. */
const CHANNEL = 'quality_gate_changes';
const CONNECT_MS = 5_000;
/** A question that is not answered within this time never will be. */
const ANSWER_MS = 2_000;

/** Events of a listener. */
export interface ListenerEvents {
  /** A committed transaction invalidated the values tagged `tag`. */
  readonly onChange: (tag: string) => void;
  /** The connection is gone; no more events follow. */
  readonly onEnd: () => void;
}

/**
 * One connection that hears of every change. PostgreSQL hands an idle connection all that was committed before it
 * answers that connection's next query: an answered `prove` shows that nothing earlier was missed.
 */
export class ChangeListener {
  private readonly client: pg.Client;
  private asking: Promise<void> | null = null;
  private asked: Promise<void> | null = null;
  private hasEnded = false;

  constructor(
    connection: DatabaseConnection,
    private readonly events: ListenerEvents,
  ) {
    this.client = new pg.Client({
      ...connection,
      ssl: connection.ssl,
      application_name: 'quality-gate changes',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
    this.client.on('error', () => this.close());
    this.client.on('end', () => this.close());
    this.client.on('notification', ({ payload = '' }) => events.onChange(payload));
  }

  /** Connects and listens; rejects when it cannot, or behind a pooler that shares connections between clients. */
  async open(): Promise<void> {
    try {
      await this.client.connect();
      await this.client.query(`LISTEN ${CHANNEL}`);
      await refuseSharedConnection(this.client);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Resolves when every change that was committed before this call has been received; rejects when that cannot be
   * known. One question at a time: callers that come meanwhile share the next.
   */
  prove(): Promise<void> {
    if (!this.asking) {
      this.asking = this.ask().finally(() => (this.asking = null));
      return this.asking;
    }
    this.asked ??= this.asking
      .catch(() => undefined)
      .then(() => {
        this.asked = null;
        return this.prove();
      });
    return this.asked;
  }

  /** At once: a connection that does not answer would not say goodbye either. */
  close(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.client.connection.stream.destroy();
    this.events.onEnd();
  }

  private async ask(): Promise<void> {
    try {
      await this.client.query('SELECT');
    } catch (error) {
      this.close();
      throw error;
    }
  }
}

/**
 * Through a pooler that lends a server connection per transaction, LISTEN is lost silently. Such a pooler makes up the
 * process id that it reports to its clients.
 */
async function refuseSharedConnection(client: pg.Client): Promise<void> {
  const told = (client as { processID?: number }).processID;
  const { rows } = await client.query<{ real: number }>('SELECT pg_backend_pid() AS real');
  if (rows[0]?.real !== told) throw new Error('The database is reached through a pooler, which loses LISTEN.');
}
