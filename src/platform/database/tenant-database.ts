import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Logger } from 'pino';
import { DataSource, type EntityManager } from 'typeorm';
import type { OrgId } from '../../domain/ids.js';
import { LOGGER } from '../logging/logger.js';
import { EndsEarly, inSpan } from '../observability/spans.js';
import { Clock } from '../time/clock.js';
import { namesDistributed } from './citus.js';
import type { TransactionMode } from './enter-tenant.js';
import { keepAlive } from './keep-alive.js';
import type { PreparedStatement, ReadStep } from './prepared-read.js';
import { PreparedReads } from './prepared-reads.js';
import { TenantTransaction } from './tenant-transaction.js';
import { isTransient } from './transient-errors.js';

/** Token: true where Citus divides tables among its nodes. */
export const IS_DISTRIBUTED = Symbol('IS_DISTRIBUTED');

type Callback = () => void;

interface OpenTransaction {
  readonly owner: TenantDatabase;
  readonly orgId: OrgId;
  readonly manager: EntityManager;
  readonly afterCommit: Callback[];
  /** Results of work that was done aside, by key. */
  readonly results: Map<string, unknown>;
  /** Its time, once code has read it. */
  at?: Date;
}

/** Work that takes long enough for a connection not to wait for it, with all that it needs from the database. */
export interface WorkAside<T> {
  /** True where waiting for it costs less than leaving the transaction. */
  readonly isShort: boolean;
  readonly run: () => Promise<T>;
}

/** The transaction ends here and begins again once the work is done. */
class LeftForWork extends EndsEarly {
  constructor(
    readonly key: string,
    readonly work: () => Promise<unknown>,
  ) {
    super('The transaction ends here, so that work can continue without a connection.');
  }
}

interface Committed<T> {
  readonly result: T;
  readonly afterCommit: readonly Callback[];
}

const MAX_ATTEMPTS = 3;
/** Results beyond which a transaction is not left any more: its inputs change faster than work on them is done. */
const MAX_RESULTS = 100;

/**
 * One for all services of a process: until Node 24, each storage that was ever used makes each promise of the process slower.
 */
const transactions = new AsyncLocalStorage<OpenTransaction>();

/**
 * The one way to tenant data: a transaction that row security binds to one organization. `run` opens it, or joins the
 * one that is open; repositories take its manager from here and name the organization in each predicate too. What the
 * work issues together, as with `Promise.all`, costs one round trip.
 */
