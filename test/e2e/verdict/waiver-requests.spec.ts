import { aMember, anApiKey, type TestPerson } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { until } from '../../support/wait-until.js';
import {
  aDuplicatedScan,
  aKey,
  aScan,
  complete,
  type GateWorld,
  startGateWorld,
  uploadFindings,
} from './gate-world.js';

const WAIVERS = '/quality/gates/waivers';
const REQUESTS = `${WAIVERS}/requests`;
const DAY_MS = 86_400_000;

let world: GateWorld;
let org: ApiClient & { readonly orgId: number };
let member: TestPerson;
let otherAdmin: TestPerson;

beforeAll(async () => {
  world = await startGateWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  org = await world.anOrg();
  member = await aMember(world, 'MEMBER', org);
  otherAdmin = await aMember(world, 'ORG_ADMIN', org);
});

const inDays = (days: number) => new Date(world.clock.now().getTime() + days * DAY_MS).toISOString();
const request = (client: ApiClient, values: object = {}) =>
  client.post(REQUESTS, { rule: 'duplication_pct_max', reason: 'in review', ...values });
async function aRequest(client: ApiClient = member.client, values: object = {}): Promise<number> {
  const answer = await request(client, values);
  expect(answer.status).toBe(201);
  return answer.body.id as number;
}
const approve = (client: ApiClient, id: number) => client.post(`${REQUESTS}/${id}/approve`);
const decline = (client: ApiClient, id: number, reason: unknown = 'no') =>
  client.post(`${REQUESTS}/${id}/decline`, { reason });
const withdraw = (client: ApiClient, id: number) => client.post(`${REQUESTS}/${id}/withdraw`);
const idsOf = async (query = '') =>
  ((await org.get(`${REQUESTS}${query}`)).body.requests as { id: number }[]).map(({ id }) => id);

