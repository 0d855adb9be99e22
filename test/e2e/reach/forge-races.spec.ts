import pg from 'pg';
import { ForgeReportWork } from '../../../src/modules/reach/forge/forge-report-work.js';
import type { ClaimedReport } from '../../../src/modules/record/forge-report/forge-report.js';
import { ok } from '../../support/answers.js';
import { FakeForge, type Fault, FAULTS } from '../../support/fake-forge/fake-forge.js';
import { FakeGithub } from '../../support/fake-forge/fake-github.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';
import { aSarifLog } from '../../support/reports.js';
import { takeCount } from '../../support/seed.js';

/** Commits, each judged up to four times; `npm run chaos` asks for more. */
const COMMITS = takeCount('FORGE_COMMITS', 40, 8);
/** Commits that are judged side by side. */
const JUDGES = 4;
/** The promise: once nothing disturbs it, every commit shows the right state within this time. */
const QUIET_MS = 60_000;
const PROJECTS = ['acme/api', 'acme/web', 'acme/docs'];
const CONTEXT = 'quality-gate';

let service: PrivateApp;
let database: pg.Client;
let forge: FakeForge<FakeGithub>;

beforeAll(async () => {
  service = await startPrivateApp({ OUTGOING_ALLOW: '127.0.0.1', QUOTA_SCANS_PER_DAY: '1000000' });
  database = new pg.Client({ ...service.database.admin });
  await database.connect();
  forge = await FakeForge.start(new FakeGithub(() => service.clock.now().getTime()));
  forge.model.addToken('ghp_token');
  for (const project of PROJECTS) forge.model.addRepo(project);
});
afterAll(async () => {
  await database.end();
  await service.stop();
  await forge.close();
});

/** A third of the requests fails, half of these after they took effect. */
const disturb = (): Fault | null => {
  const luck = Math.random();
  if (luck < 0.1) return FAULTS.resetAfter;
  if (luck < 0.15) return FAULTS.lost;
  if (luck < 0.25) return FAULTS.resetBefore;
  return luck < 0.33 ? FAULTS.status(500) : null;
};

/** A worker that is killed after its requests and before it stores their results, whose leases end at once. */
async function killedWorker(): Promise<void> {
  const work = service.app.get(ForgeReportWork);
  const claimed = await work.claim(2);
  await Promise.all(claimed.map((report: ClaimedReport) => work.perform(report, new AbortController().signal)));
  await database.query('UPDATE work_items SET due_at = now() WHERE lease = ANY ($1)', [
    claimed.map(({ item }) => item.lease),
  ]);
}

/** Lets what waits for its time come now. */
const hurry = () =>
  database.query(
    `UPDATE work_items w SET due_at = now() FROM forge_reports r
     WHERE w.kind = 'forge-reports' AND w.key = r.id::text AND r.state = 'waiting' AND w.due_at > now() AND w.lease IS NULL`,
  );
const countWaiting = async (): Promise<number> =>
  (await database.query<{ count: number }>(`SELECT count(*)::int FROM forge_reports WHERE state = 'waiting'`)).rows[0]!
    .count;

async function judge(commit: string, project: string, times: number): Promise<{ commit: string; id: number }> {
  const { admin } = service;
  const scan = { repo: project, branch: `feature-${commit.slice(-6)}`, base_branch: 'main', commit_sha: commit };
  const { id } = await ok(admin.post('/scans', scan));
  const findings = [{ rule: 'sql', path: 'a.ts', line: 1, securitySeverity: '9.8' }];
  await ok(admin.post(`/scans/${id}/findings`, JSON.parse(aSarifLog(findings)) as object));
  await ok(admin.post(`/scans/${id}/complete`, {}));
  for (let again = 1; again < times; again += 1) {
    await ok(admin.put('/quality/gates/config', { policy: { new_critical_max: again % 2 } }));
    await ok(admin.post(`/quality/gates/recompute/${id}`));
  }
  return { commit, id };
}

it(
  `${COMMITS} commits that are judged up to four times under faults and kills show the right state in the end`,
  async () => {
    const { admin } = service;
    for (const project of PROJECTS) await ok(admin.post('/repos', { name: project, url: `${forge.url}/${project}` }));
    const credentials = { type: 'token', token: 'ghp_token' };
    await ok(admin.post('/forges', { kind: 'github', name: 'forge', base_url: forge.url, credentials }));
    await ok(admin.put('/quality/gates/config', { policy: { new_critical_max: 0 }, block_merge_on_fail: true }));
    forge.fault = disturb;

    const isOver = { is: false };
    const disturbing = (async () => {
      while (!isOver.is) {
        await killedWorker();
        await hurry();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const judged: { commit: string; id: number }[] = [];
    const indexes = Array(COMMITS).keys();
    const judgeNext = async () => {
      for (const index of indexes) {
        const commit = (index + 1).toString(16).padStart(40, '0');
        judged.push(await judge(commit, PROJECTS[index % PROJECTS.length]!, 1 + (index % 4)));
      }
    };
    await Promise.all(Array.from({ length: JUDGES }, judgeNext));
    isOver.is = true;
    await disturbing;
    forge.fault = () => null;
    for (const end = Date.now() + QUIET_MS; Date.now() < end && (await countWaiting()) > 0;) {
      await hurry();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    const wrong: object[] = [];
    for (const { commit, id } of judged) {
      const { conclusion } = await ok(admin.get(`/quality/gates/status/${id}`));
      const shown = forge.model.shows(commit, CONTEXT)?.state;
      if (shown !== conclusion) wrong.push({ id, commit, shown, conclusion });
    }
    expect(wrong).toEqual([]);
    expect(forge.refused).toEqual([]);
  },
  120_000 + COMMITS * 500,
);
