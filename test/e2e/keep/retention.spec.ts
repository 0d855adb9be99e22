import { setTimeout as sleep } from 'node:timers/promises';
import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiAnswer } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { retain } from '../../support/retain.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const LIMITS = { RETENTION_MAX_CHANGE_DETAILS_DAYS: '100', RETENTION_MAX_BRANCH_SCANS: '60' };

let service: TestApp;
/** Of the test; its service's clock only ever goes on. */
let org: TestOrganization;

beforeAll(async () => {
  service = await startTestApp(LIMITS);
});
beforeEach(async () => {
  org = await anOrganization(service);
});
afterAll(() => service.stop());

const KEPT = { change_details_days: 30, branch_scans: 50, branch_daily_days: 365 };

interface Wish {
  readonly repo?: string;
  readonly branch?: string;
  readonly pr_number?: number;
}

async function aPendingScan(wish: Wish = {}): Promise<number> {
  const begun = await org.admin.post('/scans', { repo: 'acme/web', branch: 'main', ...wish });
  const id = begun.body.id as number;
  await org.admin.post(`/scans/${id}/files`, { paths: ['a.ts'] });
  await org.admin.post(`/scans/${id}/changes`, { files: [{ path: 'a.ts', added: [[1, 1]] }] });
  const uploaded = await org.admin.post(`/scans/${id}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]));
  expect(uploaded.status).toBe(200);
  const content = anLcov({ 'a.ts': lines(2, 1) });
  await org.admin.upload('/quality/coverage/upload', { scan_id: String(id) }, { content });
  await org.admin.upload(`/scans/${id}/tests`, {}, { content: '<testsuite><testcase name="t"/></testsuite>' });
  return id;
}

async function aScan(wish: Wish = {}): Promise<number> {
  const id = await aPendingScan(wish);
  expect((await org.admin.post(`/scans/${id}/complete`)).status).toBe(200);
  return id;
}

/** Lets days pass for the service, which reads its clock; the database's own time stays. */
const pass = (days: number) => service.clock.advanceMinutes(days * 24 * 60);

const DETAIL_TABLES = ['scan_manifests', 'coverage_manifests', 'scan_files', 'scan_changes'];

/** Ids of scans with details, as the API shows them; in the tables there are details of the same ones. */
async function detailed(): Promise<number[]> {
  const { scans } = (await org.admin.get('/scans?limit=200')).body as {
    scans: { id: number; details_expired_at: string | null }[];
  };
  const ids = scans.filter((scan) => scan.details_expired_at === null).map(({ id }) => id);
  for (const table of DETAIL_TABLES) {
    const rows = await query<{ id: string }>(
      service.database.admin,
      `SELECT DISTINCT scan_id AS id FROM ${table} WHERE org_id = ${org.id}`,
    );
    expect([table, rows.map(({ id }) => Number(id)).sort((a, b) => b - a)]).toEqual([table, ids]);
  }
  return ids.reverse();
}

const meet = ({ status, body }: ApiAnswer) => [status, body.code as unknown];

describe('a scan whose details are gone', () => {
  it('is 410 where they are read, 409 where they are needed, and keeps everything else', async () => {
    const id = await aScan({ branch: 'feature', pr_number: 4 });
    const pending = await aPendingScan({ branch: 'other', pr_number: 5 });
    const kept = [
      `/quality/gates/status/${id}`,
      `/quality/gates/history/${id}`,
      `/quality/ratings/${id}`,
      `/quality/tech-debt/${id}`,
    ];
    const before = await Promise.all(kept.map(async (path) => (await org.admin.get(path)).body as unknown));
    pass(31);
    await retain(service, org.id);
    expect(await detailed()).toEqual([]);

    const at = (await org.admin.get(`/scans/${id}`)).body.details_expired_at;
    expect(at).toEqual(expect.any(String));
    const of = (answer: ApiAnswer) => [...meet(answer), answer.body.expired_at];
    const GONE = [410, 'details_expired', at];
    for (const path of [
      `/scans/${id}/findings`,
      `/scans/${id}/findings/facets`,
      `/scans/${id}/findings/columns`,
      `/scans/${id}/sarif`,
      `/scans/${id}/compare/${id}`,
      `/quality/coverage/${id}`,
      `/scans/${id}/tests`,
      `/quality/coverage/${id}/files?path=a.ts`,
    ])
      expect([path, ...of(await org.admin.get(path))]).toEqual([path, ...GONE]);

    const NEEDED = [409, 'details_expired', at];
    expect(of(await org.admin.post(`/quality/gates/evaluate/${id}`))).toEqual(NEEDED);
    expect(of(await org.admin.post(`/quality/gates/recompute/${id}`))).toEqual(NEEDED);
    const content = anLcov({ 'a.ts': lines(2, 2) });
    const upload = (scan: number) =>
      org.admin.upload('/quality/coverage/upload', { scan_id: String(scan) }, { content });
    expect(of(await upload(id))).toEqual(NEEDED);
    expect(of(await upload(pending))).toEqual(NEEDED);
    const results = { content: '<testsuite/>' };
    expect(of(await org.admin.upload(`/scans/${id}/tests`, {}, results))).toEqual(NEEDED);
    expect(
      await query(service.database.admin, `SELECT FROM test_uploads WHERE org_id = ${org.id} AND content IS NOT NULL`),
    ).toEqual([]);
    expect(of(await org.admin.post(`/scans/${pending}/findings`, aSarifLog([])))).toEqual(NEEDED);
    expect(of(await org.admin.post(`/scans/${pending}/files`, { paths: ['a.ts'] }))).toEqual(NEEDED);
    expect(of(await org.admin.post(`/scans/${pending}/complete`))).toEqual(NEEDED);

    expect(await Promise.all(kept.map(async (path) => (await org.admin.get(path)).body as unknown))).toEqual(before);
    expect((await org.admin.post(`/scans/${id}/complete`)).body).toEqual(before[0]);
    const scan = (await org.admin.get(`/scans/${id}`)).body;
    expect(scan.details_expired_at).toEqual(expect.any(String));
    expect((await org.admin.delete(`/scans/${id}`)).status).toBe(204);
  });

  it('is no base any more, nor an earlier scan of its change', async () => {
    await aScan();
    const change = { branch: 'feature', pr_number: 4 };
    const first = await aScan(change);
    pass(31);
    await retain(service, org.id);
    expect(await detailed()).not.toContain(first);
    const base = await aScan();
    const next = await aScan(change);
    const status = (await org.admin.get(`/quality/gates/status/${next}`)).body;
    expect(status).toMatchObject({ base: { scan_id: base }, new_in_pr: { total: 0 } });
  });
});

describe('retention', () => {
  it('keeps the last scans of baseline branches, one a day, and changes for a time after their last scan', async () => {
    await org.admin.patch('/org', { retention: { branch_scans: 2, branch_daily_days: 20 } });
    await aScan();
    pass(15);
    const [, last] = [await aScan(), await aScan()];
    const change = await aScan({ branch: 'feature', pr_number: 4 });
    pass(10);
    const [, two, three] = [await aScan(), await aScan(), await aScan()];
    await retain(service, org.id);
    // the base of the change stays as well, which is the last one of its day
    expect(await detailed()).toEqual([last, change, two, three]);
    pass(31);
    await retain(service, org.id);
    expect(await detailed()).toEqual([two, three]);
    await org.admin.patch('/org', { retention: { branch_scans: 0, branch_daily_days: 0 } });
    pass(1);
    await retain(service, org.id);
    expect(await detailed()).toEqual([three]);
  });

  it('keeps the scan that a baseline rests on, though newer ones have no such tool', async () => {
    await org.admin.patch('/org', { retention: { branch_scans: 0, branch_daily_days: 0 } });
    const based = await aScan();
    const bare = (await org.admin.post('/scans', { repo: 'acme/web', branch: 'main' })).body.id as number;
    await org.admin.post(`/scans/${bare}/complete`);
    await retain(service, org.id);
    const ids = (await org.admin.get('/scans')).body.scans as { id: number; details_expired_at: string | null }[];
    expect(ids.filter((scan) => scan.details_expired_at === null).map(({ id }) => id)).toEqual([bare, based]);
  });

  it('waits for transactions that may still read what it marked', async () => {
    const id = await aScan({ branch: 'feature', pr_number: 4 });
    pass(31);
    const { default: pg } = await import('pg');
    const reader = new pg.Client({ ...service.database.admin });
    await reader.connect();
    await reader.query('BEGIN; CREATE TEMPORARY TABLE written (id int) ON COMMIT DROP; SELECT pg_current_xact_id()');
    const retained = retain(service, org.id);
    for (let tries = 0; (await org.admin.get(`/scans/${id}`)).body.details_expired_at === null; tries += 1) {
      if (tries > 500) throw new Error('It is not marked.');
      await sleep(20);
    }
    await sleep(500);
    expect((await reader.query(`SELECT 1 FROM scan_manifests WHERE scan_id = ${id}`)).rowCount).toBeGreaterThan(0);
    await reader.query('COMMIT');
    await reader.end();
    await retained;
    expect(await detailed()).toEqual([]);
  });

  it('begins by itself when shorter periods take effect', async () => {
    const hasty = await startTestApp({ ...LIMITS, RETENTION_DELAY_HOURS: '0.0003' });
    try {
      org = await anOrganization(hasty);
      const id = await aScan({ branch: 'feature', pr_number: 4 });
      const { body } = await org.admin.patch('/org', { retention: { change_details_days: 0 } });
      expect(body.retention.change_details_days).toBe(KEPT.change_details_days);
      await sleep(Date.parse(body.retention_pending.effective_at as string) - hasty.clock.now().getTime());
      await hasty.call('RetentionTimer', 'look');
      for (let tries = 0; (await org.admin.get(`/scans/${id}/findings`)).status !== 410; tries += 1) {
        if (tries > 500) throw new Error('Nothing was deleted.');
        await sleep(20);
      }
    } finally {
      await hasty.stop();
    }
  });

  it('ends where its organization ends', async () => {
    const other = await anOrganization(service);
    const begun = await other.admin.post('/scans', { repo: 'acme/web', branch: 'feature', pr_number: 1 });
    const foreign = begun.body.id as number;
    await other.admin.post(`/scans/${foreign}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }]));
    await other.admin.post(`/scans/${foreign}/complete`);
    await aScan({ branch: 'feature', pr_number: 4 });
    pass(31);
    await retain(service, org.id);
    expect(await detailed()).toEqual([]);
    expect((await other.admin.get(`/scans/${foreign}/findings`)).body.total).toBe(1);
  });
});

