import pg from 'pg';
import { ReevaluationWork } from '../../../src/modules/verdict/quality-gate/reevaluation-work.js';
import type { Reevaluation } from '../../../src/modules/verdict/scan/reevaluation.writer.js';
import { WorkQueue } from '../../../src/platform/work/work-queue.js';
import { type Json, ok } from '../../support/answers.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';
import { aDuplicatedScan, aScan, complete, type GateWorld, inGateWorld, uploadFindings } from './gate-world.js';

type Org = Awaited<ReturnType<GateWorld['anOrg']>>;

/** Duplication alone decides. */
const POLICY = { policy: { duplication_pct_max: 3, rating_min: null, new_coverage_min: null, new_high_max: null } };
const BAD = 4;
const WAIVER = { rule: 'duplication_pct_max', reason: 'known', expires_at: null };

let world: GateWorld<PrivateApp>;
let work: ReevaluationWork;
let queue: WorkQueue;
let database: pg.Client;

beforeAll(async () => {
  world = await inGateWorld(await startPrivateApp({ WORKER: 'off' }));
  work = world.app.get(ReevaluationWork);
  queue = world.app.get(WorkQueue);
  database = new pg.Client({ ...world.database.admin });
  await database.connect();
});
afterEach(workOff);
afterAll(async () => {
  await database.end();
  await world.stop();
});

/** An organization that has pull requests judged again. */
async function anOrg(): Promise<Org> {
  const org = await world.anOrgWith(POLICY);
  expect((await org.patch('/org', { reevaluate_on_change: true })).status).toBe(200);
  return org;
}

const claim = (atMost: number): Promise<Reevaluation[]> => queue.claim(work, atMost);
const perform = (claimed: readonly Reevaluation[]) => Promise.all(claimed.map((one) => work.perform(one)));

/** Judges all that waits. */
async function workOff(): Promise<void> {
  for (let claimed = await claim(10); claimed.length > 0; claimed = await claim(10)) await perform(claimed);
}

const history = async (org: Org, scanId: number): Promise<Json[]> =>
  (await ok(org.get(`/quality/gates/history/${scanId}`))).evaluations;
/** Triggers of a scan's evaluations, the newest first. */
const triggersOf = async (org: Org, scanId: number) =>
  (await history(org, scanId)).map(({ trigger }) => trigger as string);
const statusOf = (org: Org, scanId: number) => ok(org.get(`/quality/gates/status/${scanId}`));

it('is off by default: verdicts stay and are stale', async () => {
  const org = await world.anOrgWith(POLICY);
  const { id } = await aDuplicatedScan(org, BAD);
  await ok(org.post('/quality/gates/waivers', WAIVER));
  expect(await claim(10)).toEqual([]);
  expect(await statusOf(org, id)).toMatchObject({ status: 'failed', stale: true, evaluation: 1 });
});

