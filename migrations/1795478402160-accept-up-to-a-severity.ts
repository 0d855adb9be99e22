import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An acceptance covers a problem up to the severity that it had then, as the tables of that version graded it. */
export class AcceptUpToASeverity1795478402160 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- both null: accepted by a version that kept neither, at whatever severity
      ALTER TABLE public.accepted_issues ADD COLUMN severity text, ADD COLUMN tables_version integer;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE public.accepted_issues DROP COLUMN severity, DROP COLUMN tables_version');
  }
}
