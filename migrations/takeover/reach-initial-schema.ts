import type { QueryRunner } from 'typeorm';
import { createFunctions, createTriggers } from '../1795478401000-create-schema.js';

/** Last step of the takeover: drops what no version since calls, and writes functions and triggers as the first migration does. */
export async function reachInitialSchema(db: Pick<QueryRunner, 'query'>): Promise<void> {
  await db.query(`
    DROP FUNCTION
      auth.change_password, auth.claim_mails, auth.create_session, auth.find_api_key_holder, auth.find_password_reset,
      auth.find_person_behind, auth.find_session_holder, auth.find_trusted_publishers, auth.list_sessions,
      auth.list_sessions_beside, auth.reset_password_by_link, auth.resolve_api_key, auth.resolve_session,
      auth.revoke_session, auth.revoke_session_beside, auth.rotate_refresh_token;
    -- overloads that lack the last parameters
    DROP FUNCTION auth.ensure_user(text, text, text), auth.set_member_password(bigint, bigint, text),
      public.claim_deliveries(integer, integer, integer, timestamptz);
    -- other functions alone call these
    REVOKE EXECUTE ON FUNCTION auth.begin_provider_session, auth.begin_session, auth.change_password_behind,
      auth.reset_password, auth.store_password_reset FROM qg_app;
    -- of a conversion that is done
    DROP INDEX public.scans_unsummarized;
    DELETE FROM public.data_migrations;
  `);
  await createFunctions(db);
  await createTriggers(db);
  await db.query('UPDATE public.schema_version SET number = 2, oldest_serving = 2');
}
