import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, deletedWall, runSql, tenantTable } from './tenant-table.js';

/** Repositories have further names, and people have favourites among them. */
export class NameRepositories1795478402101 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await runSql(
      db,
      `
      -- further names, the newest first
      ALTER TABLE public.repos ADD COLUMN aliases text[] NOT NULL DEFAULT '{}';

      -- names and aliases of repos, each once in an organization
      CREATE TABLE public.repo_names (
        org_id bigint NOT NULL,
        name text NOT NULL,
        repo_id bigint NOT NULL,
        PRIMARY KEY (org_id, name),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX repo_names_repo ON public.repo_names (org_id, repo_id);
      ${tenantTable('public.repo_names', { repo: 'repo_id' })}
      ${deletedWall('public.repo_names', 'repo_id')}
      GRANT SELECT ON public.repo_names TO ${APP_ROLE};
      INSERT INTO public.repo_names (org_id, name, repo_id) SELECT org_id, name, id FROM public.repos;

      CREATE FUNCTION public.keep_repo_names() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          DECLARE wanted text[] := NEW.name || NEW.aliases;
          BEGIN
            DELETE FROM public.repo_names n
              WHERE n.org_id = NEW.org_id AND n.repo_id = NEW.id AND n.name <> ALL (wanted);
            INSERT INTO public.repo_names (org_id, name, repo_id)
              SELECT DISTINCT NEW.org_id, w.name, NEW.id FROM unnest(wanted) AS w (name)
              WHERE NOT EXISTS (SELECT FROM public.repo_names n
                WHERE n.org_id = NEW.org_id AND n.repo_id = NEW.id AND n.name = w.name);
            RETURN NULL;
          END $$;
      REVOKE EXECUTE ON FUNCTION public.keep_repo_names FROM PUBLIC;
      CREATE TRIGGER keep_repo_names AFTER INSERT OR UPDATE OF name, aliases ON public.repos FOR EACH ROW
        EXECUTE FUNCTION public.keep_repo_names();

      CREATE TABLE public.favourites (
        org_id bigint NOT NULL,
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        repo_id bigint NOT NULL,
        PRIMARY KEY (org_id, user_id, repo_id),
        FOREIGN KEY (org_id, repo_id) REFERENCES public.repos (org_id, id) ON DELETE CASCADE
      );
      CREATE INDEX favourites_repo ON public.favourites (org_id, repo_id);
      CREATE INDEX favourites_user ON public.favourites (user_id);
      ${tenantTable('public.favourites', { repo: 'repo_id' })}
      ${deletedWall('public.favourites', 'repo_id')}
      GRANT SELECT, INSERT, DELETE ON public.favourites TO ${APP_ROLE};
    `,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TABLE public.favourites;
      DROP TRIGGER keep_repo_names ON public.repos;
      DROP FUNCTION public.keep_repo_names;
      DROP TABLE public.repo_names;
      ALTER TABLE public.repos DROP COLUMN aliases;
    `);
  }
}
