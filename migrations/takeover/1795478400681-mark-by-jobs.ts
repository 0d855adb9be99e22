import type { MigrationInterface, QueryRunner } from 'typeorm';

const UNFINISHED = `CREATE UNIQUE INDEX jobs_unfinished ON public.jobs (org_id, kind, coalesce(repo_id, 0))
  WHERE state IN ('queued', 'running')`;

/** Operations of any number of marks: jobs make them part by part. Several such jobs of a repository wait for each other. */
export class MarkByJobs1795478400681 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.mark_operations
        ADD COLUMN part integer NOT NULL DEFAULT 0,
        -- the job that makes the marks; NULL where the request made them
        ADD COLUMN job_id bigint,
        DROP CONSTRAINT mark_operations_pkey,
        ADD PRIMARY KEY (org_id, id, repo_id, part);
      DROP INDEX public.jobs_unfinished;
      ${UNFINISHED} AND kind NOT IN ('mark-findings', 'undo-marks');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM public.jobs WHERE kind IN ('mark-findings', 'undo-marks');
      DROP INDEX public.jobs_unfinished;
      ${UNFINISHED};
      DELETE FROM public.mark_operations WHERE part > 0;
      ALTER TABLE public.mark_operations
        DROP CONSTRAINT mark_operations_pkey,
        DROP COLUMN part,
        DROP COLUMN job_id,
        ADD PRIMARY KEY (org_id, id, repo_id);
    `);
  }
}
