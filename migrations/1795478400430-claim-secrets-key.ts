import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

/** An instance that has no administrator's connection compares its key as well, and stores the first one's fingerprint. */
export class ClaimSecretsKey1795478400430 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION public.claim_secrets_key(claimed text) RETURNS text
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        INSERT INTO public.secrets_key AS stored (fingerprint) VALUES (claimed)
        ON CONFLICT (is_only) DO UPDATE SET fingerprint = stored.fingerprint
        RETURNING fingerprint
      $$;
      REVOKE ALL ON FUNCTION public.claim_secrets_key(text) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.claim_secrets_key(text) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION public.claim_secrets_key(text)');
  }
}
