import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

const SETTINGS = ['retention_change_details_days', 'retention_branch_scans', 'retention_branch_daily_days'];

/**
 * Details of scans (findings, line coverage) are stored for a time that each organization sets. What is stored now is looked
 * through a day after this migration, so that the time can be set before.
 */
export class ExpireDetails1795478400302 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.organizations
        ADD COLUMN retention_change_details_days double precision NOT NULL DEFAULT 30,
        ADD COLUMN retention_branch_scans integer NOT NULL DEFAULT 50,
        ADD COLUMN retention_branch_daily_days double precision NOT NULL DEFAULT 365,
        ADD COLUMN retention_due_at timestamptz NOT NULL DEFAULT now() + interval '1 day';
      CREATE INDEX organizations_retention ON public.organizations (retention_due_at);
      GRANT UPDATE (${SETTINGS.join(', ')}, retention_due_at) ON public.organizations TO ${APP_ROLE};

      ALTER TABLE public.scans
        -- from then on there are no details, though they may not be deleted yet
        ADD COLUMN details_expired_at timestamptz,
        ADD COLUMN details_deleted_at timestamptz;
      CREATE INDEX scans_expired ON public.scans (org_id, repo_id, id)
        WHERE details_expired_at IS NOT NULL AND details_deleted_at IS NULL;

      -- Queues a job for some organizations that are due, and returns for how many. Instances at the same moment take
      -- different ones.
      CREATE FUNCTION public.queue_retention_jobs(kind text, at_most integer) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE queued integer;
        BEGIN
          WITH due AS (
            SELECT o.id FROM public.organizations o WHERE o.retention_due_at <= now()
            ORDER BY o.retention_due_at LIMIT at_most FOR NO KEY UPDATE SKIP LOCKED
          ), postponed AS (
            UPDATE public.organizations o SET retention_due_at = now() + interval '1 day' FROM due WHERE o.id = due.id
          )
          INSERT INTO public.jobs (org_id, kind, total, created_by, created_at)
            SELECT due.id, $1, (SELECT count(*) FROM public.repos r WHERE r.org_id = due.id), 'service', now() FROM due
            ON CONFLICT DO NOTHING;
          GET DIAGNOSTICS queued = ROW_COUNT;
          RETURN queued;
        END $$;
      REVOKE EXECUTE ON FUNCTION public.queue_retention_jobs(text, integer) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.queue_retention_jobs(text, integer) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.queue_retention_jobs(text, integer);
      ALTER TABLE public.scans DROP COLUMN details_expired_at, DROP COLUMN details_deleted_at;
      ALTER TABLE public.organizations ${SETTINGS.map((column) => `DROP COLUMN ${column}`).join(', ')},
        DROP COLUMN retention_due_at;
    `);
  }
}
