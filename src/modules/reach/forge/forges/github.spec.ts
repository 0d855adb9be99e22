import { createHmac, generateKeyPairSync } from 'node:crypto';
import { FakeForge, FAULTS } from '../../../../../test/support/fake-forge/fake-forge.js';
import { FakeGithub } from '../../../../../test/support/fake-forge/fake-github.js';
import { aReportedFinding, passedFacts, someReportFacts } from '../../../../../test/support/report-facts.js';
import { toStatusReport } from '../../../../domain/reporting/describe-report.js';
import { renderCheck } from '../../../../domain/reporting/render-check.js';
import { commentMarker, renderComment } from '../../../../domain/reporting/render-comment.js';
import { DEFAULT_REPORT_OPTIONS, type ReportFacts } from '../../../../domain/reporting/report-facts.js';
import { allowedTargets } from '../../../../platform/config/value-readers.js';
import { OutgoingClient } from '../../../../platform/outgoing/outgoing-client.js';
import { SystemClock } from '../../../../platform/time/clock.js';
import type { Authorization, Called, ForgeAccess, ForgeConnection, ForgeCredentials } from './forge.js';
import { forgeTransport } from './forge-transport.js';
import { GITHUB } from './github.js';

const SHA = '3f1c9e2a7b5d4c6e8f0a1b2c3d4e5f6a7b8c9d0e';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PKCS1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const PKCS8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const APP: ForgeCredentials = { type: 'app', appId: '4711', installationId: null, privateKey: PKCS1 };
const TOKEN: ForgeCredentials = { type: 'token', token: 'ghp_secret' };
const TARGET = { project: 'acme/web', commitSha: SHA, branch: 'fix', prNumber: 128, remoteId: null, pipelineId: null };
const PULL = { project: 'acme/web', number: 128 };
const ALL = { annotations: true };

const allowed = allowedTargets('127.0.0.1');
const client = new OutgoingClient({ allow: allowed.ok ? allowed.value : [], proxyUrl: null });
const transport = forgeTransport(client, new SystemClock(), { requestMs: 2_000 });

let forge: FakeForge<FakeGithub>;

beforeEach(async () => {
  const model = new FakeGithub();
  model.apps.push({
    id: 4711,
    clientId: 'Iv1.abc',
    publicKey,
    permissions: { metadata: 'read', checks: 'write', pull_requests: 'write' },
  });
  model.addRepo('acme/web');
  model.addPull(128, SHA);
  model.addToken('ghp_secret');
  forge = await FakeForge.start(model);
});
afterEach(() => forge.close());
afterAll(() => client.onApplicationShutdown());

const connect = (credentials: ForgeCredentials, report = DEFAULT_REPORT_OPTIONS): ForgeConnection => ({
  baseUrl: forge.url,
  credentials,
  report,
});

function valueOf<Value>(called: Called<Value>): Value {
  if (!called.ok) throw new Error(JSON.stringify(called.outcome));
  return called.value;
}

async function open(credentials: ForgeCredentials): Promise<ForgeAccess> {
  const right = valueOf<Authorization>(await GITHUB.authorize(connect(credentials), 'acme/web', transport));
  forge.forgetRequests();
  return { ...right, transport };
}

const manyFindings = (count: number): Partial<ReportFacts> => ({
  newFindings: Array.from({ length: count }, (_, at) => aReportedFinding({ startLine: at + 1 })),
  newFindingsTotal: count,
});

describe('the root of the API', () => {
  it.each([
    [null, 'https://api.github.com'],
    ['https://github.com', 'https://api.github.com'],
    ['https://api.github.com/', 'https://api.github.com'],
    ['https://github.example.org/', 'https://github.example.org/api/v3'],
    ['https://github.example.org/api/v3', 'https://github.example.org/api/v3'],
    ['https://octo.ghe.com', 'https://api.octo.ghe.com'],
    ['https://api.octo.ghe.com', 'https://api.octo.ghe.com'],
  ])('of %s is %s', (baseUrl, apiUrl) => expect(GITHUB.apiUrl(baseUrl)).toBe(apiUrl));
});

