import type pg from 'pg';
import type { AppConfig } from '../platform/config/app-config.js';
import { nobody } from './identities.js';
import { notifyPerson } from './notify-person.js';
import type { AdminResult } from './support/admin-result.js';
import { withOwner } from './support/with-owner.js';

/** `qgate-admin reset-second-factor EMAIL`: removes every second factor of the person, whose sessions end. */
export async function resetSecondFactor(config: AppConfig, email: string): Promise<AdminResult> {
  const count = await withOwner(config, (client) => endSecondFactors(config, client, email));
  return { text: `Second factors removed from the account ${email}: ${count}. All sessions have ended.` };
}

/**
 * Removes every second factor of a person, and answers how many. The person is notified by mail.
 *
 * @throws Error for an unknown address
 */
export async function endSecondFactors(config: AppConfig, client: pg.Client, email: string): Promise<number> {
  const { rows } = await client.query<{ count: number | null }>('SELECT auth.reset_second_factors_of($1) AS count', [
    email,
  ]);
  const { count } = rows[0]!;
  if (count === null) throw nobody(email);
  if (count > 0) await notifyPerson(config, client, { email, event: 'auth.second_factor_reset' });
  return count;
}
