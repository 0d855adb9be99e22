import type pg from 'pg';
import type { Faults } from './faults.js';

/**
 * Faults of people. The first start makes the only SUPER_ADMIN, whose id is the lowest, and nothing changes an address. $1: since when entries of
 * the audit log name people by their addresses.
 */
const PEOPLE = `
  SELECT u.id::text AS id, array_remove(ARRAY[
      CASE WHEN u.is_super_admin AND u.id > first.id THEN 'is a SUPER_ADMIN, but the service did not make them one' END,
      CASE WHEN u.id = first.id AND NOT EXISTS (SELECT FROM auth.users s WHERE s.is_super_admin)
        THEN 'is no longer a SUPER_ADMIN, although the service keeps the last one' END,
      CASE WHEN EXISTS (SELECT FROM public.audit_log a WHERE a.actor_type = 'user' AND a.actor_id = u.id AND a.at >= $1
        AND a.actor_name <> '' AND lower(a.actor_name) <> lower(u.email)) THEN 'has another address than in the audit log' END
    ], NULL) AS faults
  FROM auth.users u CROSS JOIN (SELECT min(id) AS id FROM auth.users) AS first ORDER BY u.id`;

/**
 * Compares people with the audit log, inside the open transaction.
 *
 * @param since the audit log names people by their addresses since then; null: unknown
 */
export async function verifyPeople(client: pg.Client, since: Date | null, faults: Faults): Promise<void> {
  const { rows } = await client.query<{ id: string; faults: string[] }>(
    `SELECT * FROM (${PEOPLE}) AS person WHERE faults <> '{}'`,
    [since],
  );
  for (const { id, faults: found } of rows)
    for (const fault of found) faults.add(`The installation: person ${id} ${fault}.`);
}
