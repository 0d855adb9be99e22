import { randomUUID } from 'node:crypto';
import { aMember, anApiKey, anOrganization, type TestOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { FakeIssuer, type TokenTraits } from '../../support/fake-issuer.js';
import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

const PUBLIC_URL = 'https://gate.example.org';
/** Mails are queued, and sent by nobody. */
const MAIL = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'gate@example.test' };
const ENVIRONMENT = { WORKER: 'off', PUBLIC_URL, OUTGOING_ALLOW: '127.0.0.1', ...MAIL };

let issuer: FakeIssuer;
let service: TestApp;
let second: TestApp;
let org: TestOrganization;
let admin: ApiClient;
let repoId: number;
/** Numbers of projects that no other test names. */
let project: number;

beforeAll(async () => {
  issuer = await FakeIssuer.start();
  service = await startTestApp(ENVIRONMENT);
  second = await startTestApp(ENVIRONMENT, { beside: service });
});
afterAll(async () => {
  await second.stop();
  await service.stop();
  await issuer.stop();
});
beforeEach(async () => {
  org = await anOrganization(service);
  admin = org.admin;
  repoId = (await admin.post('/repos', { name: 'acme/web' })).body.id as number;
  project = Math.floor(Math.random() * 1e12) + 1;
});

const trust = async (more: object = {}, by = admin): Promise<number> => {
  const wanted = { kind: 'github', issuer: issuer.url, claims: { repository_id: project }, repo_id: repoId, ...more };
  const { status, body, text } = await by.post('/trusted-publishers', wanted);
  if (status !== 201) throw new Error(text);
  return body.id as number;
};
const trustGitLab = () => trust({ kind: 'gitlab', claims: { project_id: project } });

const aPush = (claims: object = {}) => ({
  aud: PUBLIC_URL,
  sub: 'repo:acme/web:ref:refs/heads/main',
  repository_id: String(project),
  repository: 'acme/web',
  ref: 'refs/heads/main',
  event_name: 'push',
  ...claims,
});
const aGitLabPush = (claims: object = {}) => ({
  aud: PUBLIC_URL,
  sub: 'project_path:acme/web:ref_type:branch:ref:main',
  project_id: String(project),
  ref: 'main',
  ref_type: 'branch',
  ref_protected: 'true',
  pipeline_source: 'push',
  ...claims,
});
const exchange = (token: string, more: object = {}, at = service) =>
  at.anonymous.post('/auth/publisher-token', { token, ...more });
const access = async (claims: object, traits?: TokenTraits): Promise<ApiClient> => {
  const { status, body, text } = await exchange(await issuer.sign(claims as Record<string, unknown>, traits));
  if (status !== 200) throw new Error(text);
  return service.anonymous.withToken(body.access_token as string);
};
const refusals = async (by = admin) => (await by.get('/audit-log?action=publisher.refused')).body.entries;

describe('an identity token of a trusted publisher', () => {
  it('is exchanged for an access token that is bound to the repository and the scopes', async () => {
    const id = await trust();
    const answer = await exchange(await issuer.sign(aPush()));
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        access_token: expect.any(String),
        expires_in: 900,
        repo_id: repoId,
        scopes: ['write:scans', 'read:scans'],
        restrictions: { baseline: true, untrusted: false },
      },
    ]);
    const client = service.anonymous.withToken(answer.body.access_token as string);
    expect((await client.get('/auth/me')).body).toMatchObject({
      org: { id: org.id },
      role: 'MEMBER',
      scopes: ['write:scans', 'read:scans'],
      authenticated_by: 'publisher_token',
      api_key: null,
      orgs: [{ id: org.id }],
    });
    const scan = await client.post('/scans', { repo_id: repoId, branch: 'main' });
    expect([scan.status, scan.body.is_baseline_scan]).toEqual([201, true]);
    expect((await client.post(`/scans/${scan.body.id}/complete`)).status).toBe(200);
    const other = await admin.post('/scans', { repo: 'acme/other', branch: 'main' });
    expect((await client.get(`/scans/${other.body.id}`)).status).toBe(404);
    expect((await client.post('/scans', { repo: 'acme/new', branch: 'main' })).status).toBe(404);
    expect((await client.get('/repos')).status).toBe(403);
    expect((await client.get('/trusted-publishers')).status).toBe(403);
    const cookie = { cookie: `qg_session=${String(answer.body.access_token)}` };
    expect((await service.anonymous.get('/auth/me', cookie)).status).toBe(401);
    await admin.delete(`/trusted-publishers/${id}`);
    expect((await client.get(`/scans/${scan.body.id}`)).status).toBe(401);
  });

  it('is named by kind and project where it had a scan judged', async () => {
    const id = await trust();
    const client = await access(aPush());
    const scan = await client.post('/scans', { repo_id: repoId, branch: 'main' });
    await client.post(`/scans/${scan.body.id}/complete`);
    const named = { evaluated_by: `trusted_publisher:${id}`, evaluated_by_name: `github ${project}` };
    const page = await admin.get(`/scans/${scan.body.id}/summary`);
    expect(page.body.evaluations).toMatchObject([named]);
    const history = await admin.get(`/quality/gates/history/${scan.body.id}`);
    expect(history.body.evaluations).toMatchObject([named]);
    await admin.delete(`/trusted-publishers/${id}`);
    const after = await admin.get(`/scans/${scan.body.id}/summary`);
    expect(after.body.evaluations).toMatchObject([{ ...named, evaluated_by_name: null }]);
  });

  it('creates repositories where its publisher is bound to none', async () => {
    await trust({ repo_id: null });
    const client = await access(aPush({ aud: `${PUBLIC_URL}/` }));
    const scan = await client.post('/scans', { repo: 'acme/new', branch: 'main' });
    expect(scan.status).toBe(201);
    const { entries } = (await admin.get('/audit-log?action=repo.created&actor=trusted_publisher')).body;
    expect(entries).toMatchObject([{ actor: { name: `github ${project}` }, repo_id: scan.body.repo_id }]);
  });

  it.each([
    ['a push to the branch', {}, true],
    ['a pull request', { ref: 'refs/pull/7/merge', event_name: 'pull_request' }, false, { pr_number: 7 }],
    ['a run for a comment', { event_name: 'issue_comment' }, false],
    ['no ref', { ref: undefined }, false],
  ])('of %s writes the baseline: %s', async (_, claims, isBaseline, change: object = {}) => {
    await trust();
    const client = await access(aPush(claims));
    const { body } = await client.post('/scans', { repo_id: repoId, branch: 'main', ...change });
    expect(body.is_baseline_scan).toBe(isBaseline);
    expect(body.warnings).toHaveLength(isBaseline || 'pr_number' in change ? 0 : 1);
  });

  it.each([
    ['a protected branch', {}, true],
    ['a branch that is not protected', { ref_protected: 'false' }, false],
    ['a truth value', { ref_protected: true }, false],
    ['a merge request', { pipeline_source: 'merge_request_event' }, false, { pr_number: 7 }],
  ])('of GitLab with %s writes the baseline: %s', async (_, claims, isBaseline, change: object = {}) => {
    await trustGitLab();
    const client = await access(aGitLabPush(claims));
    const { body } = await client.post('/scans', { repo_id: repoId, branch: 'main', ...change });
    expect(body.is_baseline_scan).toBe(isBaseline);
  });

  it('is taken once, whichever instances it is sent to at the same time', async () => {
    await trust();
    const token = await issuer.sign(aPush());
    const answers = await Promise.all([service, second, service, second].map((at) => exchange(token, {}, at)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    expect(await refusals()).toMatchObject(Array(3).fill({ new: { reason: 'replayed', verified: true } }));
  });

  it('chooses the publisher that demands most', async () => {
    const other = (await admin.post('/repos', { name: 'acme/other' })).body.id as number;
    await trust();
    await trust({ repo_id: other, claims: { repository_id: project, ref: 'refs/heads/release' } });
    const repoOf = async (claims: object) => (await exchange(await issuer.sign(aPush(claims)))).body.repo_id as number;
    expect(await repoOf({})).toBe(repoId);
    expect(await repoOf({ ref: 'refs/heads/release' })).toBe(other);
  });
});

