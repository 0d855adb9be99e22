import type { MigrationInterface, QueryRunner } from 'typeorm';

const DEFINER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;

/** `now` is when the attempt is counted. */
const takeAttempt = (now: string) => `
  CREATE OR REPLACE FUNCTION auth.take_password_attempt(of_lane bytea, free integer, longest_s integer, forget_after interval)
    RETURNS double precision LANGUAGE plpgsql ${DEFINER} AS $$
    DECLARE at timestamptz := clock_timestamp(); opens timestamptz;
    BEGIN
      DELETE FROM auth.password_attempts WHERE lane IN (
        SELECT a.lane FROM auth.password_attempts a WHERE a.last_at < at - forget_after
        ORDER BY a.last_at LIMIT 20 FOR UPDATE SKIP LOCKED);
      INSERT INTO auth.password_attempts AS a (lane, in_a_row, next_at, last_at) VALUES (of_lane, 1, at, at)
        ON CONFLICT (lane) DO UPDATE SET
          in_a_row = least(a.in_a_row + 1, 1000000),
          next_at = ${now} + CASE WHEN a.in_a_row + 1 < free THEN interval '0'
            ELSE make_interval(secs => least(longest_s, 2.0 ^ least(a.in_a_row + 1 - free, 30))) END,
          last_at = ${now}
        WHERE a.next_at <= ${now};
      IF FOUND THEN RETURN 0; END IF;
      SELECT a.next_at INTO opens FROM auth.password_attempts a WHERE a.lane = of_lane;
      RETURN greatest(1, extract(epoch FROM opens - at) * 1000);
    END $$`;

/**
 * Serializes concurrent attempts on their row, and takes the time of each once it has the row. A time taken earlier
 * would precede the other attempt's, which would then lie in its future and turn it away although neither failed.
 */
export class CountAttemptsAtOnce1795478400070 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(takeAttempt('clock_timestamp()'));
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(takeAttempt('at'));
  }
}
