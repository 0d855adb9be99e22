import type { MigrationInterface, QueryRunner } from 'typeorm';

const ANNOUNCE = (more: string) => `
  CREATE OR REPLACE TRIGGER announce_change AFTER UPDATE ON public.scans FOR EACH ROW
    WHEN (old.repo_id IS DISTINCT FROM new.repo_id
      OR old.branch IS DISTINCT FROM new.branch
      OR old.pr_number IS DISTINCT FROM new.pr_number
      OR old.default_branch IS DISTINCT FROM new.default_branch
      OR old.is_baseline_scan IS DISTINCT FROM new.is_baseline_scan
      OR old.state IS DISTINCT FROM new.state
      OR old.deadline_at IS DISTINCT FROM new.deadline_at
      OR old.evaluation IS DISTINCT FROM new.evaluation
      OR old.marks_changed_at IS DISTINCT FROM new.marks_changed_at${more})
    EXECUTE FUNCTION public.announce_change('scan', 'org_id', 'id');`;

/** Pull requests know their branches, so that one may be the target of another, and scans the way to their final target. */
export class StackPullRequests1795478402020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.pull_requests
        -- null: no scan since this is kept
        ADD COLUMN branch text,
        ADD COLUMN base_branch text,
        ADD COLUMN is_of_fork boolean NOT NULL DEFAULT false;
      UPDATE public.pull_requests pr SET branch = s.branch, base_branch = s.base_branch, is_of_fork = s.is_untrusted
        FROM public.scans s WHERE s.org_id = pr.org_id AND s.id = pr.last_scan_id;
      ALTER TABLE public.scans
        -- {prNumber, scanId}: open pull requests between the scan and its final target, the nearest first
        ADD COLUMN base_via jsonb NOT NULL DEFAULT '[]',
        -- of the final target; null: that has none, or nothing is between
        ADD COLUMN target_base_scan_id bigint,
        -- null: the base is chosen by the target and the stack of now
        ADD COLUMN base_outdated_by text CHECK (base_outdated_by IN ('retargeted', 'stack_changed'));
      ${ANNOUNCE(' OR old.base_outdated_by IS DISTINCT FROM new.base_outdated_by')}
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ${ANNOUNCE('')}
      ALTER TABLE public.scans DROP COLUMN base_via, DROP COLUMN target_base_scan_id, DROP COLUMN base_outdated_by;
      ALTER TABLE public.pull_requests DROP COLUMN branch, DROP COLUMN base_branch, DROP COLUMN is_of_fork;
    `);
  }
}
