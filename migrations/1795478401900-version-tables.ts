import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Stores with each report the version of the tables that gave its findings their severities. */
export class VersionTables1795478401900 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.finding_reports ADD COLUMN tables_version smallint NOT NULL DEFAULT 1');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.finding_reports DROP COLUMN tables_version');
  }
}
