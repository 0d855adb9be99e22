import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../tenant-table.js';
import { type FunctionPart, replaceParts, undone } from './function-part.js';

const SEARCH_PATH = 'SET search_path = pg_catalog, pg_temp';
const DEFINER = `SECURITY DEFINER ${SEARCH_PATH}`;
const FUNCTIONS = `auth.begin_session_by_password(bigint, bigint, text, bytea, interval, interval, text, text),
  auth.hold_membership(bigint, bigint)`;

/** Parts that take an organization's password for that of a person who has an own one, too. */
const PARTS: readonly FunctionPart[] = [
  ['auth.sign_in_choices', 'coalesce(u.password_hash, p.password_hash)', 'coalesce(p.password_hash, u.password_hash)'],
  [
    'auth.password_behind',
    `SELECT coalesce(u.password_hash, p.password_hash)
          FROM auth.sessions s JOIN auth.users u ON u.id = s.user_id
          LEFT JOIN auth.member_passwords p ON p.org_id = s.org_id AND p.user_id = s.user_id
          WHERE s.id = session`,
    'SELECT auth.password_of(s.user_id, s.org_id) FROM auth.sessions s WHERE s.id = session',
  ],
  [
    'auth.change_password_behind',
    `UPDATE auth.users u SET password_hash = new_hash, is_password_temporary = false
            FROM auth.sessions s WHERE s.id = session AND u.id = s.user_id AND u.password_hash IS NOT NULL;`,
    `-- a sign-in that checked the password of before has begun its session by now, or waits
          PERFORM FROM auth.users u JOIN auth.sessions s ON s.user_id = u.id WHERE s.id = session FOR NO KEY UPDATE OF u;
          UPDATE auth.users u SET password_hash = new_hash, is_password_temporary = false
            FROM auth.sessions s WHERE s.id = session AND u.id = s.user_id AND auth.has_own_password(u.id, s.org_id);`,
  ],
  ['auth.sessions_beside', 'u.password_hash IS NOT NULL', 'auth.has_own_password(u.id, own.org_id)'],
  ['auth.is_of_whole_person', 'u.password_hash IS NOT NULL', 'auth.has_own_password(u.id, s.org_id)'],
  [
    'auth.link_identity',
    'own.issuer IS NULL AND owner.password_hash IS NULL AND',
    'own.issuer IS NULL AND NOT auth.has_own_password(owner.id, own.org_id) AND',
  ],
  [
    'auth.link_identity',
    'OR owner.password_hash IS NOT NULL\n',
    'OR own.issuer IS NULL AND auth.has_own_password(owner.id, own.org_id)\n',
  ],
  [
    'auth.find_signed_in_person',
    'CASE WHEN u.password_hash IS NULL THEN coalesce(p.is_temporary, false) ELSE u.is_password_temporary END',
    'CASE WHEN u.is_super_admin THEN u.is_password_temporary ELSE coalesce(p.is_temporary, u.is_password_temporary) END',
  ],
  [
    'auth.find_signed_in_person',
    '(u.password_hash IS NOT NULL OR ',
    '(u.password_hash IS NOT NULL AND (u.is_super_admin OR p.user_id IS NULL) OR ',
  ],
  [
    'auth.second_factor_owner',
    `CASE WHEN u.password_hash IS NOT NULL OR EXISTS (SELECT FROM auth.identities i
            WHERE i.issuer = s.issuer AND i.subject = s.subject AND i.is_proven) THEN 0 ELSE s.org_id END,
        u.password_hash IS NOT NULL,`,
    `CASE WHEN auth.proves_person(s.id) THEN 0 ELSE s.org_id END,
        u.password_hash IS NOT NULL AND auth.proves_person(s.id),`,
  ],
  ...(
    ['auth.count_passkeys', 'auth.find_totp_secrets', 'auth.count_recovery_codes', 'auth.take_recovery_code'] as const
  ).map((name): FunctionPart => [name, 'u.password_hash IS NOT NULL', 'auth.has_own_password(of_user, of_org)']),
  [
    'auth.reset_password_by_administrator',
    `UPDATE auth.users u SET password_hash = new_hash, is_password_temporary = false
        WHERE u.id = spent.user_id AND u.password_hash IS NOT NULL;
      IF NOT FOUND THEN
        INSERT INTO auth.member_passwords (org_id, user_id, password_hash)
          VALUES (spent.org_id, spent.user_id, new_hash)
          ON CONFLICT (org_id, user_id) DO UPDATE SET password_hash = new_hash, is_temporary = false;
      END IF;`,
    `PERFORM FROM auth.users u WHERE u.id = spent.user_id FOR NO KEY UPDATE;
      INSERT INTO auth.member_passwords (org_id, user_id, password_hash)
        VALUES (spent.org_id, spent.user_id, new_hash)
        ON CONFLICT (org_id, user_id) DO UPDATE SET password_hash = new_hash, is_temporary = false;`,
  ],
];

