import { randomUUID } from 'node:crypto';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import pg from 'pg';
import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/query.js';
import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/wait-until.js';

interface Event {
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  readonly data: Record<string, any>;
}

let service: TestApp;
let org: TestOrganization;
let admin: ApiClient;

beforeAll(async () => {
  service = await startTestApp({ PUBLIC_URL: 'https://gate.example.test' });
});
afterAll(() => service.stop());
beforeEach(async () => {
  org = await anOrganization(service);
  admin = org.admin;
});

/** Events that the log has now: it ends before those that a transaction under way may still number. */
const readEvents = async (parameters = '', client = admin): Promise<Event[]> => {
  const { status, body, text } = await client.get(`/events?limit=200&${parameters}`);
  if (status !== 200) throw new Error(text);
  return body.events as Event[];
};
/** Events once all transactions that are under way have ended, such as those of background work. */
const eventsOf: typeof readEvents = async (...parameters) => {
  const [clock] = await query<{ now: string }>(service.database.admin, 'SELECT clock_timestamp()::text AS now');
  const older = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND xact_start < $1 AND pid <> pg_backend_pid()`;
  await until(
    () => query(service.database.admin, older, [clock!.now]),
    ({ length }) => length === 0,
  );
  return readEvents(...parameters);
};
const typesOf = async (parameters = '', client = admin) => (await eventsOf(parameters, client)).map(({ type }) => type);

async function aCompletedScan(more: object = {}, critical = 0): Promise<number> {
  const { body } = await admin.post('/scans', { repo: 'acme/web', branch: 'feature', pr_number: 5, ...more });
  const results = Array.from({ length: critical }, (_, line) => ({
    rule: 'sql',
    path: 'a.ts',
    line: line + 1,
    securitySeverity: '9.8',
  }));
  await admin.post(`/scans/${body.id}/findings`, aSarifLog(results));
  expect((await admin.post(`/scans/${body.id}/complete`, {})).status).toBe(200);
  return body.id as number;
}

/** Leaves the policy as the only subject: a change with a critical finding fails. */
const switchOn = () => admin.put('/quality/gates/config', { policy: { new_critical_max: 0 }, enabled: true });

describe('events of a scan', () => {
  beforeEach(switchOn);

  it('say what the verdict says, where it is and what it was before', async () => {
    const passed = await aCompletedScan();
    const failed = await aCompletedScan({ commit_sha: 'a'.repeat(40) }, 1);
    const events = (await eventsOf(`repo_id=${(await admin.get(`/scans/${failed}`)).body.repo_id}`)).slice(1);
    expect(events.map(({ type, data }) => [type, data.scan_id, data.status, data.previous_status])).toEqual([
      ['scan.completed', passed, undefined, undefined],
      ['gate.evaluated', passed, 'passed', null],
      ['gate.changed', passed, 'passed', null],
      ['scan.completed', failed, undefined, undefined],
      ['gate.evaluated', failed, 'failed', 'passed'],
      ['gate.changed', failed, 'failed', 'passed'],
    ]);
    const verdict = (await admin.get(`/quality/gates/status/${failed}`)).body;
    expect(events[4]!.data).toMatchObject({
      repo: { name: 'acme/web', url: null },
      branch: 'feature',
      commit_sha: 'a'.repeat(40),
      pr_number: 5,
      evaluation: 1,
      trigger: 'complete',
      summary: verdict.summary,
      conclusion: verdict.conclusion,
      reason: verdict.reason,
      policy_version: verdict.policy_version,
      violations: verdict.violations,
      new_in_pr: verdict.new_in_pr,
      waived_count: 0,
      coverage_pct: null,
      url: `https://gate.example.test/scans/${failed}`,
    });
  });

  it('follow an evaluation that is repeated, and the failure of a scanner', async () => {
    const id = await aCompletedScan();
    await admin.post(`/quality/gates/recompute/${id}`);
    const given = (await admin.post('/scans', { repo: 'acme/web', branch: 'feature', pr_number: 5 })).body.id as number;
    await admin.post(`/scans/${given}/fail`, { reason: 'out of memory' });
    const events = (await eventsOf()).slice(-4);
    expect(events.map(({ type, data }) => [type, data.trigger ?? data.reason])).toEqual([
      ['gate.evaluated', 'recompute'],
      ['scan.failed', 'out of memory'],
      ['gate.evaluated', 'failed'],
      ['gate.changed', 'failed'],
    ]);
  });

  it('tell branches and pull requests apart', async () => {
    await aCompletedScan({}, 1);
    await aCompletedScan({ pr_number: null, branch: 'main' });
    const changed = await eventsOf('type=gate.changed');
    expect(changed.map(({ data }) => [data.branch, data.pr_number, data.previous_status])).toEqual([
      ['feature', 5, null],
      ['main', null, null],
    ]);
  });

  it('of an agent change no pull request that shows the scan of a pipeline', async () => {
    const agent = (await anApiKey(service, { kind: 'agent' }, admin)).client;
    const failed = await aCompletedScan({}, 1);
    const { body } = await agent.post('/scans', { repo: 'acme/web', branch: 'feature', pr_number: 5 });
    expect((await agent.post(`/scans/${body.id}/complete`)).status).toBe(200);
    await aCompletedScan({}, 1);
    expect((await eventsOf('type=gate.changed')).map(({ data }) => data.scan_id)).toEqual([failed]);
    const judged = await eventsOf('type=gate.evaluated');
    expect(judged.map(({ data }) => [data.status, data.previous_status])).toEqual([
      ['failed', null],
      ['passed', 'failed'],
      ['failed', 'failed'],
    ]);
  });

  it('come when its deadline passes, once, and not of a default branch that an agent scans', async () => {
    const { body: late } = await admin.post('/scans', { repo: 'acme/web', branch: 'feature', pr_number: 5 });
    const agent = (await anApiKey(service, { kind: 'agent' }, admin)).client;
    expect((await agent.post('/scans', { repo: 'acme/web', branch: 'main' })).status).toBe(201);
    await service.call('DueEvents', 'look');
    expect(await typesOf('type=scan.timed_out')).toEqual([]);
    service.clock.advanceMinutes(61);
    await Promise.all([service.call('DueEvents', 'look'), service.call('DueEvents', 'look')]);
    expect(await eventsOf('type=scan.timed_out')).toMatchObject([
      { data: { scan_id: late.id, reason: 'timed_out', pr_number: 5, duration_ms: expect.any(Number) } },
    ]);
  });
});