it('has for Apps a check, for tokens a status, never both', () => {
  const of = (credentialsType: 'app' | 'token', report = {}) =>
    GITHUB.surfaces({ credentialsType, report: { ...DEFAULT_REPORT_OPTIONS, ...report } });
  expect(of('app')).toEqual(['check', 'comment']);
  expect(of('app', { check: false })).toEqual(['status', 'comment']);
  expect(of('token')).toEqual(['status', 'comment']);
  expect(of('token', { status: false, comment: 'never' })).toEqual([]);
});

describe('the right of an App', () => {
  it.each([
    ['PKCS#1', PKCS1, '4711'],
    ['PKCS#8, and a client id', PKCS8, 'Iv1.abc'],
  ])('is obtained with a key of %s', async (_, pem, appId) => {
    const called = await GITHUB.authorize(connect({ ...APP, appId, privateKey: pem }), 'acme/web', transport);
    const right = valueOf(called);
    expect(right.headers.authorization).toMatch(/^Bearer ghs_.{300}/);
    expect(right.expiresAt!.getTime()).toBeGreaterThan(Date.now() + 50 * 60_000);
    expect(right.author).toBe(`app:${appId}`);
    expect(forge.lines).toEqual(['GET /repos/acme/web/installation', 'POST /app/installations/77/access_tokens']);
    expect(forge.requests[1]!.body).toEqual({
      repositories: ['web'],
      permissions: { metadata: 'read', checks: 'write', pull_requests: 'write' },
    });
    expect(forge.refused).toEqual([]);
  });

  it('needs no look-up where the installation is known, and none of a repository', async () => {
    const known = { ...APP, installationId: '77' };
    expect(await GITHUB.authorize(connect(known), null, transport)).toMatchObject({ ok: true });
    expect(forge.lines).toEqual(['POST /app/installations/77/access_tokens']);
    forge.forgetRequests();
    expect(await GITHUB.authorize(connect(APP), null, transport)).toMatchObject({
      ok: true,
      value: { expiresAt: null },
    });
    expect(forge.lines).toEqual(['GET /app']);
  });

  it.each<[string, Partial<Extract<ForgeCredentials, { type: 'app' }>>, string]>([
    ['a key that is none', { privateKey: 'secret' }, 'credentials'],
    ['a public key', { privateKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() }, 'credentials'],
    ['another App', { appId: '9' }, 'credentials'],
    ['an installation that is gone', { installationId: '78' }, 'credentials'],
  ])('is refused for %s', async (_, more, error) => {
    expect(await GITHUB.authorize(connect({ ...APP, ...more }), 'acme/web', transport)).toEqual({
      ok: false,
      outcome: { kind: 'give_up', error },
    });
  });

  it('is refused for permissions that it was not granted, and repositories that it is not installed in', async () => {
    forge.model.apps[0]!.permissions = { metadata: 'read' };
    expect(await GITHUB.authorize(connect(APP), 'acme/web', transport)).toMatchObject({
      outcome: { error: 'permission' },
    });
    forge.model.addRepo('acme/other', null);
    expect(await GITHUB.authorize(connect(APP), 'acme/other', transport)).toMatchObject({
      outcome: { error: 'not_found' },
    });
  });

  it('of another key is refused', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const pem = other.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(await GITHUB.authorize(connect({ ...APP, privateKey: pem }), 'acme/web', transport)).toMatchObject({
      outcome: { kind: 'give_up', error: 'credentials' },
    });
  });
});

describe('the right of a token', () => {
  it.each([
    ['2027-03-01 08:00:00 UTC', '2027-03-01T08:00:00.000Z'],
    ['2027-03-01 08:00:00 +0200', '2027-03-01T06:00:00.000Z'],
  ])('names its account and its end', async (header, end) => {
    forge.model.userHeaders = { 'github-authentication-token-expiration': header };
    const right = valueOf(await GITHUB.authorize(connect(TOKEN), 'acme/web', transport));
    expect(right).toMatchObject({ author: '501', expiresAt: null });
    expect(right.credentialsExpireAt?.toISOString()).toBe(end);
  });

  it('is refused where the token is', async () => {
    expect(await GITHUB.authorize(connect({ type: 'token', token: 'x' }), null, transport)).toMatchObject({
      outcome: { error: 'credentials' },
    });
    const basic = { type: 'basic', email: 'a@example.test', token: 'x' } as const;
    expect(await GITHUB.authorize(connect(basic), null, transport)).toMatchObject({
      outcome: { error: 'credentials' },
    });
  });

  it('has no account where the token may not ask for it', async () => {
    forge.failNext([FAULTS.status(403)]);
    expect(await GITHUB.authorize(connect(TOKEN), null, transport)).toMatchObject({
      ok: true,
      value: { author: null },
    });
  });
});

