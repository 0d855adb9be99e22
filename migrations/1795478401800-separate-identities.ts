import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type FunctionPart, replaceParts, undone } from './takeover/function-part.js';
import { APP_ROLE, AUTH_ROLE, runSql } from './tenant-table.js';

/** Functions that read hashes of passwords, begin sessions and delete people. */
const FUNCTIONS = `auth.find_user_by_email, auth.sign_in_choices, auth.password_behind, auth.begin_session_by_password,
  auth.begin_session_by_provider, auth.delete_lone_members`;

/** Triggers of a temporary table run as its caller, which is the owner within the function. */
const PARTS: readonly FunctionPart[] = [
  [
    'auth.delete_rows',
    'own_column := CASE',
    `IF NOT EXISTS (SELECT FROM pg_class c
            WHERE c.oid = of_table AND c.relnamespace IN ('public'::regnamespace, 'auth'::regnamespace)) THEN
            RAISE insufficient_privilege USING MESSAGE = format('permission denied for table %s', of_table);
          END IF;
          own_column := CASE`,
  ],
];

/**
 * A role of its own for identities: what runs as the serving role reads no hash, begins no session and deletes no person
 * (docs/adr/operations.md#database-roles-and-connections).
 */
export class SeparateIdentities1795478401800 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      -- As find_user_by_email, without the hash.
      CREATE FUNCTION auth.find_person_by_email(wanted text)
        RETURNS TABLE (id bigint, email text, name text, is_super_admin boolean)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          SELECT u.id, u.email, u.name, u.is_super_admin FROM auth.users u WHERE lower(u.email) = lower(wanted)
        $$;

      -- outcome: deleted; last, for the only SUPER_ADMIN, who stays; unknown.
      CREATE FUNCTION auth.delete_person(of_user bigint) RETURNS text
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          IF auth.is_last_super_admin(of_user) THEN RETURN 'last'; END IF;
          RETURN CASE WHEN auth.delete_user(of_user) THEN 'deleted' ELSE 'unknown' END;
        END $$;

      REVOKE EXECUTE ON FUNCTION auth.find_person_by_email, auth.delete_person FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.find_person_by_email TO ${APP_ROLE};
      ALTER FUNCTION auth.delete_user SECURITY INVOKER;
      REVOKE EXECUTE ON FUNCTION auth.delete_user, ${FUNCTIONS} FROM ${APP_ROLE};
      GRANT USAGE ON SCHEMA auth TO ${AUTH_ROLE};
      GRANT EXECUTE ON FUNCTION auth.delete_person, auth.is_open_to, ${FUNCTIONS} TO ${AUTH_ROLE};
      -- the version before calls them as the serving role
      UPDATE public.schema_version SET number = 3, oldest_serving = 3;
    `,
    );
    await replaceParts(db, PARTS);
  }

  async down(db: QueryRunner): Promise<void> {
    await replaceParts(db, undone(PARTS));
    await runSql(
      db,
      `
      UPDATE public.schema_version SET number = 2, oldest_serving = 2;
      REVOKE EXECUTE ON FUNCTION auth.is_open_to, ${FUNCTIONS} FROM ${AUTH_ROLE};
      REVOKE USAGE ON SCHEMA auth FROM ${AUTH_ROLE};
      ALTER FUNCTION auth.delete_user SECURITY DEFINER;
      GRANT EXECUTE ON FUNCTION auth.delete_user, ${FUNCTIONS} TO ${APP_ROLE};
      DROP FUNCTION auth.delete_person, auth.find_person_by_email;
    `,
    );
  }
}
