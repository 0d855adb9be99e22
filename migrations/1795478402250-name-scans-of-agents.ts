import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Scans say whether the key of an agent began them. */
export class NameScansOfAgents1795478402250 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scans ADD COLUMN is_of_agent boolean NOT NULL DEFAULT false');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scans DROP COLUMN is_of_agent');
  }
}
