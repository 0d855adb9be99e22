import { nameStatement } from './name-statement.js';

it.each([
  ['SELECT "scan"."id" AS "scan_id" FROM "scans" "scan" WHERE "scan"."id" = $1', 'SELECT scans'],
  ['\n  INSERT INTO evaluations (org_id) VALUES ($1)', 'INSERT evaluations'],
  ['UPDATE "scans" SET "state" = $1', 'UPDATE scans'],
  ['DELETE FROM deliveries USING events', 'DELETE deliveries'],
  ['SELECT auth.find_caller($1) FROM nothing', 'SELECT auth.find_caller'],
  ['SELECT * FROM ONLY public.jobs FOR UPDATE', 'SELECT jobs'],
  ['INSERT INTO "public"."scans"("org_id") VALUES ($1)', 'INSERT scans'],
  ['WITH due AS (SELECT id FROM work_items LIMIT 3) UPDATE jobs SET x = 1', 'WITH work_items'],
  ["BEGIN; SELECT set_config('app.org_id', '7', true)", 'BEGIN'],
  ['COPY (SELECT content FROM segments) TO STDOUT', 'COPY segments'],
  ['COMMIT', 'COMMIT'],
  ['', 'statement'],
])('%p is named %p', (text, name) => {
  expect(nameStatement(text)).toBe(name);
});
