import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trust in a scan says whether an agent began it (docs/adr/keys.md#trust-of-secrets-and-scans). */
export class DropScansOfAgents1795478402270 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // the kind of a deleted key was unknown when scans got their trust
    await db.query('UPDATE public.scans SET trust = 1 WHERE is_of_agent AND trust > 1');
    await db.query('ALTER TABLE public.scans DROP COLUMN is_of_agent');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scans ADD COLUMN is_of_agent boolean NOT NULL DEFAULT false');
    await db.query('UPDATE public.scans SET is_of_agent = true WHERE trust = 1');
  }
}