describe('a request for a waiver', () => {
  it('is made by a member, with every field of a waiver', async () => {
    const { repoId } = await aScan(org);
    const wish = { repo_id: repoId, pr_number: 7, max_actual: 5, expires_at: '2199-06-01T00:00:00Z' };
    expect(await request(member.client, wish)).toMatchObject({
      status: 201,
      body: {
        id: expect.any(Number),
        state: 'requested',
        rule: 'duplication_pct_max',
        reason: 'in review',
        ...wish,
        created_by_user_id: member.userId,
        created_by_name: 'A MEMBER',
        by: { type: 'user', id: member.userId, name: 'A MEMBER', kind: null },
        created_at: expect.any(String),
        decided_by_user_id: null,
        decided_by_name: null,
        decided_at: null,
        decline_reason: null,
        waiver_id: null,
      },
    });
    expect((await org.get(WAIVERS)).body.waivers).toEqual([]);
  });

  it('says where no other person can approve it', async () => {
    const alone = await world.anOrg();
    expect((await request(alone)).body.notice).toMatch(/no other administrator/);
    expect((await request(org)).body.notice).toBeNull();
    expect((await request(member.client)).body.notice).toBeNull();
  });

  it('is refused for a pull request that is closed, and for a rule that passes there', async () => {
    await org.put('/quality/gates/config', { policy: {} });
    const scan = await aScan(org, { pr_number: 7, branch: 'change' });
    await uploadFindings(org, scan.id, []);
    const of = (rule: string) => request(member.client, { rule, repo_id: scan.repoId, pr_number: 7 });
    expect((await of('new_high_max')).status).toBe(201);
    await complete(org, scan.id);
    expect(await of('new_high_max')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'rule', message: expect.stringContaining('is met') }] },
    });
    expect((await of('new_coverage_min')).status).toBe(201);
    await org.post(`/repos/${scan.repoId}/pull-requests/7/close`);
    expect(await of('new_coverage_min')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'pr_number', message: expect.stringContaining('closed') }] },
    });
  });

  it('is for a rule that fails in the scan of a pipeline, though it passes in that of an agent', async () => {
    await org.put('/quality/gates/config', { policy: {} });
    const scan = await aScan(org, { pr_number: 8, branch: 'change' });
    await uploadFindings(org, scan.id, [{ ruleId: 'sql', score: 9.5, line: 3 }]);
    await complete(org, scan.id);
    const { client: agent } = await anApiKey(world, { kind: 'agent' }, org);
    const own = await agent.post('/scans', { repo: 'acme/web', branch: 'change', pr_number: 8 });
    await uploadFindings(org, own.body.id as number, []);
    await complete(org, own.body.id as number);
    const values = { rule: 'new_critical_max', repo_id: scan.repoId, pr_number: 8 };
    expect((await request(member.client, values)).status).toBe(201);
  });

  it('is held to the rules of waivers', async () => {
    await org.patch('/org', { waiver_max_days: 30 });
    const answer = await request(member.client, { rule: 'x', reason: ' ', pr_number: 5, expires_at: inDays(31) });
    expect(answer.status).toBe(400);
    expect((answer.body.errors as { field: string }[]).map(({ field }) => field)).toEqual([
      ...['rule', 'reason', 'pr_number', 'expires_at'],
    ]);
    const foreign = await aScan(await world.anOrg());
    const theirs = await request(member.client, { expires_at: inDays(1), repo_id: foreign.repoId });
    expect(theirs.status).toBe(404);
  });

  it('is approved by another person, who makes the waiver', async () => {
    const id = await aRequest(member.client, { max_actual: 5 });
    const approved = await approve(org, id);
    expect(approved).toMatchObject({
      status: 200,
      body: { id, state: 'approved', decided_by_name: 'Administrator', decided_at: expect.any(String) },
    });
    const { waiver_id } = approved.body;
    expect((await org.get(WAIVERS)).body.waivers).toMatchObject([
      {
        id: waiver_id,
        rule: 'duplication_pct_max',
        reason: 'in review',
        max_actual: 5,
        created_by_name: 'Administrator',
      },
    ]);
    const entries = async (target: string) => (await org.get(`/audit-log?target=${target}`)).body.entries;
    expect(await entries(`waiver_request:${id}`)).toMatchObject([
      { action: 'waiver_request.approved', old: { state: 'requested' }, new: { state: 'approved', waiver_id } },
      { action: 'waiver_request.created', new: { rule: 'duplication_pct_max', reason: 'in review', max_actual: 5 } },
    ]);
    expect(await entries(`waiver:${waiver_id}`)).toMatchObject([{ action: 'waiver.created' }]);
  });

  it('is not approved by the person who made it, with an API key neither', async () => {
    const id = await aRequest(otherAdmin.client);
    const { client: key } = await anApiKey(world, { role: 'ORG_ADMIN', scopes: ['admin'] }, otherAdmin.client);
    for (const client of [otherAdmin.client, key])
      expect(await approve(client, id)).toMatchObject({ status: 403, body: { code: 'second_person_required' } });
    expect(await idsOf('?state=requested')).toEqual([id]);
    expect((await approve(org, id)).status).toBe(200);
  });

  it('of a key names the key, which withdraws no request of its owner', async () => {
    const { client: key } = await anApiKey(world, { scopes: ['write:scans'] }, otherAdmin.client);
    const [own, byKey] = [await aRequest(otherAdmin.client), await aRequest(key)];
    expect((await org.get(REQUESTS)).body.requests).toMatchObject([
      { id: byKey, created_by_name: expect.stringMatching(/^key /), created_by_user_id: otherAdmin.userId },
      { id: own, created_by_name: 'A ORG_ADMIN' },
    ]);
    expect(await withdraw(key, own)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await withdraw(key, byKey)).status).toBe(200);
    expect((await withdraw(otherAdmin.client, await aRequest(key))).status).toBe(200);
  });

  it('is declined with a reason, and withdrawn by its maker alone', async () => {
    const declined = await aRequest();
    expect(await decline(org, declined, 'it is real')).toMatchObject({
      status: 200,
      body: { state: 'declined', decline_reason: 'it is real', decided_by_name: 'Administrator', waiver_id: null },
    });
    const withdrawn = await aRequest();
    expect(await withdraw(otherAdmin.client, withdrawn)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await withdraw(member.client, withdrawn)).toMatchObject({
      status: 200,
      body: { state: 'withdrawn', decided_by_user_id: member.userId, decline_reason: null },
    });
    expect((await org.get(WAIVERS)).body.waivers).toEqual([]);
  });

  it.each([[undefined], [''], ['  '], ['x'.repeat(2001)], [7], [null]])('is not declined for %j', async (reason) => {
    const answer = await org.post(`${REQUESTS}/${await aRequest()}/decline`, { reason });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([expect.objectContaining({ field: 'reason' })]);
  });

  it('is decided once', async () => {
    const [approved, declined, withdrawn] = [
      await aRequest(),
      await aRequest(member.client, { rule: 'rating_min' }),
      await aRequest(member.client, { rule: 'new_coverage_min' }),
    ];
    await approve(org, approved);
    await decline(org, declined);
    await withdraw(member.client, withdrawn);
    for (const id of [approved, declined, withdrawn])
      for (const again of [await approve(org, id), await decline(org, id), await withdraw(member.client, id)])
        expect(again).toMatchObject({ status: 409, body: { code: 'already_decided' } });
    expect((await org.get(WAIVERS)).body.waivers).toHaveLength(1);
  });

  it('is decided once by two at the same time', async () => {
    const id = await aRequest();
    const answers = await Promise.all([approve(org, id), approve(otherAdmin.client, id), decline(org, id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await org.get(`${REQUESTS}?limit=200`)).body.requests).toHaveLength(1);
  });

  it('is not approved once its end is not allowed any more', async () => {
    const id = await aRequest(member.client, { expires_at: inDays(40) });
    await org.patch('/org', { waiver_max_days: 30 });
    const answer = await approve(org, id);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'expires_at' }] } });
    expect(await idsOf('?state=requested')).toEqual([id]);
  });
});