describe('the organization of an identity token', () => {
  const audienceOf = ({ slug }: TestOrganization) => `${PUBLIC_URL}/orgs/${slug}`;
  const stateOf = async (by: ApiClient) =>
    (await by.get('/trusted-publishers')).body.trusted_publishers.map((one: { state: string }) => one.state);
  const exchangeFor = async (aud: string, more: object = {}, claims: object = {}) =>
    exchange(await issuer.sign(aPush({ aud, ...claims })), more);
  let stranger: TestOrganization;

  beforeEach(async () => {
    stranger = await anOrganization(service);
  });

  it('is the one that its audience names, which proves it', async () => {
    const id = await trust();
    expect(await stateOf(admin)).toEqual(['unproven']);
    const answer = await exchangeFor(audienceOf(org));
    expect([answer.status, answer.body.repo_id]).toEqual([200, repoId]);
    expect(await stateOf(admin)).toEqual(['proven']);
    const [exchanged] = (await admin.get('/trusted-publishers')).body.trusted_publishers;
    expect(Date.parse(exchanged.last_exchanged_at)).toBeGreaterThanOrEqual(Date.parse(exchanged.created_at));
    expect(exchanged.last_exchanged_from).toMatch(/127\.0\.0\.1|::1/);
    await trust({ repo_id: null, claims: { repository_id: project, ref: 'refs/heads/main' } });
    expect(await stateOf(admin)).toEqual(['proven', 'proven']);
    const { entries } = (await admin.get('/audit-log?action=trusted_publisher.proven')).body;
    expect(entries).toMatchObject([{ actor: { type: 'service' }, target: { id }, new: { by: 'exchange' } }]);
  });

  it('learns nothing of one that trusted the repository before, which is notified', async () => {
    const { email } = await aMember(service, 'ORG_ADMIN', admin);
    await aMember(service, 'MEMBER', admin);
    const id = await trust();
    const first = (await admin.get('/trusted-publishers')).body.trusted_publishers[0];
    const wanted = { kind: 'github', issuer: issuer.url, claims: { repository_id: project } };
    const second = await stranger.admin.post('/trusted-publishers', wanted);
    expect(second.status).toBe(201);
    const differs = { id: 0, created_at: '', repo_id: null, audience: '' };
    expect({ ...second.body, ...differs }).toEqual({ ...first, ...differs });
    expect(first).toMatchObject({ state: 'unproven', enabled: true, audience: audienceOf(org), contested_at: null });
    const contested = await waitUntil(async () => {
      const { entries } = (await admin.get('/audit-log?action=trusted_publisher.contested')).body;
      return entries.length > 0 && entries;
    });
    expect(contested).toMatchObject([{ actor: { type: 'service' }, target: { id }, new: null }]);
    const [shown] = (await admin.get('/trusted-publishers')).body.trusted_publishers;
    expect(Date.parse(shown.contested_at)).toBeGreaterThan(0);
    const mails = await query(
      service.database.admin,
      `SELECT payload ->> 'address' AS address FROM work_items WHERE payload -> 'details' ->> 'event' = $1`,
      ['trusted_publisher.contested'],
    );
    expect(mails.map(({ address }) => address as string)).toContain(email);
    const third = await anOrganization(service);
    await trust({ repo_id: null }, third.admin);
    await exchangeFor(PUBLIC_URL);
    const entries = (await stranger.admin.get('/audit-log?limit=200')).body.entries as { action: string }[];
    expect(entries.map(({ action }) => action)).not.toContain('publisher.refused');
    expect((await admin.get('/audit-log?action=trusted_publisher.contested')).body.entries).toHaveLength(1);
  });

  it('is named by the audience alone where it trusted the repository later', async () => {
    await trust();
    await trust({ repo_id: null }, stranger.admin);
    expect((await exchangeFor(PUBLIC_URL)).status).toBe(401);
    expect(await refusals()).toMatchObject([
      { new: { reason: 'audience', expected_audience: audienceOf(org), line: `org: ${org.slug}` } },
    ]);
    expect(await refusals(stranger.admin)).toEqual([]);
    for (const named of [{ org_id: org.id }, { org: org.slug }])
      expect((await exchangeFor(PUBLIC_URL, named)).body).toMatchObject({ repo_id: repoId });
    for (const named of [{ org_id: stranger.id }, { org: stranger.slug }])
      expect((await exchangeFor(PUBLIC_URL, named)).status).toBe(401);
    const line = `org: ${stranger.slug}`;
    expect(await refusals(stranger.admin)).toMatchObject(Array(2).fill({ new: { reason: 'audience', line } }));
    expect((await exchangeFor(audienceOf(stranger))).body).toMatchObject({ repo_id: null });
    expect((await exchangeFor(PUBLIC_URL, { org: stranger.slug })).status).toBe(200);
    expect((await exchangeFor(PUBLIC_URL)).status).toBe(401);
    expect((await exchangeFor(audienceOf(org), { org: org.slug })).body).toMatchObject({ repo_id: repoId });
  });

  it('is not that of a publisher which demands more, but no project', async () => {
    await trust();
    const generic = { kind: 'custom', issuer: issuer.url, repo_id: null };
    for (const claims of [
      { team: 'web', ref: 'refs/heads/main', ref_type: 'branch' },
      { sub: 'anything', ref: 'refs/heads/main' },
    ])
      await trust({ ...generic, claims }, stranger.admin);
    const run = { team: 'web', sub: 'anything', ref: 'refs/heads/main', ref_type: 'branch' };
    expect((await exchangeFor(PUBLIC_URL, {}, run)).body).toMatchObject({ repo_id: repoId });
    expect((await exchangeFor(audienceOf(stranger), {}, run)).body).toMatchObject({ repo_id: null });
  });

  it('is no other than the audience and the request name', async () => {
    await trustGitLab();
    const aToken = (aud: string) => issuer.sign(aGitLabPush({ aud }));
    await trust({ repo_id: null }, stranger.admin);
    for (const [aud, named] of [
      [audienceOf(stranger), { org: org.slug }],
      [`${audienceOf(org)}-2`, {}],
      ['https://other.example.org', {}],
    ] as const)
      expect((await exchange(await aToken(aud), named)).status).toBe(401);
    const refusal = { new: { reason: 'audience', line: `aud: ${audienceOf(org)}` } };
    expect(await refusals()).toMatchObject(Array(3).fill(refusal));
    expect((await exchangeFor(audienceOf(org), { org: 'unknown' })).status).toBe(401);
    expect((await exchangeFor(PUBLIC_URL, {}, { ref: 'refs/heads/x', repository_id: '1' })).status).toBe(401);
  });

  it('is notified of one whose publisher demands less or more than its own, and no project', async () => {
    const generic = { kind: 'custom', issuer: issuer.url, repo_id: null };
    const sub = `pipeline/${project}`;
    await trust({ ...generic, claims: { sub, team: 'web' } });
    await trust({ ...generic, claims: { sub, team: 'other' } }, stranger.admin);
    const contested = async (by: ApiClient) =>
      (await by.get('/audit-log?action=trusted_publisher.contested')).body.entries.length as number;
    await trust({ ...generic, claims: { sub } }, stranger.admin);
    await waitUntil(async () => (await contested(admin)) === 1);
    const third = await anOrganization(service);
    await trust({ ...generic, claims: { sub, team: 'web', stage: 'build' } }, third.admin);
    await waitUntil(async () => (await contested(stranger.admin)) > 0);
    expect(await contested(third.admin)).toBe(0);
  });

  it('is found among hundreds of publishers of others', async () => {
    await trust();
    const insert = `INSERT INTO trusted_publishers (org_id, kind, issuer, claims, scopes, created_by_user_id, created_by, created_at)
      SELECT $1, 'github', $2, jsonb_build_object('repository_id', $3::text, 'environment', n::text), '{write:scans}', 1, 'user:1', now()
      FROM generate_series(1, $4) n`;
    const values = [issuer.url, String(project)];
    await query(service.database.admin, insert, [stranger.id, ...values, 499]);
    expect((await exchangeFor(audienceOf(org))).body).toMatchObject({ repo_id: repoId });
    expect((await exchangeFor(PUBLIC_URL, { org_id: org.id })).status).toBe(200);
    const wanted = { kind: 'github', issuer: issuer.url, claims: { repository_id: project } };
    expect((await stranger.admin.post('/trusted-publishers', wanted)).status).toBe(201);
    expect((await exchangeFor(audienceOf(stranger))).body).toMatchObject({ repo_id: null });
    const tooMany = await stranger.admin.post('/trusted-publishers', wanted);
    expect([tooMany.status, tooMany.body.code]).toEqual([409, 'quota_exceeded']);
  });

  it('is refused by a publisher that was disabled when it was issued', async () => {
    const id = await trust();
    const change = (enabled: boolean) => admin.patch(`/trusted-publishers/${id}`, { enabled });
    await change(false);
    // as if it had been disabled long ago
    await query(service.database.admin, `UPDATE trusted_publishers SET tokens_from = NULL WHERE id = ${id}`);
    const meanwhile = await issuer.sign(aPush({ aud: audienceOf(org) }), { age: 2 });
    await change(true);
    expect((await exchange(meanwhile)).status).toBe(401);
    expect((await refusals())[0]).toMatchObject({ new: { reason: 'too_old', verified: true } });
    expect((await exchangeFor(audienceOf(org))).status).toBe(200);
  });

  it('has its publishers disabled and enabled again, without the tokens of before', async () => {
    const id = await trust();
    const old = await issuer.sign(aPush({ aud: audienceOf(org) }), { age: 60 });
    const client = await access(aPush());
    const scan = (await client.post('/scans', { repo_id: repoId, branch: 'main' })).body.id as number;
    const upload = service.anonymous.withToken((await client.post(`/scans/${scan}/upload-token`)).body.token as string);
    const report = () => upload.post(`/scans/${scan}/findings`, aSarifLog([]));
    expect((await report()).status).toBe(200);
    const change = (enabled: boolean) => admin.patch(`/trusted-publishers/${id}`, { enabled });
    expect((await change(false)).body).toMatchObject({ id, enabled: false, state: 'disabled' });
    expect((await client.get('/auth/me')).status).toBe(401);
    expect((await exchangeFor(audienceOf(org))).status).toBe(401);
    await trust({ repo_id: null }, stranger.admin);
    expect((await exchangeFor(PUBLIC_URL)).body).toMatchObject({ repo_id: null });
    expect((await change(true)).body).toMatchObject({ enabled: true, state: 'unproven' });
    expect((await change(true)).status).toBe(200);
    expect((await client.get('/auth/me')).status).toBe(401);
    expect((await report()).status).toBe(401);
    expect((await exchange(old)).status).toBe(401);
    expect((await refusals())[0]).toMatchObject({ new: { reason: 'too_old', verified: true } });
    const again = await exchangeFor(audienceOf(org));
    const next = service.anonymous.withToken(again.body.access_token as string);
    expect((await next.get('/auth/me')).status).toBe(200);
    const { entries } = (await admin.get('/audit-log?target=trusted_publisher')).body;
    const actions = (entries as { action: string }[]).map(({ action }) => action.split('.')[1]);
    expect(actions.filter((action) => action !== 'contested')).toEqual([
      ...['proven', 'refused', 'enabled', 'disabled', 'created'],
    ]);
    expect((await stranger.admin.patch(`/trusted-publishers/${id}`, { enabled: false })).status).toBe(404);
  });
});

