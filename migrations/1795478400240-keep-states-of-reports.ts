import type { MigrationInterface, QueryRunner } from 'typeorm';

/** States of reported runs, so that a tool that broke is not read as one that found nothing; digests of reports without a name. */
export class KeepStatesOfReports1795478400240 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.finding_reports
        ADD COLUMN state text NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'partial', 'failed', 'not_run')),
        -- of the report's bytes, where it does not name its tool: another one is kept beside it
        ADD COLUMN digest bytea;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    // Such rows would read as tools that found nothing.
    await db.query(`
      DELETE FROM public.finding_reports WHERE state IN ('failed', 'not_run');
      ALTER TABLE public.finding_reports DROP COLUMN state, DROP COLUMN digest;
    `);
  }
}
