import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';
const FUNCTIONS = `auth.queue_notice(bigint, uuid, jsonb), auth.claim_waiting_mails(integer, integer, timestamptz)`;
const KINDS = ['invitation', 'password_reset', 'password_changed'];

const checkKinds = (kinds: readonly string[]): string => `
  ALTER TABLE auth.mails DROP CONSTRAINT mails_kind_check;
  ALTER TABLE auth.mails ADD CONSTRAINT mails_kind_check
    CHECK (kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')}));`;

const COLUMNS = `id bigint, kind text, address text, org_id bigint, invitation_id bigint, queued_at timestamptz,
  attempts integer, lease uuid`;
const CLAIMED = 'm.id, m.kind, m.address, m.of_org, m.invitation_id, m.queued_at, m.attempts, m.lease';

/** Claims due mails for so many seconds, of each organization in turn. */
const claimMails = (name: string, columns: string, claimed: string, which: string): string => `
  CREATE OR REPLACE FUNCTION auth.${name}(at_most integer, lease_seconds integer, at timestamptz)
    RETURNS TABLE (${columns}) LANGUAGE sql ${DEFINER} AS $$
      WITH turns AS (
        SELECT m.id, row_number() OVER (PARTITION BY m.of_org ORDER BY m.due_at, m.id) AS turn
        FROM auth.mails m WHERE m.due_at <= at${which}
      ), due AS (
        SELECT m.id FROM auth.mails m JOIN turns t USING (id) WHERE m.due_at <= at
        ORDER BY t.turn, m.due_at LIMIT at_most FOR UPDATE OF m SKIP LOCKED
      )
      UPDATE auth.mails m SET lease = gen_random_uuid(), due_at = at + make_interval(secs => lease_seconds)
      FROM due WHERE m.id = due.id
      RETURNING ${claimed}
    $$;`;

/** People read by mail of changes of how they sign in (ADR 238). */
export class ReportSecurityChanges1795478400510 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- facts of a notice: event, address, user_agent, by
      ALTER TABLE auth.mails ADD COLUMN details jsonb;
      ${checkKinds([...KINDS, 'security_notice'])}

      -- A notice to a person, from the program of a session where the facts name none.
      CREATE FUNCTION auth.queue_notice(to_user bigint, by_session uuid, facts jsonb) RETURNS void
        LANGUAGE sql ${DEFINER} AS $$
          INSERT INTO auth.mails (kind, address, details)
          SELECT 'security_notice', u.email, jsonb_build_object('user_agent', s.user_agent) || facts
          FROM auth.users u LEFT JOIN auth.sessions s ON s.id = by_session WHERE u.id = to_user
        $$;

      -- Instances of the version before would give up the kind that they do not know.
      ${claimMails('claim_mails', COLUMNS, CLAIMED, ` AND m.kind <> 'security_notice'`)}
      ${claimMails('claim_waiting_mails', `${COLUMNS}, details jsonb`, `${CLAIMED}, m.details`, '')}

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION ${FUNCTIONS};
      ${claimMails('claim_mails', COLUMNS, CLAIMED, '')}
      DELETE FROM auth.mails WHERE kind = 'security_notice';
      ${checkKinds(KINDS)}
      ALTER TABLE auth.mails DROP COLUMN details;
    `);
  }
}
