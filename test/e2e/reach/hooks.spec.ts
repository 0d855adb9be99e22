import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import pg from 'pg';
import { anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import { type Json, ok } from '../../support/answers.js';
import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import { FakeForge } from '../../support/fake-forge/fake-forge.js';
import { FakeGithub } from '../../support/fake-forge/fake-github.js';
import { metricsOf } from '../../support/metrics.js';
import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/wait-until.js';

const TOKEN = 'ghp_token-of-the-test';
const CONTEXT = 'quality-gate';
const PROJECT = 'acme/web';
const MIB = 1024 * 1024;

let service: TestApp;
let database: pg.Client;
let forge: FakeForge<FakeGithub>;
let projectId: number;
let org: TestOrganization;
let admin: ApiClient;
let repoId: number;
let hook: { path: string; secret: string; forgeId: number };

beforeAll(async () => {
  service = await startTestApp({
    OUTGOING_ALLOW: '127.0.0.1',
    PUBLIC_URL: 'https://gate.example.test',
    RATE_LIMIT_ANONYMOUS: '10000',
    LOG_LEVEL: 'error',
  });
  database = new pg.Client({ ...service.database.admin });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await service.stop();
});
beforeEach(async () => {
  forge = await FakeForge.start(new FakeGithub(() => service.clock.now().getTime()));
  forge.model.addToken(TOKEN);
  projectId = forge.model.addRepo(PROJECT).id;
  org = await anOrganization(service);
  admin = org.admin;
  repoId = (await ok(admin.post('/repos', { name: PROJECT, url: `${forge.url}/${PROJECT}` }))).id as number;
  await ok(admin.put('/quality/gates/config', { policy: { new_critical_max: 0 }, block_merge_on_fail: true }));
  hook = await connect({ type: 'token', token: TOKEN });
});
afterEach(async () => {
  // a report that is being settled locks the same rows
  const isDeleted = () =>
    database.query('DELETE FROM forges WHERE org_id = $1', [org.id]).then(
      () => true,
      () => false,
    );
  await until(isDeleted, Boolean);
  await forge.close();
});

async function connect(credentials: object): Promise<typeof hook> {
  const made = await ok(admin.post('/forges', { kind: 'github', name: 'forge', base_url: forge.url, credentials }));
  const path = new URL(made.hook.url as string).pathname.replace('/api', '');
  return { path, secret: made.hook.secret as string, forgeId: made.id as number };
}

const sign = (body: string) => `sha256=${createHmac('sha256', hook.secret).update(body).digest('hex')}`;

interface Sending {
  readonly id?: string;
  readonly path?: string;
  /** Null: none is sent. */
  readonly signature?: string | null;
}

/** Sends a delivery as GitHub does. */
function deliver(event: string, body: object | string, sending: Sending = {}): Promise<ApiAnswer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const signature = sending.signature === undefined ? sign(text) : sending.signature;
  return service.anonymous.post(sending.path ?? hook.path, text, {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': sending.id ?? randomUUID(),
    ...(signature !== null && { 'x-hub-signature-256': signature }),
  });
}

/** News that wait. */
const waiting = async (): Promise<Json[]> =>
  (await database.query(`SELECT * FROM work_items WHERE org_id = $1 AND kind = 'forge-hooks' ORDER BY id`, [org.id]))
    .rows;
/** Ids of deliveries that are remembered. */
const remembered = async (): Promise<string[]> =>
  (
    await database.query<{ delivery_id: string }>(
      'SELECT delivery_id FROM hook_deliveries WHERE org_id = $1 ORDER BY id',
      [org.id],
    )
  ).rows.map(({ delivery_id }) => delivery_id);
/** Waits until all that was received is followed. */
const followed = () => until(waiting, (all) => all.length === 0);
const take = async (event: string, body: object, sending?: Sending): Promise<void> => {
  expect((await deliver(event, body, sending)).status).toBe(202);
  await followed();
};

