import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The forge of a repository where it was set (otherwise it is guessed by the address), and who rebuilt a baseline. */
export class LinkToForges1795478400322 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.repos
        ADD COLUMN forge_kind text CHECK (forge_kind IN ('github', 'gitlab', 'bitbucket', 'gitea', 'azure', 'none')),
        ADD COLUMN forge_web_url text;
      -- null where an earlier version cleared it
      ALTER TABLE public.cleared_baselines ADD COLUMN cleared_by_id bigint, ADD COLUMN cleared_by_name text;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.cleared_baselines DROP COLUMN cleared_by_id, DROP COLUMN cleared_by_name;
      ALTER TABLE public.repos DROP COLUMN forge_kind, DROP COLUMN forge_web_url;
    `);
  }
}