describe('scan.missing', () => {
  beforeEach(switchOn);
  const look = () => service.call('DueEvents', 'look');
  const missing = async () => (await eventsOf('type=scan.missing')).map(({ data }) => data);
  let passed = 0;
  const pass = (days: number) => {
    passed += days;
    service.clock.advanceMinutes(days * 24 * 60);
  };
  // repositories are made in real time
  afterEach(() => pass(-passed));

  it('comes once when a default branch has no completed scan for a week, and again after the next one', async () => {
    const scanId = await aCompletedScan({ pr_number: null, branch: 'main' });
    const { completed_at: completedAt } = (await admin.get(`/scans/${scanId}`)).body;
    pass(6.9);
    await look();
    expect(await missing()).toEqual([]);
    // neither a pull request nor another branch counts, nor a pending scan, nor one by a key that may not write the baseline
    const limited = (await anApiKey(service, { may_write_baseline: false }, admin)).client;
    const { body } = await limited.post('/scans', { repo: 'acme/web', branch: 'main' });
    expect((await limited.post(`/scans/${body.id}/complete`)).status).toBe(200);
    await aCompletedScan();
    await aCompletedScan({ pr_number: null, branch: 'next' });
    await admin.post('/scans', { repo: 'acme/web', branch: 'main' });
    pass(0.2);
    await Promise.all([look(), look()]);
    const repo = { id: expect.any(Number) as number, name: 'acme/web', url: null };
    const first = { repo, branch: 'main', last_scan_id: scanId, last_completed_at: completedAt, stale_after_days: 7 };
    expect(await missing()).toEqual([first]);
    pass(8);
    await look();
    expect(await missing()).toEqual([first]);

    const next = await aCompletedScan({ pr_number: null, branch: 'main' });
    pass(6.9);
    await look();
    expect(await missing()).toEqual([first]);
    pass(0.2);
    await look();
    expect(await missing()).toMatchObject([first, { last_scan_id: next }]);
  });

  it('comes of a repository that was never scanned, and at once when fewer days are set', async () => {
    await admin.post('/repos', { name: 'never', default_branch: 'trunk' });
    await look();
    pass(3);
    await look();
    expect(await missing()).toEqual([]);
    await admin.patch('/org', { stale_after_days: 2 });
    await look();
    expect(await missing()).toMatchObject([
      { branch: 'trunk', last_scan_id: null, last_completed_at: null, stale_after_days: 2 },
    ]);
  });
});

describe('events of audited actions', () => {
  it('say who did what, and what it was before', async () => {
    await switchOn();
    await admin.put('/quality/gates/config', { policy: { new_critical_max: 2 } });
    const [, event] = await eventsOf('type=policy.updated');
    const [entry] = (await admin.get('/audit-log?action=policy.updated')).body.entries;
    expect(event!.data).toEqual({ actor: entry.actor, target: entry.target, old: entry.old, new: entry.new });
  });

  it('follow a waiver through its life', async () => {
    const expires = new Date(service.clock.now().getTime() + 3_600_000).toISOString();
    const waive = { rule: 'new_critical_max', reason: 'known', expires_at: expires };
    const first = (await admin.post('/quality/gates/waivers', waive)).body.id as number;
    const second = (await admin.post('/quality/gates/waivers', { ...waive, expires_at: null })).body.id as number;
    await admin.post(`/quality/gates/waivers/${second}/revoke`);
    service.clock.advanceMinutes(120);
    await service.call('DueEvents', 'look');
    await service.call('DueEvents', 'look');
    const events = (await eventsOf()).map(({ type, data }) => [type, data.waiver.id, data.waiver.scope]);
    expect(events).toEqual([
      ['waiver.created', first, 'organization'],
      ['waiver.created', second, 'organization'],
      ['waiver.revoked', second, 'organization'],
      ['waiver.expired', first, 'organization'],
    ]);
  });

  it('of members and keys are listed for administrators alone', async () => {
    const viewer = await aMember(service, 'VIEWER', admin);
    const { client: key } = await anApiKey(service, { role: 'MEMBER', scopes: ['read:scans'] }, admin);
    await admin.post('/repos', { name: 'acme/web' });
    expect(await typesOf()).toEqual(['member.added', 'api_key.created', 'repo.created']);
    for (const client of [viewer.client, key]) expect(await typesOf('', client)).toEqual(['repo.created']);
    expect(await typesOf('type=member.added', viewer.client)).toEqual([]);
    expect(JSON.stringify(await eventsOf())).not.toMatch(/address|request_id/);
  });

  it('are not recorded where the action is rolled back or changes nothing', async () => {
    await switchOn();
    const before = await typesOf();
    expect((await admin.put('/quality/gates/config', { policy: { new_critical_max: -1 } })).status).toBe(400);
    expect(await typesOf()).toEqual(before);
  });
});

