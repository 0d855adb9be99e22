import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps the hashes of the lines that a false positive was marked on and confirmed for; null for marks from before. */
export class KeepMarkedLines1795478402041 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE issue_marks ADD COLUMN lines text[]');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE issue_marks DROP COLUMN lines');
  }
}
