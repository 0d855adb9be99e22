import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Functions for an organization that comes from another service and keeps its ids (ADR 237). */
export class ImportOrganizations1795478400490 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION auth.reserve_organization_id() RETURNS bigint
        LANGUAGE sql ${DEFINER} AS $$
          SELECT nextval(pg_get_serial_sequence('public.organizations', 'id'))
        $$;

      -- Creates the organization of an exported row under another id and slug; false where the slug is taken.
      CREATE FUNCTION auth.import_organization(new_id bigint, new_slug text, exported json) RETURNS boolean
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE imported public.organizations := json_populate_record(NULL::public.organizations, exported);
        BEGIN
          imported.id := new_id;
          imported.slug := new_slug;
          imported.retention_due_at := now() + interval '1 day';
          imported.deleted_at := NULL;
          -- rights that the staff of a service give
          imported.verified_domains := '{}';
          imported.sso_groups := '{}';
          imported.auto_join_domains := '{}';
          imported.sso_required := false;
          INSERT INTO public.organizations OVERRIDING SYSTEM VALUE VALUES (imported.*) ON CONFLICT (slug) DO NOTHING;
          RETURN FOUND;
        END $$;

      -- Raises every sequence above the ids of an organization, so that its next rows get ids of their own. A raised one leaves
      -- a gap: ids that others take meanwhile never reach behind it.
      CREATE FUNCTION public.raise_sequences(of_org bigint) RETURNS void
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE numbered record; highest bigint; gap CONSTANT bigint := 1000000;
        BEGIN
          FOR numbered IN
            SELECT a.attrelid::regclass AS name, a.attname AS id,
              pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)::regclass AS sequence
            FROM pg_attribute a JOIN pg_attribute o ON o.attrelid = a.attrelid AND o.attname = 'org_id'
            JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace IN ('public'::regnamespace, 'auth'::regnamespace) AND a.attidentity <> ''
          LOOP
            EXECUTE format('SELECT max(%I) FROM %s WHERE org_id = $1', numbered.id, numbered.name)
              INTO highest USING of_org;
            PERFORM public.refuse_high_id(highest);
            IF highest > coalesce(pg_sequence_last_value(numbered.sequence), 0) THEN
              PERFORM setval(numbered.sequence, highest + gap);
            END IF;
          END LOOP;
          SELECT max(b.first_id + b.id_count - 1) INTO highest FROM public.issue_blocks b WHERE b.org_id = of_org;
          PERFORM public.refuse_high_id(highest);
          -- as take_issue_ids does
          PERFORM pg_advisory_lock(1769173861);
          PERFORM setval('public.issue_ids', greatest(highest, pg_sequence_last_value('public.issue_ids'::regclass), 1));
          PERFORM pg_advisory_unlock(1769173861);
        END $$;

      -- Ids up to that number are exact in every program that reads them, and leave enough for all others.
      CREATE FUNCTION public.refuse_high_id(id bigint) RETURNS void
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          IF id > 1::bigint << 40 THEN
            RAISE EXCEPTION 'the id % is too high', id USING ERRCODE = 'numeric_value_out_of_range';
          END IF;
        END $$;

      REVOKE EXECUTE ON FUNCTION auth.reserve_organization_id(), auth.import_organization(bigint, text, json),
        public.raise_sequences(bigint), public.refuse_high_id(bigint) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.reserve_organization_id(), auth.import_organization(bigint, text, json),
        public.raise_sequences(bigint) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION public.raise_sequences(bigint);
      DROP FUNCTION public.refuse_high_id(bigint);
      DROP FUNCTION auth.import_organization(bigint, text, json);
      DROP FUNCTION auth.reserve_organization_id();
    `);
  }
}
