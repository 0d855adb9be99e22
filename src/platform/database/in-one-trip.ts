import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { setPipelined } from './pipelining.js';

/** A statement with its values, and a row that it answers. */
type Query = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/**
 * Runs two statements of no tenant one after the other on one connection, each in a transaction of its own, in one round trip;
 * answers their rows, or rejects once both are answered.
 */
export async function inOneTrip<First, Second>(
  source: DataSource,
  statements: (query: Query) => readonly [Promise<First>, Promise<Second>],
): Promise<[First, Second]> {
  const runner = source.createQueryRunner();
  const client = (await runner.connect()) as PoolClient;
  setPipelined(client, true);
  const sent = statements((text, values) => runner.query(text, [...values]));
  await Promise.allSettled(sent);
  setPipelined(client, false);
  await runner.release();
  return Promise.all(sent);
}