describe('a new waiver', () => {
  it('has the newest completed scan of each open pull request judged again, by the one who made it', async () => {
    const org = await anOrg();
    const older = await aDuplicatedScan(org, BAD);
    const newest = await aDuplicatedScan(org, BAD);
    const other = await aDuplicatedScan(org, BAD, { repo: 'acme/api', pr_number: 7 });
    const closed = await aDuplicatedScan(org, BAD, { pr_number: 6 });
    const main = await aDuplicatedScan(org, BAD, { branch: 'main', pr_number: null });
    await ok(org.post(`/repos/${closed.repoId}/pull-requests/6/close`, { merged: false }));
    await ok(org.post('/quality/gates/waivers', WAIVER));
    expect(await statusOf(org, newest.id)).toMatchObject({ status: 'failed', stale: true });
    await workOff();

    for (const { id } of [newest, other]) {
      expect(await statusOf(org, id)).toMatchObject({ status: 'passed', stale: false, evaluation: 2 });
      const [last] = await history(org, id);
      const [{ actor }] = (await ok(org.get('/audit-log?action=waiver.created'))).entries;
      expect(last).toMatchObject({ trigger: 'waiver_changed', evaluated_by: `user:${actor.id}` });
    }
    for (const { id } of [older, closed, main]) expect(await triggersOf(org, id)).toEqual(['completed']);
    expect((await ok(org.get(`/scans/${newest.id}`))).gate_status).toBe('passed');
    const { events } = await ok(org.get('/events?type=gate.changed&limit=200'));
    expect(events.slice(-2).map(({ data }: Json) => [data.trigger, data.previous_status, data.status])).toEqual([
      ['waiver_changed', 'failed', 'passed'],
      ['waiver_changed', 'failed', 'passed'],
    ]);
  });

  it('has the scan of a pipeline judged again where an agent scanned after it', async () => {
    const org = await anOrg();
    const { id } = await aDuplicatedScan(org, BAD);
    const { key } = await ok(org.post('/api-keys', { name: 'agent', kind: 'agent' }));
    const agent = org.as({ 'x-api-key': key as string });
    const own = await aDuplicatedScan(agent, BAD);
    await ok(org.post('/quality/gates/waivers', WAIVER));
    await workOff();
    expect(await triggersOf(org, id)).toEqual(['waiver_changed', 'completed']);
    expect(await triggersOf(org, own.id)).toEqual(['completed']);
  });

  it('reaches what it is for alone', async () => {
    const org = await anOrg();
    const five = await aDuplicatedScan(org, BAD);
    const six = await aDuplicatedScan(org, BAD, { pr_number: 6 });
    const api = await aDuplicatedScan(org, BAD, { repo: 'acme/api' });
    await ok(org.post('/quality/gates/waivers', { ...WAIVER, repo_id: five.repoId, pr_number: 6 }));
    await workOff();
    expect(await Promise.all([five, six, api].map(async ({ id }) => (await history(org, id)).length))).toEqual([
      1, 2, 1,
    ]);
    await ok(org.post('/quality/gates/waivers', { ...WAIVER, repo_id: api.repoId }));
    await workOff();
    expect(await Promise.all([five, six, api].map(async ({ id }) => (await history(org, id)).length))).toEqual([
      1, 2, 2,
    ]);
  });
});

it.each<[string, string, (org: Org, repoId: number, issueId: number) => Promise<unknown>]>([
  [
    'a revoked waiver',
    'waiver_changed',
    async (org) => {
      const { id } = await ok(org.post('/quality/gates/waivers', { ...WAIVER, pr_number: null }));
      await workOff();
      await ok(org.post(`/quality/gates/waivers/${id}/revoke`));
    },
  ],
  [
    'a saved policy',
    'policy_changed',
    (org) => ok(org.put('/quality/gates/config', { policy: { duplication_pct_max: 5 } })),
  ],
  [
    'a policy of the repository',
    'policy_changed',
    (org, repoId) => ok(org.put(`/quality/gates/config?repo_id=${repoId}`, { policy: { duplication_pct_max: 5 } })),
  ],
  [
    'a mark',
    'mark_changed',
    (org, _repo, issueId) =>
      ok(org.post('/quality/findings/mark-fp', { issue_id: issueId, is_fp: true, reason: 'no' })),
  ],
  [
    'marks of many',
    'mark_changed',
    (org, _repo, issueId) =>
      ok(org.post('/quality/findings/mark-fp/bulk', { issue_ids: [issueId], is_fp: true, reason: 'no' })),
  ],
  [
    'an accepted problem',
    'mark_changed',
    (org, _repo, issueId) =>
      ok(org.post('/quality/findings/accept', { issue_id: issueId, reason: 'later', until: null })),
  ],
])('%s has it judged again', async (_name, trigger, change) => {
  const org = await anOrg();
  const { id, repoId } = await aScan(org);
  await uploadFindings(org, id, [{ ruleId: 'sql', score: 9.5, line: 3 }]);
  await complete(org, id, { metrics: { duplication_pct: BAD } });
  const other = await aDuplicatedScan(org, BAD, { repo: 'acme/untouched', pr_number: 9 });
  const [{ issue_id }] = (await ok(org.get(`/scans/${id}/findings`))).findings;
  await change(org, repoId, issue_id as number);
  await workOff();
  const triggers = await triggersOf(org, id);
  expect(triggers[0]).toBe(trigger);
  expect(triggers.at(-1)).toBe('completed');
  expect(await statusOf(org, id)).toMatchObject({ stale: false, evaluation: triggers.length });
  if (trigger === 'mark_changed') expect(await triggersOf(org, other.id)).toEqual(['completed']);
});

