import type pg from 'pg';
import type { NoticeEvent } from '../domain/mail/security-notice.js';
import type { AppConfig } from '../platform/config/app-config.js';

/** Has the service report to a person by mail what the operator did, where the environment names a mail server. */
export async function notifyPerson(
  { mail }: Pick<AppConfig, 'mail'>,
  client: pg.Client,
  { email, event }: { readonly email: string; readonly event: NoticeEvent },
): Promise<void> {
  if (mail === null) return;
  await client.query('SELECT auth.queue_notice(u.id, NULL, $2) FROM auth.users u WHERE lower(u.email) = lower($1)', [
    email,
    JSON.stringify({ event, address: null, by: 'operator' }),
  ]);
}
