import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { TENANT_TABLES } from '../../src/platform/tenancy/tenant-tables.js';
import type { ApiClient } from '../support/api-client.js';
import { BUILD_TIMEOUT_MS, buildPackage } from '../support/built-package.js';
import { aDataDir, BuiltService, cleanUpServices } from '../support/built-service.js';
import { isNightly, itNightly } from '../support/programme.js';
import { findContradictions, superuserOf } from './support/contradictions.js';
import { aPush, carryOn, type Push } from './support/push.js';

const ADMIN_EMAIL = 'admin@example.test';
const ADMIN_PASSWORD = 'correct horse battery staple';
const RATE = '1000000';
const ENVIRONMENT = {
  ADMIN_EMAIL,
  ADMIN_PASSWORD,
  LOG_LEVEL: 'info',
  RATE_LIMIT_DEFAULT: RATE,
  RATE_LIMIT_UPLOAD: RATE,
  RETENTION_DELAY_HOURS: '0',
};
const SCANS = isNightly ? 24 : 4;
const KILLS = isNightly ? 2 : 1;
const PATIENCE_MS = 90_000;

jest.setTimeout(400_000);
/** One service for all tests; each works in an organization of its own. */
let mortal: Mortal;
beforeAll(async () => {
  await buildPackage();
  mortal = await Mortal.start();
}, BUILD_TIMEOUT_MS);
afterAll(cleanUpServices);

/** A service that is killed and started again on the same data. */
class Mortal {
  private constructor(
    readonly dataDir: string,
    private service: BuiltService,
    private readonly headers: Record<string, string>,
  ) {}

  static async start(): Promise<Mortal> {
    const dataDir = await aDataDir();
    const service = await BuiltService.start({ ...ENVIRONMENT, DATA_DIR: dataDir });
    const login = await service.anonymous.post('/auth/login', { email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    return new Mortal(dataDir, service, { authorization: `Bearer ${login.body.access_token}` });
  }

  /** The API as the administrator acts in an organization; the address is that of the service of the moment. */
  apiOf(orgId: number): ApiClient {
    return this.service.anonymous.as({ ...this.headers, 'x-org-id': String(orgId) });
  }

  /** A new organization. */
  async organization(slug: string): Promise<{ id: number; api: () => ApiClient }> {
    const made = await this.service.anonymous.as(this.headers).post('/orgs', { name: slug, slug });
    expect(made.status).toBe(201);
    const id = made.body.id as number;
    return { id, api: () => this.apiOf(id) };
  }

  async killAndRestart(): Promise<void> {
    expect(await this.service.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    this.service = await BuiltService.start({ ...ENVIRONMENT, DATA_DIR: this.dataDir });
  }

  async query<Row>(sql: string): Promise<Row[]> {
    const client = new pg.Client(await superuserOf(this.dataDir));
    await client.connect();
    try {
      return (await client.query(sql)).rows as Row[];
    } finally {
      await client.end();
    }
  }
}

async function push(api: ApiClient, repo: string, branch: string): Promise<number> {
  const made = aPush(repo, branch, 80, 20);
  await carryOn(made, api);
  return made.scanId!;
}

/** Pushes to the default branch what is being deleted elsewhere, until the connection breaks off. */
async function pushOn(api: ApiClient, pushes: Push[]): Promise<never> {
  for (;;) {
    const made = aPush('acme/web', 'main', 80, 20);
    pushes.push(made);
    await carryOn(made, api);
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It did not happen within ${PATIENCE_MS} ms.`);
    await sleep(5);
  }
}

it('a deletion that is killed goes on after the start, and ends in nothing that is left', async () => {
  const { api } = await mortal.organization('of-deletion');
  const scans: number[] = [];
  for (let number = 0; number < SCANS; number += 1) scans.push(await push(api(), 'acme/gone', `b-${number}`));
  const kept = await push(api(), 'acme/kept', 'main');
  const { repo_id: repoId } = (await api().get(`/scans/${scans[0]}`)).body;
  const verdict = (await api().get(`/quality/gates/status/${kept}`)).text;

  const started = await api().delete(`/repos/${repoId}?confirm=acme/gone`);
  expect(started.status).toBe(202);
  const job = async () => (await api().get(`/jobs/${started.body.job_id}`)).body as { state: string; done: number };
  let done = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await until(async () => (await job()).done > done || (await job()).state === 'done');
    await sleep(randomInt(0, 30));
    await mortal.killAndRestart();
    done = (await job()).done;
    expect((await api().get(`/scans/${scans.at(-1)}`)).status).toBe(404);
  }
  await until(async () => (await job()).state !== 'running');
  expect(await job()).toMatchObject({ state: 'done', done: SCANS, total: SCANS });

  const left: string[] = [];
  for (const [table, { endsWith }] of Object.entries(TENANT_TABLES)) {
    if (endsWith === 'organization') continue;
    const [column, ids] = endsWith === 'repo' ? ['repo_id', repoId as number] : ['scan_id', scans.join(', ')];
    const [row] = await mortal.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} WHERE ${column} IN (${ids})`,
    );
    if (row!.count > 0) left.push(table);
  }
  expect(left).toEqual([]);
  expect(await mortal.query(`SELECT 1 FROM repos WHERE id = ${repoId}`)).toEqual([]);
  expect((await api().get(`/quality/gates/status/${kept}`)).text).toBe(verdict);
  expect((await api().get(`/scans/${kept}/findings?limit=1`)).body.total).toBe(80);
  expect(await findContradictions(mortal.dataDir)).toEqual({});
});

itNightly('the end of an organization that is killed goes on after the start, and leaves nothing of it', async () => {
  const { api } = await mortal.organization('of-the-end');
  const kept = await push(api(), 'acme/kept', 'main');
  const verdict = (await api().get(`/quality/gates/status/${kept}`)).text;
  const { id: orgId, api: gone } = await mortal.organization('gone');
  const inside = gone();
  for (let number = 0; number < SCANS; number += 1) await push(inside, `acme/gone-${number % 3}`, `b-${number}`);
  expect((await inside.delete('/org?confirm=gone')).status).toBe(202);
  await mortal.query(`UPDATE work_items SET due_at = now() WHERE org_id = ${orgId} AND kind = 'jobs'`);

  const count = async (table: string) => {
    const column = table === 'public.organizations' ? 'id' : 'org_id';
    const sql = `SELECT count(*)::int AS count FROM ${table} WHERE ${column} = ${orgId}`;
    return (await mortal.query<{ count: number }>(sql))[0]!.count;
  };
  let left = SCANS;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await until(async () => (await count('public.scans')) < left || left === 0);
    await sleep(randomInt(0, 30));
    await mortal.killAndRestart();
    left = await count('public.scans');
  }
  await until(async () => (await count('public.organizations')) === 0);
  const filled: string[] = [];
  for (const table of Object.keys(TENANT_TABLES)) if ((await count(table)) > 0) filled.push(table);
  expect(filled).toEqual([]);
  expect((await api().get(`/quality/gates/status/${kept}`)).text).toBe(verdict);
  expect(await findContradictions(mortal.dataDir)).toEqual({});
});