describe('the settings', () => {
  it('are shown, changed by key, set back by null, and recorded', async () => {
    expect((await org.admin.get('/org')).body.retention).toEqual(KEPT);
    const changed = await org.admin.patch('/org', { retention: { change_details_days: 30.5 } });
    expect(changed.body.retention).toEqual({ ...KEPT, change_details_days: 30.5 });
    const { entries } = (await org.admin.get('/audit-log?action=organization.updated')).body;
    expect(entries[0]).toMatchObject({ old: { retention: KEPT }, new: { retention: { change_details_days: 30.5 } } });
    await org.admin.patch('/org', { retention: { branch_scans: 53, branch_daily_days: 367.25 } });
    pass(1);
    const back = await org.admin.patch('/org', { retention: { branch_scans: null } });
    const longer = { change_details_days: 30.5, branch_daily_days: 367.25 };
    expect(back.body.retention).toEqual({ ...longer, branch_scans: 53 });
    pass(1);
    expect((await org.admin.get('/org')).body.retention).toEqual({ ...longer, branch_scans: 50 });
    await org.admin.patch('/org', { retention: null });
    pass(1);
    expect((await org.admin.get('/org')).body.retention).toEqual(KEPT);
  });

  it.each<[string, object, string]>([
    ['a negative period', { change_details_days: -1 }, 'retention.change_details_days'],
    ['a part of a scan', { branch_scans: 1.5 }, 'retention.branch_scans'],
    ['a text', { branch_daily_days: '7' }, 'retention.branch_daily_days'],
    ['more than the service allows', { change_details_days: 100.1 }, 'retention.change_details_days'],
    ['more scans than the service allows', { branch_scans: 61 }, 'retention.branch_scans'],
  ])('refuse %s', async (_, retention, field) => {
    const refused = await org.admin.patch('/org', { retention });
    expect([refused.status, refused.body.errors.map((error: { field: string }) => error.field)]).toEqual([
      400,
      [field],
    ]);
  });

  it('take effect within the limits of the service, though these came later', async () => {
    await query(
      service.database.admin,
      `UPDATE organizations SET retention_change_details_days = 5000 WHERE id = ${org.id}`,
    );
    expect((await org.admin.get('/org')).body.retention).toEqual({ ...KEPT, change_details_days: 100 });
    const { body } = await org.admin.patch('/org', { retention: { change_details_days: 100, branch_scans: 51 } });
    expect(body).toMatchObject({ retention: { change_details_days: 100, branch_scans: 51 }, retention_pending: null });
    expect((await org.admin.get('/org/retention')).body).toMatchObject({
      retention: { ...KEPT, change_details_days: 100, branch_scans: 51 },
      limits: { change_details_days: 100, branch_scans: 60, branch_daily_days: 3650 },
    });
  });
});

