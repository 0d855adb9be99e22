import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { DataSource, type EntityManager } from 'typeorm';
import type { OrgId } from '../../domain/ids.js';
import { ENTER_TENANT, enteringValues } from './enter-tenant.js';
import type { PreparedStatement, ReadStep } from './prepared-read.js';
import { PreparedReads } from './prepared-reads.js';
import { isTransient } from './transient-errors.js';
import { COPY_HEADER, COPY_TRAILER } from './tuple-writer.js';

interface OpenTransaction {
  readonly orgId: OrgId;
  readonly manager: EntityManager;
  readonly afterCommit: (() => void)[];
}

const MAX_ATTEMPTS = 3;
/** A third of what the server waits for (prepare-database.ts). */
const SIGN_OF_LIFE_MS = 10_000;

/**
 * The one way to tenant data: a transaction that row security binds to one organization. `run` opens it, or joins the
 * one that is open; repositories take its manager from here and name the organization in each predicate too.
 */
@Injectable()
export class TenantDatabase {
  private readonly current = new AsyncLocalStorage<OpenTransaction>();

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly reads: PreparedReads,
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
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.begin(orgId, work);
      } catch (error) {
        if (attempt >= MAX_ATTEMPTS || !isTransient(error)) throw error;
      }
    }
  }

  /**
   * The rows of one statement: in the open transaction, else in one of its own that takes a single round trip. For
   * reads that are hot.
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
   * The rows of a query of the open transaction as `TupleReader` reads them, in pieces of about a MiB: for many or large
   * ones. A row that goes through the driver costs the event loop its text, in which bytes are twice as long.
   */
  async copyOut(orgId: OrgId, query: string, values: readonly (number | string)[]): Promise<Uint8Array<ArrayBuffer>[]> {
    const client = await this.client(orgId);
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let chunks: Buffer[] = [];
    let length = 0;
    const copied: AsyncIterable<Buffer> = client.query(
      copyTo(`COPY (${withLiterals(query, values)}) TO STDOUT (FORMAT binary)`),
    );
    for await (const chunk of copied) {
      chunks.push(chunk);
      length += chunk.length;
      if (length < COPIED_BYTES) continue;
      pieces.push(Buffer.concat(chunks));
      chunks = [];
      length = 0;
    }
    return [...pieces, Buffer.concat(chunks)];
  }

  /** Streams tuples (`TupleWriter`), in as many buffers as they are in, into a table of the open transaction. */
  async copyInto(orgId: OrgId, table: string, tuples: readonly Uint8Array[]): Promise<void> {
    const client = await this.client(orgId);
    await pipeline(
      Readable.from(piecesOf([COPY_HEADER, ...tuples, COPY_TRAILER]), { objectMode: false }),
      client.query(copyFrom(`COPY ${table} FROM STDIN (FORMAT binary)`)),
    );
  }

  /**
   * Waits inside the open transaction for what is not the database's work, as that of a thread. The server ends
   * transactions that it hears nothing of for long (`idle_in_transaction_session_timeout`); it hears that this one goes on.
   *
   * @param work bounded by limits of its own
   */
  async waitFor<T>(orgId: OrgId, work: Promise<T>, everyMs = SIGN_OF_LIFE_MS): Promise<T> {
    const manager = this.manager(orgId);
    const signs = setInterval(() => {
      // A connection that is gone is told of by the next statement that matters.
      manager.query('SELECT 1').catch(() => undefined);
    }, everyMs);
    try {
      return await work;
    } finally {
      clearInterval(signs);
    }
  }

  /** The same for each of several that come. */
  async *waitForEach<T>(orgId: OrgId, coming: AsyncIterable<T>): AsyncGenerator<T, void> {
    const iterator = coming[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.waitFor(orgId, iterator.next());
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  /** Calls `tell` once the open transaction is committed; never when it is rolled back. */
  afterCommit(tell: () => void): void {
    const open = this.current.getStore();
    if (!open) throw new Error('No transaction is open.');
    open.afterCommit.push(tell);
  }

  /** The connection of the open transaction. */
  private async client(orgId: OrgId): Promise<pg.PoolClient> {
    const { queryRunner } = this.manager(orgId);
    return (await queryRunner!.connect()) as pg.PoolClient;
  }

  private async begin<T>(orgId: OrgId, work: () => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    await runner.connect();
    let failure: unknown;
    try {
      await runner.startTransaction();
      await runner.query(ENTER_TENANT, enteringValues(orgId));
      const afterCommit: (() => void)[] = [];
      const result = await this.current.run({ orgId, manager: runner.manager, afterCommit }, work);
      await runner.commitTransaction();
      for (const tell of afterCommit) tell();
      return result;
    } catch (error) {
      failure = error;
      await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release().catch((error: unknown) => {
        if (failure === undefined) throw error;
      });
    }
  }
}

/** A piece of what is copied out. */
const COPIED_BYTES = 1024 * 1024;

/** COPY takes no parameters. */
const withLiterals = (query: string, values: readonly (number | string)[]): string =>
  query.replace(/\$(\d+)/gu, (_, number: string) => {
    const value = values[Number(number) - 1]!;
    return typeof value === 'number' ? String(value) : pg.escapeLiteral(value);
  });

/** What is handed to the socket at once: it takes all of it in one turn of the event loop, as long as the server reads. */
const PIECE_BYTES = 256 * 1024;

function* piecesOf(buffers: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const buffer of buffers) {
    for (let at = 0; at < buffer.length; at += PIECE_BYTES) yield buffer.subarray(at, at + PIECE_BYTES);
  }
}
