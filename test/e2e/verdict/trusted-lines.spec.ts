import type { ApiClient } from '../../support/api-client.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';
import { aScan, complete, type GateWorld, startGateWorld } from './gate-world.js';

/** Scans that a branch or a pull request shows, beside those of keys that are trusted less than its pipelines. */
let world: GateWorld;
let org: ApiClient;

beforeAll(async () => {
  world = await startGateWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  org = await world.anOrgWith({ policy: { new_high_max: 0, rating_min: null, new_coverage_min: null } });
});

const MAIN = { branch: 'main', pr_number: null };
const scopes = ['write:scans', 'read:scans', 'read:repos'];
const keyOf = async (more: object): Promise<ApiClient> => {
  const { status, body } = await org.post('/api-keys', { name: 'x', scopes, ...more });
  expect(status).toBe(201);
  return org.as({ 'x-api-key': body.key as string });
};
const RESTRICTED = { may_write_baseline: false };
const AGENT = { kind: 'agent' };

/** A completed scan with so many findings, and lines of `a.ts` that ran. */
async function scan(by: ApiClient, values: object, findings: number, tests?: string) {
  const { id, repoId } = await aScan(by, values);
  const found = Array.from({ length: findings }, (_, at) => ({
    ...{ rule: 'eval', path: 'a.ts', line: at + 1, securitySeverity: '7.5', snippet: `eval(${at})` },
  }));
  expect((await by.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(found) })).status).toBe(200);
  await by.upload('/quality/coverage/upload', { scan_id: String(id) }, { content: anLcov({ 'a.ts': lines(9, 4) }) });
  if (tests !== undefined) await by.upload(`/scans/${id}/tests`, {}, { content: tests });
  const { status } = await complete(by, id);
  return { id, repoId, status };
}
const ok = async (path: string) => {
  const answer = await org.get(path);
  expect(answer.status).toBe(200);
  return answer.body;
};

describe('a default branch, beside a scan by a key that may not write its baseline,', () => {
  it('has no change of its gate, and is scanned when its pipeline scans it', async () => {
    const changes = async () => (await ok('/events?type=gate.changed')).events.map(({ data }: any) => data.scan_id);
    const limited = await keyOf(RESTRICTED);
    await scan(limited, MAIN, 0);
    expect(await changes()).toEqual([]);
    const { id, repoId } = await scan(org, MAIN, 2);
    await scan(limited, MAIN, 3);
    expect(await changes()).toEqual([id]);
    expect((await ok(`/repos/${repoId}/overview`)).scan.id).toBe(id);
    const second = await scan(org, MAIN, 2);
    expect(await changes()).toEqual([id]);
    const summary = await ok(`/scans/${second.id}/summary`);
    expect(summary.previous.scan_id).toBe(id);
    const history = (await ok(`/repos/${repoId}/history?branch=main`)).scans;
    expect(history.map((one: any) => [one.scan_id, one.change.findings])).toContainEqual([second.id, 0]);
  });

  it('has policies simulated on scans that it shows', async () => {
    const CHANGE = { branch: 'topic', pr_number: 7, commit_sha: 'a'.repeat(40) };
    const simulated = async (kind: string) => {
      const { scans } = await ok(`/quality/gates/simulation-inputs?kind=${kind}`);
      return scans.map(({ scan_id }: any) => scan_id);
    };
    const [limited, agent] = [await keyOf(RESTRICTED), await keyOf(AGENT)];
    const alone = await scan(limited, MAIN, 0);
    expect(await simulated('default')).toEqual([alone.id]);
    const own = [await scan(org, MAIN, 0), await scan(org, CHANGE, 0)];
    for (const by of [limited, agent]) {
      await scan(by, MAIN, 2);
      await scan(by, CHANGE, 2);
    }
    const [main, pull] = own.map(({ id }) => id);
    expect([await simulated('default'), await simulated('pr'), await simulated('all')]).toEqual([
      ...[[main], [pull], [pull, main]],
    ]);
    const simulation = await org.post('/quality/gates/simulate', { kind: 'default' });
    expect(simulation.body).toMatchObject({ scans: 1 });
  });
});

