import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { toPlainName } from '../domain/mail/plain-name.js';
import { PasswordHasher } from '../modules/people/auth/passwords/password-hasher.js';
import type { AppConfig } from '../platform/config/app-config.js';
import type { Ask } from './ask.js';
import { nobody, unbindIdentities } from './identities.js';
import { notifyPerson } from './notify-person.js';
import { endSecondFactors } from './reset-second-factor.js';
import type { AdminResult } from './support/admin-result.js';
import { withOwner } from './support/with-owner.js';

/** Decision on what may have been planted; a function: the operator decides where there is anything. */
export interface ResetWishes {
  /** True: the person's identities are unbound. */
  readonly unbinds: boolean | Ask;
  /** True: the person's authenticator apps and passkeys end. */
  readonly endsFactors: boolean | Ask;
}

/** `qgate-admin reset-password EMAIL`: a temporary password in place of any other of the person, whose sessions end. */
export async function resetPassword(config: AppConfig, email: string, wishes: ResetWishes): Promise<AdminResult> {
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
    const factors = await listSecondFactors(client, email);
    const isUnbinding = count > 0 && (await decide(wishes.unbinds, questionOfIdentities(email, count)));
    const isEnding = factors.length > 0 && (await decide(wishes.endsFactors, questionOfFactors(email, factors)));
    await client.query('SELECT auth.reset_password_of($1, $2)', [email, hash]);
    await notifyPerson(config, client, { email, event: 'auth.password_changed' });
    const unbound = isUnbinding ? await unbindIdentities(config, client, { email, id: null }) : 0;
    const ended = isEnding ? await endSecondFactors(config, client, email) : 0;
    return {
      text: [
        isUnbinding ? `Identities unbound: ${unbound}.` : `Identities kept: ${count}.`,
        isEnding ? `Second factors removed: ${ended}.` : `Second factors kept: ${factors.length}.`,
        `${email} can now sign in with this password and must change it at once: ${password}`,
      ].join('\n'),
    };
  });
}

const decide = async (wish: boolean | Ask, question: string): Promise<boolean> =>
  typeof wish === 'boolean' ? wish : wish(question);

const questionOfIdentities = (email: string, count: number): string =>
  `${count} ${count === 1 ? 'identity signs' : 'identities sign'} in as ${email} at the identity provider. Unbind?`;

const questionOfFactors = (email: string, factors: readonly string[]): string =>
  `${email} has ${factors.length} ${factors.length === 1 ? 'second factor' : 'second factors'}: ${factors.join(', ')}. End?`;

/** Authenticator apps and passkeys of a person with their dates, the oldest first. */
async function listSecondFactors(client: pg.Client, email: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string | null; at: Date }>(
    `SELECT f.name, f.at FROM auth.users u JOIN (
       SELECT user_id, NULL AS name, confirmed_at AS at FROM auth.totp_secrets WHERE confirmed_at IS NOT NULL
       UNION ALL SELECT user_id, name, created_at FROM auth.passkeys
     ) f ON f.user_id = u.id WHERE lower(u.email) = lower($1) ORDER BY f.at`,
    [email],
  );
  return rows.map(({ name, at }) => {
    const what = name === null ? 'an authenticator app' : `the passkey "${toPlainName(name)}"`;
    return `${what} since ${at.toISOString().slice(0, 10)}`;
  });
}