const repository = (name = PROJECT) => ({ id: projectId, full_name: name, default_branch: 'main' });
let commits = 0;
const aCommit = (): string => (commits += 1).toString(16).padStart(40, '0');
const aScan = async (commit: string, more: object = {}): Promise<number> =>
  (
    await ok(
      admin.post('/scans', { repo: PROJECT, branch: 'feature', base_branch: 'main', commit_sha: commit, ...more }),
    )
  ).id as number;
async function aJudgedScan(commit: string, more: object = {}): Promise<number> {
  const id = await aScan(commit, more);
  const findings = [{ rule: 'sql', path: 'a.ts', line: 1, securitySeverity: '9.8' }];
  await ok(admin.post(`/scans/${id}/findings`, JSON.parse(aSarifLog(findings)) as object));
  await ok(admin.post(`/scans/${id}/complete`, {}));
  return id;
}
const reportsOf = async (id: number): Promise<Json[]> => (await ok(admin.get(`/scans/${id}/forge-reports`))).reports;
const shown = (commit: string, state: string) =>
  until(
    () => forge.model.shows(commit, CONTEXT),
    (one) => one?.state === state,
  );
const audited = async (action: string): Promise<Json[]> =>
  (await ok(admin.get(`/audit-log?action=${action}`))).entries as Json[];
const pullNews = (action: string, number: number, headSha: string, more: object = {}) => ({
  action,
  repository: repository(),
  pull_request: { number, head: { sha: headSha }, ...more },
});

describe('a delivery', () => {
  it('is 202 without a body where it is signed, and 401 with the same bytes for every other reason', async () => {
    const answer = await deliver('ping', { zen: 'x' });
    expect([answer.status, answer.text]).toEqual([202, '']);
    const said = async (sending: Sending) => {
      const { status, body } = await deliver('ping', { zen: 'x' }, sending);
      const { request_id, instance, ...rest } = body;
      expect([typeof request_id, typeof instance]).toEqual(['string', 'string']);
      return [status, rest];
    };
    const refused = [401, expect.objectContaining({ code: 'unauthenticated' })];
    const first = await said({ signature: null });
    expect(first).toEqual(refused);
    expect(await said({ signature: sign('{"zen":"y"}') })).toEqual(first);
    expect(await said({ signature: 'sha256=zz' })).toEqual(first);
    expect(await said({ path: `/hooks/${randomUUID()}` })).toEqual(first);
    expect(await said({ path: '/hooks/none' })).toEqual(first);
    await database.query('UPDATE organizations SET deleted_at = now() WHERE id = $1', [org.id]);
    expect(await said({})).toEqual(first);
    await database.query('UPDATE organizations SET deleted_at = NULL WHERE id = $1', [org.id]);
    await database.query(`UPDATE forges SET state = 'rights_lost' WHERE id = $1`, [hook.forgeId]);
    expect(await said({})).toEqual(first);
    await database.query(`UPDATE forges SET state = 'ok' WHERE id = $1`, [hook.forgeId]);
    expect((await deliver('ping', { zen: 'x' })).status).toBe(202);
    const [entry] = await until(
      () => audited('forge.hook_rejected'),
      (entries) => entries.length > 0,
    );
    expect(entry).toMatchObject({ target: { type: 'forge', id: hook.forgeId }, new: { reason: 'signature' } });
  });

  it('is verified up to 25 MiB, and ignored over 1 MiB', async () => {
    const long = (bytes: number) => JSON.stringify({ ...pullNews('closed', 1, aCommit()), padding: 'x'.repeat(bytes) });
    expect((await deliver('pull_request', long(2 * MIB))).status).toBe(202);
    expect((await deliver('pull_request', long(2 * MIB), { signature: sign('') })).status).toBe(401);
    expect((await deliver('pull_request', long(26 * MIB))).status).toBe(401);
    expect(await remembered()).toEqual([]);
    expect((await deliver('pull_request', long(MIB / 2))).status).toBe(202);
    expect(await remembered()).toHaveLength(2);
    expect(await metricsOf(service)).toContain('qgate_outgoing_attempts_total{kind="hook",outcome="too_large"} 1');
  });

  it('is followed once within 24 hours, though its id or its body comes again', async () => {
    const commit = aCommit();
    const scan = await aJudgedScan(commit);
    const rerequest = { action: 'rerequested', repository: repository(), check_run: { head_sha: commit } };
    for (const id of ['d1', 'd1', 'd2']) await take('check_run', rerequest, { id });
    const evaluations = async () => (await ok(admin.get(`/quality/gates/history/${scan}`))).evaluations as Json[];
    expect(await evaluations()).toHaveLength(2);
    await take('check_run', { ...rerequest, sender: { id: 7 } }, { id: 'd3' });
    expect(await evaluations()).toHaveLength(3);
    service.clock.advanceMinutes(25 * 60);
    await take('check_run', rerequest, { id: 'd1' });
    expect(await evaluations()).toHaveLength(4);
    expect(await remembered()).toEqual(expect.arrayContaining(['id d1']));
    expect(await remembered()).toHaveLength(2);
  });

  it('that fails is given up after some attempts, and holds up none that comes later', async () => {
    const failures = async () =>
      Number(/attempts_total\{kind="hook",outcome="failed"\} (\d+)/.exec(await metricsOf(service))?.[1] ?? 0);
    const before = await failures();
    await database.query(`ALTER TABLE pull_requests ADD CONSTRAINT broken CHECK (is_merged IS NOT TRUE)`);
    try {
      await aScan(aCommit(), { pr_number: 3 });
      await deliver('pull_request', pullNews('closed', 3, aCommit(), { merged: true }));
      await deliver('pull_request', pullNews('closed', 3, aCommit()));
      const hurried = async () => {
        await database.query(
          `UPDATE work_items SET due_at = now() WHERE org_id = $1 AND due_at > now() AND lease IS NULL`,
          [org.id],
        );
        return waiting();
      };
      await until(hurried, (all) => all.length === 0);
      expect((await failures()) - before).toBe(5);
      const [pull] = (await database.query('SELECT closed_at FROM pull_requests WHERE org_id = $1', [org.id])).rows;
      expect(pull.closed_at).not.toBeNull();
    } finally {
      await database.query(`ALTER TABLE pull_requests DROP CONSTRAINT broken`);
    }
  });
});

