import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../tenant-table.js';

const DEFINER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';
const FUNCTION = 'auth.staff_need_second_factor(boolean)';

/** @param members true: the requirement of an organization binds its members alone, as before this migration */
const findSignedInPerson = (members: boolean): string => `
      CREATE OR REPLACE FUNCTION auth.find_signed_in_person(session uuid)
        RETURNS TABLE (session_id uuid, user_id bigint, email text, name text, is_super_admin boolean, org_id bigint,
          org_name text, org_slug text, role text, valid_for_ms double precision, must_change_password boolean,
          second_factor_required boolean)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.id, u.id, u.email, u.name, u.is_super_admin, o.id, o.name, o.slug, m.role,
            extract(epoch FROM s.expires_at - now())::float8 * 1000,
            s.issuer IS NULL
              AND CASE WHEN u.password_hash IS NULL THEN coalesce(p.is_temporary, false) ELSE u.is_password_temporary END,
            o.require_second_factor AND s.second_factor_at IS NULL${members ? ' AND m.role IS NOT NULL' : ''}
          FROM auth.sessions s
          JOIN auth.users u ON u.id = s.user_id
          JOIN public.organizations o ON o.id = s.org_id
          LEFT JOIN public.members m ON m.org_id = s.org_id AND m.user_id = s.user_id
            AND (s.issuer IS NULL OR m.origin <> 'made')
          LEFT JOIN auth.member_passwords p ON p.org_id = s.org_id AND p.user_id = s.user_id
          WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
            AND (m.role IS NOT NULL OR u.is_super_admin)
            AND (s.issuer IS NOT NULL OR u.is_super_admin OR NOT o.sso_required)
            AND (s.issuer IS NOT NULL OR s.second_factor_at IS NOT NULL OR NOT EXISTS (
              SELECT FROM auth.totp_secrets t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL
                AND (u.password_hash IS NOT NULL OR t.realm IN (0, s.org_id)))
              AND NOT EXISTS (SELECT FROM auth.passkeys k WHERE k.user_id = u.id
                AND (u.password_hash IS NOT NULL OR k.realm IN (0, s.org_id))))
        $$;`;

const TRIGGERS = [
  ['auth.totp_secrets', 'INSERT OR UPDATE OF confirmed_at OR DELETE', 'user_id'],
  ['auth.passkeys', 'INSERT OR DELETE', 'user_id'],
  ['auth.users', 'UPDATE OF is_super_admin', 'id'],
] as const;

/** Staff who enter an organization that requires a second factor need one, and all staff once one of them has one. */
export class RequireSecondFactorsOfStaff1795478400710 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ${findSignedInPerson(false)}

      -- required: what the operator decided; NULL: staff need a second factor once one of them has one
      CREATE FUNCTION ${FUNCTION.replace('boolean', 'required boolean')} RETURNS boolean
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT coalesce(required, EXISTS (SELECT FROM auth.users u WHERE u.is_super_admin AND (
            EXISTS (SELECT FROM auth.totp_secrets t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL)
            OR EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = u.id))))
        $$;
      REVOKE EXECUTE ON FUNCTION ${FUNCTION} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTION} TO ${APP_ROLE};

      -- The second factor of one of the staff is a duty of the others: what is cached of them is read again.
      CREATE FUNCTION auth.announce_staff() RETURNS trigger
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE changed bigint := to_jsonb(coalesce(NEW, OLD)) ->> TG_ARGV[0];
        BEGIN
          IF TG_TABLE_NAME = 'users' OR EXISTS (SELECT FROM auth.users u WHERE u.id = changed AND u.is_super_admin) THEN
            PERFORM pg_notify('quality_gate_changes', 'user:' || u.id) FROM auth.users u WHERE u.is_super_admin;
          END IF;
          RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION auth.announce_staff() FROM PUBLIC;
      ${TRIGGERS.map(
        ([table, events, column]) => `
      CREATE TRIGGER announce_staff AFTER ${events} ON ${table} FOR EACH ROW
        EXECUTE FUNCTION auth.announce_staff('${column}');`,
      ).join('')}
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ${TRIGGERS.map(([table]) => `DROP TRIGGER announce_staff ON ${table};`).join('\n')}
      DROP FUNCTION auth.announce_staff(), ${FUNCTION};
      ${findSignedInPerson(true)}
    `);
  }
}
