import pg from 'pg';
import type { DatabaseConnection } from './connection.js';
import { findPrimary } from './find-primary.js';

type Connected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  release: pg.PoolClient['release'],
) => void;

export type PrimaryPoolOptions = pg.PoolConfig & Pick<DatabaseConnection, 'otherHosts'>;

/** A pool whose connections go to the server that takes writes; after one is lost, that server is looked for again. */
export class PrimaryPool extends pg.Pool {
  /** Servers to choose from; null where there is one. */
  private readonly cluster: DatabaseConnection | null;
  private isChosen = false;

  constructor(options: PrimaryPoolOptions) {
    super(options);
    this.cluster = options.otherHosts ? ({ ...options } as DatabaseConnection) : null;
    this.on('remove', () => (this.isChosen = false));
    // A connection may be lost before its borrower listens: without a listener the error ends the process.
    this.on('connect', (client) => client.on('error', () => undefined));
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | void {
    const connecting = this.open();
    if (!callback) return connecting;
    connecting.then(
      (client) => callback(undefined, client, client.release.bind(client)),
      (error: unknown) => callback(error as Error, undefined, () => undefined),
    );
  }

  /** Lends a connection of the pool, or opens one. */
  protected async open(): Promise<pg.PoolClient> {
    await this.choose();
    try {
      return await super.connect();
    } catch (error) {
      this.isChosen = false;
      throw error;
    }
  }

  private async choose(): Promise<void> {
    if (!this.cluster || this.isChosen) return;
    Object.assign(this.options, await findPrimary(this.cluster));
    this.isChosen = true;
  }
}
