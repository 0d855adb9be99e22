import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';

const PARTS: readonly FunctionPart[] = [
  // the trigger ends sessions
  [
    'auth.end_access',
    `UPDATE auth.sessions SET revoked_at = now()
        WHERE org_id = to_org AND user_id = of_user AND revoked_at IS NULL;
        UPDATE`,
    'UPDATE',
  ],
  [
    'auth.organizations_open_to',
    'BEGIN',
    `DECLARE closed bigint[] := coalesce((SELECT s.closed_orgs FROM auth.sessions s WHERE s.id = session), '{}');
        BEGIN`,
  ],
  [
    'auth.organizations_open_to',
    'FROM auth.memberships_accepted_by(of_user) m;',
    'FROM auth.memberships_accepted_by(of_user) m WHERE m.org_id <> ALL (closed);',
  ],
  ['auth.organizations_open_to', 'AND NOT c.sso_required;', 'AND NOT c.sso_required AND c.org_id <> ALL (closed);'],
];

/** Ends the rights of sessions to an organization with the membership: a later membership needs a later sign-in. */
export class EndRightsOfSessions1795478401840 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- organizations whose membership ended after the session began
      ALTER TABLE auth.sessions ADD COLUMN closed_orgs bigint[] NOT NULL DEFAULT '{}';

      -- Ends the sessions in the organization, and closes it to those elsewhere.
      CREATE FUNCTION auth.end_rights_of_sessions() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          BEGIN
            UPDATE auth.sessions s SET closed_orgs = s.closed_orgs || OLD.org_id,
                revoked_at = CASE WHEN s.org_id = OLD.org_id THEN now() END
              WHERE s.user_id = OLD.user_id AND s.revoked_at IS NULL
                AND (s.org_id = OLD.org_id OR OLD.org_id <> ALL (s.closed_orgs));
            RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION auth.end_rights_of_sessions FROM PUBLIC;
      CREATE TRIGGER end_rights_of_sessions AFTER DELETE ON public.members FOR EACH ROW
        EXECUTE FUNCTION auth.end_rights_of_sessions();
    `);
    await replaceParts(db, PARTS);
  }

  async down(db: QueryRunner): Promise<void> {
    await replaceParts(db, undone(PARTS));
    await db.query(`
      DROP TRIGGER end_rights_of_sessions ON public.members;
      DROP FUNCTION auth.end_rights_of_sessions();
      ALTER TABLE auth.sessions DROP COLUMN closed_orgs;
    `);
  }
}