describe('the maker of a publisher', () => {
  const listed = async (): Promise<{ id: number; enabled: boolean; created_by_name: string | null }[]> =>
    (await admin.get('/trusted-publishers')).body.trusted_publishers;

  it.each([
    ['leaves the organization', (id: number) => admin.delete(`/members/${id}`)],
    ['is no longer an administrator', (id: number) => admin.patch(`/members/${id}`, { role: 'VIEWER' })],
  ])('is named, and leaves no way in as soon as they are not: %s', async (_, end) => {
    const { client: maker, userId, email } = await aMember(service, 'ORG_ADMIN', admin);
    const kept = await trust({ repo_id: null, claims: { repository_id: project + 1 } });
    const id = await trust({}, maker);
    const client = await access(aPush());
    expect(await listed()).toMatchObject([{ id, created_by_name: 'A ORG_ADMIN' }, { id: kept }]);
    const { email: told } = await aMember(service, 'ORG_OWNER', admin);
    expect((await end(userId)).status).toBeLessThan(300);
    expect((await listed()).map(({ enabled }) => enabled)).toEqual([false, true]);
    expect((await client.get('/auth/me')).status).toBe(401);
    expect((await exchange(await issuer.sign(aPush()))).status).toBe(401);
    const { entries } = (await admin.get('/audit-log?action=trusted_publisher.disabled')).body;
    expect(entries).toMatchObject([{ target: { id }, repo_id: repoId, new: { lost_rights_of: userId } }]);
    const sql = `SELECT payload ->> 'address' AS address FROM work_items WHERE payload -> 'details' ->> 'event' = 'trusted_publisher.disabled'`;
    const mailed = (await query<{ address: string }>(service.database.admin, sql)).map(({ address }) => address);
    expect([mailed.includes(told), mailed.includes(email)]).toEqual([true, false]);
  });
});