describe('shorter periods', () => {
  const change = { branch: 'feature', pr_number: 4 };
  const pendingOf = async () => (await org.admin.get('/org')).body.retention_pending as { effective_at: string } | null;
  const updates = async () =>
    (await org.admin.get('/audit-log?action=organization.updated')).body.entries as {
      actor: { type: string };
      old: object;
      new: object;
    }[];

  it('take effect after a delay that answers name, with what they delete', async () => {
    const id = await aScan(change);
    await aScan({ repo: 'acme/other', branch: 'main' });
    pass(10);
    const askedAt = service.clock.now().getTime();
    const asked = await org.admin.patch('/org', { retention: { change_details_days: 7 } });
    const pending = {
      retention: { ...KEPT, change_details_days: 7 },
      effective_at: expect.any(String) as string,
      ...{ scans: 1, repositories: 1, oldest: (await org.admin.get(`/scans/${id}`)).body.created_at as string },
    };
    expect([asked.status, asked.body.retention, asked.body.retention_pending]).toEqual([200, KEPT, pending]);
    const effectiveAt = Date.parse(asked.body.retention_pending.effective_at as string);
    expect(Math.abs(effectiveAt - askedAt - 86_400_000)).toBeLessThan(60_000);
    expect((await updates())[0]).toMatchObject({
      old: { retention_pending: null },
      new: { retention_pending: pending },
    });
    const forecast = (await org.admin.get('/org/retention')).body;
    expect(forecast).toMatchObject({ retention: KEPT, retention_pending: pending, delay_hours: 24 });
    const dueIn = async () =>
      Date.parse((await org.admin.get('/org/retention')).body.next_run_at as string) - Date.now();
    expect(await dueIn()).toBeLessThan(86_400_500);

    service.clock.advanceMinutes(24 * 60 - 1);
    await retain(service, org.id);
    expect(await detailed()).toContain(id);
    expect(await dueIn()).toBeLessThan(61_000);
    expect(await pendingOf()).toEqual(pending);

    service.clock.advanceMinutes(2);
    const { retention, retention_pending } = (await org.admin.get('/org')).body;
    expect([retention, retention_pending]).toEqual([{ ...KEPT, change_details_days: 7 }, null]);
    await retain(service, org.id);
    expect(await detailed()).not.toContain(id);
    expect((await updates())[0]).toMatchObject({
      actor: { type: 'service' },
      old: { retention: KEPT },
      new: { retention: { ...KEPT, change_details_days: 7 } },
    });
    await retain(service, org.id);
    expect(await updates()).toHaveLength(2);
  });

  it('are taken back until then, also where nothing is pending', async () => {
    const id = await aScan(change);
    pass(10);
    await org.admin.patch('/org', { retention: { change_details_days: 0, branch_scans: 1 } });
    const takeBack = async () => {
      const { status, body } = await org.admin.delete('/org/retention/pending');
      expect([status, body.id, body.retention, body.retention_pending]).toEqual([200, org.id, KEPT, null]);
    };
    await takeBack();
    await takeBack();
    expect(await updates()).toHaveLength(2);
    expect((await updates())[0]).toMatchObject({ new: { retention_pending: null } });
    pass(1.1);
    await retain(service, org.id);
    expect(await detailed()).toContain(id);
  });

  it('are pending each by itself: replaced from then on, ended by one that is not shorter', async () => {
    const ask = async (retention: object | null) => (await org.admin.patch('/org', { retention })).body;
    const first = await ask({ change_details_days: 20, branch_scans: 55 });
    expect(first.retention).toEqual({ ...KEPT, branch_scans: 55 });
    pass(0.5);
    const second = await ask({ branch_scans: 54 });
    expect(second.retention_pending).toMatchObject({
      retention: { ...KEPT, change_details_days: 20, branch_scans: 54 },
      effective_at: first.retention_pending.effective_at as string,
    });
    pass(0.6);
    expect((await org.admin.get('/org')).body).toMatchObject({
      retention: { ...KEPT, change_details_days: 20, branch_scans: 55 },
      retention_pending: { retention: { ...KEPT, change_details_days: 20, branch_scans: 54 } },
    });
    const replaced = await ask({ branch_scans: 40 });
    const postponed = Date.parse(replaced.retention_pending.effective_at as string);
    expect(postponed).toBeGreaterThan(Date.parse(second.retention_pending.effective_at as string) + 86_400_000);
    expect((await ask({ branch_scans: 55 })).retention_pending).toBeNull();
    await ask({ branch_scans: 40, change_details_days: 3 });
    expect((await ask({ change_details_days: 60 })).retention_pending).toMatchObject({
      retention: { change_details_days: 60, branch_scans: 40 },
    });
    expect((await org.admin.patch('/org', { stale_after_days: 3 })).body.retention_pending).not.toBeNull();
    await ask(null);
    expect((await pendingOf())!).toMatchObject({ retention: KEPT });
  });
});

