import { randomBytes } from 'node:crypto';
import { PasswordHasher } from '../modules/auth/passwords/password-hasher.js';
import type { AppConfig } from '../platform/config/app-config.js';
import type { AdminResult } from './admin-result.js';
import type { Ask } from './ask.js';
import { nobody, unbindIdentities } from './identities.js';
import { notifyPerson } from './notify-person.js';
import { withOwner } from './with-owner.js';

/**
 * `qgate-admin reset-password EMAIL`: a temporary password in place of any other of the person, whose sessions end.
 *
 * @param unbinds true: the person's identities are unbound; a function: the operator decides where there are any
 */
export async function resetPassword(config: AppConfig, email: string, unbinds: boolean | Ask): Promise<AdminResult> {
  const password = randomBytes(18).toString('base64url');
  const hash = await new PasswordHasher().hash(password);
  return withOwner(config, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(i.id)::integer AS count FROM auth.users u LEFT JOIN auth.identities i ON i.user_id = u.id
       WHERE lower(u.email) = lower($1) GROUP BY u.id`,
      [email],
    );
    if (!rows[0]) throw nobody(email);
    const { count } = rows[0];
    const isUnbinding = typeof unbinds === 'boolean' ? unbinds : count > 0 && (await unbinds(question(email, count)));
    await client.query('SELECT auth.reset_password_of($1, $2)', [email, hash]);
    await notifyPerson(config, client, { email, event: 'auth.password_changed' });
    const unbound = isUnbinding ? await unbindIdentities(config, client, { email, id: null }) : 0;
    const fate = isUnbinding ? `Identities that were unbound: ${unbound}.` : `Identities that are kept: ${count}.`;
    return {
      text: `${fate}\n${email} signs in with this password, and sets another one first of all: ${password}`,
    };
  });
}

const question = (email: string, count: number): string =>
  `${count} ${count === 1 ? 'identity signs' : 'identities sign'} in as ${email} at the identity provider. Unbind?`;
