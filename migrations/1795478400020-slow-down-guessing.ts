import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from './tenant-table.js';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** Attempts at a password that have failed in a row, so that all instances wait together (ADR 0078). */
export class SlowDownGuessing1795478400020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A lane is whose password from where, as a hash. It is known to no one organization.
      CREATE TABLE auth.password_attempts (
        lane bytea PRIMARY KEY,
        in_a_row integer NOT NULL,
        next_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL
      );
      CREATE INDEX password_attempts_last ON auth.password_attempts (last_at);

      -- Takes an attempt, which counts as failed until it is cleared, and answers 0; or takes none and answers the
      -- milliseconds until the next one is. After so many free ones the wait doubles from a second to the longest one.
      CREATE FUNCTION auth.take_password_attempt(of_lane bytea, free integer, longest_s integer, forget_after interval)
        RETURNS double precision LANGUAGE plpgsql ${DEFINER} AS $$
        DECLARE at timestamptz := clock_timestamp(); opens timestamptz;
        BEGIN
          DELETE FROM auth.password_attempts WHERE lane IN (
            SELECT a.lane FROM auth.password_attempts a WHERE a.last_at < at - forget_after
            ORDER BY a.last_at LIMIT 20 FOR UPDATE SKIP LOCKED);
          INSERT INTO auth.password_attempts AS a (lane, in_a_row, next_at, last_at) VALUES (of_lane, 1, at, at)
            ON CONFLICT (lane) DO UPDATE SET
              in_a_row = least(a.in_a_row + 1, 1000000),
              next_at = at + CASE WHEN a.in_a_row + 1 < free THEN interval '0'
                ELSE make_interval(secs => least(longest_s, 2.0 ^ least(a.in_a_row + 1 - free, 30))) END,
              last_at = at
            WHERE a.next_at <= at;
          IF FOUND THEN RETURN 0; END IF;
          SELECT a.next_at INTO opens FROM auth.password_attempts a WHERE a.lane = of_lane;
          RETURN greatest(1, extract(epoch FROM opens - at) * 1000);
        END $$;

      CREATE FUNCTION auth.clear_password_attempts(of_lane bytea) RETURNS void
        LANGUAGE sql ${DEFINER} AS $$ DELETE FROM auth.password_attempts WHERE lane = of_lane $$;

      -- Where the user with that address has signed in from lately.
      CREATE FUNCTION auth.sign_in_addresses(of_email text) RETURNS SETOF text
        LANGUAGE sql STABLE ${DEFINER} AS $$
          SELECT DISTINCT s.address FROM auth.sessions s JOIN auth.users u ON u.id = s.user_id
          WHERE lower(u.email) = lower(of_email) AND s.address IS NOT NULL AND s.expires_at > now() - interval '30 days'
          LIMIT 1000
        $$;

      REVOKE EXECUTE ON FUNCTION auth.take_password_attempt(bytea, integer, integer, interval),
        auth.clear_password_attempts(bytea), auth.sign_in_addresses(text) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION auth.take_password_attempt(bytea, integer, integer, interval),
        auth.clear_password_attempts(bytea), auth.sign_in_addresses(text) TO ${APP_ROLE};
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      DROP FUNCTION auth.sign_in_addresses(text);
      DROP FUNCTION auth.clear_password_attempts(bytea);
      DROP FUNCTION auth.take_password_attempt(bytea, integer, integer, interval);
      DROP TABLE auth.password_attempts;
    `);
  }
}