describe('reading', () => {
  it('finds repositories by their names and, renamed, by their ids', async () => {
    const access = await open(TOKEN);
    const found = valueOf(await GITHUB.readProject(access, 'acme/web', null));
    expect(found).toEqual({ id: expect.stringMatching(/^\d+$/), name: 'acme/web', isArchived: false, mayWrite: true });
    const repo = forge.model.repos[0]!;
    repo.mayPush = false;
    expect(await GITHUB.readProject(access, 'acme/web', null)).toMatchObject({ value: { mayWrite: false } });
    repo.formerNames.push('acme/web');
    repo.fullName = 'acme/site';
    expect(await GITHUB.readProject(access, 'acme/web', null)).toMatchObject({ outcome: { error: 'not_found' } });
    expect(await GITHUB.readProject(access, 'acme/web', found.id)).toMatchObject({ value: { name: 'acme/site' } });
  });

  it('knows the state of a pull request', async () => {
    const access = await open(APP);
    expect(await GITHUB.readPull(access, PULL)).toEqual({
      ok: true,
      value: { state: 'open', headSha: SHA, isFork: false, isLocked: false },
    });
    forge.model.addPull(129, SHA, { state: 'closed', merged: true, isFork: true, locked: true });
    expect(await GITHUB.readPull(access, { ...PULL, number: 129 })).toEqual({
      ok: true,
      value: { state: 'merged', headSha: SHA, isFork: true, isLocked: true },
    });
    forge.model.addPull(130, SHA, { state: 'closed' });
    expect(await GITHUB.readPull(access, { ...PULL, number: 130 })).toMatchObject({ value: { state: 'closed' } });
    expect(await GITHUB.readPull(access, { ...PULL, number: 131 })).toMatchObject({ outcome: { error: 'not_found' } });
  });
});

describe('a status', () => {
  it('is shown, and recognized when it is read back', async () => {
    const access = await open(TOKEN);
    const pending = toStatusReport(someReportFacts({ state: 'pending' }));
    expect(await GITHUB.statuses.read(access, TARGET, pending)).toMatchObject({
      value: { isWanted: false, remoteId: null },
    });
    expect((await GITHUB.statuses.put(access, TARGET, pending)).outcome).toEqual({ kind: 'done' });
    expect(forge.model.shows(SHA, 'quality-gate')).toEqual({
      state: 'pending',
      description: 'waiting for reports',
      url: 'https://gate.example.org/scans/345',
    });
    const failed = toStatusReport(someReportFacts({ summary: 'Failed: '.padEnd(400, 'x') }));
    expect(await GITHUB.statuses.read(access, TARGET, failed)).toMatchObject({ value: { isWanted: false } });
    await GITHUB.statuses.put(access, TARGET, failed);
    expect(await GITHUB.statuses.read(access, TARGET, failed)).toMatchObject({ value: { isWanted: true } });
    expect(await GITHUB.statuses.read(access, TARGET, pending)).toMatchObject({ value: { isWanted: false } });
    expect(forge.refused).toEqual([]);
  });

  it('of a gate that blocks nothing is a success that says so', async () => {
    const access = await open(TOKEN);
    await GITHUB.statuses.put(access, TARGET, toStatusReport(someReportFacts({ state: 'neutral', url: null })));
    expect(forge.model.shows(SHA, 'quality-gate')).toMatchObject({
      state: 'success',
      description: expect.stringMatching(/^monitor mode: would have failed: new_critical_max is 2/),
      url: null,
    });
  });

  it('fails with a word for whon GitHub refuses', async () => {
    const access = await open(TOKEN);
    const report = toStatusReport(someReportFacts());
    const put = async (more = {}) => (await GITHUB.statuses.put(access, { ...TARGET, ...more }, report)).outcome;
    forge.model.unknownCommits.add(SHA);
    expect(await put()).toEqual({ kind: 'give_up', error: 'not_found' });
    expect(await put({ project: 'acme/none' })).toEqual({ kind: 'give_up', error: 'not_found' });
    forge.model.revokeAll();
    expect(await put()).toEqual({ kind: 'give_up', error: 'credentials' });
  });
});

