import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Changes name the settings by which tools look for less, and test files with fewer assertions. */
export class StoreLoosenedSettings1795478402180 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scan_changes ADD COLUMN loosened jsonb, ADD COLUMN assertions jsonb');
    await db.query('ALTER TABLE public.scans ADD COLUMN no_longer_checked integer');
    await db.query('ALTER TABLE public.repos ADD COLUMN suppression_reasons boolean NOT NULL DEFAULT true');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.repos DROP COLUMN suppression_reasons');
    await db.query('ALTER TABLE public.scans DROP COLUMN no_longer_checked');
    await db.query('ALTER TABLE public.scan_changes DROP COLUMN assertions, DROP COLUMN loosened');
  }
}
