import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../tenant-table.js';

const DEFINER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';
const FUNCTIONS = `auth.list_own_sessions(uuid), auth.revoke_own_session(uuid, uuid), auth.change_own_password(uuid, text, boolean),
  auth.session_lasts_ms(uuid)`;

/** Function that ends the sessions of an identity, or of one session at its provider. @param began SQL of when a session began */
const endProviderSessions = (began: string): string => `
  CREATE OR REPLACE FUNCTION auth.end_provider_sessions(of_issuer text, of_subject text, sid text, until timestamptz)
    RETURNS TABLE (session_id uuid, org_id bigint, user_id bigint)
    LANGUAGE sql ${DEFINER} AS $$
      UPDATE auth.sessions s SET revoked_at = now()
      WHERE s.issuer = of_issuer AND (of_subject IS NULL OR s.subject = of_subject)
        AND (sid IS NULL OR s.provider_sid = sid) AND coalesce(of_subject, sid) IS NOT NULL
        AND ${began} <= until AND s.revoked_at IS NULL AND s.expires_at > now()
      RETURNING s.id, s.org_id, s.user_id
    $$;`;

/** People see and end their sessions of every origin, and a changed password ends them. */
export class ListOwnSessions1795478400600 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- True where the session speaks for its person in all organizations: by a password that opens them all, by an identity
      -- that is the person's for sure, or because there are no memberships beside those that it opens.
      CREATE FUNCTION auth.is_of_whole_person(session uuid) RETURNS boolean
        LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
          SELECT CASE
              WHEN s.issuer IS NOT NULL THEN EXISTS (SELECT FROM auth.identities i
                WHERE i.issuer = s.issuer AND i.subject = s.subject AND i.user_id = s.user_id AND i.is_proven)
              ELSE u.password_hash IS NOT NULL OR NOT EXISTS (SELECT FROM public.members m WHERE m.user_id = s.user_id
                AND m.org_id NOT IN (SELECT c.org_id FROM auth.organizations_open_to(s.user_id, s.id) c))
            END
          FROM auth.sessions s JOIN auth.users u ON u.id = s.user_id WHERE s.id = session
        $$;
      REVOKE EXECUTE ON FUNCTION auth.is_of_whole_person(uuid) FROM PUBLIC;

      -- The sessions of every origin that a session may list and end: all of the person's; by a password of one organization
      -- alone, those in that organization.
      CREATE FUNCTION auth.own_sessions(session uuid) RETURNS SETOF auth.sessions
        LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
          SELECT t.* FROM auth.sessions own JOIN auth.sessions t ON t.user_id = own.user_id
            AND (t.org_id = own.org_id OR t.issuer = own.issuer AND t.subject = own.subject
              OR auth.is_of_whole_person(session))
          WHERE own.id = session
        $$;
      REVOKE EXECUTE ON FUNCTION auth.own_sessions(uuid) FROM PUBLIC;

      -- As list_sessions_beside, which instances of the version before call; the newest first.
      CREATE FUNCTION auth.list_own_sessions(session uuid)
        RETURNS TABLE (id uuid, org_id bigint, issuer text, address text, user_agent text, created_at timestamptz,
          expires_at timestamptz)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.id, s.org_id, s.issuer, s.address, s.user_agent, s.created_at, s.expires_at
          FROM auth.own_sessions(session) s
          WHERE s.revoked_at IS NULL AND s.expires_at > now() ORDER BY s.created_at DESC
        $$;

      -- When it ended; NULL when it is none of those.
      CREATE FUNCTION auth.revoke_own_session(ended uuid, session uuid) RETURNS timestamptz
        LANGUAGE sql ${DEFINER} AS $$
          UPDATE auth.sessions t SET revoked_at = coalesce(t.revoked_at, now())
          WHERE t.id = ended AND t.id IN (SELECT s.id FROM auth.own_sessions(session) s) RETURNING t.revoked_at
        $$;

      -- Replaces the password behind a session, and ends the person's other sessions; those of identities unless they are kept.
      CREATE FUNCTION auth.change_own_password(session uuid, new_hash text, keeps_identities boolean) RETURNS void
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          PERFORM auth.change_password_behind(session, new_hash);
          UPDATE auth.sessions t SET revoked_at = now()
            WHERE t.revoked_at IS NULL AND t.id <> session AND (t.issuer IS NULL OR NOT keeps_identities)
              AND t.id IN (SELECT s.id FROM auth.own_sessions(session) s);
        END $$;

      -- Until the absolute end of a session.
      CREATE FUNCTION auth.session_lasts_ms(session uuid) RETURNS double precision
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT extract(epoch FROM s.ends_at - now())::float8 * 1000 FROM auth.sessions s WHERE s.id = session
        $$;

      -- Those that began in the second of the notice end, too.
      ${endProviderSessions(`date_trunc('second', s.created_at)`)}

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ${endProviderSessions('s.created_at')}
      DROP FUNCTION ${FUNCTIONS};
      DROP FUNCTION auth.own_sessions(uuid);
      DROP FUNCTION auth.is_of_whole_person(uuid);
    `);
  }
}
