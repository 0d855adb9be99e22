import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A report of findings replaces the tool's earlier one whatever that was: nothing ever asked for its digest. */
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