it('judges a pull request once after many changes, and again after one that overtakes the judgement', async () => {
  const org = await anOrg();
  const { id } = await aDuplicatedScan(org, BAD);
  for (const duplication_pct_max of [5, 6, 7])
    await ok(org.put('/quality/gates/config', { policy: { duplication_pct_max } }));
  const early = await claim(10);
  expect(early).toHaveLength(1);
  await ok(org.post('/quality/gates/waivers', WAIVER));
  await perform(early);
  expect(await triggersOf(org, id)).toEqual(['completed']);
  await workOff();
  expect(await triggersOf(org, id)).toEqual(['waiver_changed', 'completed']);
});

it('is claimed again when its instance was killed, and is never judged twice', async () => {
  const org = await anOrg();
  const { id } = await aDuplicatedScan(org, BAD);
  await ok(org.post('/quality/gates/waivers', WAIVER));
  const killed = await claim(10);
  expect(killed).toHaveLength(1);
  expect(await claim(10)).toEqual([]);
  world.clock.advanceMinutes(2);
  const next = await claim(10);
  expect(next).toMatchObject([{ attempts: 2 }]);
  await Promise.all([perform(next), perform(killed)]);
  expect(await triggersOf(org, id)).toEqual(['waiver_changed', 'completed']);
  expect(await claim(10)).toEqual([]);
});

it('is given back by an instance that stops', async () => {
  const org = await anOrg();
  await aDuplicatedScan(org, BAD);
  await ok(org.post('/quality/gates/waivers', WAIVER));
  await queue.release(await claim(10));
  expect(await claim(10)).toHaveLength(1);
  world.clock.advanceMinutes(2);
});

it('judges the scan that is the newest by then, and none of a pull request that was closed', async () => {
  const org = await anOrg();
  const first = await aDuplicatedScan(org, BAD);
  const closed = await aDuplicatedScan(org, BAD, { pr_number: 6 });
  await ok(org.post('/quality/gates/waivers', WAIVER));
  const second = await aDuplicatedScan(org, BAD);
  await ok(org.post(`/repos/${closed.repoId}/pull-requests/6/close`, { merged: true }));
  await workOff();
  expect(await triggersOf(org, first.id)).toEqual(['completed']);
  expect(await triggersOf(org, second.id)).toEqual(['waiver_changed', 'completed']);
  expect(await triggersOf(org, closed.id)).toEqual(['completed']);
});

it('judges no scan whose details have expired, and none that failed ten times', async () => {
  const org = await anOrg();
  const expired = await aDuplicatedScan(org, BAD);
  const failing = await aDuplicatedScan(org, BAD, { pr_number: 6 });
  await ok(org.post('/quality/gates/waivers', WAIVER));
  await database.query('UPDATE scans SET details_expired_at = now() WHERE org_id = $1 AND id = $2', [
    org.orgId,
    expired.id,
  ]);
  await database.query(`UPDATE work_items SET attempts = 10 WHERE org_id = $1 AND payload ->> 'prNumber' = '6'`, [
    org.orgId,
  ]);
  await workOff();
  for (const { id } of [expired, failing]) expect(await triggersOf(org, id)).toEqual(['completed']);
  expect(
    (await database.query(`SELECT FROM work_items WHERE kind = 'reevaluations' AND org_id = $1`, [org.orgId])).rowCount,
  ).toBe(0);
});

it('shares its places between organizations', async () => {
  const [busy, quiet] = [await anOrg(), await anOrg()];
  for (const pr_number of [1, 2, 3, 4, 5]) await aDuplicatedScan(busy, BAD, { pr_number });
  await aDuplicatedScan(quiet, BAD);
  for (const org of [busy, quiet]) await ok(org.post('/quality/gates/waivers', WAIVER));
  const claimed = await claim(4);
  expect(claimed.map(({ orgId }) => orgId as number).sort()).toEqual([busy.orgId, busy.orgId, quiet.orgId].sort());
  // two of the busy one are under way
  expect(await claim(4)).toEqual([]);
  await perform(claimed);
  expect(await claim(4)).toHaveLength(2);
  world.clock.advanceMinutes(2);
});

it('is done in the background', async () => {
  const org = await anOrg();
  const { id } = await aDuplicatedScan(org, BAD);
  await ok(org.post('/quality/gates/waivers', WAIVER));
  const another = await startPrivateApp({}, { beside: world });
  for (const end = Date.now() + 30_000; Date.now() < end && (await history(org, id)).length === 1;)
    await new Promise((resolve) => setTimeout(resolve, 50));
  await another.stop();
  expect(await triggersOf(org, id)).toEqual(['waiver_changed', 'completed']);
});
