import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/query.js';
import { aDuplicatedScan, aScan, complete, type GateWorld, startGateWorld, untraced } from './gate-world.js';

let world: GateWorld;
beforeAll(async () => {
  world = await startGateWorld();
});
afterAll(() => world.stop());

const RULES_SET = { duplication_pct_max: 10, rating_min: null };

/** An organization with a policy and a repository. */
async function aRepo(config: object = { policy: { new_high_max: 1 } }) {
  const org = await world.anOrgWith(config);
  const { repoId } = await aScan(org);
  return { org, repoId, path: `/quality/gates/config?repo_id=${repoId}` };
}

const status = async (org: ApiClient, scanId: number) => (await org.get(`/quality/gates/status/${scanId}`)).body;

describe('/quality/gates/config?repo_id=', () => {
  it('shows the policy of the organization until the repository has one, then that over it', async () => {
    const { org, repoId, path } = await aRepo();
    const before = await org.get(path);
    expect(before.headers.get('etag')).toBe('"v0"');
    expect(before.body).toMatchObject({
      repo_id: repoId,
      configured: false,
      policy_version: 'v0',
      overrides: {},
      policy: { new_high_max: 1, duplication_pct_max: 3 },
    });
    const saved = await org.put(path, { policy: RULES_SET, block_merge_on_fail: true });
    expect([saved.status, saved.headers.get('etag')]).toEqual([200, '"v1"']);
    expect(saved.body).toMatchObject({
      repo_id: repoId,
      configured: true,
      saved: true,
      policy_version: 'v1',
      overrides: RULES_SET,
      block_merge_on_fail: true,
      policy: { new_high_max: 1, duplication_pct_max: 10, rating_min: null },
    });
    await org.put('/quality/gates/config', { policy: { new_high_max: 7 } });
    expect((await org.get(path)).body.policy).toMatchObject({ new_high_max: 7, duplication_pct_max: 10 });
    expect((await org.get('/quality/gates/config')).body.policy).toMatchObject({ duplication_pct_max: 3 });
  });

  it('keeps every revision, and lets go of them all by DELETE', async () => {
    const { org, path } = await aRepo();
    await org.put(path, { policy: RULES_SET });
    await org.put(path, { policy: RULES_SET });
    await org.put(path, { policy: {} });
    expect((await org.delete(path)).status).toBe(204);
    expect((await org.delete(path)).status).toBe(204);
    expect((await org.get(path)).body).toMatchObject({
      configured: false,
      policy_version: 'v3',
      overrides: {},
      policy: { duplication_pct_max: 3, rating_min: 'C' },
    });
    const { revisions } = (await org.get(path.replace('config?', 'config/revisions?'))).body;
    expect(revisions).toMatchObject([
      { policy_version: 'v3', overrides: null, saved_by: expect.stringMatching(/^user:/) },
      { policy_version: 'v2', overrides: {} },
      { policy_version: 'v1', overrides: RULES_SET, policy: { duplication_pct_max: 10 } },
    ]);
    const { entries } = (await org.get('/audit-log?target=repo_policy')).body;
    expect(entries.map(({ action }: { action: string }) => action)).toEqual([
      'policy.removed',
      'policy.updated',
      'policy.updated',
    ]);
  });

  it('guards against lost updates by If-Match', async () => {
    const { org, path } = await aRepo();
    await org.put(path, { policy: RULES_SET });
    const late = { 'if-match': '"v0"' };
    expect((await org.put(path, { policy: {} }, late)).body.code).toBe('revision_conflict');
    expect((await org.delete(path, late)).body.code).toBe('revision_conflict');
    expect((await org.put(path, { policy: {} }, { 'if-match': '"v1"' })).status).toBe(200);
  });

  it('is of the own organization alone, for administrators to change, and checks what is sent', async () => {
    const { org, path } = await aRepo();
    const other = await world.anOrgWith({});
    const unknown = path.replace(/\d+$/, '9007199254740991');
    for (const send of [
      (client: ApiClient, at: string) => client.get(at),
      (client: ApiClient, at: string) => client.put(at, { policy: {} }),
      (client: ApiClient, at: string) => client.delete(at),
    ]) {
      const foreign = await send(other, path);
      expect(foreign.status).toBe(404);
      expect(untraced(foreign.body)).toEqual(untraced((await send(other, unknown)).body));
    }
    expect((await org.put(path, { policy: { rating_min: 'F' } })).body.errors).toMatchObject([
      { field: 'policy.rating_min' },
    ]);
    expect((await org.delete('/quality/gates/config')).status).toBe(400);
    expect((await org.get('/quality/gates/config?repo_id=x')).status).toBe(400);
  });
});

