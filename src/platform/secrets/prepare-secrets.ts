import type pg from 'pg';
import type { Logger } from 'pino';
import type { DatabaseConnection } from '../database/connection.js';
import { openAsOwner } from '../database/open-as-owner.js';
import { openClient } from '../database/open-client.js';
import { qualifiedTable, type SealedColumn, USUAL_KEY } from './sealed-columns.js';
import { SealedText, UnreadableSecret } from './sealed-text.js';
import type { SecretsKeys } from './secrets-key.js';

/** Rows of one transaction. */
const BATCH = 500;

interface SealedRow {
  readonly orgId: number;
  readonly id: number;
  readonly sealed: Buffer;
}

/**
 * Compares the newest key with that of the database, whose fingerprint is stored there, then seals again what previous keys
 * sealed, batch by batch. Idempotent; several instances may do it at once.
 *
 * @param admin as for `prepareDatabase`, which comes first
 * @throws Error when secrets were sealed by a key that is neither among ours nor declared lost
 */
export async function prepareSecrets(
  admin: DatabaseConnection,
  keys: SecretsKeys,
  columns: readonly SealedColumn[],
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<void> {
  const client = await openAsOwner(admin);
  try {
    await compareFingerprints(client, keys, columns);
    for (const column of columns) await sealAgain(client, keys, column, log);
  } finally {
    await client.end();
  }
}

/**
 * Refuses the key of another installation before anything of the database is changed.
 *
 * @param admin an administrator, also of a database that was not prepared yet
 * @throws Error as `prepareSecrets`
 */
export async function refuseOtherSecretsKey(
  admin: DatabaseConnection,
  keys: SecretsKeys,
  columns: readonly SealedColumn[],
): Promise<void> {
  const client = await openClient(admin);
  try {
    const [row] = await unlessMissing(
      client.query<{ fingerprint: string }>('SELECT fingerprint FROM public.secrets_key'),
    );
    if (!row || mayReplace(keys, row.fingerprint)) return;
    if (!(keys.isFromFile && (await isNothingSealed(client, columns))))
      throw new Error(describeOtherKey(row.fingerprint, keys.newest.fingerprint));
  } finally {
    await client.end();
  }
}

/** SQLSTATE undefined_table, undefined_column, and insufficient_privilege: of a schema that is older, or not this administrator's yet. */
const MISSING = new Set(['42P01', '42703', '42501']);

/** Rows of a query, none where its table is missing. */
async function unlessMissing<Row extends pg.QueryResultRow>(query: Promise<pg.QueryResult<Row>>): Promise<Row[]> {
  try {
    return (await query).rows;
  } catch (error) {
    if (MISSING.has(String((error as { code?: unknown }).code))) return [];
    throw error;
  }
}

/**
 * Compares the newest key with that of the database, as the serving role: the first instance's is stored. Secrets of a
 * previous key stay as they are until an administrator's connection is at hand (`prepareSecrets`).
 *
 * @throws Error as `prepareSecrets`
 */
export async function claimSecretsKey(serving: DatabaseConnection, keys: SecretsKeys): Promise<void> {
  const client = await openClient(serving);
  try {
    const { rows } = await client.query<{ stored: string }>('SELECT public.claim_secrets_key($1) AS stored', [
      keys.newest.fingerprint,
    ]);
    const { stored } = rows[0]!;
    if (!mayReplace(keys, stored)) throw new Error(describeOtherKey(stored, keys.newest.fingerprint));
  } finally {
    await client.end();
  }
}

async function compareFingerprints(
  client: pg.Client,
  keys: SecretsKeys,
  columns: readonly SealedColumn[],
): Promise<void> {
  const { newest } = keys;
  await client.query('BEGIN');
  const { rows } = await client.query<{ fingerprint: string }>(
    `INSERT INTO public.secrets_key AS stored (fingerprint) VALUES ($1)
     ON CONFLICT (is_only) DO UPDATE SET fingerprint = stored.fingerprint RETURNING fingerprint`,
    [newest.fingerprint],
  );
  const stored = rows[0]!.fingerprint;
  if (!mayReplace(keys, stored) && !(keys.isFromFile && (await isNothingSealed(client, columns))))
    throw new Error(describeOtherKey(stored, newest.fingerprint));
  await client.query('UPDATE public.secrets_key SET fingerprint = $1', [newest.fingerprint]);
  await client.query('COMMIT');
}

const mayReplace = ({ newest, previous, lost }: SecretsKeys, stored: string): boolean =>
  [newest, ...previous].some(({ fingerprint }) => fingerprint === stored) || lost.includes(stored);

const describeOtherKey = (stored: string, ours: string): string =>
  `The secrets of this database are sealed with the key ${stored}, but this instance has the key ${ours}. Set SECRETS_KEY, or copy ` +
  `DATA_DIR/secrets.key, so that all instances have the same one. To change the key, name the old one in ` +
  `SECRETS_KEY_PREVIOUS. If it is lost, set SECRETS_KEY_PREVIOUS=lost:${stored}; the secrets that it sealed must then be entered again.`;

async function isNothingSealed(client: pg.Client, columns: readonly SealedColumn[]): Promise<boolean> {
  for (const { table, column, isRenewable = false } of columns) {
    if (isRenewable) continue;
    const sealed = client.query(`SELECT 1 FROM ${qualifiedTable(table)} WHERE ${column} IS NOT NULL LIMIT 1`);
    if ((await unlessMissing(sealed)).length > 0) return false;
  }
  return true;
}

async function sealAgain(
  client: pg.Client,
  keys: SecretsKeys,
  column: SealedColumn,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<void> {
  const old = keys.previous.map(({ fingerprint }) => Buffer.from(fingerprint, 'hex'));
  if (old.length === 0) return;
  const text = new SealedText(keys);
  const counts = { sealed: 0, unreadable: 0 };
  for (let after: Pick<SealedRow, 'orgId' | 'id'> | undefined = { orgId: 0, id: 0 }; after;) {
    await client.query('BEGIN');
    const rows: SealedRow[] = await lockBatch(client, column, old, after);
    for (const row of rows) counts[await sealRow(client, text, column, row)] += 1;
    await client.query('COMMIT');
    after = rows.at(-1);
  }
  if (counts.sealed > 0) log.info({ ...column, ...counts }, 'Secrets were sealed with the newest key.');
  if (counts.unreadable > 0) log.warn({ ...column, ...counts }, 'Secrets that cannot be opened were not changed.');
}

async function lockBatch(
  client: pg.Client,
  { table, column, key = USUAL_KEY }: SealedColumn,
  fingerprints: readonly Buffer[],
  after: Pick<SealedRow, 'orgId' | 'id'>,
): Promise<SealedRow[]> {
  const { rows } = await client.query<{ orgId: string; id: string; sealed: Buffer }>(
    `SELECT ${key.orgId} AS "orgId", ${key.id} AS id, ${column} AS sealed FROM ${qualifiedTable(table)}
     WHERE (${key.orgId}, ${key.id}) > ($1, $2) AND substring(${column} FROM 2 FOR 8) = ANY ($3)
     ORDER BY ${key.orgId}, ${key.id} LIMIT ${BATCH} FOR NO KEY UPDATE`,
    [after.orgId, after.id, fingerprints],
  );
  return rows.map(({ orgId, id, sealed }) => ({ orgId: Number(orgId), id: Number(id), sealed }));
}

async function sealRow(
  client: pg.Client,
  text: SealedText,
  { table, column, key = USUAL_KEY, isOfOrganization = false }: SealedColumn,
  { orgId, id, sealed }: SealedRow,
): Promise<'sealed' | 'unreadable'> {
  const place = { table, orgId, id, column, isOfOrganization };
  try {
    const again = text.sealBytes(text.openBytes(sealed, place), place);
    const row = `${key.orgId} = $1 AND ${key.id} = $2`;
    await client.query(`UPDATE ${qualifiedTable(table)} SET ${column} = $3 WHERE ${row}`, [orgId, id, again]);
    return 'sealed';
  } catch (error) {
    if (error instanceof UnreadableSecret) return 'unreadable';
    throw error;
  }
}
