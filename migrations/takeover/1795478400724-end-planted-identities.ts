import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type FunctionPart, replaceParts, undone } from './function-part.js';

const PARTS: readonly FunctionPart[] = [
  [
    'auth.resolve_identity',
    'DELETE FROM auth.identities i WHERE i.user_id = found.id AND NOT i.is_proven;',
    `DELETE FROM auth.identities i WHERE i.user_id = found.id AND NOT i.is_proven;
          IF FOUND THEN
            INSERT INTO public.audit_log (org_id, at, actor_type, actor_name, action, target_type, target_id, new_values)
              SELECT m.org_id, now(), 'service', 'quality-gate', 'auth.identity_unlinked', 'user', found.id,
                '{"by": "verified_address"}'
              FROM public.members m WHERE m.user_id = found.id;
          END IF;`,
  ],
  [
    'auth.begin_session_by_provider',
    'UPDATE auth.sessions s SET signed_in_at = known,',
    `-- who unbinds an identity holds the user's row before its sessions end
          PERFORM FROM auth.users u WHERE u.id = for_user FOR SHARE;
          UPDATE auth.sessions s SET revoked_at = now() WHERE s.id = made AND NOT EXISTS (SELECT FROM auth.identities i
            WHERE i.issuer = by_issuer AND i.subject = by_subject AND i.user_id = for_user);
          UPDATE auth.sessions s SET signed_in_at = known,`,
  ],
];

/** Has the audit log name identities that a verified address ends, and ends a session whose identity is unbound meanwhile. */
export class EndPlantedIdentities1795478400724 implements MigrationInterface {
  up(db: QueryRunner): Promise<void> {
    return replaceParts(db, PARTS);
  }

  down(db: QueryRunner): Promise<void> {
    return replaceParts(db, undone(PARTS));
  }
}
