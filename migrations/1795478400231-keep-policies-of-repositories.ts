import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, checkedOnce, repoWall, tenantWall } from './tenant-table.js';

/** An admin may set a policy for one repository. Its newest revision is in force; all are kept for ever (ADR 149). */
export class KeepPoliciesOfRepositories1795478400231 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.repo_gate_config_revisions (
        org_id bigint NOT NULL,
        repo_id bigint NOT NULL,
        revision integer NOT NULL,
        -- from here on the repository follows its organization again
        is_removed boolean NOT NULL,
        -- NULL: as the organization has it
        enabled boolean,
        block_merge_on_fail boolean,
        applies_to_new_code_only boolean,
        -- the rules that the repository sets itself; null switches one off
        rules jsonb NOT NULL,
        saved_by text NOT NULL,
        saved_at timestamptz NOT NULL,
        PRIMARY KEY (org_id, repo_id, revision),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      ${tenantWall('public.repo_gate_config_revisions')}
      ${checkedOnce('public.repo_gate_config_revisions')}
      ${repoWall('public.repo_gate_config_revisions', 'repo_id')}
      GRANT SELECT, INSERT ON public.repo_gate_config_revisions TO ${APP_ROLE};

      CREATE TRIGGER announce_change AFTER INSERT ON public.repo_gate_config_revisions FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('gate', 'org_id');
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.repo_gate_config_revisions');
  }
}
