import type { MigrationInterface, QueryRunner } from 'typeorm';
import { reach } from './initial/reach.js';
import { createInitialFunctions, createInitialTable } from './initial-part.js';

/** Moves pull requests that wait to be judged again to the table of work. */
export class QueueReevaluationsAsWork1795478401862 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      INSERT INTO public.work_items (org_id, kind, key, repo_id, queued_at, due_at, attempts, payload)
      SELECT r.org_id, 'reevaluations', r.repo_id || '/' || r.pr_number, r.repo_id, r.requested_at,
        greatest(r.requested_at, r.claimed_until), r.attempts,
        jsonb_build_object('prNumber', r.pr_number, 'trigger', r.trigger, 'requestedBy', r.requested_by)
      FROM public.reevaluations r ORDER BY r.requested_at`);
    await db.query('DROP FUNCTION public.claim_reevaluations');
    await db.query('DROP TABLE public.reevaluations');
  }

  async down(db: QueryRunner): Promise<void> {
    await createInitialTable(db, reach, 'public.reevaluations');
    await createInitialFunctions(db, reach, 'public.claim_reevaluations');
    await db.query(`
      INSERT INTO public.reevaluations (org_id, repo_id, pr_number, trigger, requested_by, requested_at, attempts)
      SELECT pr.org_id, pr.repo_id, pr.number, w.payload ->> 'trigger', w.payload ->> 'requestedBy', w.queued_at, w.attempts
      FROM public.work_items w JOIN public.pull_requests pr
        ON pr.org_id = w.org_id AND pr.repo_id = w.repo_id AND pr.number = (w.payload ->> 'prNumber')::bigint
      WHERE w.kind = 'reevaluations'`);
    await db.query(`DELETE FROM public.work_items WHERE kind = 'reevaluations'`);
  }
}
