import type { MigrationInterface, QueryRunner } from 'typeorm';

const INSERT = 'INSERT INTO public.organizations OVERRIDING SYSTEM VALUE';
const TAKE_BACK = `DELETE FROM auth.spent_slugs s WHERE s.slug = new_slug AND s.of_org = (exported ->> 'id')::bigint
            AND s.created_at = imported.created_at;
          `;

/**
 * Slugs name organizations in identity tokens: that of a deleted one is never given again
 * (docs/adr/keys.md#trusted-publishers).
 */
export class KeepSpentSlugs1795478400622 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE auth.spent_slugs (
        slug text PRIMARY KEY,
        -- the deleted organization, whose own export takes the slug back
        of_org bigint NOT NULL,
        created_at timestamptz NOT NULL
      );
      CREATE FUNCTION auth.keep_spent_slug() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          INSERT INTO auth.spent_slugs VALUES (OLD.slug, OLD.id, OLD.created_at) ON CONFLICT DO NOTHING;
          RETURN NULL;
        END $$;
      -- Leaves the row out, as ON CONFLICT does for a slug that is in use.
      CREATE FUNCTION auth.refuse_spent_slug() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          RETURN CASE WHEN EXISTS (SELECT FROM auth.spent_slugs s WHERE s.slug = NEW.slug) THEN NULL ELSE NEW END;
        END $$;
      REVOKE EXECUTE ON FUNCTION auth.keep_spent_slug(), auth.refuse_spent_slug() FROM PUBLIC;
      CREATE TRIGGER keep_spent_slug AFTER DELETE ON public.organizations FOR EACH ROW
        EXECUTE FUNCTION auth.keep_spent_slug();
      CREATE TRIGGER refuse_spent_slug BEFORE INSERT ON public.organizations FOR EACH ROW
        EXECUTE FUNCTION auth.refuse_spent_slug();
    `);
    await replaceInImport(db, INSERT, TAKE_BACK + INSERT);
  }

  async down(db: QueryRunner): Promise<void> {
    await replaceInImport(db, TAKE_BACK + INSERT, INSERT);
    await db.query(`
      DROP TRIGGER refuse_spent_slug ON public.organizations;
      DROP TRIGGER keep_spent_slug ON public.organizations;
      DROP FUNCTION auth.refuse_spent_slug();
      DROP FUNCTION auth.keep_spent_slug();
      DROP TABLE auth.spent_slugs;
    `);
  }
}

async function replaceInImport(db: QueryRunner, before: string, after: string): Promise<void> {
  const name = 'auth.import_organization';
  const rows = (await db.query(`SELECT pg_get_functiondef($1::regproc) AS text`, [name])) as { text: string }[];
  const { text } = rows[0]!;
  if (!text.includes(before)) throw new Error(`${name} lacks ${before}.`);
  await db.query(text.replace(before, after));
}
