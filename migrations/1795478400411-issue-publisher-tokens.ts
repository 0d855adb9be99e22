import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Look-ups before a tenant is known: publishers that an identity token may be of, and those behind access tokens (ADR 211). */
export class IssuePublisherTokens1795478400411 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- identity tokens that were exchanged, until they are too old anyway
      CREATE TABLE auth.used_token_ids (
        issuer text NOT NULL,
        jti text NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (issuer, jti)
      );
      CREATE INDEX used_token_ids_end ON auth.used_token_ids (expires_at);

      -- Takes an id of a token; false when it was taken before. Removes some that have ended.
      CREATE FUNCTION auth.use_token_id(of_issuer text, wanted text, ends timestamptz, at timestamptz) RETURNS boolean
        LANGUAGE sql VOLATILE ${DEFINER} AS $$
          WITH ended AS (
            DELETE FROM auth.used_token_ids WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM auth.used_token_ids WHERE expires_at < at LIMIT 100 FOR UPDATE SKIP LOCKED))
          ), taken AS (
            INSERT INTO auth.used_token_ids VALUES (of_issuer, wanted, ends) ON CONFLICT DO NOTHING RETURNING jti
          )
          SELECT EXISTS (SELECT FROM taken)
        $$;

      -- Publishers of any organization that demand this issuer, and one of these projects or none: those first that the
      -- claims of a token fit.
      CREATE FUNCTION auth.find_trusted_publishers(of_issuer text, projects text[], given jsonb)
        RETURNS TABLE (org_id bigint, id bigint, kind text, claims jsonb, repo_id bigint, scopes text[])
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT p.org_id, p.id, p.kind, p.claims, p.repo_id, p.scopes
          FROM public.trusted_publishers p
          WHERE p.issuer = of_issuer
            AND coalesce(p.claims ->> 'repository_id', p.claims ->> 'project_id', '') = ANY (projects || ''::text)
          ORDER BY p.claims <@ given DESC, p.org_id, p.id LIMIT 50
        $$;

      -- The publisher behind an access token; no row when it was deleted, or its repository is being deleted.
      CREATE FUNCTION auth.find_publisher_holder(of_org bigint, wanted bigint)
        RETURNS TABLE (kind text, claims jsonb, repo_id bigint, scopes text[], maker_id bigint)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT p.kind, p.claims, p.repo_id, p.scopes, p.created_by_user_id
          FROM public.trusted_publishers p
          WHERE p.org_id = of_org AND p.id = wanted
            AND NOT EXISTS (SELECT FROM public.deleted_repos d WHERE d.org_id = p.org_id AND d.repo_id = p.repo_id)
        $$;

      REVOKE EXECUTE ON FUNCTION auth.use_token_id(text, text, timestamptz, timestamptz),
        auth.find_trusted_publishers(text, text[], jsonb), auth.find_publisher_holder(bigint, bigint) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.use_token_id(text, text, timestamptz, timestamptz),
        auth.find_trusted_publishers(text, text[], jsonb), auth.find_publisher_holder(bigint, bigint) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.find_publisher_holder(bigint, bigint);
      DROP FUNCTION auth.find_trusted_publishers(text, text[], jsonb);
      DROP FUNCTION auth.use_token_id(text, text, timestamptz, timestamptz);
      DROP TABLE auth.used_token_ids;
    `);
  }
}
