import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Scans that pipelines of trusted publishers started, each with its run (docs/adr/keys.md#scans-of-a-pipeline-run). */
export class BindScansToRuns1795478400620 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- commit and ref of the identity token; null: no trusted publisher started it
      ALTER TABLE public.scans ADD COLUMN publisher_run text
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.scans DROP COLUMN publisher_run');
  }
}