describe('an approval with `judge`', () => {
  beforeEach(async () => {
    const saved = await org.put('/quality/gates/config', { policy: { rating_min: null } });
    expect(saved.status).toBe(200);
  });

  const approveAndJudge = (id: number, judge: unknown = true) => org.post(`${REQUESTS}/${id}/approve`, { judge });
  const statusOf = async (scan: number) => {
    const { status, stale } = (await org.get(`/quality/gates/status/${scan}`)).body;
    return [status, stale];
  };

  it('judges the verdicts again that the waiver reaches, and says which turned', async () => {
    const failed = await aDuplicatedScan(org, 9, { repo: 'acme/web', pr_number: 7 });
    const passed = await aDuplicatedScan(org, 1, { repo: 'acme/web', pr_number: 8 });
    await aDuplicatedScan(org, 9, { repo: 'acme/other', pr_number: 7 });
    const id = await aRequest(member.client, { repo_id: failed.repoId });
    const turned = { scan_id: failed.id, repo: 'acme/web', pr_number: 7, from: 'failed', to: 'passed' };
    expect(await approveAndJudge(id)).toMatchObject({
      status: 200,
      body: { state: 'approved', changes_verdicts: [turned] },
    });
    expect(await statusOf(failed.id)).toEqual(['passed', false]);
    expect((await org.get(`/quality/gates/history/${passed.id}`)).body.evaluations).toHaveLength(1);
    const { entries } = (await org.get(`/audit-log?target=scan:${failed.id}`)).body;
    expect(entries).toMatchObject([{ action: 'evaluation.recomputed', new: { evaluation: 2, status: 'passed' } }]);
  });

  it('leaves the verdicts as they are without it, and says which judging again would turn', async () => {
    const { id: scan, repoId } = await aDuplicatedScan(org, 9, { pr_number: 7 });
    const id = await aRequest(member.client, { repo_id: repoId });
    expect((await approve(org, id)).body.changes_verdicts).toMatchObject([{ scan_id: scan, to: 'passed' }]);
    expect(await statusOf(scan)).toEqual(['failed', true]);
  });

  it('judges what an acceptance reaches', async () => {
    const { id: scan } = await aScan(org, { pr_number: 7 });
    await uploadFindings(org, scan, [{ ruleId: 'sql', score: 9, line: 3 }]);
    await complete(org, scan);
    const { findings } = (await org.get(`/scans/${scan}/findings`)).body;
    const wish = { issue_id: findings[0].issue_id, reason: 'goes in May' };
    const { id } = (await member.client.post(REQUESTS, wish)).body;
    expect((await approveAndJudge(id)).body.changes_verdicts).toMatchObject([{ scan_id: scan, to: 'passed' }]);
    expect(await statusOf(scan)).toEqual(['passed', false]);
  });

  it('judges the newest 50 before it answers, and the others in the background', async () => {
    const scans: number[] = [];
    for (let pr = 1; pr <= 52; pr += 1) scans.push((await aDuplicatedScan(org, 9, { pr_number: pr })).id);
    const { changes_verdicts } = (await approveAndJudge(await aRequest())).body;
    const judged = (changes_verdicts as { scan_id: number }[]).map(({ scan_id }) => scan_id);
    expect(judged.toSorted((a, b) => a - b)).toEqual(scans.slice(2));
    for (const scan of scans.slice(0, 2))
      expect(
        await until(
          () => statusOf(scan),
          ([status]) => status === 'passed',
        ),
      ).toEqual(['passed', false]);
  });

  it('takes true and false alone', async () => {
    const id = await aRequest();
    expect(await approveAndJudge(id, 'yes')).toMatchObject({ status: 400, body: { errors: [{ field: 'judge' }] } });
    expect(await idsOf('?state=requested')).toEqual([id]);
  });
});

