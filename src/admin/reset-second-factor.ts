import type { AppConfig } from '../platform/config/app-config.js';
import type { AdminResult } from './admin-result.js';
import { notifyPerson } from './notify-person.js';
import { withOwner } from './with-owner.js';

/** `qgate-admin reset-second-factor EMAIL`: removes every second factor of the person, whose sessions end. */
export async function resetSecondFactor(config: AppConfig, email: string): Promise<AdminResult> {
  const count = await withOwner(config, async (client) => {
    const { rows } = await client.query<{ count: number | null }>('SELECT auth.reset_second_factors_of($1) AS count', [
      email,
    ]);
    const removed = rows[0]!.count;
    if (removed) await notifyPerson(config, client, { email, event: 'auth.second_factor_reset' });
    return removed;
  });
  if (count === null) throw new Error(`There is no user with the email address ${email}.`);
  return { text: `Second factors of ${email} that were removed: ${count}. All sessions have ended.` };
}
