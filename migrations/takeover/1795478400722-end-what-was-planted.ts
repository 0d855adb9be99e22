import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../tenant-table.js';

const DEFINER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';
const FUNCTIONS = 'auth.end_unproven_identities(bigint, uuid), auth.reset_password_by_token(bytea, text)';

/** Ends what was set up for an address without proof of it at the first proof, and passkeys at a reset of the password. */
export class EndWhatWasPlanted1795478400722 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Unbinds the identities of a person that were bound without proof of the address, but for the one that a session began
      -- by. Answers how many.
      CREATE FUNCTION auth.end_unproven_identities(of_user bigint, but_of uuid) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE unproven uuid[] := ARRAY(SELECT i.id FROM auth.identities i
          WHERE i.user_id = of_user AND NOT i.is_proven AND NOT EXISTS (SELECT FROM auth.sessions s
            WHERE s.id = but_of AND s.user_id = of_user AND s.issuer = i.issuer AND s.subject = i.subject));
        BEGIN
          PERFORM auth.unbind_identities(of_user, u.id) FROM unnest(unproven) u (id);
          RETURN cardinality(unproven);
        END $$;

      -- As reset_password_by_link, which instances of the version before call. Answers how many identities and second factors
      -- ended; no row for a token that find_reset does not find.
      CREATE FUNCTION auth.reset_password_by_token(hash bytea, new_hash text) RETURNS TABLE (identities integer, factors integer)
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE made auth.password_resets; person bigint; apps integer := 0;
        BEGIN
          SELECT r.* INTO made FROM auth.password_resets r WHERE r.token_hash = hash;
          SELECT r.user_id INTO person FROM auth.own_password_resets r WHERE r.token_hash = hash;
          IF NOT auth.reset_password(hash, new_hash) THEN RETURN; END IF;
          identities := 0;
          factors := 0;
          IF person IS NOT NULL THEN
            -- the mail proves the address: what is of a password that an organization set was set up without that
            identities := auth.end_unproven_identities(person, NULL);
            DELETE FROM auth.totp_secrets t WHERE t.user_id = person AND t.realm <> 0;
            GET DIAGNOSTICS apps = ROW_COUNT;
          ELSIF made.unbinds_identities THEN
            person := made.user_id;
            SELECT count(*) INTO identities FROM auth.unbind_identities(person, NULL);
          END IF;
          DELETE FROM auth.passkeys k WHERE k.user_id = person;
          GET DIAGNOSTICS factors = ROW_COUNT;
          factors := factors + apps;
          DELETE FROM auth.recovery_codes c WHERE c.user_id = person AND NOT EXISTS (
            SELECT FROM auth.totp_secrets t WHERE t.user_id = person AND t.realm = c.realm AND t.confirmed_at IS NOT NULL);
          RETURN NEXT;
        END $$;

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP FUNCTION ${FUNCTIONS};`);
  }
}