describe('a request to accept a problem', () => {
  async function aProblem(): Promise<{ scan: number; repoId: number; issue: number }> {
    const { id: scan, repoId } = await aScan(org);
    await uploadFindings(org, scan, [{ ruleId: 'sql', score: 9, line: 3 }]);
    await complete(org, scan);
    const { findings } = (await org.get(`/scans/${scan}/findings`)).body;
    return { scan, repoId, issue: findings[0].issue_id as number };
  }
  const ask = (client: ApiClient, issue_id: unknown, values: object = {}) =>
    client.post(REQUESTS, { issue_id, reason: 'goes in May', ...values });
  const isAccepted = async (scan: number) =>
    (await org.get(`/scans/${scan}/findings`)).body.findings[0].is_accepted as boolean;

  it('says what the problem was, and accepts it once another person approves', async () => {
    const { scan, repoId, issue } = await aProblem();
    const asked = await ask(member.client, issue, { expires_at: '2199-06-01T00:00:00Z' });
    expect(asked).toMatchObject({
      status: 201,
      body: {
        ...{ state: 'requested', rule: null, issue_id: issue, repo_id: repoId, pr_number: null, max_actual: null },
        problem: {
          ...{ scan_id: scan, tool: 'example-analyzer', rule_id: 'sql', severity: 'critical' },
          ...{ message: 'Found by sql', file_path: 'src/cart.ts', line: 3 },
        },
        expires_at: '2199-06-01T00:00:00Z',
      },
    });
    expect(await isAccepted(scan)).toBe(false);
    const { id } = asked.body;
    expect((await org.get(`${WAIVERS}?include_requests=true`)).body.requests).toMatchObject([{ id, issue_id: issue }]);
    expect(await approve(org, id)).toMatchObject({ status: 200, body: { state: 'approved', waiver_id: null } });
    expect((await org.get(`/issues/${issue}`)).body.acceptance).toMatchObject({
      reason: 'goes in May',
      until: '2199-06-01T00:00:00.000Z',
    });
    expect((await org.get(`/audit-log?target=waiver_request:${id}`)).body.entries).toMatchObject([
      { action: 'waiver_request.approved', new: { state: 'approved' } },
      { action: 'waiver_request.created', new: { issue_id: issue, reason: 'goes in May', repo_id: repoId } },
    ]);
    expect((await org.get(`/audit-log?target=issue:${issue}`)).body.entries).toMatchObject([
      { action: 'finding.accepted', new: { accepted_reason: 'goes in May' } },
    ]);
  });

  it('is not approved by its maker, nor by a key that may not write the baseline', async () => {
    const { scan, issue } = await aProblem();
    const { id } = (await ask(otherAdmin.client, issue)).body;
    expect((await approve(otherAdmin.client, id)).body.code).toBe('second_person_required');
    const { client: key } = await anApiKey(
      world,
      { role: 'ORG_ADMIN', scopes: ['admin'], may_write_baseline: false },
      org,
    );
    expect((await approve(key, id)).body.code).toBe('forbidden');
    expect(await isAccepted(scan)).toBe(false);
    expect((await decline(org, id, 'it is easy to fix')).body).toMatchObject({ state: 'declined', issue_id: issue });
  });

  it('is held to the terms of waivers, and takes no fields of one', async () => {
    const { issue } = await aProblem();
    await org.patch('/org', { waiver_max_days: 30 });
    const misplaced = { rule: 'new_critical_max', repo_id: 1, pr_number: 5, max_actual: 1 };
    const { status, body } = await ask(member.client, issue, { reason: ' ', expires_at: inDays(31), ...misplaced });
    expect([status, (body.errors as { field: string }[]).map(({ field }) => field)]).toEqual([
      400,
      ['reason', 'expires_at', ...['rule', 'repo_id', 'pr_number', 'max_actual']],
    ]);
    for (const wrong of ['1', 0, 1.5]) expect((await ask(member.client, wrong)).body.errors[0].field).toBe('issue_id');
  });

  it('is for a problem of the organization that some scan has', async () => {
    const viewer = await aKey(org, 'VIEWER', ['write:scans', 'read:scans']);
    const { issue } = await aProblem();
    expect((await ask(viewer, issue)).status).toBe(403);
    const stranger = await world.anOrg();
    expect((await ask(stranger, issue)).body.code).toBe('not_found');
    expect((await ask(member.client, 9007199254740991)).body.code).toBe('not_found');
  });
});

