import type pg from 'pg';
import type { AppConfig } from '../platform/config/app-config.js';
import { notifyPerson } from './notify-person.js';
import type { AdminResult } from './support/admin-result.js';
import { withOwner } from './support/with-owner.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `qgate-admin identities EMAIL [--remove ID]`: lists the identities of a person, or unbinds one. @param removed id of the one to unbind; null: none */
export function identities(config: AppConfig, email: string, removed: string | null): Promise<AdminResult> {
  return withOwner(config, async (client) => {
    if (removed === null) return { text: await list(client, email) };
    const count = UUID.test(removed) ? await unbindIdentities(config, client, { email, id: removed }) : 0;
    if (count === 0)
      throw new Error(`${email} has no identity with the id ${removed}. qgate-admin identities ${email} lists them.`);
    return {
      text: 'Unbound. Its sessions have ended, and its address cannot bind it again for 24 hours.',
    };
  });
}

/**
 * Unbinds an identity of a person, or all (`id` null), and answers how many. The person is notified by mail.
 *
 * @throws Error for an unknown address
 */
export async function unbindIdentities(
  config: AppConfig,
  client: pg.Client,
  { email, id }: { readonly email: string; readonly id: string | null },
): Promise<number> {
  const { rows } = await client.query<{ count: number | null }>('SELECT auth.unbind_identities_of($1, $2) AS count', [
    email,
    id,
  ]);
  const { count } = rows[0]!;
  if (count === null) throw nobody(email);
  if (count > 0) await notifyPerson(config, client, { email, event: 'auth.identity_unlinked' });
  return count;
}

async function list(client: pg.Client, email: string): Promise<string> {
  const { rows } = await client.query<{ id: string | null; issuer: string; subject: string; bound_at: Date }>(
    `SELECT i.id, i.issuer, i.subject, i.bound_at
     FROM auth.users u LEFT JOIN auth.identities i ON i.user_id = u.id WHERE lower(u.email) = lower($1) ORDER BY i.bound_at`,
    [email],
  );
  if (rows.length === 0) throw nobody(email);
  const bound = rows.filter(({ id }) => id !== null);
  if (bound.length === 0) return `${email} has no identities.`;
  return bound
    .map(({ id, issuer, subject, bound_at: at }) => `${id}  ${issuer}  ${subject}  bound ${at.toISOString()}`)
    .join('\n');
}

/** Refusal of an address of nobody. */
export const nobody = (email: string): Error => new Error(`There is no user with the email address ${email}.`);
