import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../tenant-table.js';
import { type FunctionPart, replaceParts, undone } from './function-part.js';

const SEARCH_PATH = 'SET search_path = pg_catalog, pg_temp';
const OLD_ARGUMENTS = 'bigint, bigint, bytea, interval, boolean, bigint, timestamptz';

const PARTS: readonly FunctionPart[] = [
  [
    'auth.find_reset',
    'WHERE r.token_hash = hash AND r.expires_at > now() AND auth.is_member_of_one(r.org_id, r.user_id)',
    'WHERE r.token_hash = hash AND r.expires_at > now() AND auth.is_reset_allowed(r)',
  ],
  [
    'auth.reset_password_by_administrator',
    'NOT auth.is_member_of_one(spent.org_id, spent.user_id)',
    'NOT auth.is_reset_allowed(spent)',
  ],
];

/** Function that stores a member's link. @param byPerson the person who makes it; else as before this migration */
const makeMemberReset = (byPerson: boolean): string => `
  DROP FUNCTION auth.make_member_reset(${OLD_ARGUMENTS}${byPerson ? '' : ', bigint'});
  CREATE FUNCTION auth.make_member_reset(of_org bigint, of_user bigint, hash bytea, lasts interval, unbinds boolean,
      by_key bigint DEFAULT NULL, key_ends timestamptz DEFAULT NULL${byPerson ? ', by_user bigint DEFAULT NULL' : ''})
    RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER ${SEARCH_PATH} AS $$
    DECLARE expires timestamptz := auth.store_password_reset(of_org, of_user, hash, lasts);
    BEGIN
      expires := CASE WHEN expires IS NOT NULL THEN least(expires, key_ends) END;
      UPDATE auth.password_resets r SET unbinds_identities = unbinds
          , minted_by = by_key, expires_at = expires${byPerson ? ', made_by = by_user' : ''}
        WHERE r.org_id = of_org AND r.user_id = of_user AND r.token_hash = hash;
      RETURN expires;
    END $$;
  REVOKE EXECUTE ON FUNCTION auth.make_member_reset FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION auth.make_member_reset TO ${APP_ROLE};`;

/** A link that resets a password is judged again when it is used. Links made before end. */
export class JudgeResetLinks1795478400721 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE auth.password_resets ADD COLUMN made_by bigint REFERENCES auth.users (id) ON DELETE CASCADE;
      CREATE INDEX password_resets_made_by ON auth.password_resets (made_by);
      ${makeMemberReset(true)}

      -- The one who made the link could make it now: the person, and the key where a key made it.
      CREATE FUNCTION auth.is_reset_allowed(made auth.password_resets) RETURNS boolean
        LANGUAGE sql STABLE ${SEARCH_PATH} AS $$
          SELECT auth.is_member_of_one(made.org_id, made.user_id) AND made.made_by <> made.user_id AND EXISTS (
            SELECT FROM public.members t
            JOIN public.organizations o ON o.id = t.org_id AND o.deleted_at IS NULL
            JOIN auth.users u ON u.id = made.made_by
            LEFT JOIN public.members m ON m.org_id = t.org_id AND m.user_id = u.id
            LEFT JOIN auth.api_keys k ON k.org_id = t.org_id AND k.id = made.minted_by AND k.revoked_at IS NULL
              AND (k.expires_at IS NULL OR k.expires_at > now())
            WHERE t.org_id = made.org_id AND t.user_id = made.user_id
              AND (u.is_super_admin OR m.role = 'ORG_OWNER' OR m.role = 'ORG_ADMIN' AND t.role <> 'ORG_OWNER')
              AND (made.minted_by IS NULL OR k.role = 'ORG_OWNER' OR k.role = 'ORG_ADMIN' AND t.role <> 'ORG_OWNER'))
        $$;
      REVOKE EXECUTE ON FUNCTION auth.is_reset_allowed(auth.password_resets) FROM PUBLIC;
    `);
    await replaceParts(db, PARTS);
  }

  async down(db: QueryRunner): Promise<void> {
    await replaceParts(db, undone(PARTS));
    await db.query(`
      DROP FUNCTION auth.is_reset_allowed(auth.password_resets);
      ${makeMemberReset(false)}
      ALTER TABLE auth.password_resets DROP COLUMN made_by;
    `);
  }
}