describe('GET requests for waivers', () => {
  it('lists them newest first, by state and repository, page by page', async () => {
    const { repoId } = await aScan(org);
    const [open, declined, ofRepo] = [
      await aRequest(),
      await aRequest(member.client, { rule: 'rating_min' }),
      await aRequest(member.client, { repo_id: repoId }),
    ];
    await decline(org, declined);
    expect(await idsOf()).toEqual([ofRepo, declined, open]);
    expect(await idsOf('?state=declined')).toEqual([declined]);
    expect(await idsOf(`?repo_id=${repoId}`)).toEqual([ofRepo]);
    const first = (await org.get(`${REQUESTS}?limit=2`)).body;
    expect(first).toMatchObject({ org_id: org.orgId, requests: [{ id: ofRepo }, { id: declined }] });
    expect(await idsOf(`?limit=2&cursor=${first.next_cursor}`)).toEqual([open]);
    for (const bad of ['state=open', 'limit=0', 'repo_id=x', 'cursor=x'])
      expect((await org.get(`${REQUESTS}?${bad}`)).status).toBe(400);
  });

  it('hold one of a person for the same, until it is decided', async () => {
    const first = await aRequest();
    const again = await request(member.client);
    expect([again.status, again.body.code]).toEqual([409, 'already_exists']);
    await decline(org, first);
    await aRequest();
  });

  it('are in the list of waivers while they are open', async () => {
    const [open, other] = [await aRequest(), await aRequest(member.client, { rule: 'rating_min' })];
    await decline(org, other);
    const { body } = await org.get(`${WAIVERS}?state=requested`);
    expect(body).toMatchObject({ waivers: [], requests: [{ id: open, state: 'requested' }], next_cursor: null });
    const next = await aRequest(member.client, { rule: 'rating_min' });
    const page = (await org.get(`${WAIVERS}?state=requested&limit=1`)).body;
    expect(page.requests).toMatchObject([{ id: next }]);
    const rest = (await org.get(`${WAIVERS}?state=requested&limit=1&cursor=${page.next_cursor}`)).body;
    expect(rest).toMatchObject({ requests: [{ id: open }], next_cursor: null });
  });

  it('stand beside the waivers in force in one answer: the open ones and the newest 50 that are decided', async () => {
    const { repoId } = await aScan(org);
    const { name } = (await org.get(`/repos/${repoId}`)).body;
    const open = await aRequest(member.client, { repo_id: repoId });
    const decided: number[] = [];
    for (let count = 0; count < 51; count += 1) {
      const id = await aRequest();
      await (count === 50 ? approve(org, id) : decline(org, id));
      decided.unshift(id);
    }
    const { body } = await org.get(`${WAIVERS}?include_requests=true`);
    expect(body).toMatchObject({ waivers: [{ repo_id: null, repo_name: null }], next_cursor: null });
    expect(body.requests.map(({ id }: { id: number }) => id)).toEqual([...decided.slice(0, 50), open]);
    expect(body.requests.at(-1)).toMatchObject({ repo_id: repoId, repo_name: name });
    expect((await org.get(WAIVERS)).body.requests).toEqual([]);
    expect((await org.get(`${WAIVERS}?include_requests=true&repo_id=${repoId}`)).body.requests).toMatchObject([
      { id: open },
    ]);
  });
});

describe('a key that is bound to a repository', () => {
  it('requests and decides there alone', async () => {
    const { repoId } = await aScan(org);
    const { repoId: elsewhere } = await aScan(org, { repo: 'acme/api' });
    const { client: key } = await anApiKey(
      world,
      { role: 'ORG_ADMIN', scopes: ['admin'], repo_ids: [repoId] },
      otherAdmin.client,
    );
    expect((await request(key, { repo_id: repoId })).status).toBe(201);
    expect(await request(key)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await request(key, { repo_id: elsewhere })).status).toBe(404);
    const [whole, other] = [await aRequest(), await aRequest(member.client, { repo_id: elsewhere })];
    expect(await approve(key, whole)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await approve(key, other)).status).toBe(404);
    expect((await approve(key, await aRequest(member.client, { repo_id: repoId }))).status).toBe(200);
  });
});
