import { randomBytes } from 'node:crypto';
import type { SealedText } from './sealed-text.js';

/** A key that seals verdicts, stored as a sealed secret: it outlives a change of the key that seals it. */
export interface VerdictKey {
  readonly id: number;
  readonly key: Buffer;
  /** The last scan of the installation before the key was made. */
  readonly lastScanId: number;
  readonly madeAt: Date;
}

/** The key that seals. */
export interface SealingKey extends VerdictKey {
  /** Ids of all keys that are stored, also of those that do not open. */
  readonly stored: readonly number[];
}

/** The keys that can be opened, by id. */
export type VerdictKeys = ReadonlyMap<number, VerdictKey>;

/** Injection token of the `SealingKey`. */
export const VERDICT_KEY = Symbol('VERDICT_KEY');

/** A row of `verdict_keys`. */
export interface VerdictKeyRow {
  readonly id: number;
  readonly secret: Buffer;
}

/** A row of `claim_verdict_key`: a key, or none yet, with the last scan that was started. */
type ClaimedRow = { readonly [Name in keyof VerdictKeyRow]: VerdictKeyRow[Name] | null } & {
  readonly last_scan_id: number | string;
};

type Claim = (sql: string, values: unknown[]) => Promise<ClaimedRow[]>;

const CLAIM = 'SELECT id, secret, last_scan_id FROM public.claim_verdict_key($1, $2)';

const placeOf = (id: number) => ({ table: 'verdict_keys', orgId: 0, id, column: 'secret' });

/** The newest key that opens; where none does, one that is made now, as all instances see it. */
export async function claimVerdictKey(query: Claim, text: SealedText, now: () => Date): Promise<SealingKey> {
  for (let rows = await query(CLAIM, [null, null]); ;) {
    const stored = rows.flatMap(({ id, secret }) => (id === null || secret === null ? [] : [{ id, secret }]));
    const newest = [...openVerdictKeys(stored, text).values()].at(-1);
    if (newest) return { ...newest, stored: stored.map(({ id }) => id) };
    const id = Math.max(0, ...stored.map((row) => row.id)) + 1;
    rows = await query(CLAIM, [id, sealNew(id, Number(rows[0]!.last_scan_id), text, now())]);
  }
}

/** Those of the stored keys that open, in the order in which they were made. */
export function openVerdictKeys(rows: readonly VerdictKeyRow[], text: SealedText): VerdictKeys {
  const keys = new Map<number, VerdictKey>();
  for (const { id, secret } of rows) {
    const opened = text.tryOpenBytes(secret, placeOf(id));
    if (opened === null) continue;
    const { key, last_scan_id, made_at } = JSON.parse(opened.toString('utf8')) as Record<string, string | number>;
    keys.set(id, {
      id,
      key: Buffer.from(String(key), 'base64'),
      lastScanId: Number(last_scan_id),
      madeAt: new Date(String(made_at)),
    });
  }
  return keys;
}

const sealNew = (id: number, lastScanId: number, text: SealedText, madeAt: Date): Buffer =>
  text.seal(
    JSON.stringify({
      key: randomBytes(32).toString('base64'),
      last_scan_id: lastScanId,
      made_at: madeAt.toISOString(),
    }),
    placeOf(id),
  );
