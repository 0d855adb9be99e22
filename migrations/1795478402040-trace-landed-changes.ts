import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps what tells which changes landed on a branch, and the base that the answer to its creation named. */
export class TraceLandedChanges1795478402040 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE scan_changes ADD COLUMN landed jsonb');
    await db.query('ALTER TABLE scans ADD COLUMN named_base_id bigint');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE scans DROP COLUMN named_base_id');
    await db.query('ALTER TABLE scan_changes DROP COLUMN landed');
  }
}