describe('an access token', () => {
  it('does what a pipeline needs, and nothing as its owner', async () => {
    await trust();
    const client = await access(aPush());
    const scan = (await client.post('/scans', { repo_id: repoId, branch: 'main' })).body.id as number;
    const requests = '/quality/gates/waivers/requests';
    const wish = { rule: 'duplication_pct_max', reason: 'in review', repo_id: repoId };
    const request = (await admin.post(requests, wish)).body.id as number;
    await admin.post('/scans', { repo_id: repoId, branch: 'fix', pr_number: 7 });
    for (const [path, body] of [
      [requests, wish],
      [`${requests}/${request}/withdraw`, {}],
      [`/repos/${repoId}/pull-requests/7/close`, {}],
      ['/quality/findings/mark-fp', { issue_id: 1, is_fp: true, reason: 'no' }],
      ['/quality/findings/mark-fp/bulk', { scan_id: scan, is_fp: true, reason: 'no' }],
    ] as const) {
      const { status, body: said } = await client.post(path, body);
      expect([path, status, said.code]).toEqual([path, 403, 'scope_required']);
    }
    const { body: me } = await client.get('/auth/me');
    expect(me.user).toMatchObject({ email: '', name: `github ${project}`, is_super_admin: false });
    expect(Object.values(me.can as Record<string, boolean>)).not.toContain(true);
    expect((await client.get(`/scans/${scan}/summary`)).body.can).toMatchObject({
      request_waiver: false,
      mark_fp: false,
    });
    expect((await client.post(`/scans/${scan}/forge-reports/retry`)).status).toBe(202);
    expect((await client.post(`/scans/${scan}/fail`, { reason: 'no' })).status).toBe(200);
    const feeder = await anApiKey(service, { scopes: ['write:scans'] }, admin);
    expect((await feeder.client.get('/auth/me')).body.user).toMatchObject({ email: '' });
  });

  it('of a pull request compares with its base, and takes no idempotency key of a branch', async () => {
    await trust();
    const run = { ref: 'refs/pull/9/merge', event_name: 'pull_request', head_ref: 'fix', base_ref: 'main' };
    const client = await access(aPush(run));
    const wish = { repo_id: repoId, branch: 'fix', pr_number: 9, idempotency_key: 'build-1042' };
    const other = await client.post('/scans', { ...wish, base_branch: 'evil-base' });
    expect([other.status, other.body.code]).toEqual([403, 'not_of_this_pipeline']);
    expect(other.body.detail).toContain('base_branch');
    const scan = await client.post('/scans', { ...wish, base_branch: 'main' });
    expect(scan.status).toBe(201);
    expect((await client.post('/scans', { ...wish, base_branch: 'main' })).body.id).toBe(scan.body.id);
    const main = await access(aPush());
    const own = { repo_id: repoId, branch: 'main', idempotency_key: 'build-1042' };
    const started = await main.post('/scans', own);
    expect([started.status, (await main.post('/scans', own)).body.id]).toEqual([201, started.body.id]);
    const retried = await client.post(`/scans/${started.body.id}/forge-reports/retry`);
    expect([retried.status, retried.body.code]).toEqual([403, 'not_of_this_pipeline']);
  });

  it('shows ids of people, and neither their names nor their addresses', async () => {
    await trust({ repo_id: null });
    const { client: owner, email, userId } = await aMember(service, 'ORG_OWNER', admin);
    await owner.put('/quality/gates/config', { policy: { new_critical_max: 0 } });
    await owner.put(`/quality/gates/config?repo_id=${repoId}`, { policy: { new_critical_max: 1 } });
    const wish = { rule: 'new_critical_max', reason: 'in review', repo_id: repoId };
    const made = await owner.post('/quality/gates/waivers', wish);
    const asked = await owner.post('/quality/gates/waivers/requests', { ...wish, rule: 'duplication_pct_max' });
    expect([made.status, asked.status]).toEqual([200, 201]);
    const scan = (await owner.post('/scans', { repo_id: repoId, branch: 'main' })).body.id as number;
    await owner.post(`/scans/${scan}/complete`);
    const client = await access(aPush());
    const read = async (path: string, by = client) => {
      const { status, text } = await by.get(path);
      return [path, status, text.includes(email) || text.includes('A ORG_OWNER')];
    };
    const named = [
      '/events',
      '/quality/gates/config/revisions',
      '/quality/gates/simulation-inputs?include=revisions',
      '/quality/gates/waivers',
      '/quality/gates/waivers/requests',
      `/quality/gates/history/${scan}`,
      `/scans/${scan}/summary`,
    ];
    for (const path of named) expect(await read(path, owner)).toEqual([path, 200, true]);
    for (const path of [...named, `/quality/gates/status/${scan}`, '/org', '/auth/me'])
      expect(await read(path)).toEqual([path, 200, false]);
    const { events } = (await client.get('/events?type=policy.updated')).body;
    expect(events[0].data.actor).toEqual({ type: 'user', id: userId, name: '' });
  });

  it('of a tag starts scans of the tag, not of the branch of that name', async () => {
    await trust();
    const client = await access(aPush({ ref: 'refs/tags/main', ref_type: 'tag' }));
    const refused = await client.post('/scans', { repo_id: repoId, branch: 'main' });
    expect([refused.status, refused.body.code]).toEqual([403, 'not_of_this_pipeline']);
    const { status, body } = await client.post('/scans', { repo_id: repoId, branch: 'refs/tags/main' });
    expect([status, body.is_baseline_scan]).toEqual([201, false]);
  });

  it('does not outlive the deletion of its organization, which is undone', async () => {
    const owner = await aMember(service, 'ORG_OWNER', admin);
    await trust();
    const client = await access(aPush());
    const scan = (await client.post('/scans', { repo_id: repoId, branch: 'main' })).body.id as number;
    const uploads = await Promise.all(
      [client, admin].map(async (by) => (await by.post(`/scans/${scan}/upload-token`)).body.token as string),
    );
    expect((await owner.client.delete(`/org?confirm=${org.slug}`)).status).toBeLessThan(300);
    expect((await client.get('/auth/me')).status).toBe(401);
    expect((await service.admin.post(`/orgs/${org.id}/restore`)).status).toBeLessThan(300);
    expect((await client.get('/auth/me')).status).toBe(401);
    for (const token of uploads)
      expect((await service.anonymous.withToken(token).post(`/scans/${scan}/complete`)).status).toBe(401);
    expect((await (await access(aPush())).get('/auth/me')).status).toBe(200);
  });
});

