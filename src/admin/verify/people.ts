import type pg from 'pg';
import { sealSuperAdmin } from '../../domain/seals/verdict-seal.js';
import type { Faults } from './faults.js';
import type { SealKeys } from './verdict-chains.js';

/**
 * Faults of people. The first start makes the first SUPER_ADMIN, whose id is the lowest, and nothing changes an address. $1: since when
 * entries of the audit log name people by their addresses.
 */
const PEOPLE = `
  SELECT u.id::text AS id, array_remove(ARRAY[
      CASE WHEN u.id = first.id AND NOT EXISTS (SELECT FROM auth.users s WHERE s.is_super_admin)
        THEN 'is no longer a SUPER_ADMIN, although the service keeps the last one' END,
      CASE WHEN EXISTS (SELECT FROM public.audit_log a WHERE a.actor_type = 'user' AND a.actor_id = u.id AND a.at >= $1
        AND a.actor_name <> '' AND lower(a.actor_name) <> lower(u.email)) THEN 'has another address than in the audit log' END
    ], NULL) AS faults
  FROM auth.users u CROSS JOIN (SELECT min(id) AS id FROM auth.users) AS first ORDER BY u.id`;

/** Each SUPER_ADMIN but the first, whom `qgate-admin make-super-admin` made. */
const LATER_SUPER_ADMINS = `
  SELECT id::text AS id, email, super_admin_seal AS seal FROM auth.users
  WHERE is_super_admin AND id > (SELECT min(id) FROM auth.users) ORDER BY id`;

/** Compares people with the audit log, and the right of each SUPER_ADMIN with its seal, inside the open transaction. */
export async function verifyPeople(client: pg.Client, keys: SealKeys, faults: Faults): Promise<void> {
  const { rows } = await client.query<{ id: string; faults: string[] }>(
    `SELECT * FROM (${PEOPLE}) AS person WHERE faults <> '{}'`,
    [keys.opened.get(1)?.madeAt ?? null],
  );
  for (const { id, faults: found } of rows)
    for (const fault of found) faults.add(`The installation: person ${id} ${fault}.`);
  for (const { id } of await listForged(client, keys))
    faults.add(`The installation: person ${id} is a SUPER_ADMIN, but the service did not make them one.`);
}

/** Those whose seal is missing or wrong. One that a key sealed which does not open cannot be compared. */
async function listForged(client: pg.Client, { opened, stored }: SealKeys) {
  const { rows } = await client.query<{ id: string; email: string; seal: Buffer | null }>(LATER_SUPER_ADMINS);
  return rows.filter(({ seal, ...person }) => {
    if (seal === null) return true;
    const isSealed = [...opened.values()].some(({ key }) => sealSuperAdmin(key, person).equals(seal));
    return !isSealed && stored.size === opened.size;
  });
}
