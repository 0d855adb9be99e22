import { anApiKey, anOrganization } from '../../support/actors.js';
import { comparable } from '../../support/answers.js';
import { query } from '../../support/postgres.js';
import { aSarifLog } from '../../support/reports.js';
import { ADMIN_EMAIL, startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

async function aScan(repo: string, tools: Readonly<Record<string, number>>, branch = 'main') {
  const { id, repo_id } = (await service.admin.post('/scans', { repo, branch })).body;
  for (const [tool, count] of Object.entries(tools)) {
    const problems = Array.from({ length: count }, (_, at) => ({ rule: `r${at}`, path: `${at}.ts`, line: 1 }));
    await service.admin.post(`/scans/${id}/findings`, aSarifLog(problems, tool));
  }
  await service.admin.post(`/scans/${id}/complete`);
  return { id: id as number, repoId: repo_id as number };
}

const baselineOf = async (repoId: number) => {
  const { status, body } = await service.admin.get(`/repos/${repoId}/baseline`);
  expect(status).toBe(200);
  return body as Record<string, any>;
};

it('has the problems of each tool, and the scan that they are from', async () => {
  const { id: first, repoId } = await aScan('acme/web', { semgrep: 2, eslint: 1 });
  const second = await aScan('acme/web', { eslint: 3 });
  await aScan('acme/web', { eslint: 5 }, 'feature');
  expect(await baselineOf(repoId)).toEqual({
    ...{ repo: { id: repoId, name: 'acme/web' }, can: expect.objectContaining({ rebuild_baseline: true }) },
    branch: 'main',
    tools: [
      { tool: 'eslint', problems: 3, scan_id: second.id, updated_at: expect.stringMatching(/Z$/) },
      { tool: 'semgrep', problems: 2, scan_id: first, updated_at: expect.any(String) },
    ],
    generation: 0,
    can_undo_until: null,
    cleared: null,
  });
});

it('names what a rebuild cleared, by whom, until it is undone or the next scan of the branch', async () => {
  const { repoId } = await aScan('acme/rebuilt', { semgrep: 2, eslint: 1 });
  const before = await baselineOf(repoId);
  await service.admin.post(`/quality/gates/rebuild-baseline/${repoId}`);
  const { user } = (await service.admin.get('/auth/me')).body;
  expect(user.email).toBe(ADMIN_EMAIL);
  expect(await baselineOf(repoId)).toEqual({
    ...{ repo: { id: repoId, name: 'acme/rebuilt' }, can: expect.objectContaining({ rebuild_baseline: true }) },
    branch: 'main',
    tools: [],
    generation: 1,
    can_undo_until: 'next_scan',
    cleared: { problems: 3, at: expect.stringMatching(/Z$/), by: { id: user.id, name: user.name } },
  });
  await service.admin.post(`/quality/gates/rebuild-baseline/${repoId}/undo`);
  expect(await baselineOf(repoId)).toEqual({ ...before, generation: 1 });

  const key = await anApiKey(service, { role: 'ORG_ADMIN', scopes: ['admin'] });
  await key.client.post(`/quality/gates/rebuild-baseline/${repoId}`);
  const { name } = (await key.client.get('/auth/me')).body.api_key;
  expect((await baselineOf(repoId)).cleared.by).toEqual({ id: key.id, name });
  await query(service.database.admin, 'UPDATE cleared_baselines SET cleared_by_id = NULL, cleared_by_name = NULL');
  expect((await baselineOf(repoId)).cleared).toMatchObject({ problems: 3, by: null });
  await aScan('acme/rebuilt', { eslint: 1 });
  expect(await baselineOf(repoId)).toMatchObject({ tools: [{ problems: 1 }], can_undo_until: null, cleared: null });
});

it('is empty before the first scan, and not found in another organization', async () => {
  const { id } = (await service.admin.post('/repos', { name: 'acme/empty' })).body;
  expect(await baselineOf(id as number)).toMatchObject({ branch: 'main', tools: [], generation: 0 });
  const { admin } = await anOrganization(service);
  const [foreign, absent] = [await admin.get(`/repos/${id}/baseline`), await admin.get('/repos/999999999/baseline')];
  expect(foreign.status).toBe(404);
  expect(comparable(absent)).toEqual(comparable(foreign));
});
