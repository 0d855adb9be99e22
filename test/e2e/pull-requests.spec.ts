import { anApiKey, anOrganization } from '../support/actors.js';
import { query } from '../support/postgres.js';
import { aSarifLog } from '../support/reports.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.stop());

const WEB = { repo: 'acme/web', branch: 'feature' };
const aScan = async (wish: object): Promise<{ id: number; repo_id: number }> => {
  const { status, body } = await service.admin.post('/scans', { ...WEB, ...wish });
  expect([200, 201]).toContain(status);
  return body as { id: number; repo_id: number };
};
const known = async (number: number) => {
  const [row] = await query<Record<string, unknown>>(
    service.database.admin,
    `SELECT title, author, url, last_scan_id, closed_at, is_merged FROM pull_requests WHERE number = ${number}`,
  );
  return row;
};
const errorsOf = async (wish: object): Promise<string[]> => {
  const { status, body } = await service.admin.post('/scans', { ...WEB, pr_number: 9, ...wish });
  expect(status).toBe(400);
  return (body.errors as { field: string }[]).map(({ field }) => field);
};

describe('a scan of a pull request', () => {
  it('says what the pull request is; what it leaves out stays', async () => {
    const first = { title: 'Add a cart', author: 'jane', pr_url: 'https://forge.example/acme/web/pull/1' };
    await aScan({ pr_number: 1, ...first });
    const { id } = await aScan({ pr_number: 1, title: 'Add a basket', author: null });
    expect(await known(1)).toEqual({
      title: 'Add a basket',
      author: 'jane',
      url: first.pr_url,
      last_scan_id: id,
      closed_at: null,
      is_merged: null,
    });
  });

  it('needs to say nothing of it', async () => {
    await aScan({ pr_number: 2 });
    expect(await known(2)).toMatchObject({ title: null, author: null, url: null });
  });

  it('takes texts up to their length, and web addresses alone', async () => {
    const url = (length: number) => `https://a.example/${'x'.repeat(length - 'https://a.example/'.length)}`;
    await aScan({ pr_number: 3, title: 't'.repeat(300), author: 'a'.repeat(100), pr_url: url(500) });
    expect(await errorsOf({ title: 't'.repeat(301), author: 'a'.repeat(101), pr_url: url(501) })).toEqual([
      'title',
      'author',
      'pr_url',
    ]);
    expect(await errorsOf({ title: '', author: 'a\u0007', pr_url: 'javascript:alert(1)' })).toEqual([
      'title',
      'author',
      'pr_url',
    ]);
  });
});

describe('closing a pull request', () => {
  it('lasts until a new scan of it; the first time counts', async () => {
    const { repo_id: repo } = await aScan({ pr_number: 4, idempotency_key: 'four' });
    const route = `/repos/${repo}/pull-requests/4/close`;
    const closed = await service.admin.post(route, { merged: true });
    expect(closed.status).toBe(200);
    expect(closed.body).toEqual({
      repo_id: repo,
      pr_number: 4,
      state: 'closed',
      merged: true,
      closed_at: closed.body.closed_at as string,
    });
    service.clock.advanceMinutes(1);
    expect((await service.admin.post(route)).body).toEqual({ ...closed.body, merged: false });

    await aScan({ pr_number: 4, idempotency_key: 'four' });
    expect(await known(4)).toMatchObject({ is_merged: false });
    const { id } = await aScan({ pr_number: 4 });
    expect(await known(4)).toMatchObject({ last_scan_id: id, closed_at: null, is_merged: null });
  });

  it('ends the effect of its waivers until it is scanned again; others go on', async () => {
    const org = (await anOrganization(service)).admin;
    await org.put('/quality/gates/config', { policy: { new_high_max: 0 } });
    const opened = (await org.post('/scans', { ...WEB, pr_number: 7 })).body as { id: number; repo_id: number };
    const report = { content: aSarifLog([{ rule: 'sql', path: 'a.ts', line: 1, level: 'error', snippet: 'sql(x)' }]) };
    await org.upload(`/scans/${opened.id}/findings`, {}, report);
    const waive = (wish: object) =>
      org.post('/quality/gates/waivers', { rule: 'new_high_max', reason: 'known', expires_at: null, ...wish });
    expect((await waive({ repo_id: opened.repo_id, pr_number: 7 })).status).toBe(200);
    const recompute = async () => (await org.post(`/quality/gates/recompute/${opened.id}`)).body.status as string;
    expect((await org.post(`/scans/${opened.id}/complete`, {})).status).toBe(200);
    expect(await recompute()).toBe('passed');

    await org.post(`/repos/${opened.repo_id}/pull-requests/7/close`, { merged: false });
    expect(await recompute()).toBe('failed');
    await org.post('/scans', { ...WEB, pr_number: 7 });
    expect(await recompute()).toBe('passed');
    await org.post(`/repos/${opened.repo_id}/pull-requests/7/close`, { merged: false });
    expect((await waive({ repo_id: opened.repo_id })).status).toBe(200);
    expect(await recompute()).toBe('passed');
  });

  it('is of one that was scanned, in a repository that there is', async () => {
    const { repo_id: repo } = await aScan({ pr_number: 5 });
    for (const path of [`/repos/${repo}/pull-requests/99/close`, '/repos/9007199254740991/pull-requests/5/close'])
      expect((await service.admin.post(path, {})).body).toMatchObject({ status: 404, code: 'not_found' });
    const refused = await service.admin.post(`/repos/${repo}/pull-requests/5/close`, { merged: 'yes' });
    expect(refused.body).toMatchObject({ status: 400, errors: [{ field: 'merged' }] });
  });

  it('by a key that is bound to another repository finds none', async () => {
    const { repo_id: repo } = await aScan({ pr_number: 6 });
    const { repo_id: other } = await aScan({ repo: 'acme/other', pr_number: 6 });
    const { client } = await anApiKey(service, { role: 'MEMBER', scopes: ['write:scans'], repo_ids: [other] });
    expect((await client.post(`/repos/${repo}/pull-requests/6/close`, {})).status).toBe(404);
    expect((await client.post(`/repos/${other}/pull-requests/6/close`, {})).status).toBe(200);
  });
});
