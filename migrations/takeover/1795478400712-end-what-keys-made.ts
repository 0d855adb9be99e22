import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../tenant-table.js';

const DEFINER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';
const MINTED = ['public.invitations', 'auth.password_resets', 'public.members'] as const;

/** Function that stores a member's link. @param byKey the key that makes it, and when that key expires; else as before this migration */
const makeMemberReset = (byKey: boolean): string => `
  DROP FUNCTION auth.make_member_reset(bigint, bigint, bytea, interval, boolean${byKey ? '' : ', bigint, timestamptz'});
  CREATE FUNCTION auth.make_member_reset(of_org bigint, of_user bigint, hash bytea, lasts interval, unbinds boolean
      ${byKey ? ', by_key bigint DEFAULT NULL, key_ends timestamptz DEFAULT NULL' : ''})
    RETURNS timestamptz LANGUAGE plpgsql ${DEFINER} AS $$
    DECLARE expires timestamptz := auth.store_password_reset(of_org, of_user, hash, lasts);
    BEGIN
      ${byKey ? 'expires := CASE WHEN expires IS NOT NULL THEN least(expires, key_ends) END;' : ''}
      UPDATE auth.password_resets r SET unbinds_identities = unbinds
          ${byKey ? ', minted_by = by_key, expires_at = expires' : ''}
        WHERE r.org_id = of_org AND r.user_id = of_user AND r.token_hash = hash;
      RETURN expires;
    END $$;
  REVOKE EXECUTE ON FUNCTION auth.make_member_reset FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION auth.make_member_reset TO ${APP_ROLE};`;

/**
 * Invitations, links and members that a key made, and that nobody has accepted, end with the key
 * (docs/adr/keys.md#things-that-a-key-made).
 */
export class EndWhatKeysMade1795478400712 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ${MINTED.map(
        (table) => `
      ALTER TABLE ${table} ADD COLUMN minted_by bigint,
        ADD FOREIGN KEY (org_id, minted_by) REFERENCES auth.api_keys (org_id, id)
          ON DELETE ${table === 'public.members' ? 'SET NULL (minted_by)' : 'CASCADE'};
      CREATE INDEX ${table.split('.')[1]}_minted_by ON ${table} (org_id, minted_by) WHERE minted_by IS NOT NULL;`,
      ).join('')}
      ${makeMemberReset(true)}

      -- Deletes what a revoked key made, which the audit log then has. Nobody has accepted a membership whose person has no
      -- password but a temporary one. The last owner stays.
      CREATE FUNCTION auth.end_minted() RETURNS trigger
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          DELETE FROM auth.password_resets r WHERE r.org_id = NEW.org_id AND r.minted_by = NEW.id;
          WITH invitations AS (
            DELETE FROM public.invitations i WHERE i.org_id = NEW.org_id AND i.minted_by = NEW.id
            RETURNING i.id, jsonb_build_object('email', i.email, 'role', i.role, 'minted_by', i.minted_by) AS was
          ), members AS (
            DELETE FROM public.members m USING auth.users u
            WHERE m.org_id = NEW.org_id AND m.minted_by = NEW.id AND m.origin = 'made' AND u.id = m.user_id
              AND u.password_hash IS NULL
              AND NOT EXISTS (SELECT FROM auth.member_passwords p
                WHERE p.org_id = m.org_id AND p.user_id = m.user_id AND NOT p.is_temporary)
              AND (m.role <> 'ORG_OWNER' OR EXISTS (SELECT FROM public.members o
                WHERE o.org_id = m.org_id AND o.role = 'ORG_OWNER' AND o.minted_by IS DISTINCT FROM NEW.id))
            RETURNING m.user_id AS id, jsonb_build_object('email', u.email, 'name', coalesce(m.name, u.name),
              'role', m.role, 'minted_by', m.minted_by) AS was
          ), ended AS (
            SELECT 'invitation.withdrawn' AS action, 'invitation' AS kind, i.* FROM invitations i
            UNION ALL SELECT 'member.removed', 'member', m.* FROM members m
          )
          INSERT INTO public.audit_log (org_id, at, actor_type, actor_name, action, target_type, target_id, old_values)
            SELECT NEW.org_id, NEW.revoked_at, 'service', 'quality-gate', e.action, e.kind, e.id, e.was
            FROM ended e ORDER BY e.kind, e.id;
          RETURN NULL;
        END $$;
      REVOKE EXECUTE ON FUNCTION auth.end_minted() FROM PUBLIC;
      CREATE TRIGGER end_minted AFTER UPDATE OF revoked_at ON auth.api_keys FOR EACH ROW
        WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION auth.end_minted();
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP TRIGGER end_minted ON auth.api_keys;
      DROP FUNCTION auth.end_minted();
      ${makeMemberReset(false)}
      ${MINTED.map((table) => `ALTER TABLE ${table} DROP COLUMN minted_by;`).join('\n')}
    `);
  }
}
