import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stores the reasons for which findings count as new, and the version and configuration that tell runs of a tool apart.
 */
export class ExplainNewness1795478400202 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.findings
        ADD COLUMN new_because text,
        -- the most similar problem of the same rule: {issue_id, file_path, line, differs_in}
        ADD COLUMN nearest jsonb,
        -- of a finding that got worse, as it is on the base: {severity, message}
        ADD COLUMN was jsonb,
        -- the problem is suppressed there; beside is_suppressed, which is the report's own word
        ADD COLUMN is_suppressed_on_base boolean NOT NULL DEFAULT false;
      ALTER TABLE public.finding_reports ADD COLUMN config_digest text;
      -- tools as CI names them at completion: [{tool, version, configDigest}]
      ALTER TABLE public.scans ADD COLUMN named_tools jsonb NOT NULL DEFAULT '[]';
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.scans DROP COLUMN named_tools;
      ALTER TABLE public.finding_reports DROP COLUMN config_digest;
      ALTER TABLE public.findings DROP COLUMN new_because, DROP COLUMN nearest, DROP COLUMN was,
        DROP COLUMN is_suppressed_on_base;
    `);
  }
}