describe('faults', () => {
  const secondary = { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } };
  it.each([
    ['500', FAULTS.status(500), { kind: 'unclear', error: 'server' }, false],
    ['an error after the effect', FAULTS.lost, { kind: 'unclear', error: 'server' }, true],
    ['a reset before the effect', FAULTS.resetBefore, { kind: 'unclear', error: 'server' }, false],
    ['a reset after the effect', FAULTS.resetAfter, { kind: 'unclear', error: 'server' }, true],
    ['no answer', { hasEffect: true, delayMs: 300 }, { kind: 'unclear', error: 'timeout' }, true],
    [
      '429',
      FAULTS.status(429, { 'retry-after': '9' }),
      { kind: 'pause', error: 'rate_limited', pauseMs: 9_000 },
      false,
    ],
    [
      'a secondary limit',
      { hasEffect: false, answer: secondary },
      { kind: 'pause', error: 'rate_limited', pauseMs: 60_000 },
      false,
    ],
    ['409', FAULTS.status(409), { kind: 'again', error: 'server', afterMs: null }, false],
  ])(
    '%s of a write is answered by what to do, and reading back says what is shown',
    async (name, fault, outcome, stands) => {
      const patience = forgeTransport(client, new SystemClock(), { requestMs: name === 'no answer' ? 150 : 2_000 });
      const access = { ...(await open(TOKEN)), transport: patience };
      const report = toStatusReport(someReportFacts());
      forge.failNext([fault]);
      expect((await GITHUB.statuses.put(access, TARGET, report)).outcome).toEqual(outcome);
      if (name === 'no answer') await new Promise((resolve) => setTimeout(resolve, 250));
      expect(await GITHUB.statuses.read({ ...access, transport }, TARGET, report)).toMatchObject({
        value: { isWanted: stands },
      });
    },
  );
});

