import { sealSuperAdmin } from '../domain/seals/verdict-seal.js';
import type { AppConfig } from '../platform/config/app-config.js';
import { findSecretsKeys } from '../platform/secrets/secrets-key.js';
import { nobody } from './identities.js';
import type { AdminResult } from './support/admin-result.js';
import { withOwner } from './support/with-owner.js';
import { readSealKeys } from './verify/verdict-chains.js';

interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly isSuperAdmin: boolean;
  readonly hasPassword: boolean;
}

/** Of organizations that a person belongs to; of the first one where that is none. */
const RECORD = `
  INSERT INTO public.audit_log (org_id, at, actor_type, actor_name, action, target_type, target_id)
  SELECT o.id, now(), 'service', 'qgate-admin', 'user.super_admin_granted', 'user', $1::bigint FROM public.organizations o
  WHERE CASE WHEN EXISTS (SELECT FROM public.members m WHERE m.user_id = $1::bigint)
    THEN EXISTS (SELECT FROM public.members m WHERE m.user_id = $1::bigint AND m.org_id = o.id)
    ELSE o.id = (SELECT min(id) FROM public.organizations) END`;

/**
 * `qgate-admin make-super-admin EMAIL`: gives a person the right to everything. Their sessions end, and the seal shows `verify` that it was
 * this command.
 *
 * @throws Error for an unknown address, and where no key opens that seals
 */
export async function makeSuperAdmin(config: AppConfig, email: string): Promise<AdminResult> {
  const keys = await findSecretsKeys(config);
  return withOwner(config, async (client) => {
    const sealing = [...(await readSealKeys(client, keys)).opened.values()].at(-1);
    if (!sealing)
      throw new Error('This needs the key of the installation: its DATA_DIR, or SECRETS_KEY. Nothing was changed.');
    await client.query('BEGIN');
    const { rows } = await client.query<PersonRow>(
      `SELECT id::text, email, is_super_admin AS "isSuperAdmin", password_hash IS NOT NULL AS "hasPassword"
       FROM auth.users WHERE lower(email) = lower($1) FOR UPDATE`,
      [email],
    );
    const [person] = rows;
    if (!person) throw nobody(email);
    if (person.isSuperAdmin) throw new Error(`${person.email} is a SUPER_ADMIN already. Nothing was changed.`);
    const seal = sealSuperAdmin(sealing.key, person);
    await client.query('UPDATE auth.users SET is_super_admin = true, super_admin_seal = $2 WHERE id = $1', [
      person.id,
      seal,
    ]);
    await client.query('UPDATE auth.sessions SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL', [
      person.id,
    ]);
    await client.query(RECORD, [person.id]);
    await client.query('COMMIT');
    return {
      text: [
        `${person.email} is a SUPER_ADMIN from now on. All their sessions have ended.`,
        ...(person.hasPassword
          ? []
          : [`They have no password for the whole account. \`qgate-admin reset-password ${person.email}\` sets one.`]),
      ].join('\n'),
    };
  });
}
