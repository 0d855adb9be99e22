import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE, tenantTable } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Columns that the serving role writes; a seal is the owner's alone. */
const WRITTEN = `org_id, id, at, actor_type, actor_id, actor_name, action, target_type, target_id, repo_id, old_values,
  new_values, address, request_id, client_request_id`;

/**
 * Entries of the audit log are sealed in the background, in the order of their ids: one chain of hashes per organization
 * (ADR 231). Entries of before are sealed by the same way.
 */
export class SealAuditLog1795478400450 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE public.audit_log
        ADD COLUMN client_request_id text,
        -- with the personal values in their digest, so that nobody can guess them from it; NULL once those are erased
        ADD COLUMN salt bytea,
        ADD COLUMN personal_digest bytea,
        ADD COLUMN hash bytea;
      CREATE INDEX audit_log_unsealed ON public.audit_log (org_id, id) WHERE hash IS NULL;
      REVOKE INSERT ON public.audit_log FROM ${APP_ROLE};
      GRANT INSERT (${WRITTEN}) ON public.audit_log TO ${APP_ROLE};

      CREATE TABLE public.audit_chains (
        org_id bigint PRIMARY KEY REFERENCES public.organizations (id) ON DELETE CASCADE,
        -- the last entry that retention removed; the chain begins behind it
        anchor_id bigint NOT NULL DEFAULT 0,
        anchor_hash bytea NOT NULL DEFAULT '',
        -- the last entry that was sealed
        head_id bigint NOT NULL DEFAULT 0,
        head_hash bytea NOT NULL DEFAULT ''
      );
      ${tenantTable('public.audit_chains')}
      GRANT SELECT ON public.audit_chains TO ${APP_ROLE};

      -- Numbers the transaction before an entry has its id: once all transactions up to a number have ended, no lower id
      -- comes to the log any more.
      CREATE FUNCTION public.number_transaction() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        BEGIN
          PERFORM pg_current_xact_id();
          RETURN NULL;
        END $$;
      CREATE TRIGGER number_transaction BEFORE INSERT ON public.audit_log FOR EACH STATEMENT
        EXECUTE FUNCTION public.number_transaction();

      -- The digest of what may name a person; it goes into the hash in place of the values.
      CREATE FUNCTION public.audit_personal_digest(entry public.audit_log) RETURNS bytea
        LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
          SELECT sha256(entry.salt || convert_to(jsonb_build_array(entry.actor_name, entry.old_values, entry.new_values,
            entry.address, entry.request_id, entry.client_request_id)::text, 'UTF8'))
        $$;

      -- SHA-256 of the hash before, the personal digest and the other values, one a line; '' for what is NULL.
      CREATE FUNCTION public.audit_hash(previous bytea, entry public.audit_log) RETURNS bytea
        LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
          SELECT sha256(previous || entry.personal_digest || convert_to(concat_ws(E'\\n', entry.org_id, entry.id,
            to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), entry.actor_type,
            coalesce(entry.actor_id::text, ''), entry.action, entry.target_type, coalesce(entry.target_id::text, ''),
            coalesce(entry.repo_id::text, '')), 'UTF8'))
        $$;

      -- The highest id that is not sealed, and the number of the next transaction; NULL and 0 where all are sealed.
      CREATE FUNCTION public.unsealed_audit_entries() RETURNS TABLE (up_to bigint, before xid8)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT max(a.id), pg_snapshot_xmax(pg_current_snapshot()) FROM public.audit_log a WHERE a.hash IS NULL
        $$;

      -- Seals some of the entries up to an id and returns how many; NULL, and none, until all transactions below a number
      -- have ended.
      CREATE FUNCTION public.seal_audit_entries(up_to bigint, before xid8, at_most integer) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE of_org bigint; entry public.audit_log; previous bytea; last_id bigint; sealed integer := 0;
        BEGIN
          IF pg_snapshot_xmin(pg_current_snapshot()) < before THEN RETURN NULL; END IF;
          FOR of_org IN SELECT DISTINCT a.org_id FROM public.audit_log a WHERE a.hash IS NULL AND a.id <= up_to LOOP
            EXIT WHEN sealed >= at_most;
            INSERT INTO public.audit_chains (org_id) VALUES (of_org) ON CONFLICT DO NOTHING;
            SELECT c.head_hash, c.head_id INTO previous, last_id FROM public.audit_chains c
              WHERE c.org_id = of_org FOR UPDATE;
            FOR entry IN SELECT a.* FROM public.audit_log a
              WHERE a.org_id = of_org AND a.hash IS NULL AND a.id <= up_to ORDER BY a.id LIMIT at_most - sealed LOOP
              entry.salt := uuid_send(gen_random_uuid());
              entry.personal_digest := public.audit_personal_digest(entry);
              entry.hash := public.audit_hash(previous, entry);
              UPDATE public.audit_log a
                SET salt = entry.salt, personal_digest = entry.personal_digest, hash = entry.hash
                WHERE a.org_id = of_org AND a.id = entry.id;
              previous := entry.hash;
              last_id := entry.id;
              sealed := sealed + 1;
            END LOOP;
            UPDATE public.audit_chains c SET head_id = last_id, head_hash = previous WHERE c.org_id = of_org;
          END LOOP;
          RETURN sealed;
        END $$;

      -- Faults of the chains, none where all is well; of each chain the first alone, as all hashes behind it differ, too.
      CREATE FUNCTION public.audit_faults() RETURNS TABLE (org_id bigint, id bigint, fault text)
        LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
          WITH links AS (
            SELECT a AS entry, a.org_id, a.id, a.hash, a.salt, a.personal_digest, c.anchor_id, c.head_id,
              coalesce(lag(a.hash) OVER chain, c.anchor_hash, '') AS previous
            FROM public.audit_log a LEFT JOIN public.audit_chains c ON c.org_id = a.org_id
            WHERE a.hash IS NOT NULL OR a.id <= c.head_id
            WINDOW chain AS (PARTITION BY a.org_id ORDER BY a.id)
          ), judged AS (
            SELECT l.org_id, l.id, CASE
              WHEN l.hash IS NULL THEN 'it lost its seal'
              WHEN l.id <= l.anchor_id THEN 'it is older than what retention removed'
              WHEN l.id > coalesce(l.head_id, 0) THEN 'it was added behind the last seal'
              WHEN l.salt IS NULL AND ((l.entry).actor_name <> '' OR (l.entry).address IS NOT NULL
                OR (l.entry).old_values IS NOT NULL OR (l.entry).new_values IS NOT NULL) THEN 'it lost its salt'
              WHEN l.salt IS NOT NULL AND public.audit_personal_digest(l.entry) IS DISTINCT FROM l.personal_digest
                THEN 'a name or a value was changed'
              WHEN public.audit_hash(l.previous, l.entry) IS DISTINCT FROM l.hash
                THEN 'it was changed, or an entry before it was removed or added'
            END AS fault FROM links l
          ), heads AS (
            SELECT c.org_id, c.head_id AS id, 'the last entries were removed' AS fault FROM public.audit_chains c
            WHERE c.head_id > c.anchor_id AND NOT EXISTS (
              SELECT FROM public.audit_log a WHERE a.org_id = c.org_id AND a.id = c.head_id AND a.hash = c.head_hash)
          )
          SELECT DISTINCT ON (f.org_id) f.org_id, f.id, f.fault
          FROM (SELECT * FROM judged j WHERE j.fault IS NOT NULL UNION ALL SELECT * FROM heads) f
          ORDER BY f.org_id, f.id
        $$;

      -- As before, and in the order of the ids: what was sealed alone, whose last hash the chain keeps as its anchor.
      CREATE OR REPLACE FUNCTION public.forget_audit_entries(older_than_days integer, at_most integer) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE
          of_org bigint; removed integer; forgotten integer := 0;
          too_old timestamptz := now() - make_interval(days => greatest(older_than_days, 30));
        BEGIN
          FOR of_org IN SELECT DISTINCT a.org_id FROM public.audit_log a WHERE a.at < too_old LOOP
            EXIT WHEN forgotten >= at_most;
            PERFORM FROM public.audit_chains c WHERE c.org_id = of_org FOR UPDATE SKIP LOCKED;
            CONTINUE WHEN NOT FOUND;
            WITH oldest AS (
              SELECT a.id, a.at, a.hash FROM public.audit_log a
              WHERE a.org_id = of_org ORDER BY a.id LIMIT at_most - forgotten
            ), kept AS (
              SELECT min(o.id) AS id FROM oldest o WHERE o.at >= too_old OR o.hash IS NULL
            ), gone AS (
              DELETE FROM public.audit_log a USING oldest o, kept k
              WHERE a.org_id = of_org AND a.id = o.id AND (k.id IS NULL OR o.id < k.id) RETURNING a.id, a.hash
            ), anchored AS (
              UPDATE public.audit_chains c SET anchor_id = g.id, anchor_hash = g.hash
              FROM (SELECT id, hash FROM gone ORDER BY id DESC LIMIT 1) g WHERE c.org_id = of_org
            )
            SELECT count(*) INTO removed FROM gone;
            forgotten := forgotten + removed;
          END LOOP;
          RETURN forgotten;
        END $$;

      REVOKE EXECUTE ON FUNCTION public.number_transaction(), public.audit_personal_digest(public.audit_log),
        public.audit_hash(bytea, public.audit_log), public.unsealed_audit_entries(),
        public.seal_audit_entries(bigint, xid8, integer), public.audit_faults() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION public.unsealed_audit_entries(), public.seal_audit_entries(bigint, xid8, integer)
        TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION public.forget_audit_entries(older_than_days integer, at_most integer) RETURNS integer
        LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE forgotten integer;
        BEGIN
          DELETE FROM public.audit_log WHERE (org_id, id) IN (
            SELECT a.org_id, a.id FROM public.audit_log a
            WHERE a.at < now() - make_interval(days => greatest(older_than_days, 30))
            ORDER BY a.at LIMIT at_most FOR UPDATE SKIP LOCKED);
          GET DIAGNOSTICS forgotten = ROW_COUNT;
          RETURN forgotten;
        END $$;
      DROP FUNCTION public.audit_faults();
      DROP FUNCTION public.seal_audit_entries(bigint, xid8, integer);
      DROP FUNCTION public.unsealed_audit_entries();
      DROP FUNCTION public.audit_hash(bytea, public.audit_log);
      DROP FUNCTION public.audit_personal_digest(public.audit_log);
      DROP TRIGGER number_transaction ON public.audit_log;
      DROP FUNCTION public.number_transaction();
      DROP TABLE public.audit_chains;
      REVOKE INSERT ON public.audit_log FROM ${APP_ROLE};
      DROP INDEX public.audit_log_unsealed;
      ALTER TABLE public.audit_log DROP COLUMN client_request_id, DROP COLUMN salt, DROP COLUMN personal_digest,
        DROP COLUMN hash;
      GRANT INSERT ON public.audit_log TO ${APP_ROLE};
    `);
  }
}
