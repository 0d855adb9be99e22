import pg from 'pg';
import { ForgeReportWork } from '../../../src/modules/reach/forge/forge-report-work.js';
import type { ClaimedReport } from '../../../src/modules/record/forge-report/forge-report.js';
import { DatabaseProbe } from '../../../src/platform/database/database-probe.js';
import { anOrganization } from '../../support/actors.js';
import { ok } from '../../support/answers.js';
import type { ApiClient } from '../../support/api-client.js';
import { FakeForge, FAULTS } from '../../support/fake-forge/fake-forge.js';
import { FakeGithub } from '../../support/fake-forge/fake-github.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';

const REPOS = 30;

let service: PrivateApp;
let database: pg.Client;
let forge: FakeForge<FakeGithub>;
let admin: ApiClient;
let forgeId: number;
let scans: number[];

beforeAll(async () => {
  service = await startPrivateApp({ OUTGOING_ALLOW: '127.0.0.1', WORKER: 'off' });
  database = new pg.Client({ ...service.database.admin });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await service.stop();
});
beforeEach(async () => {
  forge = await FakeForge.start(new FakeGithub(() => service.clock.now().getTime()));
  forge.model.addToken('ghp_token');
  const org = await anOrganization(service);
  admin = org.admin;
  const credentials = { type: 'token', token: 'ghp_token' };
  forgeId = (await ok(admin.post('/forges', { kind: 'github', name: 'forge', base_url: forge.url, credentials })))
    .id as number;
  scans = [];
  for (let index = 0; index < REPOS; index += 1) {
    const name = `acme/r${index}`;
    forge.model.addRepo(name);
    await ok(admin.post('/repos', { name, url: `${forge.url}/${name}` }));
    const commit_sha = index.toString(16).padStart(40, 'a');
    scans.push((await ok(admin.post('/scans', { repo: name, branch: 'main', commit_sha }))).id as number);
  }
});
afterEach(async () => {
  await database.query('DELETE FROM forges; DELETE FROM work_items');
  await forge.close();
});

const claimReports = async (atMost: number, at: Date): Promise<number> =>
  (await database.query(`SELECT FROM claim_work('forge-reports', $1, 100, false, true, 30, $2, 0, 0)`, [atMost, at]))
    .rowCount!;
/** Claims all that may be sent so many seconds from now. */
const claimAfter = async (seconds: number): Promise<number> => {
  const at = new Date(begun + seconds * 1_000);
  return claimReports(100, at);
};
let begun: number;
beforeEach(() => {
  begun = service.clock.now().getTime() + 1_000;
});

it('a forge of an organization takes as many reports as there are', async () => {
  expect(await claimAfter(0)).toBe(REPOS);
});

it('a public forge takes a burst of 20, then one report a second', async () => {
  await database.query('UPDATE forges SET burst = 20 WHERE id = $1', [forgeId]);
  expect(await claimAfter(0)).toBe(20);
  expect(await claimAfter(0.5)).toBe(0);
  expect(await claimAfter(1)).toBe(1);
  expect(await claimAfter(1.5)).toBe(0);
  expect(await claimAfter(5)).toBe(4);
  expect(await claimAfter(600)).toBe(20);
});

it('GitHub itself is sent bursts of 20, a server of an organization is not', async () => {
  const credentials = { type: 'token', token: 'ghp_token' };
  const { id } = await ok(admin.post('/forges', { kind: 'github', name: 'public', credentials }));
  const burstOf = async (of: number) =>
    (await database.query('SELECT burst FROM forges WHERE id = $1', [of])).rows[0]!.burst as number | null;
  expect([await burstOf(id as number), await burstOf(forgeId)]).toEqual([20, null]);
  await ok(admin.patch(`/forges/${id}`, { base_url: forge.url, credentials }));
  expect(await burstOf(id as number)).toBeNull();
});

it('a throttled forge is sent one report a second, final ones first and pending ones not at all', async () => {
  await database.query(`UPDATE forges SET throttled_until = $2 WHERE id = $1`, [forgeId, new Date(begun + 60_000)]);
  expect(await claimAfter(0)).toBe(0);
  for (const id of scans.slice(0, 3)) await ok(admin.post(`/scans/${id}/complete`, {}));
  expect([await claimAfter(1), await claimAfter(1.5), await claimAfter(2), await claimAfter(3)]).toEqual([1, 0, 1, 1]);
  expect(await claimAfter(4)).toBe(0);
  expect(await claimAfter(61)).toBe(REPOS);
});

