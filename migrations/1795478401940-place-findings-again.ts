import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps how the paths of findings were placed, so that a list of the repository's files that comes later can place them. */
export class PlaceFindingsAgain1795478401940 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE scan_files ADD COLUMN version integer NOT NULL DEFAULT 1');
    await db.query('ALTER TABLE finding_reports ADD COLUMN path_places jsonb');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE finding_reports DROP COLUMN path_places');
    await db.query('ALTER TABLE scan_files DROP COLUMN version');
  }
}
