import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores which files differ between the commit of a scan's base and the merge base, as CI says. */
export class CompareByFile1795478401910 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scan_changes ADD COLUMN changed_since_base jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scan_changes DROP COLUMN changed_since_base');
  }
}
