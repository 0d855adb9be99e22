import { randomBytes } from 'node:crypto';
import { PasswordHasher } from '../modules/auth/passwords/password-hasher.js';
import type { AppConfig } from '../platform/config/app-config.js';
import type { AdminResult } from './admin-result.js';
import { notifyPerson } from './notify-person.js';
import { withOwner } from './with-owner.js';

/** `qgate-admin reset-password EMAIL`: a temporary password in place of any other of the person, whose sessions end. */
export async function resetPassword(config: AppConfig, email: string): Promise<AdminResult> {
  const password = randomBytes(18).toString('base64url');
  const hash = await new PasswordHasher().hash(password);
  const isDone = await withOwner(config, async (client) => {
    const { rows } = await client.query<{ done: boolean }>('SELECT auth.reset_password_of($1, $2) AS done', [
      email,
      hash,
    ]);
    const { done } = rows[0]!;
    if (done) await notifyPerson(config, client, { email, event: 'auth.password_changed' });
    return done;
  });
  if (!isDone) throw new Error(`There is no user with the email address ${email}.`);
  return { text: `${email} signs in with this password, and sets another one first of all: ${password}` };
}
