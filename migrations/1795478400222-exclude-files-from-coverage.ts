import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Globs of files whose coverage counts nowhere, kept with the upload that said them: its paths may be resolved again. */
export class ExcludeFilesFromCoverage1795478400222 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query("ALTER TABLE public.coverage_uploads ADD COLUMN exclude text[] NOT NULL DEFAULT '{}'");
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.coverage_uploads DROP COLUMN exclude');
  }
}