itNightly(
  'a retention that is killed goes on after the start: what is marked is deleted, and nothing else',
  async () => {
    const { id: orgId, api } = await mortal.organization('of-retention');
    for (let number = 0; number < SCANS; number += 1) await push(api(), 'acme/web', `b-${number}`);
    const kept = await push(api(), 'acme/web', 'main');
    await api().patch('/org', { retention: { change_details_days: 0, branch_scans: 10_000 } });

    const count = async (condition: string) =>
      (
        await mortal.query<{ count: number }>(
          `SELECT count(*)::int AS count FROM scans WHERE org_id = ${orgId} AND ${condition}`,
        )
      )[0]!.count;
    const later: Push[] = [];
    let deleted = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const pushing = pushOn(api(), later);
      await until(async () => {
        const now = await count('details_deleted_at IS NOT NULL');
        return now > deleted || now === SCANS;
      });
      await sleep(randomInt(0, 30));
      await mortal.killAndRestart();
      await expect(pushing).rejects.toMatchObject({ name: 'TypeError' });
      for (const each of later) await carryOn(each, api());
      deleted = await count('details_deleted_at IS NOT NULL');
      // nothing is half deleted: with and without details are told apart by one column
      const half = `SELECT 1 FROM scan_manifests f JOIN scans s ON s.id = f.scan_id WHERE s.details_deleted_at IS NOT NULL`;
      expect(await mortal.query(half)).toEqual([]);
    }
    await until(async () => (await count('details_deleted_at IS NOT NULL')) === SCANS);
    const scans = await mortal.query<{ id: string }>(
      `SELECT DISTINCT scan_id AS id FROM scan_manifests WHERE org_id = ${orgId} ORDER BY id`,
    );
    expect(scans.map(({ id }) => Number(id))).toEqual([kept, ...later.map(({ scanId }) => scanId)]);
    for (const id of [kept, ...later.map(({ scanId }) => scanId)])
      expect((await api().get(`/scans/${id}/findings?limit=1`)).body).toMatchObject({ total: 80 });
    expect(await count(`state = 'completed' AND evaluation = 1`)).toBe(SCANS + 1 + later.length);
    expect(await findContradictions(mortal.dataDir)).toEqual({});
  },
);

itNightly('marks of many findings that are killed go on after the start, all of them', async () => {
  const { api } = await mortal.organization('of-marks');
  const scan = await push(api(), 'acme/web', 'main');
  const started = await api().post('/quality/findings/mark-fp/bulk', {
    ...{ scan_id: scan, filter: {}, expected_count: 80, is_fp: true, reason: 'generated', async: true },
  });
  expect(started.status).toBe(202);
  await mortal.killAndRestart();
  const job = async () => (await api().get(`/jobs/${started.body.job_id}`)).body as { state: string };
  await until(async () => (await job()).state === 'done');
  expect(await job()).toMatchObject({ done: 80, total: 80, stale_scans: [scan] });
  expect((await api().get(`/scans/${scan}/findings?is_fp=true&limit=1`)).body.total).toBe(80);
});
