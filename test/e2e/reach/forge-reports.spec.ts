import pg from 'pg';
import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import { type Json, ok } from '../../support/answers.js';
import type { ApiClient } from '../../support/api-client.js';
import { FakeForge, type FakeRequest, FAULTS } from '../../support/fake-forge/fake-forge.js';
import { FakeGithub } from '../../support/fake-forge/fake-github.js';
import { FakeIssuer } from '../../support/fake-issuer.js';
import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/wait-until.js';

const TOKEN = 'ghp_token-of-the-test';
const CONTEXT = 'quality-gate';
const PROJECT = 'acme/web';

let service: TestApp;
let database: pg.Client;
let forge: FakeForge<FakeGithub>;
let org: TestOrganization;
let admin: ApiClient;

beforeAll(async () => {
  service = await startTestApp({
    OUTGOING_ALLOW: '127.0.0.1',
    PUBLIC_URL: 'https://gate.example.test',
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
  forge.model.addRepo(PROJECT);
  org = await anOrganization(service);
  admin = org.admin;
  const repo = await ok(admin.post('/repos', { name: PROJECT, url: `${forge.url}/${PROJECT}` }));
  expect(repo.id).toEqual(expect.any(Number));
  await ok(admin.put('/quality/gates/config', { policy: { new_critical_max: 0 }, block_merge_on_fail: true }));
});
afterEach(async () => {
  // what is wrong about a request is never only a wrong answer
  expect(forge.refused).toEqual([]);
  await database.query('DELETE FROM forges WHERE org_id = $1', [org.id]);
  await forge.close();
});

const connect = (more: object = {}): Promise<Json> =>
  ok(
    admin.post('/forges', {
      kind: 'github',
      name: 'forge',
      base_url: forge.url,
      credentials: { type: 'token', token: TOKEN },
      ...more,
    }),
  );

let commits = 0;
const aCommit = (): string => (commits += 1).toString(16).padStart(40, '0');
const aScan = async (commit: string, more: object = {}): Promise<number> =>
  (
    await ok(
      admin.post('/scans', { repo: PROJECT, branch: 'feature', base_branch: 'main', commit_sha: commit, ...more }),
    )
  ).id as number;
const report = (id: number, findings = 0) =>
  ok(
    admin.post(
      `/scans/${id}/findings`,
      JSON.parse(
        aSarifLog(
          Array.from({ length: findings }, (_, at) => ({
            rule: 'sql',
            path: 'a.ts',
            line: at + 1,
            securitySeverity: '9.8',
          })),
        ),
      ) as object,
    ),
  );
const complete = (id: number) => ok(admin.post(`/scans/${id}/complete`, {}));
const reportsOf = async (id: number): Promise<Json[]> => (await ok(admin.get(`/scans/${id}/forge-reports`))).reports;

const shown = (commit: string, state: string) =>
  until(
    () => forge.model.shows(commit, CONTEXT),
    (one) => one?.state === state,
  );
const settled = (id: number, surface: string, state: string) =>
  until(
    async () => (await reportsOf(id)).find((one) => one.surface === surface),
    (one) => one?.state === state,
  );
/** Lets what waits for its time come now. */
const hurry = () =>
  database.query(
    `UPDATE work_items SET due_at = now() - interval '1 minute' WHERE org_id = $1 AND kind = 'forge-reports' AND lease IS NULL`,
    [org.id],
  );
const writes = (): string[] => forge.lines.filter((line) => !line.startsWith('GET '));
const isStatus = ({ method, path }: FakeRequest) => method === 'POST' && path.includes('/statuses/');

describe('a commit', () => {
  it.each([
    ['of a change', {}],
    ['at the head of a merge group', { branch: 'gh-readonly-queue/main/pr-7-abc', merge_group: { pr_numbers: [7] } }],
  ])('%s is pending when its scan starts and shows the verdict, by two requests that write', async (_, more) => {
    await connect();
    const commit = aCommit();
    const id = await aScan(commit, more);
    await shown(commit, 'pending');
    await complete(id);
    const state = await shown(commit, 'success');
    expect(state).toMatchObject({ url: `https://gate.example.test/scans/${id}` });
    await settled(id, 'status', 'shown');
    expect(writes()).toEqual([
      `POST /repos/${PROJECT}/statuses/${commit}`,
      `POST /repos/${PROJECT}/statuses/${commit}`,
    ]);
    expect(await reportsOf(id)).toEqual([
      {
        surface: 'status',
        commit_sha: commit,
        state: 'shown',
        shown: 1,
        wanted: 1,
        attempts: 0,
        next_attempt_at: null,
        error: null,
        url: null,
      },
    ]);
  });

  it('is found by the address of its repository, and that is shown as guessed', async () => {
    const { id: forgeId } = await connect();
    const { repos } = await ok(admin.get('/repos'));
    expect(await ok(admin.get(`/repos/${repos[0].id}/forge`))).toMatchObject({
      forge_id: forgeId,
      project: PROJECT,
      context: CONTEXT,
      guessed: true,
    });
    expect(forge.requests).toEqual([]);
  });

  it('is guessed by a test of its connection, which tries what may be written there', async () => {
    const { id: forgeId } = await connect();
    const { repos } = await ok(admin.get('/repos'));
    const { checks } = await ok(admin.post(`/forges/${forgeId}/test`, { repo_id: repos[0].id }));
    expect(checks).toContainEqual(expect.objectContaining({ name: 'write_status', ok: true }));
  });

  it('is listed with the other repositories of its connection, the newest first, by pages', async () => {
    const { id: forgeId } = await connect();
    const list = async (query = '') => ok(admin.get(`/forges/${forgeId}/repos${query}`));
    expect(await list()).toEqual({ repos: [], next_cursor: null });
    const { repos } = await ok(admin.get('/repos'));
    await ok(admin.get(`/repos/${repos[0].id}/forge`));
    const guessed = { repo_id: repos[0].id, project: PROJECT, project_id: null, guessed: true };
    expect(await list()).toEqual({ repos: [guessed], next_cursor: null });
    const newer = await ok(admin.post('/repos', { name: 'acme/newer' }));
    const { project_id } = await ok(admin.put(`/repos/${newer.id}/forge`, { forge_id: forgeId, project: PROJECT }));
    const set = { repo_id: newer.id, project: PROJECT, project_id, guessed: false };
    const first = await list('?limit=1');
    expect(first).toEqual({ repos: [set], next_cursor: expect.any(String) });
    expect(await list(`?limit=1&cursor=${first.next_cursor}`)).toEqual({ repos: [guessed], next_cursor: null });
    await admin.delete(`/repos/${newer.id}/forge`);
    expect((await list()).repos).toEqual([guessed]);
    expect((await admin.get(`/forges/${Number(forgeId) + 1_000}/repos`)).status).toBe(404);
  });

  it('shows the verdict on merge commits besides', async () => {
    await connect();
    const [commit, merge] = [aCommit(), aCommit()];
    const id = await aScan(commit, { extra_shas: [merge] });
    await complete(id);
    await shown(commit, 'success');
    await shown(merge, 'success');
  });

  it('shows that its scan timed out', async () => {
    await connect();
    const commit = aCommit();
    const id = await aScan(commit);
    await shown(commit, 'pending');
    await settled(id, 'status', 'shown');
    await database.query(`UPDATE scans SET deadline_at = now() - interval '1 second' WHERE id = $1`, [id]);
    await hurry();
    expect((await shown(commit, 'failure'))?.description).toMatch(/^timed out: reports were not complete within /);
  });

  it('shows success where a failed gate does not block, and what it would have been', async () => {
    await connect();
    await ok(admin.put('/quality/gates/config', { policy: { new_critical_max: 0 }, block_merge_on_fail: false }));
    const commit = aCommit();
    const id = await aScan(commit);
    await report(id, 1);
    await complete(id);
    const state = await shown(commit, 'success');
    expect(state?.description).toMatch(/^monitor mode: would have failed: /);
  });

  it('shows nothing of an agent: on a baseline branch, a commit that a baseline has, or a change that nothing else scanned', async () => {
    await connect();
    const agent = (await anApiKey(service, { kind: 'agent' }, admin)).client;
    const scanBy = async (client: ApiClient, commit: string, more: object) => {
      const { id } = await ok(client.post('/scans', { repo: PROJECT, branch: 'main', commit_sha: commit, ...more }));
      await ok(client.post(`/scans/${id}/complete`));
      return id as number;
    };
    const [known, next, own] = [aCommit(), aCommit(), aCommit()];
    const trusted = await scanBy(admin, known, {});
    const url = `https://gate.example.test/scans/${trusted}`;
    await shown(known, 'success');
    for (const [commit, more] of [
      [next, {}],
      [known, {}],
      [known, { branch: 'topic' }],
      [aCommit(), { branch: 'topic', extra_shas: [known] }],
      [known, { branch: 'topic', pr_number: 9 }],
    ] as const)
      await scanBy(agent, commit, more);
    // an agent that passes a commit alone would pass the required check of whatever it planted there
    const planted = await scanBy(agent, own, { branch: 'topic', pr_number: 9, extra_shas: [aCommit()] });
    const of = await database.query(`SELECT DISTINCT wanted >> 20 AS scan FROM forge_reports WHERE org_id = $1`, [
      org.id,
    ]);
    expect(of.rows.map(({ scan }) => Number(scan))).toEqual([trusted]);
    await hurry();
    const [ofKnown, ofOthers] = [forge.model.shows(known, CONTEXT)?.url, [next, own]];
    expect([ofKnown, ...ofOthers.map((commit) => forge.model.shows(commit, CONTEXT))]).toEqual([url, null, null]);
    const shownAt = async (commit: string) =>
      (await admin.get(`/quality/gates/status/by-commit?repo=${PROJECT}&commit_sha=${commit}`)).body.scan_id as number;
    expect([await shownAt(known), await shownAt(own)]).toEqual([trusted, planted]);
  });

  it('keeps the state of a further commit of a scan that is trusted further', async () => {
    await connect();
    const agent = (await anApiKey(service, { kind: 'agent' }, admin)).client;
    const [merged, head] = [aCommit(), aCommit()];
    const change = { repo: PROJECT, branch: 'topic', pr_number: 11 };
    const { id } = await ok(admin.post('/scans', { ...change, commit_sha: merged, extra_shas: [head] }));
    await report(id, 1);
    await complete(id);
    await shown(head, 'failure');
    const planted = await ok(agent.post('/scans', { ...change, commit_sha: head }));
    await ok(agent.post(`/scans/${planted.id}/complete`));
    await hurry();
    expect(forge.model.shows(head, CONTEXT)?.state).toBe('failure');
    expect(forge.model.shows(merged, CONTEXT)?.state).toBe('failure');
  });

  it('shows the newer of two scans', async () => {
    await connect();
    const commit = aCommit();
    const older = await aScan(commit);
    const newer = await aScan(commit);
    await report(newer, 1);
    await complete(newer);
    await complete(older);
    await shown(commit, 'failure');
    await settled(newer, 'status', 'shown');
    expect((await reportsOf(older)).map(({ state }) => state)).toEqual(['superseded']);
    expect(forge.model.shows(commit, CONTEXT)?.state).toBe('failure');
  });

  it('is read back before a request is repeated that took effect unseen', async () => {
    await connect();
    const commit = aCommit();
    forge.failNext([FAULTS.resetAfter], isStatus);
    const id = await aScan(commit);
    await until(
      async () => (await reportsOf(id))[0],
      (one) => one?.attempts === 1,
    );
    await hurry();
    await settled(id, 'status', 'shown');
    expect(forge.requests.filter(isStatus)).toHaveLength(1);
  });

  it('is read back 10 s and 60 s after the last write, since an answer was lost, and written again where it is older', async () => {
    await connect();
    const commit = aCommit();
    forge.failNext([FAULTS.resetBefore], isStatus);
    const id = await aScan(commit);
    await until(
      async () => (await reportsOf(id))[0],
      (one) => one?.attempts === 1,
    );
    await complete(id);
    await shown(commit, 'success');
    await settled(id, 'status', 'shown');
    const calls = () =>
      forge.requests.map(({ method, path }) => `${method} ${path.includes('/statuses') ? 'status' : path}`);
    const before = calls().length;
    /** Lets so many seconds pass since the last write. */
    const pass = (seconds: number) =>
      database.query(
        `WITH looked AS (
           UPDATE forge_reports SET last_write_at = last_write_at - make_interval(secs => $2) WHERE org_id = $1)
         UPDATE work_items SET due_at = due_at - make_interval(secs => $2) WHERE org_id = $1 AND kind = 'forge-reports'`,
        [org.id, seconds],
      );
    const seconds = async () =>
      (
        await database.query<{ due: number | null }>(
          `SELECT round(extract(epoch FROM w.due_at - r.last_write_at))::integer AS due FROM forge_reports r
           LEFT JOIN work_items w ON w.org_id = r.org_id AND w.key = r.id::text AND w.kind = 'forge-reports' WHERE r.org_id = $1`,
          [org.id],
        )
      ).rows[0]?.due ?? null;
    expect(await seconds()).toBe(10);
    // the forge applies the lost request now
    await fetch(`${forge.url}/api/v3/repos/${PROJECT}/statuses/${commit}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', 'user-agent': 'late' },
      body: JSON.stringify({ state: 'pending', context: CONTEXT }),
    });
    expect(forge.model.shows(commit, CONTEXT)?.state).toBe('pending');
    await pass(10);
    await shown(commit, 'success');
    await until(seconds, (due) => due === 10);
    await pass(10);
    await until(seconds, (due) => due === 60);
    await pass(50);
    await until(seconds, (due) => due === null);
    expect(calls().slice(before)).toEqual(['POST status', 'GET status', 'POST status', 'GET status', 'GET status']);
    expect(await reportsOf(id)).toMatchObject([{ state: 'shown', next_attempt_at: null, error: null }]);
  });

  it('is tried again after errors, and on request after it failed', async () => {
    await connect();
    const commit = aCommit();
    forge.fault = (request) => (isStatus(request) ? FAULTS.status(422) : null);
    const id = await aScan(commit);
    const failed = await settled(id, 'status', 'failed');
    expect(failed).toMatchObject({ error: 'server', next_attempt_at: null });
    const { events } = await ok(admin.get('/events?type=forge.report_failed'));
    expect(events).toMatchObject([{ data: { scan_id: id, surface: 'status', commit_sha: commit, error: 'server' } }]);
    forge.fault = () => null;
    expect((await admin.post(`/scans/${id}/forge-reports/retry`)).status).toBe(202);
    await shown(commit, 'pending');
  });
});

describe('a pull request', () => {
  const aPull = (number: number) => {
    const commit = aCommit();
    forge.model.addPull(number, commit);
    return commit;
  };
  const fail = async (commit: string, number: number): Promise<number> => {
    const id = await aScan(commit, { pr_number: number });
    await report(id, 1);
    await complete(id);
    await shown(commit, 'failure');
    await hurry();
    return id;
  };

  it('gets a comment when its gate fails, which is edited when it is green again', async () => {
    await connect();
    const id = await fail(aPull(7), 7);
    await settled(id, 'comment', 'shown');
    expect(forge.model.comments(7)).toEqual([expect.stringContaining('### Quality gate: failed')]);
    expect(forge.model.comments(7)[0]).toMatch(/\*\*What lowers the rating\*\*\n- Reliability [B-E]: .+ in a\.ts/);
    const green = aCommit();
    forge.model.pulls.get(7)!.headSha = green;
    const next = await aScan(green, { pr_number: 7 });
    await complete(next);
    await shown(green, 'success');
    await hurry();
    await settled(next, 'comment', 'shown');
    expect(forge.model.comments(7)).toEqual([expect.stringContaining('### Quality gate: passed')]);
    expect((await reportsOf(id)).find(({ surface }) => surface === 'comment')?.state).toBe('superseded');
  });

  it('gets no comment while it is green, nor once it is closed', async () => {
    await connect();
    const commit = aPull(8);
    const id = await aScan(commit, { pr_number: 8 });
    await complete(id);
    await hurry();
    expect(await settled(id, 'comment', 'skipped')).toMatchObject({ error: null });
    forge.model.pulls.get(8)!.state = 'closed';
    const other = await fail(commit, 8);
    expect(await settled(other, 'comment', 'skipped')).toMatchObject({ error: 'pr_closed' });
    expect(forge.model.comments(8)).toEqual([]);
  });

  it('gets no comment on a scan whose commit is its head no more', async () => {
    await connect();
    const commit = aPull(10);
    forge.model.pulls.get(10)!.headSha = aCommit();
    const id = await fail(commit, 10);
    expect(await settled(id, 'comment', 'skipped')).toMatchObject({ error: 'head_moved', next_attempt_at: null });
    expect(forge.model.comments(10)).toEqual([]);
  });

  it('has one comment, though the first request for it took effect unseen', async () => {
    await connect();
    const commit = aPull(9);
    forge.failNext([FAULTS.lost], ({ method, path }) => method === 'POST' && path.endsWith('/comments'));
    const id = await fail(commit, 9);
    await until(
      async () => (await reportsOf(id)).find(({ surface }) => surface === 'comment'),
      (one) => one?.attempts === 1,
    );
    await hurry();
    await settled(id, 'comment', 'shown');
    expect(forge.model.comments(9)).toHaveLength(1);
  });
});

describe('a pipeline of a pull request', () => {
  let issuer: FakeIssuer;
  let pipeline: ApiClient;
  let merge: string;
  const byCommit = (commit: string) =>
    admin.get(`/quality/gates/status/by-commit?repo=${PROJECT}&commit_sha=${commit}`);
  const aScanOf = async (commit: string, more: object = {}): Promise<number> => {
    const change = { repo: PROJECT, branch: 'feature', base_branch: 'main', pr_number: 7, ...more };
    return (await ok(pipeline.post('/scans', { ...change, commit_sha: commit, extra_shas: [merge] }))).id as number;
  };
  const completed = async (id: number) => {
    await ok(pipeline.post(`/scans/${id}/complete`, {}));
    await shown(merge, 'success');
    return id;
  };
  const reportOn = async (id: number, commit: string) => (await reportsOf(id)).find((one) => one.commit_sha === commit);

  beforeAll(async () => {
    issuer = await FakeIssuer.start();
  });
  afterAll(() => issuer.stop());
  beforeEach(async () => {
    merge = aCommit();
    const claims = { repository_id: '724712' };
    await ok(admin.post('/trusted-publishers', { kind: 'github', issuer: issuer.url, claims }));
    const run = { event_name: 'pull_request', ref: 'refs/pull/7/merge', head_ref: 'feature', sha: merge };
    const token = await issuer.sign({ ...claims, ...run, aud: `https://gate.example.test/orgs/${org.slug}` });
    const { access_token } = await ok(service.anonymous.post('/auth/publisher-token', { token }));
    pipeline = service.anonymous.withToken(access_token as string);
  });

  it('has its verdict shown on the merge commit that its token names, and on the head', async () => {
    await connect();
    const head = aCommit();
    forge.model.addPull(7, head);
    const id = await aScanOf(head);
    await shown(head, 'pending');
    await completed(id);
    await shown(head, 'success');
    await until(
      () => reportsOf(id),
      (all) => all.filter(({ surface, state }) => surface === 'status' && state === 'shown').length === 2,
    );
    expect((await reportsOf(id)).filter(({ surface }) => surface === 'status')).toHaveLength(2);
    expect((await byCommit(head)).body).toMatchObject({ scan_id: id, status: 'passed' });
  });

  it.each([
    ['a commit of somebody else', () => aCommit()],
    [
      'the head of another pull request',
      () => {
        const head = aCommit();
        forge.model.addPull(9, head);
        return head;
      },
    ],
  ])('has no verdict shown on %s, nor read by it', async (_, aVictim) => {
    await connect();
    forge.model.addPull(7, aCommit());
    const victim = aVictim();
    const own = await aScan(victim);
    await report(own, 1);
    await complete(own);
    await shown(victim, 'failure');
    const id = await completed(await aScanOf(victim));
    const refused = await until(
      () => reportOn(id, victim),
      (one) => one?.state === 'skipped',
    );
    expect(refused).toMatchObject({ surface: 'status', shown: null, error: 'head_moved' });
    expect(forge.model.statuses.filter(({ sha }) => sha === victim).map(({ state }) => state)).not.toContain('success');
    expect((await byCommit(victim)).body).toMatchObject({ scan_id: own, status: 'failed' });
    // what was there is still shown, and may change
    await settled(own, 'status', 'shown');
    await ok(
      admin.put('/quality/gates/config', {
        policy: { new_critical_max: 5, rating_min: null },
        block_merge_on_fail: true,
      }),
    );
    await ok(admin.post(`/quality/gates/recompute/${own}`));
    await shown(victim, 'success');
  });

  it('has its verdict shown on a head that is proven late in place of that of a newer scan by an agent, and kept', async () => {
    await connect();
    const head = aCommit();
    const unread = Array.from({ length: 20 }, () => FAULTS.status(503));
    forge.failNext(unread, ({ method, path }) => method === 'GET' && path.endsWith('/pulls/7'));
    const id = await aScanOf(head);
    await report(id, 1);
    await ok(pipeline.post(`/scans/${id}/complete`, {}));
    await shown(merge, 'failure');
    const agent = (await anApiKey(service, { kind: 'agent' }, admin)).client;
    const plant = async () => {
      const of = { repo: PROJECT, branch: 'feature', base_branch: 'main', commit_sha: head };
      const planted = (await ok(agent.post('/scans', of))).id as number;
      await ok(agent.post(`/scans/${planted}/complete`));
      return planted;
    };
    const first = await plant();
    await hurry();
    // forges show nothing of agents
    expect(forge.model.shows(head, CONTEXT)?.state).not.toBe('success');
    expect((await byCommit(head)).body.scan_id).toBe(first);
    forge.failNext([]);
    forge.model.addPull(7, head);
    await until(
      async () => {
        await hurry();
        return forge.model.shows(head, CONTEXT);
      },
      (one) => one?.state === 'failure',
    );
    expect((await byCommit(head)).body).toMatchObject({ scan_id: id, status: 'failed' });
    await plant();
    await hurry();
    expect(forge.model.shows(head, CONTEXT)?.state).toBe('failure');
    expect((await byCommit(head)).body.scan_id).toBe(id);
  });

  it('has no verdict of a commit that no connection proves, which stays with its scan', async () => {
    const head = aCommit();
    const id = await aScanOf(head);
    expect(await ok(pipeline.post(`/scans/${id}/complete`, {}))).toMatchObject({ status: 'passed' });
    expect((await byCommit(head)).status).toBe(404);
    expect(await ok(pipeline.get(`/quality/gates/status/${id}`))).toMatchObject({ status: 'passed' });
  });
});

describe('a repository that a connection may write to', () => {
  let issuer: string;
  let projectId: number;
  let repoId: number;
  let forgeId: number;
  const trust = async (by: ApiClient, more: object = {}) =>
    (
      await ok(
        by.post('/trusted-publishers', { kind: 'github', issuer, claims: { repository_id: projectId, ...more } }),
      )
    ).id as number;
  const link = async () => ok(admin.put(`/repos/${repoId}/forge`, { forge_id: forgeId, project: PROJECT }));
  const statesOf = async (by: ApiClient): Promise<string[]> =>
    (await ok(by.get('/trusted-publishers'))).trusted_publishers.map(({ state }: Json) => state as string);
  const actionsOf = async (by: ApiClient): Promise<Json[]> =>
    (await ok(by.get('/audit-log?target=trusted_publisher'))).entries;

  beforeEach(async () => {
    issuer = `${forge.url}/_services/token`;
    projectId = forge.model.repos[0]!.id;
    repoId = (await ok(admin.get('/repos'))).repos[0].id as number;
    forgeId = (await connect()).id as number;
  });

  it('proves its publishers, those of later too, and those of others are unproven then', async () => {
    const other = await anOrganization(service);
    const theirs = await trust(other.admin);
    await database.query(`UPDATE trusted_publishers SET proof = 'exchange' WHERE id = $1`, [theirs]);
    const own = await trust(admin);
    expect([await statesOf(admin), await statesOf(other.admin)]).toEqual([['unproven'], ['proven']]);
    await database.query('UPDATE trusted_publishers SET contested_at = NULL');
    await link();
    expect([await statesOf(admin), await statesOf(other.admin)]).toEqual([['proven'], ['unproven']]);
    expect((await actionsOf(admin))[0]).toMatchObject({
      ...{ action: 'trusted_publisher.proven', target: { id: own }, new: { by: 'forge', forge_id: forgeId } },
    });
    await until(
      () => actionsOf(other.admin),
      (entries) => entries.filter(({ action }) => action === 'trusted_publisher.contested').length === 2,
    );
    const [shownThere] = (await ok(other.admin.get('/trusted-publishers'))).trusted_publishers;
    expect(Date.parse(shownThere.contested_at as string)).toBeGreaterThan(0);
    await trust(admin, { ref: 'refs/heads/main' });
    expect(await statesOf(admin)).toEqual(['proven', 'proven']);
    await link();
    expect((await actionsOf(admin)).filter(({ action }) => action === 'trusted_publisher.proven')).toHaveLength(1);
  });

  it('proves nothing where it may only be read, nor for another issuer', async () => {
    await trust(admin);
    await ok(
      admin.post('/trusted-publishers', { kind: 'github', issuer: forge.url, claims: { repository_id: projectId } }),
    );
    forge.model.repos[0]!.mayPush = false;
    await link();
    expect(await statesOf(admin)).toEqual(['unproven', 'unproven']);
    forge.model.repos[0]!.mayPush = true;
    await link();
    expect(await statesOf(admin)).toEqual(['unproven', 'proven']);
  });

  it('proves its publishers by the first report, too', async () => {
    await trust(admin);
    await aScan(aCommit());
    await until(
      () => statesOf(admin),
      ([state]) => state === 'proven',
    );
  });
});

describe('a connection', () => {
  it('whose credentials are refused waits for new ones', async () => {
    const { id: forgeId } = await connect();
    forge.model.revokeAll();
    const commit = aCommit();
    const id = await aScan(commit);
    await until(
      () => ok(admin.get(`/forges/${forgeId}`)),
      ({ state }) => state === 'needs_credentials',
    );
    expect((await reportsOf(id))[0]).toMatchObject({ state: 'waiting', attempts: 0, error: 'credentials' });
    forge.model.addToken('ghp_another');
    const credentials = { type: 'token', token: 'ghp_another' };
    const { state, credentials: hint } = await ok(admin.patch(`/forges/${forgeId}`, { credentials }));
    expect({ state, hint }).toMatchObject({ state: 'ok', hint: { type: 'token', hint: 'ther' } });
    await shown(commit, 'pending');
    const { entries } = await ok(admin.get('/audit-log?target=forge'));
    expect(entries.map(({ action }: Json) => action)).toEqual(['forge.credentials_replaced', 'forge.created']);
  });

  it('whose reports were imported, without the times at which they are due, shows them once it has credentials', async () => {
    const { id: forgeId } = await connect({ credentials: { type: 'token', token: 'ghp_refused' } });
    const commit = aCommit();
    const id = await aScan(commit);
    await until(
      async () => (await reportsOf(id))[0],
      (one) => one?.error === 'credentials',
    );
    await database.query(`UPDATE forge_reports SET error = NULL WHERE org_id = $1`, [org.id]);
    await database.query(`DELETE FROM work_items WHERE org_id = $1 AND kind = 'forge-reports'`, [org.id]);
    await ok(admin.patch(`/forges/${forgeId}`, { credentials: { type: 'token', token: TOKEN } }));
    await shown(commit, 'pending');
  });

  it('sends its credentials to no other origin unless they are entered again, or dropped', async () => {
    const { id: forgeId } = await connect();
    const change = (body: object) => admin.patch(`/forges/${forgeId}`, body);
    for (const base_url of ['https://elsewhere.example.org', null]) {
      const refused = await change({ base_url, name: 'moved' });
      expect([refused.status, refused.body.code, refused.body.errors]).toEqual([
        400,
        'secret_required',
        [{ field: 'credentials', message: expect.stringContaining('drop_secrets') }],
      ]);
    }
    for (const kind of ['github', 'gitlab', null]) {
      const other = await change({ kind, name: 'moved' });
      expect([other.status, other.body.errors]).toEqual([
        400,
        [{ field: 'kind', message: expect.stringContaining('cannot be changed') }],
      ]);
    }
    const same = await ok(change({ base_url: `${forge.url}/below`, drop_secrets: true }));
    expect(same).toMatchObject({ name: 'forge', state: 'ok', credentials: { hint: TOKEN.slice(-4) } });

    const dropped = await ok(change({ base_url: 'https://elsewhere.example.org', drop_secrets: true }));
    expect(dropped).toMatchObject({ state: 'needs_credentials', credentials: { type: 'token', hint: '' } });
    const { rows } = await database.query('SELECT length(credentials) AS bytes FROM forges WHERE id = $1', [forgeId]);
    expect(rows).toEqual([{ bytes: 0 }]);
    const { ok: works, checks } = await ok(admin.post(`/forges/${forgeId}/test`));
    expect([works, checks]).toEqual([false, [expect.objectContaining({ name: 'credentials', ok: false })]]);
    // nothing is stored any more that another address could receive
    await ok(change({ base_url: 'https://another.example.org' }));

    await ok(change({ base_url: forge.url, credentials: { type: 'token', token: TOKEN } }));
    const commit = aCommit();
    await aScan(commit);
    await shown(commit, 'pending');
    const { entries } = await ok(admin.get('/audit-log?target=forge'));
    expect(entries.map(({ action }: Json) => action)).toEqual([
      ...['forge.credentials_replaced', 'forge.updated', 'forge.updated'],
      ...['forge.credentials_dropped', 'forge.updated', 'forge.updated', 'forge.created'],
    ]);
  });

  it.each([
    ['leaves the organization', (id: number) => admin.delete(`/members/${id}`)],
    ['is no longer an administrator', (id: number) => admin.patch(`/members/${id}`, { role: 'VIEWER' })],
  ])('is disabled when the person who changed it last %s', async (_, end) => {
    const { client: maker, userId } = await aMember(service, 'ORG_ADMIN', admin);
    const { id: kept } = await connect({ name: 'kept' });
    const { id: forgeId } = await connect();
    const stateOf = async (id: number) => (await ok(admin.get(`/forges/${id}`))).state;
    await ok(maker.patch(`/forges/${forgeId}`, { name: 'theirs' }));
    await ok(end(userId));
    expect([await stateOf(forgeId), await stateOf(kept)]).toEqual(['rights_lost', 'ok']);
    const { entries } = await ok(admin.get('/audit-log?action=forge.disabled'));
    expect(entries).toMatchObject([{ target: { id: forgeId }, new: { name: 'theirs', lost_rights_of: userId } }]);
    const { checks } = await ok(admin.post(`/forges/${forgeId}/test`));
    expect(checks).toEqual([
      { name: 'credentials', ok: false, detail: expect.stringContaining('no longer an administrator') },
    ]);
    await ok(admin.patch(`/forges/${forgeId}`, { name: 'ours' }));
    await ok(admin.delete(`/forges/${kept}`));
    const sent = forge.lines.length;
    const commit = aCommit();
    const id = await aScan(commit);
    await until(
      () => reportsOf(id),
      ([one]) => one?.error === 'credentials',
    );
    expect([forge.lines.length, await stateOf(forgeId)]).toEqual([sent, 'rights_lost']);
    const credentials = { type: 'token', token: TOKEN };
    expect((await ok(admin.patch(`/forges/${forgeId}`, { credentials }))).state).toBe('ok');
    await shown(commit, 'pending');
  });

  it('waits as long as the forge asks', async () => {
    await connect();
    const commit = aCommit();
    forge.failNext([FAULTS.status(429, { 'retry-after': '120' })], isStatus);
    const id = await aScan(commit);
    const [waiting] = await until(
      () => reportsOf(id),
      ([one]) => one?.error === 'rate_limited',
    );
    expect(waiting).toMatchObject({ state: 'waiting', attempts: 0 });
    expect(Date.parse(waiting!.next_attempt_at as string)).toBeGreaterThan(Date.now() + 100_000);
  });

  it('is not asked about a repository that is linked to none', async () => {
    await connect();
    const { repos } = await ok(admin.get('/repos'));
    expect((await admin.delete(`/repos/${repos[0].id}/forge`)).status).toBe(204);
    const id = await aScan(aCommit());
    await complete(id);
    expect(await reportsOf(id)).toEqual([]);
    expect(await ok(admin.get(`/repos/${repos[0].id}/forge`))).toMatchObject({ forge_id: null, guessed: false });
    expect(forge.requests).toEqual([]);
  });
});
