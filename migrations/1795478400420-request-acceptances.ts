import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests to accept a problem, beside those for waivers: they name a problem in the place of a rule. */
export class RequestAcceptances1795478400420 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.waiver_requests
        ALTER COLUMN rule DROP NOT NULL,
        ADD COLUMN issue_id bigint,
        -- the finding as it was when the request was made
        ADD COLUMN problem jsonb,
        ADD CONSTRAINT waiver_requests_subject CHECK ((rule IS NULL) = (issue_id IS NOT NULL)),
        ADD CONSTRAINT waiver_requests_problem CHECK ((issue_id IS NULL) = (problem IS NULL)),
        ADD CONSTRAINT waiver_requests_acceptance
          CHECK (issue_id IS NULL OR (repo_id IS NOT NULL AND pr_number IS NULL AND max_actual IS NULL)),
        DROP CONSTRAINT waiver_requests_check1,
        ADD CONSTRAINT waiver_requests_approved
          CHECK ((state = 'approved' AND issue_id IS NULL) = (waiver_id IS NOT NULL));
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DELETE FROM public.waiver_requests WHERE issue_id IS NOT NULL;
      ALTER TABLE public.waiver_requests
        DROP CONSTRAINT waiver_requests_approved,
        ADD CONSTRAINT waiver_requests_check1 CHECK ((state = 'approved') = (waiver_id IS NOT NULL)),
        DROP COLUMN problem,
        DROP COLUMN issue_id,
        ALTER COLUMN rule SET NOT NULL;
    `);
  }
}
