import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';
const BEGIN = `auth.begin_session_by_provider(bigint, bigint, bytea, interval, interval, text, text, text, text, text,
  timestamptz, boolean)`;

/** Function that answers the owner of a session's second factors. @param freshSince SQL of the time from which the session's sign-in counts as fresh */
const secondFactorOwner = (freshSince: string): string => `
  CREATE OR REPLACE FUNCTION auth.second_factor_owner(session uuid)
    RETURNS TABLE (user_id bigint, realm bigint, is_whole boolean, is_fresh boolean, is_proven boolean)
    LANGUAGE sql STABLE ${DEFINER} AS $$
      SELECT u.id,
        CASE WHEN u.password_hash IS NOT NULL OR EXISTS (SELECT FROM auth.identities i
            WHERE i.issuer = s.issuer AND i.subject = s.subject AND i.is_proven) THEN 0 ELSE s.org_id END,
        u.password_hash IS NOT NULL,
        coalesce(greatest(${freshSince}, s.second_factor_at) > now() - interval '15 minutes', false),
        s.second_factor_at IS NOT NULL
      FROM auth.sessions s JOIN auth.users u ON u.id = s.user_id
      WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
    $$;`;

/** A session of the identity provider is as fresh as the sign-in there (ADR 255). */
export class DateSignInsAtTheProvider1795478400511 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- when the person signed in at the identity provider, by its word; NULL: by password, or the provider did not say
      ALTER TABLE auth.sessions ADD COLUMN signed_in_at timestamptz;

      -- As begin_provider_session, which instances of the version before call. A second factor of the provider was proved when
      -- the person signed in there: second_factor_at is -infinity where that is not known. No time is later than now.
      CREATE FUNCTION auth.begin_session_by_provider(for_org bigint, for_user bigint, refresh_hash bytea, idle interval,
          longest interval, from_address text, agent text, by_issuer text, by_subject text, sid text,
          at_provider timestamptz, has_second_factor boolean) RETURNS uuid
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE made uuid := auth.begin_provider_session(for_org, for_user, refresh_hash, idle, longest, from_address, agent,
          by_issuer, by_subject, sid);
          known timestamptz := CASE WHEN at_provider IS NOT NULL THEN least(at_provider, now()) END;
        BEGIN
          UPDATE auth.sessions s SET signed_in_at = known,
              second_factor_at = CASE WHEN has_second_factor THEN coalesce(known, '-infinity') END
            WHERE s.id = made;
          RETURN made;
        END $$;

      -- is_fresh: signed in, or proved a second factor, a short while ago.
      ${secondFactorOwner('CASE WHEN s.issuer IS NULL THEN s.created_at ELSE s.signed_in_at END')}

      REVOKE EXECUTE ON FUNCTION ${BEGIN} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${BEGIN} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ${secondFactorOwner('s.created_at')}
      DROP FUNCTION ${BEGIN};
      ALTER TABLE auth.sessions DROP COLUMN signed_in_at;
    `);
  }
}
