import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keeping } from './initial/keeping.js';
import { createInitialFunctions } from './initial-part.js';

/** Moves to the table of work when unfinished jobs are due. What people read of a job stays in `jobs`. */
export class QueueJobsAsWork1795478401865 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      INSERT INTO public.work_items (org_id, kind, key, repo_id, queued_at, due_at, payload)
      SELECT j.org_id, 'jobs', j.id, j.repo_id, j.created_at, j.due_at,
        jsonb_build_object('jobId', j.id)
      FROM public.jobs j WHERE j.state IN ('queued', 'running') ORDER BY j.id`);
    await db.query('DROP FUNCTION public.claim_job');
    await db.query('ALTER TABLE public.jobs DROP COLUMN claim, DROP COLUMN claimed_at, DROP COLUMN due_at');
    await db.query(`
      -- Queues a job for some organizations that are due, and returns for how many. Instances at the same moment take
      -- different ones.
      CREATE OR REPLACE FUNCTION public.queue_retention_jobs(kind text, at_most integer) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          DECLARE queued integer;
          BEGIN
            WITH due AS (
              SELECT o.id FROM public.organizations o WHERE o.retention_due_at <= now()
              ORDER BY o.retention_due_at LIMIT at_most FOR NO KEY UPDATE SKIP LOCKED
            ), postponed AS (
              UPDATE public.organizations o SET retention_due_at = now() + interval '1 day' FROM due WHERE o.id = due.id
            ), made AS (
              INSERT INTO public.jobs (org_id, kind, total, created_by, created_at)
              SELECT due.id, $1, (SELECT count(*) FROM public.repos r WHERE r.org_id = due.id), 'service', now() FROM due
              ON CONFLICT DO NOTHING RETURNING org_id, id
            )
            INSERT INTO public.work_items (org_id, kind, key, payload)
              SELECT made.org_id, 'jobs', made.id, jsonb_build_object('jobId', made.id) FROM made;
            GET DIAGNOSTICS queued = ROW_COUNT;
            PERFORM pg_notify('quality_gate_changes', 'work:jobs') WHERE queued > 0;
            RETURN queued;
        END $$`);
    await db.query('UPDATE public.schema_version SET number = 5, oldest_serving = 5');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE public.jobs ADD COLUMN claim integer NOT NULL DEFAULT 0, ADD COLUMN claimed_at timestamptz,
      ADD COLUMN due_at timestamptz NOT NULL DEFAULT now()`);
    await db.query(`CREATE INDEX jobs_due ON public.jobs (due_at) WHERE state IN ('queued', 'running')`);
    await db.query(`
      UPDATE public.jobs j SET due_at = w.due_at FROM public.work_items w
      WHERE w.kind = 'jobs' AND w.org_id = j.org_id AND w.key = j.id::text`);
    await db.query(`DELETE FROM public.work_items WHERE kind = 'jobs'`);
    await createInitialFunctions(db, keeping, 'public.claim_job', 'public.queue_retention_jobs');
    await db.query('UPDATE public.schema_version SET number = 4, oldest_serving = 4');
  }
}
