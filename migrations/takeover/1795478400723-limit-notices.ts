import type { MigrationInterface, QueryRunner } from 'typeorm';

const DEFINER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';
const INSERT = `
          INSERT INTO auth.mails (kind, address, details)
          SELECT 'security_notice', u.email, jsonb_build_object('user_agent', s.user_agent) || facts
          FROM auth.users u LEFT JOIN auth.sessions s ON s.id = by_session WHERE u.id = to_user`;

/** At most 5 notices of one event an hour go to a person. */
export class LimitNotices1795478400723 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE auth.counted_notices (
        user_id bigint NOT NULL REFERENCES auth.users (id) ON DELETE CASCADE,
        event text NOT NULL,
        notices integer NOT NULL,
        counted_since timestamptz NOT NULL,
        PRIMARY KEY (user_id, event)
      );
      CREATE OR REPLACE FUNCTION auth.queue_notice(to_user bigint, by_session uuid, facts jsonb) RETURNS void
        LANGUAGE plpgsql ${DEFINER} AS $$
        BEGIN
          INSERT INTO auth.counted_notices AS c (user_id, event, notices, counted_since)
            SELECT u.id, facts ->> 'event', 1, now() FROM auth.users u WHERE u.id = to_user
            ON CONFLICT (user_id, event) DO UPDATE
              SET notices = CASE WHEN c.counted_since <= now() - interval '1 hour' THEN 1 ELSE c.notices + 1 END,
                counted_since = CASE WHEN c.counted_since <= now() - interval '1 hour' THEN now() ELSE c.counted_since END
              WHERE c.notices < 5 OR c.counted_since <= now() - interval '1 hour';
          IF NOT FOUND THEN RETURN; END IF;${INSERT};
        END $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION auth.queue_notice(to_user bigint, by_session uuid, facts jsonb) RETURNS void
        LANGUAGE sql ${DEFINER} AS $$${INSERT}
        $$;
      DROP TABLE auth.counted_notices;
    `);
  }
}
