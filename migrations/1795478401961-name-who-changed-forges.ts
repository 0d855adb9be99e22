import type { MigrationInterface, QueryRunner } from 'typeorm';

const FIND_HOOK = (condition: string) => `
  CREATE OR REPLACE FUNCTION auth.find_hook(wanted uuid)
    RETURNS TABLE (org_id bigint, id bigint, kind text, hook_secret bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      SELECT f.org_id, f.id, f.kind, f.hook_secret FROM public.forges f WHERE f.hook_public_id = wanted${condition}
    $$;`;

/** A connection to a forge names the person who changed it last, and is disabled with their rights. */
export class NameWhoChangedForges1795478401961 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- of a key, the person who made that
      ALTER TABLE public.forges ADD COLUMN changed_by_user_id bigint,
        DROP CONSTRAINT forges_state_check,
        ADD CONSTRAINT forges_state_check CHECK (state IN ('ok', 'needs_credentials', 'unreachable', 'rights_lost'));
      UPDATE public.forges f SET changed_by_user_id = CASE
        WHEN f.created_by ~ '^user:\\d+$' THEN split_part(f.created_by, ':', 2)::bigint
        ELSE (SELECT k.created_by_user_id FROM auth.api_keys k
          WHERE k.org_id = f.org_id AND f.created_by = 'api_key:' || k.id) END;
      ${FIND_HOOK(` AND f.state <> 'rights_lost'`)}
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ${FIND_HOOK('')}
      UPDATE public.forges SET state = 'needs_credentials' WHERE state = 'rights_lost';
      ALTER TABLE public.forges DROP COLUMN changed_by_user_id,
        DROP CONSTRAINT forges_state_check,
        ADD CONSTRAINT forges_state_check CHECK (state IN ('ok', 'needs_credentials', 'unreachable'));
    `);
  }
}