describe('a pull request, beside a later scan by an agent,', () => {
  const CHANGE = { branch: 'topic', pr_number: 7, commit_sha: 'a'.repeat(40) };

  it('is compared with scans of its pipeline, and has its verdict outdated by a mark', async () => {
    await scan(org, MAIN, 0);
    const first = await scan(org, CHANGE, 1);
    expect(first.status).toBe('failed');
    const agent = await keyOf(AGENT);
    await scan(agent, { ...CHANGE, commit_sha: 'b'.repeat(40) }, 0);
    const { findings } = await ok(`/scans/${first.id}/findings?type=security`);
    const issue = findings[0].issue_id as number;
    expect((await ok(`/issues/${issue}`)).state).toBe('open');
    const second = await scan(org, { ...CHANGE, commit_sha: 'c'.repeat(40) }, 1);
    expect((await ok(`/scans/${second.id}/summary`)).previous.scan_id).toBe(first.id);
    await scan(agent, { ...CHANGE, commit_sha: 'd'.repeat(40) }, 0);
    const marked = await org.post('/quality/findings/mark-fp', { issue_id: issue, is_fp: true, reason: 'known' });
    expect(marked.status).toBe(200);
    expect((await ok(`/quality/gates/status/${second.id}`)).stale).toBe(true);
  });

  it('keeps its target and its title, and stays closed', async () => {
    await scan(org, MAIN, 0);
    const told = { ...CHANGE, base_branch: 'main', title: 'Correct it', author: 'jane' };
    const { id, repoId } = await scan(org, told, 0);
    const agent = await keyOf(AGENT);
    const planted = { ...told, base_branch: 'other', title: 'Planted', author: 'robot', branch: 'elsewhere' };
    await scan(agent, planted, 0);
    const page = async () => ok(`/repos/${repoId}/pull-requests/7`);
    expect(await page()).toMatchObject({ title: 'Correct it', author: 'jane', state: 'open' });
    expect(await ok(`/scans/${id}`)).toMatchObject({ base_branch: 'main' });
    expect((await ok(`/quality/gates/status/${id}`)).stale).toBe(false);
    expect((await org.post(`/repos/${repoId}/pull-requests/7/close`)).status).toBe(200);
    await scan(agent, planted, 0);
    expect(await page()).toMatchObject({ state: 'closed' });
    const since = new Date().toISOString();
    await scan(agent, planted, 0);
    const scannedSince = async () => (await ok(`/pull-requests?since=${since}`)).pull_requests.length;
    expect(await scannedSince()).toBe(0);
    await scan(org, told, 0);
    expect(await page()).toMatchObject({ state: 'open' });
    expect(await scannedSince()).toBe(1);
  });

  it('is passed by the pull requests on top of it once it is closed', async () => {
    const main = await scan(org, MAIN, 0);
    const { repoId } = await scan(org, { ...CHANGE, base_branch: 'main' }, 0);
    await org.post(`/repos/${repoId}/pull-requests/7/close`, { merged: false });
    const baseOfChild = async () => {
      const child = { repo: 'acme/web', branch: 'child', pr_number: 8, base_branch: 'topic' };
      return (await org.post('/scans', child)).body.base?.scan_id;
    };
    expect(await baseOfChild()).toBe(main.id);
    await scan(await keyOf(AGENT), { ...CHANGE, pr_number: null }, 0);
    expect(await baseOfChild()).toBe(main.id);
    const alive = await scan(org, { ...CHANGE, pr_number: null }, 0);
    expect(await baseOfChild()).toBe(alive.id);
  });

  it('has nothing of what an agent stated before its pipeline first scanned it', async () => {
    const [main, agent] = [await scan(org, MAIN, 0), await keyOf(AGENT)];
    const planted = { title: 'Planted', author: 'robot', pr_url: 'https://elsewhere.example/1', base_branch: 'other' };
    await scan(agent, { ...CHANGE, ...planted }, 0);
    const page = async () => ok(`/repos/${main.repoId}/pull-requests/7`);
    expect(await page()).toMatchObject({ title: 'Planted', author: 'robot', url: planted.pr_url });
    await scan(agent, CHANGE, 0);
    expect(await page()).toMatchObject({ title: 'Planted' });
    const below = await scan(org, CHANGE, 0);
    expect(await page()).toMatchObject({ title: null, author: null, url: null, base_branch: null });
    const { body } = await org.post('/scans', {
      ...{ repo: 'acme/web', branch: 'child', pr_number: 8, base_branch: 'topic' },
    });
    expect(body.base).toMatchObject({ scan_id: below.id, via: [{ pr_number: 7 }] });
    await scan(org, { ...CHANGE, title: 'Correct it' }, 0);
    await scan(org, CHANGE, 0);
    expect(await page()).toMatchObject({ title: 'Correct it' });
  });

  it('stays below the pull requests on top of it, whatever an agent puts on its branch', async () => {
    await scan(org, MAIN, 0);
    const below = await scan(org, { ...CHANGE, base_branch: 'main' }, 0);
    const agent = await keyOf(AGENT);
    await scan(agent, { ...CHANGE, pr_number: 9, base_branch: 'release', commit_sha: 'b'.repeat(40) }, 0);
    const child = { repo: 'acme/web', branch: 'child', pr_number: 8, base_branch: 'topic' };
    const viaOf = async (by: ApiClient) => (await by.post('/scans', child)).body.base.via;
    expect(await viaOf(org)).toEqual([{ pr_number: 7, scan_id: below.id }]);
    expect(await viaOf(agent)).toEqual([{ pr_number: 9, scan_id: below.id }]);
  });

  it('has tests fail that pass in the scan of the agent', async () => {
    await scan(org, MAIN, 0);
    const suite = (outcome: string) =>
      `<testsuite name="s"><testcase name="works" classname="c">${outcome}</testcase></testsuite>`;
    await scan(await keyOf(AGENT), CHANGE, 0, suite(''));
    const { id } = await scan(org, CHANGE, 0, suite('<failure message="no"/>'));
    expect((await ok(`/quality/gates/status/${id}`)).tests).toMatchObject({ failed: 1, flaky: 0 });
  });
});