it('a request for another check judges the scan again', async () => {
  const commit = aCommit();
  const id = await aJudgedScan(commit);
  const check_run = { head_sha: commit, external_id: `${org.id}/${id}/1` };
  await take('check_run', { action: 'requested_action', repository: repository(), check_run });
  const { evaluations } = await ok(admin.get(`/quality/gates/history/${id}`));
  expect(evaluations[0]).toMatchObject({ evaluation: 2, trigger: 'rerequested', evaluated_by: 'service' });
  const { events } = await ok(admin.get('/events?type=gate.evaluated'));
  expect((events as Json[]).map(({ data }) => data.trigger as string)).toEqual(['complete', 'rerequested']);
  expect(await audited('evaluation.recomputed')).toHaveLength(1);
  // of a scan that is not completed there is nothing to judge
  const pending = await aScan(aCommit());
  const named = { head_sha: commit, external_id: `${org.id}/${pending}/0` };
  await take('check_run', { action: 'rerequested', repository: repository(), check_run: named });
  expect((await ok(admin.get(`/scans/${pending}`))).status).toBe('pending');
});

describe('a pull request', () => {
  const isListed = async (number: number): Promise<boolean> =>
    ((await ok(admin.get(`/repos/${repoId}/pull-requests`))).pull_requests as Json[]).some(
      (each) => each.pr_number === number,
    );

  it('that is closed leaves the lists and gets no comment, until it is reopened', async () => {
    const commit = aCommit();
    forge.model.addPull(4, commit);
    const id = await aJudgedScan(commit, { pr_number: 4 });
    expect(await isListed(4)).toBe(true);
    await take('pull_request', pullNews('closed', 4, commit, { merged: true }));
    expect(await isListed(4)).toBe(false);
    const comment = async () => (await reportsOf(id)).find(({ surface }) => surface === 'comment');
    expect(await comment()).toMatchObject({ state: 'skipped', error: 'pr_closed', next_attempt_at: null });
    expect(forge.model.comments(4)).toEqual([]);
    await take('pull_request', pullNews('reopened', 4, commit));
    expect(await isListed(4)).toBe(true);
    await until(comment, (one) => one?.state === 'shown');
    expect(forge.model.comments(4)).toHaveLength(1);
  });

  it('that is pushed to is pending on its new head at once, and shows the scan that comes', async () => {
    await aJudgedScan(aCommit(), { pr_number: 5 });
    const head = aCommit();
    await take('pull_request', pullNews('synchronize', 5, head));
    expect(await shown(head, 'pending')).toMatchObject({ description: 'waiting for reports' });
    const id = await aJudgedScan(head, { pr_number: 5 });
    expect((await shown(head, 'failure'))?.url).toBe(`https://gate.example.test/scans/${id}`);
  });

  it('that gets another target is pending at once, and judged again against that', async () => {
    const [parent, child] = [aCommit(), aCommit()];
    forge.model.addPull(7, parent);
    forge.model.addPull(8, child);
    const base = { base_sha: parent, base_branch: 'lower' };
    await aJudgedScan(parent, { pr_number: 7, branch: 'lower', title: 'Pay @once' });
    const scan = await aJudgedScan(child, { pr_number: 8, branch: 'upper', ...base });
    await shown(child, 'failure');
    const status = () => ok(admin.get(`/quality/gates/status/${scan}`));
    expect((await status()).base.via).toMatchObject([{ pr_number: 7 }]);
    const retarget = { base: { ref: 'main' } };
    await take('pull_request', { ...pullNews('edited', 8, child, retarget), changes: { title: { from: 'x' } } });
    expect(await status()).toMatchObject({ stale: false });
    await take('pull_request', {
      ...pullNews('edited', 8, child, retarget),
      changes: { base: { ref: { from: 'lower' } } },
    });
    expect(await status()).toMatchObject({ stale: true, stale_reason: 'retargeted' });
    expect(await shown(child, 'pending')).not.toBeNull();
    service.clock.advanceMinutes(1);
    await shown(child, 'failure');
    expect(await status()).toMatchObject({ base: null, stale: false, evaluation: 2 });
    expect((await ok(admin.get(`/scans/${scan}`))).base_branch).toBe('main');
  });

  it('that is reopened with another target is judged against that', async () => {
    const [parent, child] = [aCommit(), aCommit()];
    forge.model.addPull(7, parent);
    forge.model.addPull(8, child);
    await aJudgedScan(parent, { pr_number: 7, branch: 'lower', title: 'Pay @once' });
    const base = { base_sha: parent, base_branch: 'lower' };
    const scan = await aJudgedScan(child, { pr_number: 8, branch: 'upper', ...base });
    await take('pull_request', pullNews('closed', 8, child));
    await take('pull_request', pullNews('reopened', 8, child, { base: { ref: 'main' } }));
    expect(await ok(admin.get(`/quality/gates/status/${scan}`))).toMatchObject({ stale_reason: 'retargeted' });
  });

  it('that is merged has those on top of it judged again, whose comments show the stack', async () => {
    const [parent, child] = [aCommit(), aCommit()];
    for (const [number, commit] of [
      [7, parent],
      [8, child],
    ] as const)
      forge.model.addPull(number, commit);
    await aJudgedScan(parent, { pr_number: 7, branch: 'lower', title: 'Pay @once' });
    const scan = await aScan(child, { pr_number: 8, branch: 'upper', base_sha: parent, base_branch: 'lower' });
    const findings = [7, 8].map((line) => ({ rule: 'sql', path: `b${line}.ts`, line, securitySeverity: '9.8' }));
    await ok(admin.post(`/scans/${scan}/findings`, JSON.parse(aSarifLog(findings)) as object));
    await ok(admin.post(`/scans/${scan}/complete`, {}));
    service.clock.advanceMinutes(1);
    const [comment] = await until(
      () => forge.model.comments(8),
      (all) => all.length > 0,
    );
    expect(comment).toContain('- 7 Pay &#64;once: failed, 1 new finding\n- **8** (this one)');
    await take('pull_request', pullNews('closed', 7, parent, { merged: true }));
    const status = () => ok(admin.get(`/quality/gates/status/${scan}`));
    expect(await until(status, (one) => one.evaluation === 2)).toMatchObject({ base: null });
  });

  it('that is closed without a merge turns the states of those on top of it', async () => {
    const policy = { new_critical_max: 0, rating_min: null };
    await ok(admin.put('/quality/gates/config', { policy, block_merge_on_fail: true }));
    const [parent, child] = [aCommit(), aCommit()];
    forge.model.addPull(7, parent);
    forge.model.addPull(8, child);
    await aJudgedScan(parent, { pr_number: 7, branch: 'lower' });
    const scan = await aJudgedScan(child, { pr_number: 8, branch: 'upper', base_sha: parent, base_branch: 'lower' });
    await shown(child, 'success');
    await take('pull_request', pullNews('closed', 7, parent));
    await shown(child, 'failure');
    expect(await ok(admin.get(`/quality/gates/status/${scan}`))).toMatchObject({
      base: null,
      new_in_pr: { critical: 1 },
    });
    await take('pull_request', pullNews('reopened', 7, parent, { base: { ref: 'main' } }));
    await shown(child, 'success');
  });

  it('whose new head nobody scans times out', async () => {
    await aJudgedScan(aCommit(), { pr_number: 6 });
    const head = aCommit();
    await take('pull_request', pullNews('synchronize', 6, head));
    await shown(head, 'pending');
    service.clock.advanceMinutes(24 * 60);
    expect((await shown(head, 'failure'))?.description).toMatch(
      /^timed out: reports were not complete within \d+ minutes$/,
    );
  });

  it('that no scan was of, but of an agent, is none here', async () => {
    const head = aCommit();
    await aScan(aCommit());
    const agent = (await anApiKey(service, { kind: 'agent' }, admin)).client;
    const change = { repo: PROJECT, branch: 'feature', base_branch: 'main', pr_number: 98 };
    await ok(agent.post('/scans', { ...change, commit_sha: aCommit() }));
    const pushed = aCommit();
    await take('pull_request', pullNews('synchronize', 98, pushed));
    const { rows } = await database.query('SELECT FROM forge_reports WHERE org_id = $1 AND commit_sha = $2', [
      org.id,
      pushed,
    ]);
    expect(rows).toEqual([]);
    await take('pull_request', pullNews('synchronize', 99, head));
    await take('pull_request', pullNews('closed', 99, head));
    expect(forge.model.shows(head, CONTEXT)).toBeNull();
  });
});

