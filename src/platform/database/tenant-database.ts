import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { DataSource, type EntityManager } from 'typeorm';
import type { OrgId } from '../../domain/ids.js';
import { LOGGER } from '../logging/logger.js';
import type { PreparedStatement, ReadStep } from './prepared-read.js';
import { PreparedReads } from './prepared-reads.js';
import { TenantTransaction } from './tenant-transaction.js';
import { isTransient } from './transient-errors.js';

type Callback = () => void;

interface OpenTransaction {
  readonly orgId: OrgId;
  readonly manager: EntityManager;
  readonly afterCommit: Callback[];
}

interface Committed<T> {
  readonly result: T;
  readonly afterCommit: readonly Callback[];
}

const MAX_ATTEMPTS = 3;

/**
 * The one way to tenant data: a transaction that row security binds to one organization. `run` opens it, or joins the
 * one that is open; repositories take its manager from here and name the organization in each predicate too. What the
 * work issues together, as with `Promise.all`, costs one round trip.
 */
@Injectable()
export class TenantDatabase {
  private readonly current = new AsyncLocalStorage<OpenTransaction>();

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly reads: PreparedReads,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Runs `work` in the organization's transaction and commits, or rolls back when it throws. Deadlock and
   * serialization failures are tried again, so `work` must do nothing that a rollback does not undo.
   */
  async run<T>(orgId: OrgId, work: () => Promise<T>): Promise<T> {
    const open = this.current.getStore();
    if (open) {
      if (open.orgId !== orgId) throw new Error('A transaction of another organization is open.');
      return work();
    }
    const { result, afterCommit } = await this.commit(orgId, work);
    for (const callback of afterCommit) this.call(callback);
    return result;
  }

  /**
   * Reads the rows of one statement: in the open transaction, else in one of its own that takes a single round trip. For
   * hot reads.
   */
  async read<Row>(orgId: OrgId, statement: PreparedStatement, values: ReadStep['values']): Promise<Row[]> {
    if (!this.current.getStore()) return this.reads.readInOrg(orgId, statement, values);
    return this.manager(orgId).query<Row[]>(statement.text, [...values]);
  }

  /** The manager of the open transaction; throws outside of one, or in one of another organization. */
  manager(orgId: OrgId): EntityManager {
    const open = this.current.getStore();
    if (open?.orgId !== orgId) throw new Error('No transaction of this organization is open.');
    return open.manager;
  }

  /**
   * Calls `callback` once the open transaction is committed; never when it is rolled back. A callback that throws changes
   * nothing about the commit: its error is logged.
   */
  afterCommit(callback: Callback): void {
    const open = this.current.getStore();
    if (!open) throw new Error('No transaction is open.');
    open.afterCommit.push(callback);
  }

  private async commit<T>(orgId: OrgId, work: () => Promise<T>): Promise<Committed<T>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(orgId, work);
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !isTransient(error)) throw error;
      }
    }
  }

  private async attempt<T>(orgId: OrgId, work: () => Promise<T>): Promise<Committed<T>> {
    const transaction = await TenantTransaction.begin(this.source, orgId);
    const afterCommit: Callback[] = [];
    try {
      const result = await this.current.run({ orgId, manager: transaction.manager, afterCommit }, work);
      await transaction.commit();
      return { result, afterCommit };
    } catch (error) {
      throw await transaction.rollback(error);
    }
  }

  private call(callback: Callback): void {
    try {
      callback();
    } catch (err) {
      this.logger.error({ err }, 'A callback failed after its transaction was committed.');
    }
  }
}