describe('the log of events', () => {
  it('is read on from a sequence or a cursor', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await admin.post('/repos', { name });
    const first = (await admin.get('/events?limit=2')).body;
    expect(first.events.map(({ data }: Event) => data.new.name)).toEqual(['a', 'b']);
    const next = `cursor=${first.next_cursor}`;
    for (const parameters of [next, `after=${first.events[1].sequence}`]) {
      const rest = (await admin.get(`/events?${parameters}`)).body;
      expect(rest.events.map(({ data }: Event) => data.new.name)).toEqual(['c', 'd']);
      expect(rest.next_cursor).toBeNull();
    }
    const [repo] = (await admin.get('/repos')).body.repositories ?? (await admin.get('/repos')).body.repos;
    expect(await typesOf(`repo_id=${repo.id}`)).toEqual(['repo.created']);
    expect(await typesOf('from=2199-01-01')).toEqual([]);
    expect((await admin.get('/events?type=toString')).status).toBe(400);
  });

  it('belongs to one organization', async () => {
    await admin.post('/repos', { name: 'acme/web' });
    expect(await typesOf('', (await anOrganization(service)).admin)).toEqual([]);
  });

  it('passes over no event whose transaction ends after that of a later one', async () => {
    const slow = new pg.Client({ ...service.database.app });
    await slow.connect();
    try {
      await slow.query(`BEGIN; SET LOCAL app.org_id = '${org.id}'`);
      await slow.query(
        `INSERT INTO events (org_id, uid, type, data) VALUES (${org.id}, '${randomUUID()}', 'repo.created', '{}')`,
      );
      await admin.post('/repos', { name: 'later' });
      expect(await readEvents()).toEqual([]);
      await slow.query('COMMIT');
      expect((await eventsOf()).map(({ data }) => data.new?.name)).toEqual([undefined, 'later']);
    } finally {
      await slow.end();
    }
  });

  it('ends with its repository, and after the time of retention', async () => {
    for (const name of ['kept', 'deleted', 'old']) await admin.post('/repos', { name });
    const superuser = new pg.Client({ ...service.database.admin });
    await superuser.connect();
    const namesOf = async () => (await eventsOf()).map(({ data }) => data.new.name);
    try {
      await superuser.query(`DELETE FROM repos WHERE org_id = $1 AND name = 'deleted'`, [org.id]);
      expect(await namesOf()).toEqual(['kept', 'old']);
      await superuser.query(
        `UPDATE events e SET created_at = now() - interval '31 days' FROM repos r
         WHERE r.org_id = e.org_id AND r.id = e.repo_id AND r.org_id = $1 AND r.name = 'old'`,
        [org.id],
      );
    } finally {
      await superuser.end();
    }
    const another = await startTestApp({}, { beside: service });
    for (let attempt = 0; attempt < 100 && (await namesOf()).length > 1; attempt += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await another.stop();
    expect(await namesOf()).toEqual(['kept']);
  });
});

it('every recorded event is as the schema of its type says', async () => {
  await switchOn();
  await aCompletedScan({}, 2);
  await admin.post('/quality/gates/waivers', { rule: 'rating_min', reason: 'known', expires_at: null });
  const viewer = await aMember(service, 'VIEWER', admin);
  await admin.patch(`/members/${viewer.userId}`, { role: 'MEMBER' });
  await admin.delete(`/members/${viewer.userId}`);
  const { body } = await admin.get('/webhooks/event-types');
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const validators = new Map<string, ValidateFunction>();
  for (const { type, schema } of body.event_types) validators.set(type as string, ajv.compile(schema as object));
  const events = await eventsOf();
  expect(events.length).toBeGreaterThan(8);
  for (const event of events) {
    const validate = validators.get(event.type)!;
    expect({ type: event.type, isValid: validate(event), errors: validate.errors ?? null }).toEqual({
      type: event.type,
      isValid: true,
      errors: null,
    });
  }
});
