import type pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { MIGRATIONS } from '../../ormconfig.js';
import { bindOnAllNodes, DISTRIBUTED_TABLES } from '../../src/platform/database/citus.js';
import { moveOrganization } from '../../src/platform/database/distribute.js';
import { openClient } from '../../src/platform/database/open-client.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { anOrganization, type TestOrganization } from '../support/actors.js';
import type { ApiClient } from '../support/api-client.js';
import {
  citusCluster,
  type CitusDatabase,
  type CitusNode,
  createCitusDatabase,
  distributeTables,
} from '../support/citus-cluster.js';
import { query } from '../support/postgres.js';
import { anLcov, aSarifLog, lines } from '../support/reports.js';
import { ADMIN_EMAIL, ADMIN_PASSWORD, startTestApp, type TestApp } from '../support/test-app.js';

/** Findings and coverage of a completed scan, as the API shows them. */
async function push(
  by: ApiClient,
  rules: readonly string[],
  of: { branch: string; pr_number?: number } = { branch: 'main' },
): Promise<{ id: number; shown: unknown }> {
  const { scan_id: id } = (await by.post('/scans', { repo: 'acme/web', default_branch: 'main', ...of })).body;
  const results = rules.map((rule, index) => ({ rule, path: `src/${rule}.ts`, line: index + 1 }));
  expect((await by.post(`/scans/${id}/findings`, aSarifLog(results))).status).toBe(200);
  const content = anLcov({ 'src/a.ts': lines(10, 7) });
  expect((await by.upload('/quality/coverage/upload', { scan_id: String(id) }, { content })).status).toBe(200);
  expect((await by.post(`/scans/${id}/complete`)).status).toBe(200);
  return { id, shown: await show(by, id) };
}

async function show(by: ApiClient, id: number): Promise<unknown> {
  const paths = [`/scans/${id}/findings`, `/quality/coverage/${id}`, `/quality/gates/status/${id}`];
  const answers = await Promise.all(paths.map((path) => by.get(path)));
  return answers.map(({ status, body }) => ({ status, body: body as unknown }));
}

const withCluster = citusCluster() === null ? describe.skip : describe;

