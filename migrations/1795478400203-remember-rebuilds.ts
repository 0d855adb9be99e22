import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A branch whose baseline was rebuilt, until a newer scan of it completes or the rebuild is undone. */
export class RememberRebuilds1795478400203 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- no scan of that branch is a base meanwhile
      ALTER TABLE public.repos ADD COLUMN rebuilt_branch text;
      UPDATE public.repos r SET rebuilt_branch = c.branch FROM public.cleared_baselines c
        WHERE c.org_id = r.org_id AND c.repo_id = r.id AND c.branch = r.default_branch;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.repos DROP COLUMN rebuilt_branch');
  }
}
