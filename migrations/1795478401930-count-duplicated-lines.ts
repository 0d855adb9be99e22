import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps how many lines are duplicated: of them a change adds or does not, while their share of all lines moves with every line. */
export class CountDuplicatedLines1795478401930 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE scans ADD COLUMN duplicated_lines bigint');
    await db.query('ALTER TABLE finding_reports ADD COLUMN duplicated_lines bigint');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE finding_reports DROP COLUMN duplicated_lines');
    await db.query('ALTER TABLE scans DROP COLUMN duplicated_lines');
  }
}
