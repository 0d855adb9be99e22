import type pg from 'pg';
import { qualifiedTable, SEALED_COLUMNS, type SealedColumn, USUAL_KEY } from '../../platform/secrets/sealed-columns.js';
import { fingerprintOf, SealedText } from '../../platform/secrets/sealed-text.js';
import type { SecretsKeys } from '../../platform/secrets/secrets-key.js';
import type { Faults } from './faults.js';
import { readInPortions } from './read-in-portions.js';

/** Numbers of sealed secrets. */
export interface SealedCounts {
  opened: number;
  /** Their key is declared lost, or they were left behind by an import: they stay closed until they are entered again. */
  closed: number;
}

interface SealedRow {
  readonly orgId: string;
  readonly id: string;
  readonly sealed: Buffer;
}

const PORTION = 500;

/**
 * Opens every sealed secret, inside the open transaction.
 *
 * @param keys null where no key is at hand
 */
export async function verifySealedSecrets(
  client: pg.Client,
  keys: SecretsKeys | null,
  faults: Faults,
): Promise<SealedCounts> {
  const counts = { opened: 0, closed: 0 };
  const text = keys && new SealedText(keys);
  const lost = new Set(keys?.lost);
  for (const column of SEALED_COLUMNS)
    for await (const rows of readInPortions<SealedRow>(client, selectSealed(column)))
      for (const row of rows) {
        if (text !== null && opens(text, column, row)) counts.opened += 1;
        else if (row.sealed.length === 0 || lost.has(fingerprintOf(row.sealed))) counts.closed += 1;
        else faults.add(describeClosed(column, row, keys));
      }
  return counts;
}

const selectSealed = ({ table, column, key = USUAL_KEY }: SealedColumn) => ({
  text: `SELECT ${key.orgId} AS "orgId", ${key.id} AS id, ${column} AS sealed FROM ${qualifiedTable(table)}
    WHERE ${column} IS NOT NULL`,
  values: [],
  portion: PORTION,
});

const opens = (
  text: SealedText,
  { table, column, isOfOrganization = false }: SealedColumn,
  { orgId, id, sealed }: SealedRow,
): boolean =>
  text.tryOpenBytes(sealed, { table, column, isOfOrganization, orgId: Number(orgId), id: Number(id) }) !== null;

function describeClosed(sealedColumn: SealedColumn, { orgId, id, sealed }: SealedRow, keys: SecretsKeys | null) {
  const { table, column, key: named } = sealedColumn;
  const row = named ? `of ${named.id} ${id}, ${named.orgId} ${orgId}` : id;
  const place = `${named ? 'The installation' : `Organization ${orgId}`}: ${column} of ${table} ${row}`;
  const key = fingerprintOf(sealed);
  if (keys === null)
    return `${place} needs the key ${key}, which is missing: set SECRETS_KEY, or put the backup of secrets.key into DATA_DIR.`;
  const isAtHand = [keys.newest, ...keys.previous].some(({ fingerprint }) => fingerprint === key);
  return isAtHand
    ? `${place} cannot be opened with its key ${key}: it was changed or moved.`
    : `${place} needs the key ${key}; the available key is ${keys.newest.fingerprint}.`;
}