describe("a repository's own policy", () => {
  it('judges its scans, and the verdict names its revision', async () => {
    const { org, path } = await aRepo();
    const failed = await aDuplicatedScan(org, 8);
    expect(await status(org, failed.id)).toMatchObject({ status: 'failed', repo_policy_version: null });
    await org.put(path, { policy: RULES_SET });
    const passed = await aDuplicatedScan(org, 8);
    expect(await status(org, passed.id)).toMatchObject({
      status: 'passed',
      policy_version: 'v1',
      repo_policy_version: 'v1',
      policy: { duplication_pct_max: 10 },
      stale: false,
    });
    const elsewhere = await aDuplicatedScan(org, 8, { repo: 'acme/other' });
    expect(await status(org, elsewhere.id)).toMatchObject({ status: 'failed', repo_policy_version: null });
  });

  it('is the floor for the file, which may only tighten it', async () => {
    const { org, path } = await aRepo();
    await org.put(path, { policy: RULES_SET });
    const scan = await aScan(org);
    const verdict = await complete(org, scan.id, {
      metrics: { duplication_pct: 8 },
      policy_file: 'duplication_pct_max: 5\nnew_high_max: 50',
    });
    expect(verdict).toMatchObject({
      policy: { duplication_pct_max: 5, new_high_max: 1 },
      policy_file: { applied: ['duplication_pct_max'], ignored: [{ rule: 'new_high_max', reason: 'looser' }] },
    });
  });

  it('counts without a file that nests too deeply, as sent and as an earlier version stored it', async () => {
    const { org } = await aRepo();
    const file = '['.repeat(2000) + ']'.repeat(2000);
    const ignored = expect.arrayContaining([
      expect.objectContaining({ code: 'policy_file_ignored', message: expect.stringContaining('nested') }),
    ]);
    const scan = await aScan(org);
    expect(await complete(org, scan.id, { policy_file: file })).toMatchObject({ warnings: ignored });
    const earlier = await aDuplicatedScan(org, 1);
    await query(world.database.admin, `UPDATE scans SET policy_file = '${file}' WHERE id = ${earlier.id}`);
    expect((await org.post(`/quality/gates/recompute/${earlier.id}`)).status).toBe(200);
    expect(await status(org, earlier.id)).toMatchObject({ evaluation: 2, warnings: ignored });
  });

  it('makes the verdicts of its repository stale when it changes, and no others', async () => {
    const { org, path } = await aRepo();
    const [own, other] = [await aDuplicatedScan(org, 8), await aDuplicatedScan(org, 8, { repo: 'acme/other' })];
    const staleness = async () => [(await status(org, own.id)).stale, (await status(org, other.id)).stale];
    expect(await staleness()).toEqual([false, false]);
    await org.put(path, { policy: RULES_SET });
    expect(await staleness()).toEqual([true, false]);
    await org.post(`/quality/gates/recompute/${own.id}`);
    expect(await status(org, own.id)).toMatchObject({ status: 'passed', stale: false });
    await org.delete(path);
    expect(await staleness()).toEqual([true, false]);
  });
});

describe("the organization's switches", () => {
  it('make verdicts stale when they change, until they are judged again', async () => {
    const org = await world.anOrgWith({});
    const scan = await aDuplicatedScan(org, 1);
    expect((await status(org, scan.id)).stale).toBe(false);
    await org.patch('/org', { tolerate_inherited: false });
    expect((await status(org, scan.id)).stale).toBe(true);
    await org.post(`/quality/gates/recompute/${scan.id}`);
    expect((await status(org, scan.id)).stale).toBe(false);
    await org.patch('/org', { waiver_max_days: 9 });
    expect((await status(org, scan.id)).stale).toBe(false);
  });
});
