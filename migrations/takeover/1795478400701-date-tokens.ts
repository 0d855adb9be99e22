import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Tables with the column whose change ends the tokens of a row. */
const ENDS = [
  ['public.organizations', 'OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL'],
  ['public.trusted_publishers', 'NOT OLD.is_disabled AND NEW.is_disabled'],
] as const;

/** Tokens of a publisher that was disabled, or of an organization that was deleted, do not work again when it is back. */
export class DateTokens1795478400701 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION auth.end_tokens() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          NEW.tokens_from := clock_timestamp();
          RETURN NEW;
        END $$;
      REVOKE EXECUTE ON FUNCTION auth.end_tokens() FROM PUBLIC;
    `);
    for (const [table, condition] of ENDS)
      await db.query(`
        -- tokens that were issued before count for nothing; null: all count
        ALTER TABLE ${table} ADD COLUMN tokens_from timestamptz;
        CREATE TRIGGER end_tokens BEFORE UPDATE ON ${table} FOR EACH ROW WHEN (${condition}) EXECUTE FUNCTION auth.end_tokens();
      `);
    await db.query(`
      -- The last time that tokens of the organization, or of this publisher, ended: in seconds since the epoch, 0 for never.
      CREATE FUNCTION auth.tokens_since(of_org bigint, of_publisher bigint) RETURNS numeric
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT coalesce(extract(epoch FROM greatest(
            (SELECT o.tokens_from FROM public.organizations o WHERE o.id = of_org),
            (SELECT p.tokens_from FROM public.trusted_publishers p WHERE p.org_id = of_org AND p.id = of_publisher))), 0)
        $$;
      REVOKE EXECUTE ON FUNCTION auth.tokens_since(bigint, bigint) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.tokens_since(bigint, bigint) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION auth.tokens_since(bigint, bigint)');
    for (const [table] of ENDS)
      await db.query(`DROP TRIGGER end_tokens ON ${table}; ALTER TABLE ${table} DROP COLUMN tokens_from`);
    await db.query('DROP FUNCTION auth.end_tokens()');
  }
}
