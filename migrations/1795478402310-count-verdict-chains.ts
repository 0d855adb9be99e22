import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, runSql, tenantTable } from './tenant-table.js';

/** Each organization counts the chains of its verdicts under a seal, so that no chain can be removed whole. */
export class CountVerdictChains1795478402310 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      CREATE TABLE public.verdict_counts (
        org_id bigint PRIMARY KEY REFERENCES public.organizations (id) ON DELETE CASCADE,
        -- all that there ever were
        chains integer NOT NULL DEFAULT 0,
        entries integer NOT NULL DEFAULT 0,
        -- those of them whose repositories were deleted
        removed_chains integer NOT NULL DEFAULT 0,
        removed_entries integer NOT NULL DEFAULT 0,
        key_id integer NOT NULL,
        -- empty while nothing is counted
        seal bytea NOT NULL DEFAULT '\\x',
        -- when the audit log last said these numbers
        recorded_at timestamptz NOT NULL
      );
      ${tenantTable('public.verdict_counts')}
      GRANT SELECT, INSERT, UPDATE ON public.verdict_counts TO ${APP_ROLE};

      -- Chains from before anything was counted begin again; the seals of their verdicts stay.
      DELETE FROM public.verdict_chains;
      UPDATE public.verdict_entries SET position = NULL, evidence = NULL, link_key_id = NULL, link = NULL
        WHERE position IS NOT NULL;
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.verdict_counts');
  }
}
