import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps the time after which what a commit shows is read back. */
export class LookBackAtCommits1795478401864 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.forge_reports ADD COLUMN last_write_at timestamptz');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.forge_reports DROP COLUMN last_write_at');
  }
}
