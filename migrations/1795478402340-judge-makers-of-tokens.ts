import type { MigrationInterface, QueryRunner } from 'typeorm';
import { openFunctions } from './initial-part.js';

/** Upload tokens are judged by what their maker may do now, and end with the session that made them. */
export class JudgeMakersOfTokens1795478402340 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.has_secret;
      -- Roles of the maker of an upload token: of the person, NULL for staff, and of the key, NULL where none made
      -- it. No row once the session or the secret ended that made the token; without a name of either, it is of a version before, or
      -- of an identity provider's token.
      CREATE FUNCTION auth.find_upload_maker(of_org bigint, maker_type text, maker_id bigint, of_secret text, of_session uuid)
        RETURNS TABLE (user_id bigint, person_role text, key_role text)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          SELECT s.user_id, CASE WHEN NOT s.is_super_admin THEN s.role END, NULL::text FROM auth.find_signed_in_person(of_session) s
            WHERE maker_type = 'user' AND of_session IS NOT NULL AND s.org_id = of_org AND s.user_id = maker_id
              AND NOT s.must_change_password AND NOT s.second_factor_required
          UNION ALL
          SELECT u.id, CASE WHEN NOT u.is_super_admin THEN m.role END, NULL FROM auth.users u
            LEFT JOIN public.members m ON m.org_id = of_org AND m.user_id = u.id
            WHERE maker_type = 'user' AND of_session IS NULL AND u.id = maker_id AND (m.role IS NOT NULL OR u.is_super_admin)
          UNION ALL
          SELECT h.maker_id, h.maker_role, h.role FROM auth.api_keys k
            CROSS JOIN LATERAL (VALUES (k.key_hash), (k.previous_key_hash)) AS s (hash)
            CROSS JOIN LATERAL auth.find_bound_key_holder(s.hash) h
            WHERE maker_type = 'api_key' AND k.org_id = of_org AND k.id = find_upload_maker.maker_id
              AND CASE WHEN of_secret IS NULL THEN s.hash = k.key_hash ELSE left(encode(s.hash, 'hex'), 16) = of_secret END
          UNION ALL
          SELECT p.created_by_user_id, 'MEMBER', NULL FROM public.trusted_publishers p
            WHERE maker_type = 'trusted_publisher' AND p.org_id = of_org AND p.id = maker_id
        $$;`);
    await openFunctions(db, 'auth.find_upload_maker');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.find_upload_maker;
      -- True while the secret works, whose hash begins like the text.
      CREATE FUNCTION auth.has_secret(of_org bigint, of_key bigint, of_secret text) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          SELECT EXISTS (
            SELECT FROM auth.api_keys k
            CROSS JOIN LATERAL (VALUES (k.key_hash, k.secret_expires_at), (k.previous_key_hash, k.previous_expires_at)) AS s (hash, ends)
            WHERE k.org_id = of_org AND k.id = of_key AND left(encode(s.hash, 'hex'), 16) = of_secret AND (s.ends IS NULL OR s.ends > now()))
        $$;`);
    await openFunctions(db, 'auth.has_secret');
  }
}