@Injectable()
export class TenantDatabase {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly reads: PreparedReads,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(IS_DISTRIBUTED) private readonly isDistributed: boolean,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` in the organization's transaction and commits, or rolls back when it throws. Deadlock and
   * serialization failures are tried again, so `work` must do nothing that a rollback does not undo.
   */
  async run<T>(orgId: OrgId, work: () => Promise<T>): Promise<T> {
    const open = this.open();
    if (open) {
      if (open.orgId !== orgId) throw new Error('A transaction of another organization is open.');
      return work();
    }
    const { result, afterCommit } = await this.commit(orgId, work);
    for (const callback of afterCommit) this.call(callback);
    return result;
  }

  /**
   * As `run`, but in a transaction of its own that is not tried again: for work on what can be read only once, such as the
   * body of a request.
   */
  async once<T>(orgId: OrgId, work: () => Promise<T>, mode: TransactionMode = ''): Promise<T> {
    if (this.open()) throw new Error('A transaction is open.');
    const begin = () => this.begin(orgId, mode);
    const { result, afterCommit } = await inTransactionSpan(orgId, () => this.attempt(orgId, begin, work, new Map()));
    for (const callback of afterCommit) this.call(callback);
    return result;
  }

  /** As `once`; all statements read what was there at the first, and nothing is written. */
  snapshot<T>(orgId: OrgId, work: () => Promise<T>): Promise<T> {
    return this.once(orgId, work, 'ISOLATION LEVEL REPEATABLE READ READ ONLY');
  }

  /**
   * Reads the rows of one statement: in the open transaction, else in one of its own that takes a single round trip (two for
   * a distributed table, as its settings come to other nodes by statements alone). For hot reads.
   */
  async read<Row>(orgId: OrgId, statement: PreparedStatement, values: ReadStep['values']): Promise<Row[]> {
    const query = () => this.manager(orgId).query<Row[]>(statement.text, [...values]);
    if (this.open()) return query();
    if (this.isDistributed && namesDistributed(statement.text)) return this.run(orgId, query);
    return inTransactionSpan(orgId, () => this.reads.readInOrg<Row>(orgId, statement, values));
  }

  /**
   * The time of the open transaction: the one at which it first asked, so that all it stores has the same. Outside of a
   * transaction the time now.
   */
  now(): Date {
    const open = this.open();
    return open ? (open.at ??= this.clock.now()) : this.clock.now();
  }

  /** The manager of the open transaction; throws outside of one, or in one of another organization. */
  manager(orgId: OrgId): EntityManager {
    const open = this.open();
    if (open?.orgId !== orgId) throw new Error('No transaction of this organization is open.');
    return open.manager;
  }

  /**
   * The result of work that must not keep a connection waiting, as that of a thread. Where it is not known yet, the open
   * transaction is rolled back, the work is done, and the transaction runs again from its beginning; the result of work on
   * other inputs than the second time is dropped.
   *
   * @param key tells works of different inputs apart
   * @param prepare reads what the work needs
   */
  async aside<T>(key: string, prepare: () => Promise<WorkAside<T>>): Promise<T> {
    const open = this.open();
    if (!open) throw new Error('No transaction is open.');
    if (open.results.has(key)) return open.results.get(key) as T;
    const { isShort, run } = await prepare();
    if (isShort) return run();
    if (open.results.size >= MAX_RESULTS) return keepAlive(open.manager, run());
    throw new LeftForWork(key, run);
  }

  /**
   * Calls `callback` once the open transaction is committed; never when it is rolled back. A callback that throws changes
   * nothing about the commit: its error is logged.
   */
  afterCommit(callback: Callback): void {
    const open = this.open();
    if (!open) throw new Error('No transaction is open.');
    open.afterCommit.push(callback);
  }

  /** The transaction that the caller runs in, if it is one of this database. */
  private open(): OpenTransaction | undefined {
    const open = transactions.getStore();
    return open?.owner === this ? open : undefined;
  }

  private async commit<T>(orgId: OrgId, work: () => Promise<T>): Promise<Committed<T>> {
    const results = new Map<string, unknown>();
    const begin = () => this.begin(orgId);
    for (let attempt = 1; ;) {
      try {
        return await inTransactionSpan(orgId, () => this.attempt(orgId, begin, work, results));
      } catch (error) {
        if (error instanceof LeftForWork) {
          results.set(error.key, await error.work());
          continue;
        }
        if (attempt >= MAX_ATTEMPTS || !isTransient(error)) throw error;
        attempt += 1;
      }
    }
  }

  private begin(orgId: OrgId, mode: TransactionMode = ''): Promise<TenantTransaction> {
    return TenantTransaction.begin(this.source, orgId, { mode, isDistributed: this.isDistributed });
  }

  private async attempt<T>(
    orgId: OrgId,
    begin: () => Promise<TenantTransaction>,
    work: () => Promise<T>,
    results: Map<string, unknown>,
  ): Promise<Committed<T>> {
    const transaction = await begin();
    const afterCommit: Callback[] = [];
    try {
      const result = await transactions.run(
        { owner: this, orgId, manager: transaction.manager, afterCommit, results },
        work,
      );
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

const inTransactionSpan = <T>(orgId: OrgId, work: () => Promise<T>): Promise<T> =>
  inSpan('tenant transaction', { attributes: { 'qgate.org_id': orgId } }, work);