/** The password that an administrator's link sets is the organization's; the person's own is nobody else's to set. */
export class KeepOwnPasswords1795478400720 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The hash that opens an organization: that of the organization's own password for the person, else the person's own.
      CREATE FUNCTION auth.password_of(of_user bigint, of_org bigint) RETURNS text
        LANGUAGE sql STABLE ${SEARCH_PATH} AS $$
          SELECT CASE WHEN u.is_super_admin THEN u.password_hash ELSE coalesce(p.password_hash, u.password_hash) END
          FROM auth.users u LEFT JOIN auth.member_passwords p ON p.org_id = of_org AND p.user_id = u.id
          WHERE u.id = of_user
        $$;

      -- The person's own password opens the organization.
      CREATE FUNCTION auth.has_own_password(of_user bigint, of_org bigint) RETURNS boolean
        LANGUAGE sql STABLE ${SEARCH_PATH} AS $$
          SELECT u.password_hash IS NOT NULL AND (u.is_super_admin OR NOT EXISTS (
            SELECT FROM auth.member_passwords p WHERE p.org_id = of_org AND p.user_id = u.id))
          FROM auth.users u WHERE u.id = of_user
        $$;

      -- The session began by what is the person's alone: the own password, or an identity whose address was verified.
      CREATE FUNCTION auth.proves_person(session uuid) RETURNS boolean
        LANGUAGE sql STABLE ${SEARCH_PATH} AS $$
          SELECT CASE WHEN s.issuer IS NULL THEN auth.has_own_password(s.user_id, s.org_id)
            ELSE EXISTS (SELECT FROM auth.identities i
              WHERE i.issuer = s.issuer AND i.subject = s.subject AND i.user_id = s.user_id AND i.is_proven) END
          FROM auth.sessions s WHERE s.id = session
        $$;

      -- As begin_session, by a password whose hash was opened. NULL where it has been replaced since: who replaces it holds
      -- the user's row before sessions end.
      CREATE FUNCTION auth.begin_session_by_password(for_org bigint, for_user bigint, opened text, refresh_hash bytea,
          idle interval, longest interval, from_address text, agent text) RETURNS uuid
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          PERFORM FROM auth.users u WHERE u.id = for_user FOR SHARE;
          IF opened IS DISTINCT FROM auth.password_of(for_user, for_org) THEN RETURN NULL; END IF;
          RETURN auth.begin_session(for_org, for_user, refresh_hash, idle, longest, from_address, agent);
        END $$;

      -- Holds off the end of a membership until the transaction ends; false where there is none.
      CREATE FUNCTION auth.hold_membership(of_org bigint, of_user bigint) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          PERFORM FROM public.members m WHERE m.org_id = of_org AND m.user_id = of_user FOR KEY SHARE;
          RETURN FOUND;
        END $$;

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS}, auth.password_of(bigint, bigint), auth.has_own_password(bigint, bigint),
        auth.proves_person(uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
    await replaceParts(db, PARTS);
  }

  async down(db: QueryRunner): Promise<void> {
    await replaceParts(db, undone(PARTS));
    await db.query(`
      DROP FUNCTION ${FUNCTIONS}, auth.password_of(bigint, bigint), auth.has_own_password(bigint, bigint),
        auth.proves_person(uuid);
    `);
  }
}
