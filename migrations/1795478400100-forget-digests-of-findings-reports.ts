import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Drops the digests of findings reports. Nothing read them, as a report replaces the tool's earlier one in any case.
 */
export class ForgetDigestsOfFindingsReports1795478400100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.finding_reports DROP COLUMN digest');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.finding_reports ADD COLUMN digest bytea NOT NULL DEFAULT '';
      ALTER TABLE public.finding_reports ALTER COLUMN digest DROP DEFAULT;
    `);
  }
}
