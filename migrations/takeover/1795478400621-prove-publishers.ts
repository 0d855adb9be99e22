import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Functions that find a publisher, each with a condition of theirs to which the switch is added. */
const LOOK_UPS = [
  ['auth.find_trusted_publishers', 'p.issuer = of_issuer'],
  ['auth.find_publisher_holder', 'p.org_id = of_org AND p.id = wanted'],
  ['auth.find_upload_holder', 'p.org_id = of_org AND p.id = maker_id'],
] as const;

const ENABLED = 'NOT p.is_disabled';
/** SQL that is true for a row whose tokens are exchanged. */
const counts = (row: string): string =>
  `NOT ${row}.is_disabled AND (${row}.expires_at IS NULL OR ${row}.expires_at > now())`;

const FUNCTIONS = `auth.find_publishers(text, text[], jsonb, bigint, text), auth.claim_project(bigint, timestamptz)`;

/** SQL of the project that a row demands, as the index has it; empty for one that demands none. */
const projectOf = (row: string): string =>
  `coalesce(${row}.claims ->> 'repository_id', ${row}.claims ->> 'project_id', '')`;

/** Proofs of the organization that speaks for a project, where several trust it (docs/adr/keys.md#trusted-publishers). */
export class ProvePublishers1795478400621 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.trusted_publishers
        -- what shows that the organization speaks for the project. first: it was the first to trust it, which shows nothing
        ADD COLUMN proof text CHECK (proof IN ('first', 'exchange', 'forge')),
        ADD COLUMN is_disabled boolean NOT NULL DEFAULT false,
        -- the last time that another organization began to trust the project, once a day
        ADD COLUMN contested_at timestamptz;
      UPDATE public.trusted_publishers p SET proof = 'first' WHERE NOT EXISTS (
        SELECT FROM public.trusted_publishers other
        WHERE other.issuer = p.issuer AND ${projectOf('other')} = ${projectOf('p')} AND other.org_id <> p.org_id
          AND other.id < p.id AND (${projectOf('p')} <> '' OR other.claims = p.claims));
      GRANT UPDATE (proof, is_disabled) ON public.trusted_publishers TO ${APP_ROLE};
      CREATE TRIGGER announce_switch AFTER UPDATE ON public.trusted_publishers FOR EACH ROW
        WHEN (OLD.is_disabled IS DISTINCT FROM NEW.is_disabled)
        EXECUTE FUNCTION public.announce_change('trusted_publisher', 'id');

      -- Publishers that demand this issuer and one of these projects or none, of one organization where one is named: of each those
      -- first that the claims of a token fit, then those that demand most. is_alone: no other organization trusts the same.
      CREATE FUNCTION auth.find_publishers(of_issuer text, projects text[], given jsonb, of_org bigint, of_slug text)
        RETURNS TABLE (org_id bigint, slug text, id bigint, kind text, claims jsonb, repo_id bigint, scopes text[], proof text,
          is_alone boolean)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          WITH ranked AS (
            SELECT p.*, o.slug, ${projectOf('p')} AS project, row_number() OVER (PARTITION BY p.org_id
              ORDER BY p.claims <@ given DESC, (SELECT count(*) FROM jsonb_object_keys(p.claims)) DESC, p.id) AS place
            FROM public.trusted_publishers p JOIN public.organizations o ON o.id = p.org_id AND o.deleted_at IS NULL
            WHERE p.issuer = of_issuer AND ${projectOf('p')} = ANY (projects || ''::text) AND ${counts('p')}
              AND (of_org IS NULL OR p.org_id = of_org) AND (of_slug IS NULL OR o.slug = of_slug)
          )
          SELECT r.org_id, r.slug, r.id, r.kind, r.claims, r.repo_id, r.scopes, r.proof, NOT EXISTS (
            SELECT FROM public.trusted_publishers p JOIN public.organizations o ON o.id = p.org_id AND o.deleted_at IS NULL
            WHERE p.issuer = of_issuer AND ${projectOf('p')} = r.project AND p.org_id <> r.org_id AND ${counts('p')}
              AND (r.project <> '' OR p.claims <@ given))
          FROM ranked r WHERE r.place <= 50
          ORDER BY r.proof IS NULL, r.org_id, r.place LIMIT 500
        $$;

      -- Has a publisher of the transaction's organization count: with the proof that the organization has of the project, or as the
      -- first to trust it. Answers publishers of others to whom that is to be reported.
      CREATE FUNCTION auth.claim_project(wanted bigint, at timestamptz) RETURNS TABLE (org_id bigint, id bigint)
        LANGUAGE plpgsql ${DEFINER} AS $$
        #variable_conflict use_column
        DECLARE
          claim public.trusted_publishers;
          project text;
        BEGIN
          SELECT p.* INTO claim FROM public.trusted_publishers p
            WHERE p.org_id = NULLIF(current_setting('app.org_id', true), '')::bigint AND p.id = wanted;
          project := ${projectOf('claim')};
          -- two that begin at the same moment are one after the other
          PERFORM pg_advisory_xact_lock(hashtextextended(claim.issuer || ' ' || project, 0));
          UPDATE public.trusted_publishers p SET proof = coalesce(
            (SELECT own.proof FROM public.trusted_publishers own
              WHERE own.issuer = claim.issuer AND ${projectOf('own')} = project AND own.org_id = claim.org_id
                AND own.proof IS NOT NULL AND (project <> '' OR own.claims = claim.claims)
              ORDER BY array_position(ARRAY['forge', 'exchange', 'first'], own.proof) LIMIT 1),
            CASE WHEN NOT EXISTS (SELECT FROM public.trusted_publishers other
              WHERE other.issuer = claim.issuer AND ${projectOf('other')} = project AND other.org_id <> claim.org_id
                AND ${counts('other')} AND (project <> '' OR other.claims = claim.claims)) THEN 'first' END)
            WHERE p.org_id = claim.org_id AND p.id = claim.id;
          RETURN QUERY UPDATE public.trusted_publishers other SET contested_at = at
            WHERE other.issuer = claim.issuer AND ${projectOf('other')} = project AND other.org_id <> claim.org_id
              AND ${counts('other')} AND (project <> '' OR other.claims = claim.claims)
              AND (other.contested_at IS NULL OR other.contested_at <= at - interval '1 day')
            RETURNING other.org_id, other.id;
        END $$;

      REVOKE EXECUTE ON FUNCTION ${FUNCTIONS} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${FUNCTIONS} TO ${APP_ROLE};
    `);
    for (const [name, condition] of LOOK_UPS) await replaceIn(db, name, condition, `${condition} AND ${ENABLED}`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const [name, condition] of LOOK_UPS) await replaceIn(db, name, `${condition} AND ${ENABLED}`, condition);
    await db.query(`
      DROP FUNCTION ${FUNCTIONS};
      DROP TRIGGER announce_switch ON public.trusted_publishers;
      REVOKE UPDATE (proof, is_disabled) ON public.trusted_publishers FROM ${APP_ROLE};
      ALTER TABLE public.trusted_publishers DROP COLUMN proof, DROP COLUMN is_disabled, DROP COLUMN contested_at;
    `);
  }
}

/** Replaces a condition in a function that an earlier migration made, and keeps the rest as it is. */
async function replaceIn(db: QueryRunner, name: string, condition: string, by: string): Promise<void> {
  const rows = (await db.query(`SELECT pg_get_functiondef($1::regproc) AS text`, [name])) as { text: string }[];
  const { text } = rows[0]!;
  if (!text.includes(condition)) throw new Error(`${name} lacks the condition ${condition}.`);
  await db.query(text.replaceAll(condition, by));
}
