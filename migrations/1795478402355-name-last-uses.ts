import type { MigrationInterface, QueryRunner } from 'typeorm';
import { identity } from './initial/identity.js';
import { createInitialFunctions, openFunctions } from './initial-part.js';
import { APP_ROLE, runSql } from './tenant-table.js';

/** API keys and trusted publishers have the address of their last use, and publishers its time. */
export class NameLastUses1795478402355 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      ALTER TABLE auth.api_keys ADD COLUMN last_used_from text;
      GRANT SELECT (last_used_from) ON auth.api_keys TO ${APP_ROLE};
      ALTER TABLE public.trusted_publishers ADD COLUMN last_exchanged_at timestamptz, ADD COLUMN last_exchanged_from text;
      GRANT UPDATE (last_exchanged_at, last_exchanged_from) ON public.trusted_publishers TO ${APP_ROLE};

      DROP FUNCTION auth.record_key_uses;
      -- Adds an instance's counts since its last call: one element of each list per key. The address is that of the last use; the
      -- version before sends none.
      CREATE FUNCTION auth.record_key_uses(orgs bigint[], keys bigint[], uses bigint[], last_uses timestamptz[], addresses text[] DEFAULT NULL)
        RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          UPDATE auth.api_keys k
          SET use_count = k.use_count + told.uses, last_used_at = greatest(k.last_used_at, told.last_use),
            last_used_from = CASE WHEN k.last_used_at > told.last_use THEN k.last_used_from ELSE told.address END
          FROM unnest(orgs, keys, uses, last_uses, addresses) AS told (org, key, uses, last_use, address)
          WHERE k.org_id = told.org AND k.id = told.key
        $$;
    `,
    );
    await openFunctions(db, 'auth.record_key_uses');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.record_key_uses;
      ALTER TABLE auth.api_keys DROP COLUMN last_used_from;
      ALTER TABLE public.trusted_publishers DROP COLUMN last_exchanged_at, DROP COLUMN last_exchanged_from;
    `);
    await createInitialFunctions(db, identity, 'auth.record_key_uses');
  }
}