withCluster('tables distributed by Citus (needs CITUS_URL)', () => {
  let database: CitusDatabase;
  let service: TestApp;
  let org: TestOrganization;
  let other: TestOrganization;
  let before: { id: number; shown: unknown };

  const admin = <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) =>
    query<Row>(database.admin, sql, values);
  const start = () => startTestApp({}, { database });

  /** Starts a service that refuses to serve, and ends the connections that the end of its process would. */
  async function isRefused(reason: RegExp): Promise<void> {
    await expect(start()).rejects.toThrow(reason);
    await admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = 'qg_app'`, [
      database.admin.database,
    ]);
  }

  async function restart(): Promise<void> {
    service = await start();
    const signIn = async ({ id }: TestOrganization) => service.anonymous.login(ADMIN_EMAIL, ADMIN_PASSWORD, id);
    org = { ...org, admin: await signIn(org) };
    other = { ...other, admin: await signIn(other) };
  }

  /** Runs a statement as the serving role, in a transaction that is rolled back. */
  async function asServing<Row extends pg.QueryResultRow>(begin: string, sql: string): Promise<Row[]> {
    const client = await openClient(database.app);
    try {
      await client.query(`BEGIN; ${begin}`);
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  beforeAll(async () => {
    database = await createCitusDatabase();
    service = await start();
    [org, other] = [await anOrganization(service), await anOrganization(service)];
    before = await push(org.admin, ['first', 'second']);
    await push(other.admin, ['foreign']);
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  it('are left alone while the service runs', async () => {
    await expect(distributeTables(database)).rejects.toThrow(/The service has \d+ connections.*Stop all/);
  });

  it('have what was stored before, also after an interruption', async () => {
    await service.stop();
    await distributeTables(database);
    await admin(`SELECT undistribute_table('public.coverage_manifests')`);
    await isRefused(/Only 5 of 6 tables are distributed.*npm run distribute/);
    const said = await distributeTables(database);
    expect(said.filter((line) => line.endsWith('is already distributed.'))).toHaveLength(5);
    expect(said).toContain('6/6 public.coverage_manifests: 2 rows distributed.');
    await restart();
    expect(await show(org.admin, before.id)).toEqual(before.shown);
  });

  it('take new scans, which are compared with those before', async () => {
    const { id } = await push(org.admin, ['second', 'third'], { branch: 'feature', pr_number: 7 });
    const { findings } = (await org.admin.get(`/scans/${id}/findings`)).body as {
      findings: { rule_id: string; is_new_in_pr: boolean }[];
    };
    expect(findings.map(({ rule_id, is_new_in_pr }) => [rule_id, is_new_in_pr]).sort()).toEqual([
      ['second', false],
      ['third', true],
    ]);
  });

  it.each(DISTRIBUTED_TABLES)('show %s on no node to another organization', async (table) => {
    const counts = async (orgId: number) => {
      const binding = bindOnAllNodes({ orgId: String(orgId), repoIds: '' }, (value) => `'${value}'`);
      return asServing<{ id: number }>(binding, `SELECT DISTINCT org_id::int AS id FROM ${table}`);
    };
    expect(await counts(org.id)).toEqual([{ id: org.id }]);
    expect(await counts(other.id)).toEqual([{ id: other.id }]);
    expect(await counts(999_999)).toEqual([]);
  });

  it('fail instead of showing nothing to a transaction whose nodes do not know the organization', async () => {
    const sql = `SELECT FROM public.scan_manifests WHERE org_id = ${org.id}`;
    await expect(asServing(`SELECT set_config('app.org_id', '${org.id}', true)`, sql)).rejects.toThrow(
      /unrecognized configuration parameter "app/,
    );
  });

  it('lose the manifests of a deleted scan', async () => {
    const { id } = await push(other.admin, ['foreign']);
    await push(other.admin, ['foreign']);
    expect((await other.admin.delete(`/scans/${id}`)).status).toBe(204);
    for (const table of ['scan_manifests', 'coverage_manifests'])
      expect(await admin(`SELECT FROM ${table} WHERE org_id = $1 AND scan_id = $2`, [other.id, id])).toEqual([]);
    expect(await show(org.admin, before.id)).toEqual(before.shown);
  });

  it('move to a node, organization by organization, while the service runs', async () => {
    const [first, second] = database.workers as [CitusNode, CitusNode];
    const nodeOf = async ({ id }: TestOrganization) => {
      const [place] = await admin<CitusNode>(
        `SELECT n.nodename AS host, n.nodeport AS port FROM pg_dist_placement JOIN pg_dist_node n USING (groupid)
         WHERE shardid = get_shard_id_for_distribution_column('public.scan_manifests', $1::bigint)`,
        [id],
      );
      return place!;
    };
    const othersNode = await nodeOf(other);
    const target = (await nodeOf(org)).port === first.port ? second : first;
    const client = await openClient(database.admin);
    try {
      const said: string[] = [];
      await moveOrganization(client, org.id, target, (line) => said.push(line));
      expect(said.at(-1)).toContain(`to ${target.host}:${target.port}.`);
      await expect(moveOrganization(client, org.id, { host: 'nowhere', port: 1 }, () => undefined)).rejects.toThrow(
        /not a node of the cluster/,
      );
    } finally {
      await client.end();
    }
    expect(await nodeOf(org)).toEqual(target);
    expect(await nodeOf(other)).toEqual(othersNode);
    expect(await show(org.admin, before.id)).toEqual(before.shown);
    await push(org.admin, ['second', 'fourth']);
  });

  it('are changed on all nodes by a later migration', async () => {
    await service.stop();
    class AddNote9999999999999 {
      readonly name = 'AddNote9999999999999';
      async up(db: QueryRunner): Promise<void> {
        await db.query('ALTER TABLE public.scan_manifests ADD COLUMN note text');
        await db.query(`CREATE FUNCTION public.note() RETURNS text LANGUAGE sql AS $$ SELECT 'note' $$`);
      }
      down = () => Promise.resolve();
    }
    const ran = await prepareDatabase(database.admin, [...MIGRATIONS, AddNote9999999999999]);
    expect(ran).toEqual(['AddNote9999999999999']);
    await restart();
    expect(await admin('SELECT note FROM scan_manifests WHERE org_id = $1', [org.id])).not.toEqual([]);
    expect(await show(org.admin, before.id)).toEqual(before.shown);
  });

  it('are not served with a policy that does not hold on the nodes', async () => {
    await service.stop();
    await admin(`CREATE POLICY extra ON public.scan_manifests AS RESTRICTIVE FOR ALL TO qg_app USING (true)`);
    await isRefused(/Row security of public\.scan_manifests/);
    await distributeTables(database);
    await restart();
    expect(await show(org.admin, before.id)).toEqual(before.shown);
  });
});
