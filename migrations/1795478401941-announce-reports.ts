import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps the names of announced reports, and which of them had not come at completion. */
export class AnnounceReports1795478401941 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query("ALTER TABLE scans ADD COLUMN expected_reports text[] NOT NULL DEFAULT '{}'");
    await db.query("ALTER TABLE scans ADD COLUMN owed_reports text[] NOT NULL DEFAULT '{}'");
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE scans DROP COLUMN owed_reports');
    await db.query('ALTER TABLE scans DROP COLUMN expected_reports');
  }
}