describe('an identity token', () => {
  const hmac = new TextEncoder().encode('a secret that everybody knows: the key that is published');
  const none = (claims: object) =>
    `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ iss: issuer.url, ...claims })).toString('base64url')}.`;

  it.each<[string, string, object, TokenTraits]>([
    ['another audience', 'audience', { aud: 'https://other.example.org' }, {}],
    ['a second audience', 'audience', { aud: [PUBLIC_URL, 'https://other.example.org'] }, {}],
    ['an end that has come', 'expired', { exp: 1 }, {}],
    ['an age of 11 minutes', 'too_old', {}, { age: 660 }],
    ['a beginning to come', 'not_yet_valid', { nbf: 9_999_999_999 }, {}],
    ['a time of issue to come', 'not_yet_valid', {}, { age: -600 }],
    ['no id', 'no_token_id', { jti: undefined }, {}],
    ['no end', 'malformed', { exp: undefined }, {}],
    ['the type of a logout token', 'malformed', {}, { header: { typ: 'logout+jwt' } }],
    ['an HMAC', 'algorithm', {}, { header: { alg: 'HS256' }, key: hmac }],
    ['an unknown key', 'unknown_key', {}, { header: { kid: 'k2' } }],
    ['another branch', 'claims', { ref: 'refs/heads/feature' }, {}],
    ['a pattern of it', 'claims', { ref: 'refs/heads/main2' }, {}],
    ['the event pull_request_target', 'event', { event_name: 'pull_request_target' }, {}],
  ])('with %s is refused, and its organization learns why', async (_, reason, claims, traits) => {
    await trust({ claims: { repository_id: project, ref: 'refs/heads/main' } });
    const { status, body } = await exchange(await issuer.sign(aPush(claims), traits));
    expect([status, body.code]).toEqual([401, 'unauthenticated']);
    expect(await refusals()).toMatchObject([
      {
        actor: { type: 'service' },
        address: expect.any(String),
        new: { reason, token: { repository_id: String(project) } },
      },
    ]);
  });

  it('of any other issuer is bound to the events and forks that it names', async () => {
    const sub = `pipeline/${project}`;
    await trust({ kind: 'custom', claims: { sub } });
    const ofIssuer = (claims: object) => issuer.sign(aPush({ sub, repository_id: undefined, ...claims }));
    expect((await exchange(await ofIssuer({ event_name: 'pull_request_target' }))).status).toBe(401);
    expect(await refusals()).toMatchObject([{ new: { reason: 'event' } }]);
    const ofFork = { event_name: 'pull_request', head_repository: 'jane/web' };
    const restrictions = async (claims: object) => (await exchange(await ofIssuer(claims))).body.restrictions;
    expect(await restrictions(ofFork)).toEqual({ baseline: false, untrusted: true });
    expect(await restrictions({ head_repository: 'acme/web' })).toEqual({ baseline: true, untrusted: false });
  });

  it('is refused with the same bytes for every reason', async () => {
    await trust();
    const stranger = await FakeIssuer.start();
    const tokens = [
      'x',
      'a.b.c',
      none(aPush()),
      await stranger.sign(aPush()),
      await issuer.sign(aPush({ repository_id: 'acme/web' })),
      await issuer.sign(aPush({ repository_id: String(project + 1) })),
      await issuer.sign(aPush({ aud: 'another' })),
      `${(await issuer.sign(aPush())).slice(0, -8)}AAAAAAAA`,
    ];
    await stranger.stop();
    const answers = [];
    for (const token of tokens) answers.push(await exchange(token));
    const bytes = answers.map(({ status, text, body }) => [status, text.replace(String(body.request_id), '')]);
    expect(new Set(bytes.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(answers[0]!.status).toBe(401);
    expect(stranger.requests).toBe(0);
  });

  it('of a merge request from a fork is not the target’s, though it runs there', async () => {
    await trustGitLab();
    const ofFork = aGitLabPush({ project_id: String(project + 1), job_project_id: String(project) });
    expect((await exchange(await issuer.sign(ofFork))).status).toBe(401);
    expect(await refusals()).toMatchObject([{ new: { reason: 'claims', unmet: ['project_id'] } }]);
  });

  it('does not have keys fetched over and over by naming unknown ones', async () => {
    await trust();
    await exchange(await issuer.sign(aPush()));
    const before = issuer.requests;
    const flood = Array.from({ length: 20 }, () => issuer.sign(aPush(), { header: { kid: randomUUID() } }));
    const tokens = await Promise.all(flood);
    // Refusals are counted by the minute of the clock: the flood must not meet the end of one.
    service.clock.advanceMinutes(1 - (service.clock.now().getTime() % 60_000) / 60_000);
    for (const token of tokens) expect((await exchange(token)).status).toBe(401);
    expect(issuer.requests - before).toBeLessThanOrEqual(2);
    expect(await refusals()).toHaveLength(10);
  });
});

describe('the pipeline of a fork', () => {
  /** A merge request of a fork that is trusted by its own number and runs in its target. */
  const aFork = (claims: object = {}) => aGitLabPush({ job_project_id: String(project + 1), ...claims });

  it('makes scans that are no baseline, ignore its policy file, and are its own alone to feed', async () => {
    await admin.patch('/org', { repo_policy: 'any' });
    await trustGitLab();
    const answer = await exchange(await issuer.sign(aFork()));
    expect(answer.body.restrictions).toEqual({ baseline: false, untrusted: true });
    const client = service.anonymous.withToken(answer.body.access_token as string);
    const scan = await client.post('/scans', { repo_id: repoId, branch: 'main' });
    expect(scan.body).toMatchObject({ is_untrusted: true, is_baseline_scan: false });
    const verdict = await client.post(`/scans/${scan.body.id}/complete`, { policy_file: 'new_critical_max: 999' });
    expect(verdict.body.policy_file).toMatchObject({ mode: 'ignored', applied: [] });
    const trusted = await admin.post('/scans', { repo_id: repoId, branch: 'feature' });
    expect(trusted.body.is_untrusted).toBe(false);
    for (const route of ['complete', 'fail', 'upload-token'])
      expect((await client.post(`/scans/${trusted.body.id}/${route}`, { reason: 'x' })).status).toBe(403);
    expect((await client.post(`/scans/${trusted.body.id}/findings`, aSarifLog([]))).status).toBe(403);
  });

  it('creates no repositories', async () => {
    await trust({ kind: 'gitlab', claims: { project_id: project }, repo_id: null });
    const client = await access(aFork());
    expect((await client.post('/scans', { repo: 'acme/new', branch: 'main' })).status).toBe(404);
    expect((await client.post('/scans', { repo: 'acme/web', branch: 'main' })).status).toBe(201);
  });
});

describe('the scans of a pipeline', () => {
  const [SHA, MERGE] = ['a'.repeat(40), 'b'.repeat(40)];
  const ofPull = { ref: 'refs/pull/7/merge', head_ref: 'lookup', event_name: 'pull_request', sha: MERGE };
  const start = (client: ApiClient, wanted: object) => client.post('/scans', { repo_id: repoId, ...wanted });
  const refused = { status: 403, body: { code: 'not_of_this_pipeline' } };

  it('are of the commit, branch and pull request of its identity token', async () => {
    await trust();
    const pushed = await access(aPush({ sha: SHA }));
    for (const other of [
      {},
      { commit_sha: MERGE },
      { commit_sha: SHA, branch: 'other' },
      { commit_sha: SHA, pr_number: 7 },
    ])
      expect(await start(pushed, { branch: 'main', ...other })).toMatchObject(refused);
    expect((await start(pushed, { branch: 'main', commit_sha: SHA.toUpperCase() })).status).toBe(201);
    const pull = await access(aPush(ofPull));
    const wanted = { branch: 'lookup', commit_sha: SHA, extra_shas: [MERGE], pr_number: 7 };
    for (const other of [{ extra_shas: [] }, { pr_number: 8 }, { pr_number: null }, { branch: 'main' }]) {
      const answer = await start(pull, { ...wanted, ...other });
      expect(answer).toMatchObject(refused);
      expect(answer.body.detail).toMatch(
        /^The identity token of this pipeline is for (commit|pull request|branch) .* in the scan\.$/,
      );
    }
    expect((await start(pull, wanted)).status).toBe(201);
  });

  it('are of a merge group in the run of a queue alone', async () => {
    await trustGitLab();
    const group = { branch: 'lookup', commit_sha: SHA, merge_group: { pr_numbers: [5, 6], target_branch: 'main' } };
    const ofRequest = { ref: 'lookup', pipeline_source: 'merge_request_event', sha: SHA };
    const runOn = (path: string) => access(aGitLabPush({ ...ofRequest, ref_path: `refs/merge-requests/5/${path}` }));
    for (const path of ['head', 'merge']) {
      const answer = await start(await runOn(path), group);
      expect(answer).toMatchObject(refused);
      expect(answer.body.detail).toContain('so merge_group must be omitted in the scan');
    }
    expect((await start(await runOn('train'), group)).status).toBe(201);
    await trust({ kind: 'custom', claims: { sub: `pipeline/${project}` } });
    const queue = { sub: `pipeline/${project}`, ref: 'refs/heads/gh-readonly-queue/main/pr-5-0f', sha: SHA };
    const custom = (more: object) => access(aPush({ repository_id: undefined, ...queue, ...more }));
    const ofQueue = { ...group, branch: 'gh-readonly-queue/main/pr-5-0f' };
    expect(await start(await custom({ event_name: 'push' }), ofQueue)).toMatchObject(refused);
    expect((await start(await custom({ event_name: 'merge_group' }), ofQueue)).status).toBe(201);
  });

  it('are fed by tokens of the same run alone', async () => {
    await trust();
    const scan = await start(await access(aPush({ sha: SHA })), { branch: 'main', commit_sha: SHA });
    const path = (route: string) => `/scans/${String(scan.body.id)}/${route}`;
    await trust({ claims: { repository_id: project, environment: 'prod' } });
    const others = [{ sha: MERGE }, { sha: SHA, ref: 'refs/heads/other' }, ofPull, { sha: SHA, environment: 'prod' }];
    for (const other of others) {
      const client = await access(aPush(other));
      for (const route of ['complete', 'fail', 'upload-token', 'changes'])
        expect(await client.post(path(route), { reason: 'x', files: [] })).toMatchObject(refused);
      expect(await client.post(path('findings'), aSarifLog([]))).toMatchObject(refused);
      expect((await client.get(`/scans/${String(scan.body.id)}`)).status).toBe(200);
    }
    const byKey = await admin.post('/scans', { repo_id: repoId, branch: 'main', commit_sha: SHA });
    const again = await access(aPush({ sha: SHA }));
    expect(await again.post(`/scans/${String(byKey.body.id)}/complete`)).toMatchObject(refused);
    expect((await again.post(path('findings'), aSarifLog([]))).status).toBe(200);
    expect((await again.post(path('complete'))).status).toBe(200);
  });
});

describe('an upload token', () => {
  const begin = async () => (await admin.post('/scans', { repo_id: repoId, branch: 'feature' })).body.id as number;
  const uploadTo = async (scanId: number, by = admin) => {
    const { status, body, text } = await by.post(`/scans/${scanId}/upload-token`);
    if (status !== 201) throw new Error(text);
    return { client: service.anonymous.withToken(body.token as string), ...(body as { expires_at: string }) };
  };

  it('feeds its pending scan and nothing else', async () => {
    const [scanId, other] = [await begin(), await begin()];
    const { client, expires_at } = await uploadTo(scanId);
    expect(Date.parse(expires_at) - service.clock.now().getTime()).toBeLessThanOrEqual(3_600_000);
    const send = {
      findings: (id: number) => client.post(`/scans/${id}/findings`, aSarifLog([{ rule: 'r', path: 'a.ts', line: 1 }])),
      changes: (id: number) => client.post(`/scans/${id}/changes`, { files: [] }),
      coverage: (id: number) =>
        client.upload(
          '/quality/coverage/upload',
          { scan_id: String(id) },
          { content: anLcov({ 'a.ts': lines(2, 1) }) },
        ),
      complete: (id: number) => client.post(`/scans/${id}/complete`),
    };
    for (const feed of Object.values(send)) expect((await feed(other)).status).toBe(404);
    for (const feed of Object.values(send)) expect((await feed(scanId)).status).toBe(200);
    for (const path of [`/scans/${scanId}`, `/scans/${scanId}/findings`, '/scans', '/repos'])
      expect((await client.get(path)).status).toBe(403);
    expect((await client.get('/auth/me')).status).toBe(401);
    for (const path of ['/scans', `/scans/${other}/fail`, `/scans/${other}/upload-token`, '/quality/findings/mark-fp'])
      expect((await client.post(path, { repo_id: repoId, branch: 'main' })).status).toBe(403);
    const late = await send.coverage(scanId);
    expect([late.status, late.body.code]).toEqual([403, 'scope_required']);
    expect((await admin.post(`/scans/${scanId}/upload-token`)).status).toBe(409);
    const { entries } = (await admin.get('/audit-log?action=upload_token.created')).body;
    expect(entries).toMatchObject([{ target: { type: 'scan', id: scanId }, repo_id: repoId }]);
  });

  it('may do what the person who made it, or the key that did, may do now', async () => {
    const person = await aMember(service, 'MEMBER', admin);
    const maker = await aMember(service, 'ORG_ADMIN', admin);
    const key = await anApiKey(service, {}, maker.client);
    for (const [by, { userId }] of [
      [person.client, person],
      [key.client, maker],
    ] as const) {
      const scanId = await begin();
      const { client } = await uploadTo(scanId, by);
      const report = async () => (await client.post(`/scans/${scanId}/findings`, aSarifLog([]))).status;
      expect(await report()).toBe(200);
      expect((await admin.patch(`/members/${userId}`, { role: 'VIEWER' })).status).toBe(200);
      expect((await by.post(`/scans/${scanId}/findings`, aSarifLog([]))).status).toBe(403);
      expect(await report()).toBe(403);
      const { status, body } = await client.post(`/scans/${scanId}/complete`);
      expect([status, body.code]).toEqual([403, 'role_required']);
      expect((await admin.patch(`/members/${userId}`, { role: 'MEMBER' })).status).toBe(200);
      expect(await report()).toBe(200);
      expect((await admin.delete(`/members/${userId}`)).status).toBeLessThan(300);
      expect(await report()).toBe(401);
    }
  });

  type Member = Awaited<ReturnType<typeof aMember>>;
  it.each<[string, (maker: Member) => Promise<unknown>]>([
    ['when its maker signs out', ({ client }) => client.post('/auth/logout')],
    ['when an administrator ends it', ({ userId }) => admin.post(`/members/${userId}/sessions/revoke`)],
    [
      'when the password is changed in another one',
      async ({ email, password }) => {
        const other = await service.anonymous.login(email, password);
        return other.post('/auth/password', { current_password: password, new_password: `${password} 2` });
      },
    ],
  ])('ends with the session that made it: %s', async (_, end) => {
    const maker = await aMember(service, 'MEMBER', admin);
    const scanId = await begin();
    const { client } = await uploadTo(scanId, maker.client);
    const report = async () => (await client.post(`/scans/${scanId}/findings`, aSarifLog([]))).status;
    expect(await report()).toBe(200);
    expect(((await end(maker)) as { status: number }).status).toBeLessThan(300);
    expect((await maker.client.get('/auth/me')).status).toBe(401);
    expect(await report()).toBe(401);
  });

  it('ends with the right of its maker', async () => {
    const key = await anApiKey(service, {}, admin);
    const scanId = await begin();
    const { client } = await uploadTo(scanId, key.client);
    await admin.post(`/api-keys/${key.id}/revoke`);
    expect((await client.post(`/scans/${scanId}/complete`)).status).toBe(401);
  });

  it('ends with the secret of the key that made it', async () => {
    const key = await anApiKey(service, {}, admin);
    const scanId = await begin();
    const { client: first } = await uploadTo(scanId, key.client);
    const report = (by: ApiClient) => by.post(`/scans/${scanId}/findings`, aSarifLog([]));
    const rotate = async (overlap_hours: number) => {
      const { status, body } = await admin.post(`/api-keys/${key.id}/rotate`, { overlap_hours });
      expect(status).toBe(200);
      return admin.as({ 'x-api-key': body.key as string });
    };
    const next = await rotate(1);
    const { client: second } = await uploadTo(scanId, next);
    expect([(await report(first)).status, (await report(second)).status]).toEqual([200, 200]);
    await query(service.database.admin, `UPDATE auth.api_keys SET previous_expires_at = now() WHERE id = ${key.id}`);
    await rotate(0);
    expect([(await report(first)).status, (await report(second)).status]).toEqual([401, 401]);
  });
});

describe('a publisher that a key made', () => {
  const aMinter = (more: object = {}, by = admin) =>
    anApiKey(service, { scopes: ['admin', 'write:scans', 'mint'], ...more }, by);

  it('says so, and ends with the key and with the one that made it, tokens that it got too', async () => {
    const minter = await aMinter();
    const child = await aMinter({}, minter.client);
    const [own, id] = [await trust(), await trust({}, child.client)];
    const listed = (await admin.get('/trusted-publishers')).body.trusted_publishers;
    expect(listed).toMatchObject([
      { id, minted_by: child.id, expires_at: null },
      { id: own, minted_by: null, expires_at: null },
    ]);
    await admin.delete(`/trusted-publishers/${own}`);
    const client = await access(aPush());
    const scan = (await client.post('/scans', { repo_id: repoId, branch: 'main' })).body.id as number;
    const upload = service.anonymous.withToken((await client.post(`/scans/${scan}/upload-token`)).body.token as string);
    const report = () => upload.post(`/scans/${scan}/findings`, aSarifLog([]));
    expect((await report()).status).toBe(200);
    await admin.post(`/api-keys/${minter.id}/revoke`);
    expect((await client.get(`/scans/${scan}`)).status).toBe(401);
    expect((await report()).status).toBe(401);
    expect((await exchange(await issuer.sign(aPush()))).status).toBe(401);
    expect((await admin.get('/trusted-publishers')).body.trusted_publishers).toEqual([]);
    const { entries } = (await admin.get('/audit-log?action=trusted_publisher.deleted')).body;
    expect(entries).toMatchObject([
      { actor: { type: 'service' }, target: { id }, repo_id: repoId, old: { minted_by: child.id, kind: 'github' } },
      { target: { id: own } },
    ]);
  });

  it('ends when the maker of the key leaves', async () => {
    const maker = await aMember(service, 'ORG_ADMIN', admin);
    await trust({}, (await aMinter({}, maker.client)).client);
    const client = await access(aPush());
    expect((await client.get('/auth/me')).status).toBe(200);
    await admin.delete(`/members/${maker.userId}`);
    expect((await client.get('/auth/me')).status).toBe(401);
  });

  it('is exchanged until the end of the key, and no token of it works for longer', async () => {
    const minter = await aMinter({ expires_in_days: 1 });
    const id = await trust({}, minter.client);
    const [{ expires_at: end }] = (await admin.get('/trusted-publishers')).body.trusted_publishers;
    expect(end).toBe((await admin.get('/api-keys')).body.api_keys[0].expires_at);
    const endIn = (span: string) =>
      query(
        service.database.admin,
        `UPDATE public.trusted_publishers SET expires_at = now() + interval '${span}' WHERE id = ${id}`,
      );
    await endIn('2 seconds');
    const client = await access(aPush());
    expect((await client.get('/auth/me')).status).toBe(200);
    await waitUntil(async () => (await client.get('/auth/me')).status === 401);
    expect((await exchange(await issuer.sign(aPush()))).status).toBe(401);
  });

  it('writes no baseline that its maker may not write', async () => {
    const wanted = { kind: 'github', claims: { repository_id: project } };
    const minter = await anApiKey(
      service,
      { scopes: ['mint', 'read:scans', 'write:scans'], may_write_baseline: false },
      admin,
    );
    const refused = await minter.client.post('/trusted-publishers', { ...wanted, scopes: ['write:scans'] });
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect(refused.body.detail).toContain('may not write the baseline');
    expect((await minter.client.post('/trusted-publishers', { ...wanted, scopes: ['read:scans'] })).status).toBe(201);
  });

  it('is made by a key with mint alone, with no more scopes than the key has', async () => {
    const wanted = { kind: 'github', claims: { repository_id: project } };
    const administrator = await anApiKey(service, { role: 'ORG_ADMIN' }, admin);
    const refused = await administrator.client.post('/trusted-publishers', wanted);
    expect([refused.status, refused.body.code]).toEqual([403, 'scope_required']);
    expect(refused.body.detail).toContain('mint');
    const minter = await anApiKey(service, { scopes: ['mint', 'read:scans'] }, admin);
    const scopesOf = async (...scopes: string[]) =>
      (await minter.client.post('/trusted-publishers', { ...wanted, scopes })).status;
    expect(await scopesOf('write:scans')).toBe(403);
    expect(await scopesOf('read:scans')).toBe(201);
  });
});
