import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;
const UNENDED = '(p.expires_at IS NULL OR p.expires_at > now())';

/** Functions that find publishers, each with a condition of theirs to which their end is added. */
const LOOK_UPS = [
  ['auth.find_trusted_publishers', 'p.issuer = of_issuer'],
  ['auth.find_upload_holder', `p.org_id = of_org AND p.id = maker_id`],
] as const;

const HOLDER = 'auth.find_publisher_holder(bigint, bigint)';

/** The look-up behind an access token. @param more declaration and SQL of a further column, and a further condition */
const publisherHolder = (more = { declared: '', column: '', condition: '' }): string => `
  DROP FUNCTION ${HOLDER};
  CREATE FUNCTION auth.find_publisher_holder(of_org bigint, wanted bigint)
    RETURNS TABLE (kind text, claims jsonb, repo_id bigint, scopes text[], maker_id bigint ${more.declared})
    LANGUAGE sql STABLE ${DEFINER} AS $$
      SELECT p.kind, p.claims, p.repo_id, p.scopes, p.created_by_user_id ${more.column}
      FROM public.trusted_publishers p
      WHERE p.org_id = of_org AND p.id = wanted ${more.condition}
        AND NOT EXISTS (SELECT FROM public.deleted_repos d WHERE d.org_id = p.org_id AND d.repo_id = p.repo_id)
    $$;
  REVOKE EXECUTE ON FUNCTION ${HOLDER} FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION ${HOLDER} TO ${APP_ROLE};`;

/**
 * A trusted publisher that a key made ends with it (docs/adr/keys.md#keys-and-people); those of before have no key that
 * counts as their maker.
 */
export class EndMintedPublishers1795478400610 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.trusted_publishers ADD COLUMN minted_by bigint,
        -- that of the key; null: without end
        ADD COLUMN expires_at timestamptz,
        ADD FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys (org_id, id) ON DELETE CASCADE;
      CREATE INDEX trusted_publishers_minted_by ON public.trusted_publishers (org_id, minted_by)
        WHERE minted_by IS NOT NULL;

      -- Deletes what a revoked key made, which the audit log then has.
      CREATE FUNCTION auth.end_minted_publishers() RETURNS trigger
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          WITH ended AS (
            DELETE FROM public.trusted_publishers p WHERE p.org_id = NEW.org_id AND p.minted_by = NEW.id RETURNING p.*
          )
          INSERT INTO public.audit_log (org_id, at, actor_type, actor_name, action, target_type, target_id, repo_id, old_values)
            SELECT e.org_id, NEW.revoked_at, 'service', 'quality-gate', 'trusted_publisher.deleted', 'trusted_publisher', e.id,
              e.repo_id, jsonb_build_object('kind', e.kind, 'issuer', e.issuer, 'claims', e.claims, 'repo_id', e.repo_id,
                'scopes', e.scopes, 'minted_by', e.minted_by)
            FROM ended e ORDER BY e.id;
          RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION auth.end_minted_publishers() FROM PUBLIC;
      CREATE TRIGGER end_minted_publishers AFTER UPDATE OF revoked_at ON auth.api_keys FOR EACH ROW
        WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION auth.end_minted_publishers();
      ${publisherHolder({
        declared: ', valid_for_ms double precision',
        column: ', extract(epoch FROM p.expires_at - now())::float8 * 1000',
        condition: `AND ${UNENDED}`,
      })}
    `);
    for (const [name, condition] of LOOK_UPS) await replaceIn(db, name, condition, `${condition} AND ${UNENDED}`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const [name, condition] of LOOK_UPS) await replaceIn(db, name, `${condition} AND ${UNENDED}`, condition);
    await db.query(`
      ${publisherHolder()}
      DROP TRIGGER end_minted_publishers ON auth.api_keys;
      DROP FUNCTION auth.end_minted_publishers();
      ALTER TABLE public.trusted_publishers DROP COLUMN minted_by, DROP COLUMN expires_at;
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
