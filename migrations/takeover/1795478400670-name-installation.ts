import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The installation's id, of which the serving role's password is derived, and the number of the schema, with the oldest version of it that
 * may serve. Neither is a secret.
 */
export class NameInstallation1795478400670 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE public.installation (
        -- one row
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        -- tells a copy in another database
        database_oid oid NOT NULL
      );
      INSERT INTO public.installation (database_oid) SELECT oid FROM pg_database WHERE datname = current_database();
      CREATE TABLE public.schema_version (
        -- one row
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        number integer NOT NULL,
        -- a version whose own number is lower may not serve
        oldest_serving integer NOT NULL CHECK (oldest_serving <= number)
      );
      INSERT INTO public.schema_version (number, oldest_serving) VALUES (1, 1);
      GRANT SELECT ON public.installation, public.schema_version TO PUBLIC`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE public.installation, public.schema_version');
  }
}
