import pg from 'pg';
import type { Faults } from './faults.js';

/** A foreign key of the schema; columns of both sides are in the same order. */
interface ForeignKey {
  readonly child: string;
  readonly parent: string;
  readonly columns: readonly string[];
  readonly parentColumns: readonly string[];
}

/** Rows of one organization, or of none, that refer to missing ones. */
interface Orphans {
  readonly orgId: string | null;
  readonly count: string;
  /** One of the values that are missing. */
  readonly example: string;
}

const FOREIGN_KEYS = `
  SELECT c.conrelid::regclass::text AS child, c.confrelid::regclass::text AS parent,
    ${columnsOf('c.conrelid', 'c.conkey')} AS columns, ${columnsOf('c.confrelid', 'c.confkey')} AS "parentColumns"
  FROM pg_constraint c
  WHERE c.contype = 'f' AND c.connamespace IN ('public'::regnamespace, 'auth'::regnamespace) ORDER BY 1, 2, c.conname`;

function columnsOf(table: string, places: string): string {
  return `ARRAY(SELECT a.attname::text FROM unnest(${places}) WITH ORDINALITY AS k (number, place)
    JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = k.number ORDER BY k.place)`;
}

/**
 * Follows all foreign keys of the schema, inside the open transaction: while they are switched off, a row can be deleted and the rows
 * that refer to it stay.
 *
 * @returns how many kinds of references it followed
 */
export async function verifyReferences(client: pg.Client, faults: Faults): Promise<number> {
  const { rows: keys } = await client.query<ForeignKey>(FOREIGN_KEYS);
  for (const key of keys) {
    const { rows } = await client.query<Orphans>(selectOrphans(key));
    const [child, parent] = [key.child, key.parent].map((name) => name.replace(/^public\./, ''));
    for (const { orgId, count, example } of rows)
      faults.add(
        `${orgId === null ? 'The installation' : `Organization ${orgId}`}: rows of ${child} refer to missing rows of ${parent} (${count}, such as ${example}).`,
      );
  }
  return keys.length;
}

function selectOrphans({ child, parent, columns, parentColumns }: ForeignKey): string {
  const [named, namedAs] = [columns, parentColumns].map((names) => names.map((name) => pg.escapeIdentifier(name)));
  const isSame = named!.map((column, at) => `p.${namedAs![at]} = c.${column}`).join(' AND ');
  const isSet = named!.map((column) => `c.${column} IS NOT NULL`).join(' AND ');
  const orgId = columns.includes('org_id') ? 'c.org_id::text' : 'NULL::text';
  return `SELECT ${orgId} AS "orgId", count(*)::text AS count, min(c.${named!.at(-1)}::text) AS example
    FROM ${child} c WHERE ${isSet} AND NOT EXISTS (SELECT FROM ${parent} p WHERE ${isSame}) GROUP BY 1 ORDER BY 1`;
}
