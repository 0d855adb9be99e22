import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An acceptance of a directive covers what it silenced then, and a pull request knows all whom scans named as its author. */
export class AcceptDirectivesByExtent1795478402000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- {rules, reach, endLine} of an accepted directive
      ALTER TABLE public.accepted_issues ADD COLUMN directive jsonb;
      -- in lower case
      ALTER TABLE public.pull_requests ADD COLUMN authors text[] NOT NULL DEFAULT '{}';
      UPDATE public.pull_requests SET authors = ARRAY[lower(author)] WHERE author IS NOT NULL;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.accepted_issues DROP COLUMN directive;
      ALTER TABLE public.pull_requests DROP COLUMN authors;
    `);
  }
}