describe('the forecast', () => {
  it('says what would go under the settings and under a draft, and changes nothing', async () => {
    await aScan();
    const change = await aScan({ branch: 'feature', pr_number: 4 });
    await aScan({ repo: 'acme/other', branch: 'feature', pr_number: 1 });
    pass(10);
    const now = (await org.admin.get('/org/retention')).body;
    expect(now).toEqual({
      retention: KEPT,
      limits: { change_details_days: 100, branch_scans: 60, branch_daily_days: 3650 },
      retention_pending: null,
      delay_hours: 24,
      next_run_at: expect.any(String),
      scans_with_details: 3,
      ...{ scans_to_expire: 0, repos_to_expire: 0, oldest: null },
      repos: [],
    });
    const { repo_id: repoId } = (await org.admin.get(`/scans/${change}`)).body;
    const draft = (await org.admin.get('/org/retention?change_details_days=9.5')).body;
    const { created_at: oldest } = (await org.admin.get(`/scans/${change}`)).body;
    expect(draft).toMatchObject({ scans_to_expire: 2, repos_to_expire: 2, oldest });
    expect(draft.repos[0]).toEqual({ repo_id: repoId, name: 'acme/web', scans_with_details: 2, scans_to_expire: 1 });
    expect((await detailed()).length).toBe(3);
    expect(meet(await org.admin.get('/org/retention?branch_scans=-1'))).toEqual([400, 'validation_failed']);
  });

  it('shows a caller the repositories that it reaches', async () => {
    const own = await aScan({ repo: 'acme/web', branch: 'feature', pr_number: 4 });
    await aScan({ repo: 'acme/other', branch: 'feature', pr_number: 4 });
    const { repo_id: repoId } = (await org.admin.get(`/scans/${own}`)).body;
    const viewer = await aMember(service, 'VIEWER', org.admin);
    const bound = await anApiKey(service, { scopes: ['read:repos'], repo_ids: [repoId as number] }, org.admin);
    pass(31);
    expect((await viewer.client.get('/org/retention')).body.scans_to_expire).toBe(2);
    expect((await bound.client.get('/org/retention')).body.scans_to_expire).toBe(1);
  });
});
