import type pg from 'pg';
import { inInnerSpan } from '../observability/spans.js';
import { currentShare, type Share } from '../overload/share.js';
import { SharedCapacity, takeInTurn } from '../overload/shared-capacity.js';
import { PrimaryPool, type PrimaryPoolOptions } from './primary-pool.js';

/**
 * A statement or a lock may take long, and a client sends one request after the other: half of the connections stays free
 * for a share over the client's pauses, and one for the first that comes.
 */
const SHARING = { lingerMs: 2_000, keptFree: 1 };

/** A pool whose connections are divided among shares; a request waits for one in the order of `SharedCapacity`. */
export class SharedPool extends PrimaryPool {
  private readonly places: SharedCapacity;
  /** Shares of the clients in use. */
  private readonly shares = new WeakMap<pg.PoolClient, Share>();

  constructor(options: PrimaryPoolOptions) {
    super(options);
    this.places = new SharedCapacity(this.options.max, SHARING);
    this.on('release', (_error, client) => this.giveBack(client));
  }

  /** Number of requests that wait for a connection. */
  get waiting(): number {
    return this.places.waiting;
  }

  /** True when a connection is free for the share, or the next that becomes free would be the share's. */
  hasRoomFor(share: Share): boolean {
    return this.places.hasRoomFor(share, 1);
  }

  protected override open(): Promise<pg.PoolClient> {
    return inInnerSpan('pool wait', () => this.openInTurn());
  }

  private async openInTurn(): Promise<pg.PoolClient> {
    const share = currentShare();
    const maxWaitMs = this.options.connectionTimeoutMillis!;
    if (!(await takeInTurn(this.places, { share, amount: 1, maxWaitMs })))
      throw new Error('timeout exceeded when trying to connect');
    try {
      const client = await super.open();
      this.shares.set(client, share);
      return client;
    } catch (error) {
      this.places.release(share, 1);
      throw error;
    }
  }

  private giveBack(client: pg.PoolClient): void {
    const share = this.shares.get(client);
    // A client that came after its request had given up was nobody's.
    if (share === undefined) return;
    this.shares.delete(client);
    this.places.release(share, 1);
  }
}
