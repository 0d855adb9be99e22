import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Columns of a scan that its status depends on. */
const STATUS_COLUMNS = [
  'repo_id',
  'branch',
  'pr_number',
  'default_branch',
  'is_baseline_scan',
  'state',
  'deadline_at',
  'evaluation',
  'marks_changed_at',
];

/**
 * Announces changed rows that a hot read depends on, by the tag to invalidate (`kind:id`). Each instance caches such
 * reads and drops them by tag (ADR 0110). Resolving a credential now also returns how long its result is valid.
 */
export class AnnounceChanges1795478400010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- kind, then the columns that name the row, e.g. announce_change('scan', 'org_id', 'id'): "scan:12/345".
      -- A transaction announces each tag once, and only when it commits.
      CREATE FUNCTION public.announce_change() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
        DECLARE changed jsonb := to_jsonb(coalesce(NEW, OLD));
        BEGIN
          PERFORM pg_notify('quality_gate_changes',
            TG_ARGV[0] || ':' || concat_ws('/', changed ->> TG_ARGV[1], changed ->> TG_ARGV[2]));
          RETURN NULL;
        END $$;

      CREATE TRIGGER announce_change AFTER UPDATE ON public.scans FOR EACH ROW
        WHEN (${STATUS_COLUMNS.map((column) => `OLD.${column} IS DISTINCT FROM NEW.${column}`).join(' OR ')})
        EXECUTE FUNCTION public.announce_change('scan', 'org_id', 'id');
      CREATE TRIGGER announce_end AFTER DELETE ON public.scans FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('scan', 'org_id', 'id');

      CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON public.gate_configs FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('gate', 'org_id');
      CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON public.waivers FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('gate', 'org_id');

      CREATE TRIGGER announce_change AFTER INSERT OR UPDATE OR DELETE ON public.members FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('user', 'user_id');
      CREATE TRIGGER announce_change AFTER UPDATE OR DELETE ON auth.users FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('user', 'id');

      CREATE TRIGGER announce_change AFTER UPDATE OR DELETE ON auth.sessions FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('session', 'id');

      -- not each time that its use is counted
      CREATE TRIGGER announce_change AFTER UPDATE ON auth.api_keys FOR EACH ROW
        WHEN ((OLD.name, OLD.role, OLD.scopes, OLD.created_by_user_id, OLD.key_hash, OLD.expires_at, OLD.revoked_at)
          IS DISTINCT FROM
          (NEW.name, NEW.role, NEW.scopes, NEW.created_by_user_id, NEW.key_hash, NEW.expires_at, NEW.revoked_at))
        EXECUTE FUNCTION public.announce_change('api_key', 'id');
      CREATE TRIGGER announce_end AFTER DELETE ON auth.api_keys FOR EACH ROW
        EXECUTE FUNCTION public.announce_change('api_key', 'id');

      -- Who a session's token speaks for; no row when the session is over or the membership gone. valid_for_ms: until
      -- the session ends by itself. Instances of the version before still call resolve_session.
      CREATE FUNCTION auth.find_session_holder(session uuid)
        RETURNS TABLE (session_id uuid, user_id bigint, email text, name text, is_super_admin boolean,
          org_id bigint, org_name text, org_slug text, role text, valid_for_ms double precision)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT s.id, u.id, u.email, u.name, u.is_super_admin, o.id, o.name, o.slug, m.role,
            extract(epoch FROM s.expires_at - now())::float8 * 1000
          FROM auth.sessions s
          JOIN auth.users u ON u.id = s.user_id
          JOIN public.organizations o ON o.id = s.org_id
          LEFT JOIN public.members m ON m.org_id = s.org_id AND m.user_id = s.user_id
          WHERE s.id = session AND s.revoked_at IS NULL AND s.expires_at > now()
            AND (m.role IS NOT NULL OR u.is_super_admin)
        $$;

      -- Who a key speaks for; maker_role is what its maker may do now: a key never outranks its maker. valid_for_ms:
      -- until the key ends by itself; NULL for one without end. Instances of the version before call resolve_api_key.
      CREATE FUNCTION auth.find_api_key_holder(wanted bytea)
        RETURNS TABLE (key_id bigint, key_name text, role text, scopes text[], org_id bigint, maker_id bigint,
          maker_role text, valid_for_ms double precision)
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT k.id, k.name, k.role, k.scopes, k.org_id, u.id, m.role,
            extract(epoch FROM k.expires_at - now())::float8 * 1000
          FROM auth.api_keys k
          JOIN auth.users u ON u.id = k.created_by_user_id
          LEFT JOIN public.members m ON m.org_id = k.org_id AND m.user_id = k.created_by_user_id
          WHERE k.key_hash = wanted AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
            AND (m.role IS NOT NULL OR u.is_super_admin)
        $$;

      REVOKE EXECUTE ON FUNCTION auth.find_session_holder(uuid), auth.find_api_key_holder(bytea) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.find_session_holder(uuid), auth.find_api_key_holder(bytea) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.find_api_key_holder(bytea);
      DROP FUNCTION auth.find_session_holder(uuid);
      DROP FUNCTION public.announce_change() CASCADE;
    `);
  }
}
