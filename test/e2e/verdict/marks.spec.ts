import type { ApiClient } from '../../support/api-client.js';
import { countUpdatesOfScans, type UpdateCounter } from '../../support/count-updates.js';
import { aScan, complete, type GateWorld, startGateWorld, uploadFindings } from './gate-world.js';

describe('a mark of a false positive', () => {
  let world: GateWorld;
  let updates: UpdateCounter;
  beforeAll(async () => {
    world = await startGateWorld();
    updates = await countUpdatesOfScans(world.database);
  });
  afterAll(async () => {
    await updates.stop();
    await world.stop();
  });

  const PROBLEM = { ruleId: 'sql', score: 9.8, line: 3 };
  const MAIN = { branch: 'main', pr_number: null };

  const upload = async (org: ApiClient, values: object): Promise<number> => {
    const { id } = await aScan(org, values);
    await uploadFindings(org, id, [PROBLEM]);
    return id;
  };
  const scanned = async (org: ApiClient, values: object = {}): Promise<number> => {
    const id = await upload(org, values);
    await complete(org, id);
    return id;
  };
  const issueOf = async (org: ApiClient, scanId: number): Promise<any> =>
    (await org.get(`/scans/${scanId}/findings`)).body.findings[0];
  const status = async (org: ApiClient, scanId: number) => (await org.get(`/quality/gates/status/${scanId}`)).body;
  const areStale = (org: ApiClient, ids: readonly number[]) =>
    Promise.all(ids.map(async (id) => (await status(org, id)).stale as boolean));
  const evaluate = async (org: ApiClient, scanId: number) => (await org.post(`/quality/gates/evaluate/${scanId}`)).body;
  /** Marks the problem of a scan, or takes the mark back. */
  const mark = async (org: ApiClient, scanId: number, isFp = true): Promise<void> => {
    const { issue_id } = await issueOf(org, scanId);
    const answer = await org.post('/quality/findings/mark-fp', { issue_id, is_fp: isFp, reason: 'sanitized' });
    expect(answer.status).toBe(200);
  };

  it('makes the newest completed scan of each branch and each pull request stale, and no older one', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    const older = [
      await scanned(org, MAIN),
      await scanned(org),
      await scanned(org, { branch: 'release', pr_number: null }),
    ];
    const newest = [
      await scanned(org, MAIN),
      await scanned(org),
      await scanned(org, { branch: 'release', pr_number: null }),
    ];
    // A scan of a fork whose branch has the name of ours.
    const ofFork = await scanned(org, { branch: 'main', pr_number: 8 });
    await mark(org, newest[0]!);
    expect(await areStale(org, newest)).toEqual([true, true, true]);
    expect(await areStale(org, [ofFork])).toEqual([true]);
    expect(await areStale(org, older)).toEqual([false, false, false]);
  });

  it('leaves no verdict stale once it is taken back, unless another one is there by now', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    const { id } = await aScan(org, {});
    await uploadFindings(org, id, [PROBLEM, { ...PROBLEM, ruleId: 'xss', line: 9 }]);
    const before = await complete(org, id);
    await mark(org, id);
    expect(await areStale(org, [id])).toEqual([true]);
    await mark(org, id, false);
    expect(await status(org, id)).toEqual(before);
    expect(before).toMatchObject({ stale: false, considered: { marks_changed_at: null } });

    const [one, other] = (await org.get(`/scans/${id}/findings`)).body.findings;
    const bulk = (issue_id: number) =>
      org.post('/quality/findings/mark-fp/bulk', { issue_ids: [issue_id], is_fp: true, reason: 'sanitized' });
    const { operation_id } = (await bulk(one.issue_id)).body;
    await bulk(other.issue_id);
    const undo = await org.post(`/quality/findings/mark-fp/bulk/${operation_id}/undo`);
    expect([undo.body.stale_scans, await areStale(org, [id])]).toEqual([[id], [true]]);
    await org.post(`/quality/gates/recompute/${id}`);
    const again = await bulk(one.issue_id);
    expect(again.body.stale_scans).toEqual([id]);
    const undone = await org.post(`/quality/findings/mark-fp/bulk/${again.body.operation_id}/undo`);
    expect([undone.body.stale_scans, await areStale(org, [id])]).toEqual([[], [false]]);
  });

  it('of a problem of the same kind does not settle a verdict that names another one', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    const { id } = await aScan(org, {});
    await uploadFindings(org, id, [PROBLEM, { ...PROBLEM, line: 9 }]);
    await complete(org, id);
    const [one, other] = (await org.get(`/scans/${id}/findings`)).body.findings;
    const set = (issue_id: number, is_fp: boolean) =>
      org.post('/quality/findings/mark-fp', { issue_id, is_fp, reason: 'sanitized' });
    await set(one.issue_id, true);
    await org.post(`/quality/gates/recompute/${id}`);
    await set(other.issue_id, true);
    await set(one.issue_id, false);
    expect(await areStale(org, [id])).toEqual([true]);
    await set(one.issue_id, true);
    await set(other.issue_id, false);
    expect(await areStale(org, [id])).toEqual([false]);
  });

  it('answers the verdicts that it turns, one by one and many at once', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    await scanned(org);
    const newest = await scanned(org);
    const { issue_id } = await issueOf(org, newest);
    const turned = { scan_id: newest, repo: 'acme/web', branch: 'feature/auth-rework', pr_number: 5 };
    const marking = { is_fp: true, reason: 'sanitized' };
    const marked = await org.post('/quality/findings/mark-fp', { issue_id, ...marking });
    expect(marked.body.changes_verdicts).toEqual([{ ...turned, from: 'failed', to: 'passed' }]);
    expect((await org.post(`/quality/gates/recompute/${newest}`)).body.status).toBe('passed');
    const cleared = await org.post('/quality/findings/mark-fp/bulk', { issue_ids: [issue_id], is_fp: false });
    expect(cleared.body.changes_verdicts).toEqual([{ ...turned, from: 'passed', to: 'failed' }]);
    const undone = await org.post(`/quality/findings/mark-fp/bulk/${cleared.body.operation_id}/undo`);
    expect(undone.body.changes_verdicts).toEqual([]);
    await mark(org, newest, false);
    await org.post(`/quality/gates/recompute/${newest}`);
    const accepted = await org.post('/quality/findings/accept', { issue_id, reason: 'known' });
    expect(accepted.body.changes_verdicts).toEqual([{ ...turned, from: 'failed', to: 'passed' }]);
  });

  it('is of the scan that is named, whose finding it needs', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    const first = await scanned(org, MAIN);
    const { id: without } = await aScan(org, MAIN);
    await uploadFindings(org, without, []);
    await complete(org, without);
    const { issue_id } = await issueOf(org, first);
    const of = (scan_id: unknown) =>
      org.post('/quality/findings/mark-fp', { issue_id, is_fp: true, reason: 'sanitized', scan_id });
    expect(await of(first)).toMatchObject({ status: 200, body: { user_marked_fp: true } });
    expect((await of(without)).body.code).toBe('not_found');
    expect((await of(0)).status).toBe(400);
  });

  it('leaves the newest scan alone where the problem is gone', async () => {
    const org = await world.anOrgWith({});
    const older = await scanned(org);
    const { id: newest } = await aScan(org);
    await uploadFindings(org, newest, []);
    await complete(org, newest);
    await mark(org, older);
    expect(await areStale(org, [older, newest])).toEqual([false, false]);
  });

  it('keeps the verdict of an older scan, whose findings show it and whose evaluation counts it', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    const [older] = [await scanned(org), await scanned(org)];
    const before = await status(org, older);
    expect(before).toMatchObject({ status: 'failed', new_in_pr: { critical: 1 } });

    await mark(org, older);
    expect(await status(org, older)).toEqual(before);
    expect(await issueOf(org, older)).toMatchObject({ user_marked_fp: true });
    expect(await evaluate(org, older)).toMatchObject({ status: 'passed', new_in_pr: { total: 0 } });

    await mark(org, older, false);
    expect(await issueOf(org, older)).toMatchObject({ user_marked_fp: false });
    expect(await evaluate(org, older)).toMatchObject({ status: 'failed', new_in_pr: { critical: 1 } });
  });

  it('counts in the recomputed verdict of an older scan', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    const [older] = [await scanned(org), await scanned(org)];
    await mark(org, older);
    expect((await org.post(`/quality/gates/recompute/${older}`)).body).toMatchObject({
      status: 'passed',
      new_in_pr: { total: 0 },
    });
    expect(await status(org, older)).toMatchObject({ status: 'passed', stale: false });
  });

  it('counts in a pending scan, whose verdict is not stale', async () => {
    const org = await world.anOrgWith({ policy: { rating_min: null } });
    const known = await scanned(org);
    const pending = await upload(org, {});
    await mark(org, known);
    const { considered } = await complete(org, pending);
    expect(considered.marks_changed_at).not.toBeNull();
    expect(await status(org, pending)).toMatchObject({ status: 'passed', stale: false });
  });

  it('is saved by one update of scans, however many show its problem', async () => {
    const org = await world.anOrgWith({});
    const known = [
      await scanned(org, MAIN),
      await scanned(org),
      await scanned(org, { pr_number: 6 }),
      await upload(org, {}),
    ];
    await updates.take();
    await mark(org, known[0]!);
    expect(await updates.take()).toBe(1);
    expect(await areStale(org, known)).toEqual([true, true, true, false]);
  });
});