describe('a check run', () => {
  const put = async (access: ForgeAccess, facts: ReportFacts, remoteId: string | null) =>
    GITHUB.checks!.put(access, { ...TARGET, remoteId }, renderCheck(facts, ALL));

  it('is one run for a commit that is judged once: begun, concluded, annotated', async () => {
    const access = await open(APP);
    const pending = await put(access, someReportFacts({ state: 'pending', evaluation: 0 }), null);
    expect(forge.model.runs).toMatchObject([{ status: 'in_progress', conclusion: null, external_id: '1/345/0' }]);
    const failed = await put(access, someReportFacts(), pending.remoteId!);
    expect(failed).toMatchObject({ outcome: { kind: 'done' }, url: expect.stringContaining('/runs/') });
    expect(forge.model.runs).toMatchObject([{ status: 'completed', conclusion: 'failure', external_id: '1/345/2' }]);
    expect(forge.model.runs[0]!.annotations).toMatchObject([
      { path: 'src/pay/charge.ts', start_line: 41, end_line: 41, annotation_level: 'failure' },
      { path: 'src/pay/refund.ts' },
    ]);
    expect(forge.requests.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH']);
    expect(forge.requests[1]!.body.output.annotations).toBeUndefined();
    expect(forge.refused).toEqual([]);
  });

  it('is changed where the annotations are the wanted ones, and followed by another where they differ', async () => {
    const access = await open(APP);
    const first = await put(access, someReportFacts(), null);
    const again = await put(access, someReportFacts({ evaluation: 3 }), first.remoteId!);
    expect(forge.model.runs).toHaveLength(1);
    expect(forge.model.runs[0]).toMatchObject({ external_id: '1/345/3' });
    expect(forge.model.runs[0]!.annotations).toHaveLength(2);
    const passed = await put(access, passedFacts({ evaluation: 4 }), again.remoteId!);
    expect(forge.model.runs).toHaveLength(2);
    expect(forge.model.shows(SHA, 'quality-gate')).toMatchObject({ state: 'success' });
    const failed = await put(access, someReportFacts({ evaluation: 5 }), passed.remoteId!);
    expect(forge.model.runs).toHaveLength(2);
    expect(forge.model.runs[1]!.annotations).toHaveLength(2);
    await put(access, someReportFacts({ state: 'pending', evaluation: 0 }), failed.remoteId!);
    expect(forge.model.runs).toHaveLength(3);
    expect(forge.refused).toEqual([]);
  });

  it('shows neutral, the most annotations of one call, and a button', async () => {
    const access = await open(APP);
    await put(access, someReportFacts({ state: 'neutral', canReevaluate: true, ...manyFindings(60) }), null);
    expect(forge.model.runs).toMatchObject([{ conclusion: 'neutral' }]);
    expect(forge.model.runs[0]!.annotations).toHaveLength(50);
    expect(forge.requests[0]!.body.actions).toMatchObject([{ identifier: 're-evaluate' }]);
    expect(forge.refused).toEqual([]);
  });

  it('never has annotations twice, whatever happens to the call that sends them', async () => {
    for (const fault of [FAULTS.lost, FAULTS.resetAfter, FAULTS.resetBefore, FAULTS.status(500), FAULTS.status(409)]) {
      forge.model.runs.length = 0;
      const access = await open(APP);
      const report = renderCheck(someReportFacts(), ALL);
      forge.failNext([fault], ({ body }) => body?.output?.annotations !== undefined);
      const failed = await GITHUB.checks!.put(access, TARGET, report);
      expect(failed.outcome.kind).not.toBe('done');
      const standing = valueOf(await GITHUB.checks!.read(access, TARGET, report));
      expect(standing.isWanted).toBe(fault.hasEffect);
      const repeated = await GITHUB.checks!.put(access, { ...TARGET, remoteId: standing.remoteId }, report);
      expect(repeated.outcome).toEqual({ kind: 'done' });
      expect(forge.model.runs).toHaveLength(1);
      expect(forge.model.runs[0]!.annotations).toHaveLength(2);
      expect(await GITHUB.checks!.read(access, TARGET, report)).toMatchObject({ value: { isWanted: true } });
    }
  });

  it('is created once where the answer to that is lost, and read back', async () => {
    const access = await open(APP);
    const report = renderCheck(passedFacts(), ALL);
    forge.failNext([FAULTS.resetAfter]);
    expect((await GITHUB.checks!.put(access, TARGET, report)).outcome.kind).toBe('unclear');
    expect(await GITHUB.checks!.read(access, TARGET, report)).toMatchObject({ value: { isWanted: true } });
    const other = renderCheck(passedFacts({ evaluation: 9 }), ALL);
    const { isWanted, remoteId } = valueOf(await GITHUB.checks!.read(access, TARGET, other));
    expect(isWanted).toBe(false);
    await GITHUB.checks!.put(access, { ...TARGET, remoteId }, other);
    expect(forge.model.runs).toMatchObject([{ external_id: '1/345/9' }]);
  });

  it('is read back as missing where nothing of ours is there', async () => {
    const access = await open(APP);
    const report = renderCheck(passedFacts(), ALL);
    expect(await GITHUB.checks!.read(access, TARGET, report)).toEqual({
      ok: true,
      value: { isWanted: false, remoteId: null, pipelineId: null },
    });
  });

  it('sends the annotations that are missing of a set', async () => {
    const access = await open(APP);
    const facts = someReportFacts(manyFindings(3));
    const report = renderCheck(facts, ALL);
    const { remoteId } = await put(access, facts, null);
    forge.model.runs[0]!.annotations.pop();
    const standing = valueOf(await GITHUB.checks!.read(access, { ...TARGET, remoteId: remoteId! }, report));
    expect(standing.isWanted).toBe(false);
    forge.forgetRequests();
    await GITHUB.checks!.put(access, { ...TARGET, remoteId: standing.remoteId }, report);
    expect(forge.requests.at(-1)!.body.output.annotations).toHaveLength(1);
    expect(forge.model.runs[0]!.annotations).toHaveLength(3);
  });

  it('begins again where the run is gone', async () => {
    const access = await open(APP);
    const { remoteId } = await put(access, passedFacts(), null);
    forge.model.runs.length = 0;
    expect(await put(access, passedFacts({ evaluation: 9 }), remoteId!)).toMatchObject({
      outcome: { kind: 'again', afterMs: 0 },
      remoteId: null,
    });
  });

  it('is for Apps alone', async () => {
    const access = await open(TOKEN);
    expect((await put(access, passedFacts(), null)).outcome).toEqual({ kind: 'give_up', error: 'permission' });
  });
});

describe('a comment', () => {
  const marker = commentMarker(someReportFacts(), 'html');

  it.each([
    ['an App', APP],
    ['a token', TOKEN],
  ])('of %s is posted, found and edited', async (_, credentials) => {
    const access = await open(credentials);
    expect(await GITHUB.comments.find(access, PULL, marker)).toEqual({ ok: true, value: null });
    const failed = renderComment(someReportFacts(), 'html');
    const written = await GITHUB.comments.create(access, PULL, failed);
    expect(written).toMatchObject({ outcome: { kind: 'done' }, url: expect.stringContaining('/comments/') });
    expect(await GITHUB.comments.find(access, PULL, marker)).toEqual({
      ok: true,
      value: { remoteId: written.remoteId, body: failed.body },
    });
    const passed = renderComment(passedFacts(), 'html');
    expect((await GITHUB.comments.edit(access, PULL, written.remoteId!, passed)).outcome).toEqual({ kind: 'done' });
    expect(forge.model.comments(128)).toEqual([passed.body]);
    expect(forge.refused).toEqual([]);
  });

  it('of another account or installation is not ours, however it begins', async () => {
    const { body } = renderComment(someReportFacts(), 'html');
    // the number of an App may be that of an account
    forge.model.addComment(128, body, 4711);
    forge.model.addComment(128, body.replace('8f2c1d', '000000'), 501);
    for (const credentials of [APP, TOKEN])
      expect(await GITHUB.comments.find(await open(credentials), PULL, marker)).toEqual({ ok: true, value: null });
  });

  it('is found behind a page of others', async () => {
    const access = await open(TOKEN);
    for (let at = 0; at < 100; at += 1) forge.model.addComment(128, `comment ${at}`);
    const { remoteId } = await GITHUB.comments.create(access, PULL, renderComment(someReportFacts(), 'html'));
    expect(await GITHUB.comments.find(access, PULL, marker)).toMatchObject({ value: { remoteId } });
    expect(forge.requests.at(-1)!.query).toEqual({ per_page: '100', page: '2' });
  });

  it('fails with a word where the conversation is locked, or the comment is gone', async () => {
    const access = await open(TOKEN);
    const comment = renderComment(someReportFacts(), 'html');
    forge.model.pulls.get(128)!.locked = true;
    expect((await GITHUB.comments.create(access, PULL, comment)).outcome).toEqual({ kind: 'give_up', error: 'locked' });
    expect((await GITHUB.comments.edit(access, PULL, '9', comment)).outcome).toEqual({
      kind: 'give_up',
      error: 'not_found',
    });
  });
});

describe('a test', () => {
  const testOf = async (credentials: ForgeCredentials) =>
    (await GITHUB.test(connect(credentials), 'acme/web', transport)).map(
      ({ name, ok }) => `${name} ${ok ? 'ok' : 'fails'}`,
    );

  it('says what a connection may do, by reading alone', async () => {
    const base = ['address ok', 'credentials ok', 'expiry ok', 'repository ok'];
    expect(await testOf(APP)).toEqual([...base, 'write_check ok', 'write_comment ok']);
    expect(await testOf(TOKEN)).toEqual([...base, 'write_status ok', 'write_comment ok']);
    forge.model.repos[0]!.mayPush = false;
    expect(await testOf(TOKEN)).toContain('write_status fails');
    expect(forge.model.statuses).toEqual([]);
    expect(forge.model.runs).toEqual([]);
  });

  it('names what fails first', async () => {
    expect(await testOf({ type: 'token', token: 'x' })).toEqual(['address ok', 'credentials fails']);
    forge.model.repos[0]!.isArchived = true;
    expect(await testOf(TOKEN)).toContain('repository fails');
  });
});

describe('a delivery of the hook', () => {
  const read = (event: string, body: object) =>
    GITHUB.hooks.read({ 'x-github-event': event, 'x-github-delivery': 'd1' }, Buffer.from(JSON.stringify(body)));
  const repository = { id: 5, full_name: 'acme/web', default_branch: 'trunk' };
  const of = { project: 'acme/web', projectId: '5' };
  const pull = (action: string, merged = false) => ({
    action,
    repository,
    pull_request: { number: 128, merged, head: { sha: SHA }, base: { ref: 'next' } },
  });

  it.each<[string, string, object, object]>([
    [
      'a check that is run again',
      'check_run',
      { action: 'rerequested', repository, check_run: { head_sha: SHA, external_id: '1/2/3' } },
      { type: 'rerequested', commitSha: SHA, externalId: '1/2/3' },
    ],
    [
      'a button',
      'check_run',
      { action: 'requested_action', repository, check_run: { head_sha: SHA, external_id: '1/2/3' } },
      { type: 'rerequested', commitSha: SHA, externalId: '1/2/3' },
    ],
    [
      'all checks that are run again',
      'check_suite',
      { action: 'rerequested', repository, check_suite: { head_sha: SHA } },
      { type: 'rerequested', commitSha: SHA, externalId: null },
    ],
    ['a merge', 'pull_request', pull('closed', true), { type: 'pull_merged', number: 128, headSha: SHA }],
    [
      'a pull request that is closed',
      'pull_request',
      pull('closed'),
      { type: 'pull_closed', number: 128, headSha: SHA },
    ],
    [
      'one that is opened again',
      'pull_request',
      pull('reopened'),
      { type: 'pull_reopened', number: 128, headSha: SHA, baseBranch: 'next' },
    ],
    [
      'a push to one',
      'pull_request',
      pull('synchronize'),
      { type: 'pull_pushed', number: 128, headSha: SHA, baseBranch: 'next' },
    ],
    [
      'another target of one',
      'pull_request',
      { ...pull('edited'), changes: { base: { ref: { from: 'main' } } } },
      { type: 'pull_edited', number: 128, headSha: SHA, baseBranch: 'next' },
    ],
    [
      'a branch that is deleted',
      'push',
      { ref: 'refs/heads/fix/a', deleted: true, repository },
      { type: 'branch_deleted', branch: 'fix/a' },
    ],
    ['a new name', 'repository', { action: 'renamed', repository }, { type: 'repo_renamed' }],
    [
      'another default branch',
      'repository',
      { action: 'edited', repository, changes: { default_branch: { from: 'main' } } },
      { type: 'default_branch_changed', branch: 'trunk' },
    ],
  ])('reports %s', (_, event, body, news) => {
    expect(read(event, body)).toEqual({ id: 'd1', event: { ...of, ...news } });
  });

  it('names an installation that ends', () => {
    const installation = { id: 7 };
    const ended = { id: 'd1', event: null, endedInstallation: '7' };
    expect(read('installation', { action: 'suspend', installation })).toEqual(ended);
    expect(read('installation', { action: 'deleted', installation })).toEqual(ended);
    expect(read('installation', { action: 'created', installation })).toEqual({ id: 'd1', event: null });
    expect(read('installation', { action: 'deleted' })).toEqual({ id: 'd1', event: null });
  });

  it.each<[string, object]>([
    ['ping', { zen: 'x' }],
    ['push', { ref: 'refs/tags/v1', deleted: true, repository }],
    ['push', { ref: 'refs/heads/main', deleted: false, repository }],
    ['pull_request', pull('labeled')],
    ['pull_request', { ...pull('edited'), changes: { title: { from: 'x' } } }],
    ['pull_request', { action: 'closed', repository }],
    ['check_run', { action: 'created', repository, check_run: { head_sha: SHA } }],
    ['repository', { action: 'edited', repository, changes: {} }],
    ['constructor', { repository }],
    // the body of another event
    ['installation', { action: 'deleted', repository, installation: { id: 7 } }],
  ])('of %s that means nothing here is none', (event, body) => {
    expect(read(event, body)).toEqual({ id: 'd1', event: null });
  });

  it('that is no JSON is none', () => {
    expect(GITHUB.hooks.read({ 'x-github-event': 'push' }, Buffer.from('payload='))).toEqual({ id: null, event: null });
  });

  it('is signed over its bytes', () => {
    const sign = (body: string) => `sha256=${createHmac('sha256', 's').update(body).digest('hex')}`;
    const isValid = (signature: string) => {
      const verifier = GITHUB.hooks.verify({ 'x-hub-signature-256': signature }, 's')!;
      verifier.update(Buffer.from('{"a":'));
      verifier.update(Buffer.from('1}'));
      return verifier.isValid();
    };
    expect(isValid(sign('{"a":1}'))).toBe(true);
    expect(isValid(sign('{"a": 1}'))).toBe(false);
    expect(GITHUB.hooks.verify({ 'x-hub-signature': 'sha1=00' }, 's')).toBeNull();
  });
});