describe('a repository', () => {
  const rename = (fullName: string) =>
    Object.assign(
      forge.model.repos.find(({ id }) => id === projectId)!,
      { fullName, formerNames: [PROJECT] },
    );

  it('that is renamed keeps its history: its link, name and address follow', async () => {
    const id = await aJudgedScan(aCommit());
    const link = () => ok(admin.get(`/repos/${repoId}/forge`));
    // news names the repository by its id, which is stored
    await take('pull_request', pullNews('closed', 77, aCommit()));
    rename('acme/site');
    await take('repository', { action: 'renamed', repository: repository('acme/site') });
    expect(await link()).toMatchObject({ project: 'acme/site' });
    expect(await ok(admin.get(`/repos/${repoId}`))).toMatchObject({ name: 'acme/site', url: `${forge.url}/acme/site` });
    expect((await ok(admin.get(`/scans/${id}`))).repo_id).toBe(repoId);
    expect((await audited('repo_forge.set'))[0]).toMatchObject({
      old: { project: PROJECT },
      new: { project: 'acme/site' },
    });
  });

  it('is not renamed, nor given an id, by a hook that the forge does not confirm', async () => {
    const link = () => ok(admin.get(`/repos/${repoId}/forge`));
    // the link is guessed by the first look
    await link();
    const { id: other } = forge.model.addRepo('acme/other');
    await take('pull_request', { ...pullNews('closed', 77, aCommit()), repository: { ...repository(), id: other } });
    await take('repository', { action: 'renamed', repository: { ...repository('acme/other'), id: other } });
    await take('pull_request', pullNews('closed', 77, aCommit()));
    for (const name of ['acme/other', '<script>alert(1)</script>/x'])
      await take('repository', { action: 'renamed', repository: repository(name) });
    expect(await link()).toMatchObject({ project: PROJECT });
    expect((await ok(admin.get(`/repos/${repoId}`))).name).toBe(PROJECT);
    const stored = await database.query('SELECT project_id FROM repo_forges WHERE org_id = $1', [org.id]);
    expect(stored.rows).toEqual([{ project_id: String(projectId) }]);
  });

  it('that was renamed unheard is found by its id when its next verdict is sent', async () => {
    const first = aCommit();
    await aJudgedScan(first);
    await shown(first, 'failure');
    await until(
      async () => (await database.query('SELECT project_id FROM repo_forges WHERE org_id = $1', [org.id])).rows,
      ([one]) => one?.project_id === String(projectId),
    );
    rename('acme/site');
    const second = aCommit();
    await aScan(second);
    await shown(second, 'pending');
    expect(await ok(admin.get(`/repos/${repoId}/forge`))).toMatchObject({ project: 'acme/site' });
  });

  it('lets details of a deleted branch go, and of no baseline branch', async () => {
    for (const branch of ['feature', 'main', 'other']) await aJudgedScan(aCommit(), { branch });
    const toExpire = async () => (await ok(admin.get('/org/retention'))).scans_to_expire as number;
    expect(await toExpire()).toBe(0);
    for (const branch of ['feature', 'main'])
      await take('push', {
        ref: `refs/heads/${branch}`,
        deleted: true,
        after: '0'.repeat(40),
        repository: repository(),
      });
    expect(await toExpire()).toBe(1);
  });

  it('whose default branch changes has an entry and an event, and is judged as before', async () => {
    await aScan(aCommit());
    const changed = {
      action: 'edited',
      repository: { ...repository(), default_branch: 'trunk' },
      changes: { default_branch: { from: 'main' } },
    };
    await take('repository', changed);
    const values = { old: { default_branch: 'main' }, new: { default_branch: 'trunk' } };
    expect((await audited('repo.default_branch_changed'))[0]).toMatchObject(values);
    const { events } = await ok(admin.get('/events?type=repo.default_branch_changed'));
    expect(events).toMatchObject([{ data: { ...values, actor: { type: 'service' } } }]);
    expect((await ok(admin.get(`/repos/${repoId}`))).default_branch).toBe('main');
  });
});

it('an installation that ends takes the credentials of its connection with it, and of no other', async () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const app = { type: 'app', app_id: '5', private_key: key.export({ type: 'pkcs8', format: 'pem' }) };
  hook = await connect({ ...app, installation_id: '77' });
  const state = async () => (await ok(admin.get(`/forges/${hook.forgeId}`))).state as string;
  await take('installation', { action: 'deleted', installation: { id: 78 } });
  expect(await state()).toBe('ok');
  await take('installation', { action: 'suspend', installation: { id: 77 } });
  expect(await state()).toBe('needs_credentials');
  expect((await audited('forge.updated'))[0]).toMatchObject({ new: { state: 'needs_credentials' } });
});