it('a refusal for limits throttles the connection, and what waits shows when it is sent', async () => {
  const work = service.app.get(ForgeReportWork);
  forge.failNext([FAULTS.status(429, { 'retry-after': '120' })]);
  service.clock.advanceMinutes(1);
  const [report] = (await work.claim(1)) as [ClaimedReport];
  await work.settle([await work.perform(report, new AbortController().signal)]);
  const { paused, throttled } = (
    await database.query(`SELECT paused_until AS paused, throttled_until AS throttled FROM forges WHERE id = $1`, [
      forgeId,
    ])
  ).rows[0]!;
  expect((throttled as Date).getTime() - (paused as Date).getTime()).toBe(600_000);
  for (const id of scans.slice(0, 5)) {
    const { reports } = await ok(admin.get(`/scans/${id}/forge-reports`));
    expect(Date.parse(reports[0].next_attempt_at as string)).toBeGreaterThanOrEqual((paused as Date).getTime());
  }
});

it('a lease is 30 s, and is renewed where it is still ours', async () => {
  const work = service.app.get(ForgeReportWork);
  service.clock.advanceMinutes(1);
  const [first, second] = (await work.claim(2)) as [ClaimedReport, ClaimedReport];
  await database.query('UPDATE work_items SET lease = gen_random_uuid() WHERE id = $1', [second.item.id]);
  const leftSeconds = async () =>
    Math.round(
      (
        await database.query<{ left: number }>(
          'SELECT extract(epoch FROM due_at - $2)::float8 AS left FROM work_items WHERE id = $1',
          [first.item.id, service.clock.now()],
        )
      ).rows[0]!.left,
    );
  expect(await leftSeconds()).toBe(30);
  service.clock.advanceMinutes(1 / 3);
  expect(await leftSeconds()).toBe(10);
  expect(await work.renew([first, second])).toEqual([first]);
  expect(await leftSeconds()).toBe(30);
});

describe('the figures of outgoing work', () => {
  const figures = () => service.app.get(DatabaseProbe).figures(service.clock.now());
  const queueOf = async (kind: string) => (await figures()).outgoing.find((each) => each.kind === kind);
  const ageOf = async (kind: string) => (await figures()).oldestOutgoing.find((each) => each.kind === kind)?.seconds;

  it('have what is due, later and under way, the age of the oldest and the lowest budget', async () => {
    await claimReports(7, service.clock.now());
    await database.query(
      `UPDATE work_items SET due_at = $1 WHERE id IN (SELECT id FROM work_items WHERE lease IS NULL LIMIT 3)`,
      [new Date(service.clock.now().getTime() + 3_600_000)],
    );
    service.clock.advanceMinutes(1 / 6);
    expect(await queueOf('forge_report')).toMatchObject({ due: REPOS - 10, sending: 7, delayed: 3 });
    expect(await queueOf('delivery')).toMatchObject({ due: 0, sending: 0, delayed: 0 });
    expect(await ageOf('forge_report')).toBeGreaterThanOrEqual(10);
    expect(await ageOf('hook')).toBe(0);
    await database.query(`UPDATE forges SET budget = '{"remaining": 4321, "reset_at": null}' WHERE id = $1`, [forgeId]);
    expect((await figures()).forgeBudgets).toEqual([{ kind: 'github', remaining: 4321 }]);
    await database.query('UPDATE forges SET paused_until = $2 WHERE id = $1', [
      forgeId,
      new Date(service.clock.now().getTime() + 60_000),
    ]);
    expect(await ageOf('forge_report')).toBe(0);
  });

  it('count so many rows and no more, however many wait', async () => {
    await database.query(
      `INSERT INTO work_items (org_id, kind, lane, payload)
       SELECT org_id, 'forge-hooks', id, '{}' FROM forges, generate_series(1, 12000) WHERE id = $1`,
      [forgeId],
    );
    expect((await queueOf('hook'))?.due).toBe(10_000);
  });
});
