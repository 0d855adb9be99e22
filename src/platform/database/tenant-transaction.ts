import type { PoolClient } from 'pg';
import { type DataSource, type EntityManager, QueryFailedError, type QueryRunner } from 'typeorm';
import type { OrgId } from '../../domain/ids.js';
import { orgShare, runInShare } from '../overload/share.js';
import { beginInTenant, type TransactionMode } from './enter-tenant.js';
import { setPipelined } from './pipelining.js';

/**
 * Transaction of one organization. Entering it travels with the first statements, and statements that are issued together
 * travel together, in the order in which they were issued. Where entering fails PostgreSQL refuses all that follows, and
 * row security shows nothing to what is outside of an organization.
 */
export class TenantTransaction {
  private constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
    private readonly entered: Promise<unknown>,
  ) {
    // Reported by `commit` and `rollback`.
    entered.catch(() => undefined);
  }

  /** Takes a connection of the pool, without waiting for an answer of the server. */
  static async begin(
    source: DataSource,
    orgId: OrgId,
    { mode = '', isDistributed = false }: { mode?: TransactionMode; isDistributed?: boolean } = {},
  ): Promise<TenantTransaction> {
    const runner = source.createQueryRunner();
    const client = (await runInShare(orgShare(orgId), () => runner.connect())) as PoolClient;
    // TypeORM would begin a transaction of its own otherwise, where it wants one.
    Object.assign(runner, { isTransactionActive: true });
    setPipelined(client, true);
    return new TenantTransaction(runner, client, enter(client, beginInTenant(orgId, mode, isDistributed)));
  }

  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** Commits and gives the connection back; rejects, with the transaction still open, where entering or COMMIT failed. */
  async commit(): Promise<void> {
    await this.entered;
    await this.runner.query('COMMIT');
    await this.release();
  }

  /** Rolls back and gives the connection back; resolves with the reason: the failure, or that of entering before it. */
  async rollback(failure: unknown): Promise<unknown> {
    const reason = await this.entered.then(
      () => failure,
      (error: unknown) => error,
    );
    await this.runner.query('ROLLBACK').catch(() => undefined);
    await this.release().catch(() => undefined);
    return reason;
  }

  private release(): Promise<void> {
    setPipelined(this.client, false);
    return this.runner.release();
  }
}

/** Sent at once, past TypeORM, in whose hands a later statement could overtake it. */
async function enter(client: PoolClient, text: string): Promise<void> {
  try {
    await client.query(text);
  } catch (error) {
    throw new QueryFailedError(text, [], error as Error);
  }
}
