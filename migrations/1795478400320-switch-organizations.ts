import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** A session moves among the organizations that its password opens (ADR 79), and stays bound to one at a time. */
export class SwitchOrganizations1795478400320 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The oldest membership first. Without a session all of the person's, else those that its password opens.
      CREATE FUNCTION auth.organizations_open_to(of_user bigint, session uuid)
        RETURNS TABLE (org_id bigint, name text, slug text, role text)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT c.org_id, c.name, c.slug, c.role FROM auth.sign_in_choices(of_user) c
          WHERE session IS NULL OR c.password_hash = auth.password_behind(session)
        $$;

      -- False where the session is over, or its password does not open the organization. Staff may go into any.
      CREATE FUNCTION auth.move_session(session uuid, to_org bigint) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          UPDATE auth.sessions s SET org_id = to_org
            FROM auth.users u, public.organizations o
            WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now() AND u.id = s.user_id AND o.id = to_org
              AND (u.is_super_admin
                OR to_org IN (SELECT c.org_id FROM auth.organizations_open_to(u.id, session) c));
          RETURN FOUND;
        END $$;

      REVOKE EXECUTE ON FUNCTION auth.organizations_open_to(bigint, uuid), auth.move_session(uuid, bigint) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.organizations_open_to(bigint, uuid), auth.move_session(uuid, bigint) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.move_session(uuid, bigint);
      DROP FUNCTION auth.organizations_open_to(bigint, uuid);
    `);
  }
}
