import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';
import { runAlone } from './pipelining.js';

/** Bytes of a piece that is copied out. */
const COPIED_BYTES = 1024 * 1024;

/** Text of a query that COPY can run. */
export interface CopyQuery {
  readonly text: string;
}

/** SQL that `copyQuery` takes as it is, as a list of columns. Never anything that came from outside. */
export class RawSql {
  constructor(readonly text: string) {}
}

/** Writes a query for `copyOut`. COPY takes no parameters, so each value is quoted into the text. */
export function copyQuery(texts: TemplateStringsArray, ...values: readonly (number | string | RawSql)[]): CopyQuery {
  return { text: String.raw({ raw: texts }, ...values.map(toSql)) };
}

function toSql(value: number | string | RawSql): string {
  if (value instanceof RawSql) return value.text;
  if (typeof value === 'string') return pg.escapeLiteral(value);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer.`);
  return String(value);
}

/**
 * Copies the rows of a query out of an open transaction, in pieces of about a MiB that `TupleReader` reads: for many or
 * large rows. A row that goes through the driver costs the event loop its text, in which bytes are twice as long.
 */
export async function copyOut(manager: EntityManager, query: CopyQuery): Promise<Uint8Array<ArrayBuffer>[]> {
  const client = await connectionOf(manager);
  return runAlone(client, () => receive(client, query));
}

async function receive(client: pg.PoolClient, query: CopyQuery): Promise<Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let chunks: Buffer[] = [];
  let length = 0;
  const copied: AsyncIterable<Buffer> = client.query(copyTo(`COPY (${query.text}) TO STDOUT (FORMAT binary)`));
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

/** The connection that a transaction's manager works on. */
const connectionOf = async ({ queryRunner }: EntityManager): Promise<pg.PoolClient> =>
  (await queryRunner!.connect()) as pg.PoolClient;
