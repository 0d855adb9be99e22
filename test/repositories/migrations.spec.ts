import pg from 'pg';
import { DataSource } from 'typeorm';
import { BoundWhatOrganizationsUse1795478400270 } from '../../migrations/1795478400270-bound-what-organizations-use.js';
import { CreatePullRequests1795478400310 } from '../../migrations/1795478400310-create-pull-requests.js';
import { ExpectVisibleRows1795478400425 } from '../../migrations/1795478400425-expect-visible-rows.js';
import { MIGRATIONS } from '../../ormconfig.js';
import { OWNER_ROLE } from '../../src/platform/database/connection.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { typeormOptions } from '../../src/platform/database/typeorm-options.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

describe('migrations', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase({ isEmpty: true });
  });

  afterEach(() => database.drop());

  const tables = async (): Promise<string[]> => {
    const client = new pg.Client({ ...database.admin, ssl: false });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'auth') ORDER BY 1`,
    );
    await client.end();
    return rows.map((row) => row.name);
  };

  it('runs each migration once', async () => {
    expect(await prepareDatabase(database.admin, MIGRATIONS)).toHaveLength(MIGRATIONS.length);
    expect(await prepareDatabase(database.admin, MIGRATIONS)).toEqual([]);
  });

  it('runs them once when several instances start together', async () => {
    const ran = await Promise.all(Array.from({ length: 3 }, () => prepareDatabase(database.admin, MIGRATIONS)));
    expect(ran.map((names) => names.length).sort()).toEqual([0, 0, MIGRATIONS.length]);
  });

  it('goes down to nothing and up to the same tables', async () => {
    await prepareDatabase(database.admin, MIGRATIONS);
    const up = await tables();
    const source = await openAsOwner(database);
    for (let left = MIGRATIONS.length; left > 0; left -= 1) await source.undoLastMigration();
    expect(await tables()).toEqual(['public.migrations']);
    await source.runMigrations();
    await source.destroy();
    expect(await tables()).toEqual(up);
  });

  it('counts what organizations use already towards their quotas', async () => {
    await prepareDatabase(database.admin, MIGRATIONS);
    const source = await openAsOwner(database);
    await undoFrom(source, BoundWhatOrganizationsUse1795478400270);
    await source.query(`
      INSERT INTO organizations (name, slug) VALUES ('One', 'one'), ('Two', 'two');
      INSERT INTO repos (org_id, name) SELECT id, 'web' FROM organizations;
      INSERT INTO scans (org_id, repo_id, branch, default_branch, is_baseline_scan, baseline_generation, created_by,
        created_at, deadline_at)
      SELECT org_id, id, 'main', 'main', true, 0, 'user:1', now() - age, now()
      FROM repos, unnest(ARRAY['0', '0', '25 hours']::interval[]) AS age WHERE org_id = 1;
      INSERT INTO finding_reports (org_id, scan_id, tool, format, finding_count, matched_against, fixed_count)
      SELECT org_id, id, 'tool', 'sarif', 10, '', 0 FROM scans;
      INSERT INTO coverage_uploads (org_id, scan_id, digest, format, file_count)
      SELECT org_id, id, '', 'lcov', 4 FROM scans;`);
    await source.runMigrations();
    const used = await source.query<object[]>(
      'SELECT org_id, quota, sum(amount)::int AS amount FROM organization_usage GROUP BY 1, 2 ORDER BY 1, 2',
    );
    await source.destroy();
    expect(used).toEqual([
      { org_id: 1, quota: 'scans_per_day', amount: 2 },
      { org_id: 1, quota: 'stored_bytes', amount: 3 * (10 * 460 + 4 * 300) },
    ]);
  });

  it('rewrites the policies that hide repositories, as a new installation has them', async () => {
    await prepareDatabase(database.admin, MIGRATIONS);
    const source = await openAsOwner(database);
    const wall = async () =>
      source.query<object[]>(
        `SELECT pg_get_expr(polqual, polrelid) AS using, pg_get_expr(polwithcheck, polrelid) AS checking
         FROM pg_policy WHERE polrelid = 'scans'::regclass AND polname = 'repo_wall'`,
      );
    const ofNewInstallation = await wall();
    await undoFrom(source, ExpectVisibleRows1795478400425);
    const asBefore = `(SELECT NULLIF(current_setting('app.repo_ids', true), '')) IS NULL
      OR repo_id = ANY ((SELECT NULLIF(current_setting('app.repo_ids', true), ''))::bigint[])`;
    await source.query(`ALTER POLICY repo_wall ON scans USING (${asBefore}) WITH CHECK (${asBefore})`);
    await source.runMigrations();
    const upgraded = await wall();
    await source.destroy();
    expect(upgraded).toEqual(ofNewInstallation);
  });

  it('knows the pull requests of scans that there are', async () => {
    await prepareDatabase(database.admin, MIGRATIONS);
    const source = await openAsOwner(database);
    await undoFrom(source, CreatePullRequests1795478400310);
    await source.query(`
      INSERT INTO organizations (name, slug) VALUES ('One', 'one');
      INSERT INTO repos (org_id, name) SELECT id, 'web' FROM organizations;
      INSERT INTO scans (org_id, repo_id, branch, pr_number, default_branch, is_baseline_scan, baseline_generation,
        created_by, created_at, deadline_at)
      SELECT org_id, id, 'feature', pr, 'main', false, 0, 'user:1', '2026-04-19T12:00:00Z'::timestamptz + age, now()
      FROM repos, (VALUES (7, '0 h'::interval), (7, '1 h'), (8, '2 h'), (NULL, '3 h')) AS scanned (pr, age);`);
    await source.runMigrations();
    const known = await source.query<object[]>(
      'SELECT number, last_scan_id, last_scanned_at, closed_at FROM pull_requests ORDER BY number',
    );
    await source.destroy();
    expect(known).toEqual([
      { number: 7, last_scan_id: 2, last_scanned_at: new Date('2026-04-19T13:00:00Z'), closed_at: null },
      { number: 8, last_scan_id: 3, last_scanned_at: new Date('2026-04-19T14:00:00Z'), closed_at: null },
    ]);
  });
});

async function openAsOwner({ admin }: TestDatabase): Promise<DataSource> {
  const source = new DataSource({
    ...typeormOptions(admin, { poolSize: 1, sessionOptions: `-c role=${OWNER_ROLE}` }),
    migrations: MIGRATIONS,
  });
  return source.initialize();
}

/** Undoes a migration and those after it. */
async function undoFrom(source: DataSource, migration: (typeof MIGRATIONS)[number]): Promise<void> {
  for (let left = MIGRATIONS.length; left > MIGRATIONS.indexOf(migration); left -= 1) await source.undoLastMigration();
}
