import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Branches whose scans are baseline scans as those of the default branch are. */
export class NameBaselineBranches1795478400204 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE public.repos ADD COLUMN baseline_branches text[] NOT NULL DEFAULT '{}'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.repos DROP COLUMN baseline_branches');
  }
}
