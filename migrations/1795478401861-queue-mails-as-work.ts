import type { MigrationInterface, QueryRunner } from 'typeorm';
import { identity } from './initial/identity.js';
import { createInitialFunctions, createInitialTable } from './initial-part.js';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';

const DETAILS = `jsonb_build_object('user_agent', s.user_agent) || facts`;
const NOTICE: readonly FunctionPart[] = [
  [
    'auth.queue_notice',
    'INSERT INTO auth.mails (kind, address, details)',
    'INSERT INTO public.work_items (org_id, kind, payload)',
  ],
  [
    'auth.queue_notice',
    `SELECT 'security_notice', u.email, ${DETAILS}`,
    `SELECT 0, 'mails', jsonb_build_object('kind', 'security_notice', 'address', u.email, 'details', ${DETAILS})`,
  ],
  [
    'auth.queue_notice',
    'ON s.id = by_session WHERE u.id = to_user;',
    `ON s.id = by_session WHERE u.id = to_user;
          PERFORM pg_notify('quality_gate_changes', 'work:mails');`,
  ],
];

const ANNOUNCE = `
  CREATE FUNCTION auth.announce_mail() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        PERFORM pg_notify('quality_gate_changes', 'work:mails');
        RETURN NULL;
      END $$;
  REVOKE EXECUTE ON FUNCTION auth.announce_mail FROM PUBLIC`;

/** Moves mails that wait to the table of work. */
export class QueueMailsAsWork1795478401861 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      INSERT INTO public.work_items (org_id, kind, key, queued_at, due_at, attempts, payload)
      SELECT coalesce(m.of_org, 0), 'mails', CASE WHEN m.kind = 'password_reset' THEN 'password_reset:' || lower(m.address) END,
        m.queued_at, m.due_at, m.attempts,
        jsonb_build_object('kind', m.kind, 'address', m.address, 'invitationId', m.invitation_id, 'details', m.details)
      FROM auth.mails m ORDER BY m.id`);
    await replaceParts(db, NOTICE);
    await db.query(`
      -- The same work for every address, so that its duration does not tell which have an account.
      CREATE OR REPLACE FUNCTION auth.queue_mail(of_kind text, to_address text) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          INSERT INTO public.work_items (org_id, kind, key, payload)
          VALUES (0, 'mails', CASE WHEN of_kind = 'password_reset' THEN 'password_reset:' || lower(to_address) END,
            jsonb_build_object('kind', of_kind, 'address', to_address))
          ON CONFLICT DO NOTHING;
          SELECT pg_notify('quality_gate_changes', 'work:mails')
        $$`);
    await db.query('DROP FUNCTION auth.queue_invitation_mail, auth.settle_mail, auth.claim_waiting_mails');
    await db.query('DROP TABLE auth.mails');
    await db.query('DROP FUNCTION auth.announce_mail');
  }

  async down(db: QueryRunner): Promise<void> {
    await createInitialTable(db, identity, 'auth.mails');
    await createInitialFunctions(
      db,
      identity,
      'auth.queue_mail',
      'auth.queue_invitation_mail',
      'auth.settle_mail',
      'auth.claim_waiting_mails',
    );
    await replaceParts(db, undone(NOTICE));
    await db.query(ANNOUNCE);
    await db.query(`
      INSERT INTO auth.mails (kind, address, of_org, invitation_id, queued_at, attempts, due_at, details)
      SELECT w.payload ->> 'kind', w.payload ->> 'address', NULLIF(w.org_id, 0), (w.payload ->> 'invitationId')::bigint,
        w.queued_at, w.attempts, w.due_at, NULLIF(w.payload -> 'details', 'null')
      FROM public.work_items w WHERE w.kind = 'mails' ORDER BY w.id`);
    await db.query(`DELETE FROM public.work_items WHERE kind = 'mails'`);
    await db.query(`CREATE TRIGGER announce_mail AFTER INSERT ON auth.mails FOR EACH STATEMENT
      EXECUTE FUNCTION auth.announce_mail()`);
  }
}
