import pg from 'pg';
import type { Logger } from 'pino';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import type { OrgId, RepoId, ScanId } from '../../src/domain/ids.js';
import type { DatabaseConnection } from '../../src/platform/database/connection.js';
import { PreparedReads } from '../../src/platform/database/prepared-reads.js';
import { TenantDatabase } from '../../src/platform/database/tenant-database.js';
import { typeormOptions } from '../../src/platform/database/typeorm-options.js';
import { createLogger } from '../../src/platform/logging/logger.js';
import { SystemClock } from '../../src/platform/time/clock.js';
import { createTestDatabase } from '../support/postgres.js';

/** A database with two organizations, and the serving role's way into it. */
export interface TenantFixture {
  readonly tenant: TenantDatabase;
  readonly source: DataSource;
  /** Its reads that belong to no tenant. */
  readonly reads: PreparedReads;
  readonly orgId: OrgId;
  readonly otherOrgId: OrgId;
  /** The first row of a statement by the superuser, whom row security does not bind. */
  admin<Row = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row>;
  aRepo(orgId?: OrgId): Promise<RepoId>;
  /** A pending scan of a pull request; `values` are columns to set. */
  aScan(repoId: RepoId, values?: Record<string, unknown>): Promise<ScanId>;
  close(): Promise<void>;
}

/** Deviations of a fixture's pool from the usual one. */
export interface TenantFixtureOptions {
  readonly poolSize?: number;
  /** The database as the pool reaches it. */
  readonly through?: (database: DatabaseConnection) => Promise<DatabaseConnection>;
}

export async function openTenantFixture(
  entities: EntityTarget<ObjectLiteral>[],
  logger: Logger = createLogger('silent'),
  { poolSize = 4, through = (direct) => Promise.resolve(direct) }: TenantFixtureOptions = {},
): Promise<TenantFixture> {
  const database = await createTestDatabase();
  const connection = await through(database.app);
  const source = new DataSource({ ...typeormOptions(connection, { poolSize }), entities: entities as never });
  await source.initialize();
  const superuser = new pg.Client({ ...database.admin });
  await superuser.connect();
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);

  const admin = async <Row>(sql: string, values: unknown[] = []): Promise<Row> =>
    (await superuser.query(sql, values)).rows[0] as Row;
  const insert = async (table: string, values: Record<string, unknown>): Promise<number> => {
    const columns = Object.keys(values);
    const places = columns.map((_, index) => `$${index + 1}`);
    const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')}) RETURNING id`;
    return (await admin<{ id: number }>(sql, Object.values(values))).id;
  };
  const orgId = (await insert('organizations', { name: 'One', slug: 'one' })) as OrgId;
  const otherOrgId = (await insert('organizations', { name: 'Two', slug: 'two' })) as OrgId;
  const reads = new PreparedReads(source);
  let repos = 0;

  return {
    tenant: new TenantDatabase(source, reads, logger, false, new SystemClock()),
    source,
    reads,
    orgId,
    otherOrgId,
    admin,
    aRepo: async (of = orgId) => {
      repos += 1;
      return (await insert('repos', { org_id: of, name: `acme/repo-${repos}` })) as RepoId;
    },
    aScan: async (repoId, values = {}) => {
      const { org_id } = await admin<{ org_id: OrgId }>('SELECT org_id FROM repos WHERE id = $1', [repoId]);
      const scan = { branch: 'feature', pr_number: 5, default_branch: 'main', is_baseline_scan: false };
      const rest = { baseline_generation: 0, created_by: 'user:1', deadline_at: '2100-01-01T00:00:00Z' };
      return (await insert('scans', { org_id, repo_id: repoId, ...scan, ...rest, ...values })) as ScanId;
    },
    close: async () => {
      await superuser.end();
      await source.destroy();
      await database.drop();
    },
  };
}
