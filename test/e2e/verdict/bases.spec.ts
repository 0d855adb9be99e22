import type { ApiClient } from '../../support/api-client.js';
import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const SHA = 'AB12cd34'.repeat(5);

describe('the line of commits that a scan is started with', () => {
  let app: TestApp;
  let api: ApiClient;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
  });
  afterAll(() => app.stop());

  const start = (fields: Record<string, unknown>) => api.post('/scans', { repo: 'acme/web', branch: 'x', ...fields });

  it.each([
    ['a whole commit', { base_sha: SHA }],
    ['an abbreviation', { base_sha: SHA.slice(0, 7) }],
    ['SHA-256', { base_sha: 'f'.repeat(64) }],
    ['500 ancestors', { base_sha: SHA, base_commits: Array<string>(500).fill('f'.repeat(64)) }],
    ['nothing', { base_sha: null, base_commits: null }],
  ])('may be %s', async (_, fields) => {
    const { status, body } = await start(fields);
    expect([status, body.base_sha]).toEqual([201, fields.base_sha?.toLowerCase() ?? null]);
  });

  it.each([
    ['too short', { base_sha: 'abc123' }, 'base_sha'],
    ['too long', { base_sha: 'a'.repeat(65) }, 'base_sha'],
    ['no hex digits', { base_sha: 'main~1' }, 'base_sha'],
    ['no text', { base_sha: 1234567 }, 'base_sha'],
    ['too many ancestors', { base_commits: Array<string>(501).fill(SHA) }, 'base_commits'],
    ['no list', { base_commits: SHA }, 'base_commits'],
    ['one bad ancestor', { base_commits: [SHA, 'abc'] }, 'base_commits'],
    ['an ancestor that is null', { base_commits: [null] }, 'base_commits'],
  ])('is refused where it is %s', async (_, fields, field) => {
    const { status, body } = await start(fields);
    expect([status, body.errors.map((error: { field: string }) => error.field)]).toEqual([400, [field]]);
  });

  describe('of a pack for qgate local', () => {
    const FIRST = '1'.repeat(40);
    const SECOND = '2'.repeat(40);
    let repoId: number;
    let scans: number[];

    const SEEN = { path: 'src/a.ts', snippet: 'eval(secret);' };
    async function scanned(commit: string, message: string, fields = {}, place = SEEN): Promise<number> {
      const { body } = await start({ repo: 'acme/packed', branch: 'main', commit_sha: commit, ...fields });
      repoId = body.repo_id as number;
      const result = { rule: 'no-eval', line: 3, message, ...place };
      expect((await api.post(`/scans/${body.id}/findings`, aSarifLog([result]))).status).toBe(200);
      expect((await api.post(`/scans/${body.id}/complete`, {})).status).toBe(200);
      return body.id as number;
    }
    beforeAll(async () => {
      scans = [await scanned(FIRST, 'said first'), await scanned(SECOND, 'said second')];
    });
    const pack = (query: string, headers: Record<string, string> = {}) =>
      api.get(`/repos/${repoId}/local-pack?${query}`, headers);
    const baseOf = async (query: string) => (await pack(query)).body.base;

    it('chooses the base that a scan would have', async () => {
      const [first, second] = scans;
      expect(await baseOf(`commits=${FIRST.slice(0, 12)}`)).toMatchObject({ scan_id: first, exact: true });
      expect(await baseOf(`commits=${'f'.repeat(7)},${FIRST.slice(0, 7)}`)).toMatchObject({
        ...{ scan_id: first, exact: false, commits_behind: 1 },
      });
      expect(await baseOf(`commits=${'e'.repeat(64)}`)).toMatchObject({ scan_id: second, commits_behind: null });
      expect(await baseOf('')).toMatchObject({ scan_id: second, exact: false });
      expect(await baseOf(`commits=${Array<string>(501).fill('a'.repeat(12)).join(',')}`)).not.toBeNull();
      expect((await pack('branch=main')).body).toMatchObject({ is_baseline_scan: true, default_branch: 'main' });
    });

    it.each([
      ['6 digits', 'a'.repeat(6)],
      ['65 digits', 'a'.repeat(65)],
      ['502 commits', Array<string>(502).fill('a'.repeat(7)).join(',')],
      ['no digits', 'main~1'],
    ])('refuses %s', async (_, commits) => {
      const { status, body } = await pack(`commits=${encodeURIComponent(commits)}`);
      expect([status, body.errors?.[0].field]).toEqual([400, 'commits']);
    });

    it('has equal bytes for equal states, and answers 304', async () => {
      const query = `commits=${FIRST}&branch=feature`;
      const [one, other] = [await pack(query), await pack(query)];
      expect(other.text).toBe(one.text);
      const tag = one.headers.get('etag')!;
      expect((await pack(query, { 'if-none-match': tag })).status).toBe(304);
      await scanned('3'.repeat(40), 'said third');
      const renewed = await pack(query, { 'if-none-match': tag });
      expect([renewed.status, renewed.headers.get('etag') === tag]).toEqual([200, false]);
    });

    it('is of a change on top of another one, and charges it with what that brought once it is closed', async () => {
      const [parent, child] = ['d'.repeat(40), 'e'.repeat(40)];
      const below = { branch: 'parent', pr_number: 7, base_branch: 'main', base_sha: FIRST };
      const brought = { path: 'src/b.ts', snippet: 'const total = eval(secret + ledger.total);' };
      const belowId = await scanned(parent, 'said below', below, brought);
      const above = { branch: 'child', pr_number: 8, base_branch: 'parent', base_sha: parent, base_commits: [FIRST] };
      const aboveId = await scanned(child, 'said below', above, brought);
      const query = `commits=${parent.slice(0, 12)},${FIRST.slice(0, 12)}&branch=child&base_branch=parent&pr_number=8`;
      expect((await pack(query)).body).toMatchObject({
        base: {
          ...{ scan_id: belowId, exact: true, via: [{ pr_number: 7, scan_id: belowId }] },
          target: { scan_id: scans[0], branch: 'main', commit_sha: FIRST },
        },
        ...{ previous: [], charged: [] },
      });
      await api.post(`/repos/${repoId}/pull-requests/7/close`, { merged: false });
      const { body } = await pack(query);
      expect(body.base).toMatchObject({ scan_id: scans[0], commits_behind: 1, via: [], target: { scan_id: scans[0] } });
      expect(body.previous).toEqual([{ tool: 'scanner', scan_id: aboveId }]);
      expect(body.charged).toHaveLength(1);
    });

    it('has no messages and no source text', async () => {
      const { text, body } = await pack('');
      const contents = body.segments.map(({ content }: { content: string }) =>
        Buffer.from(content, 'base64').toString(),
      );
      expect(contents.join('')).toContain('no-eval');
      for (const part of [text, ...contents]) expect(part).not.toMatch(/said|secret/);
    });

    it('holds the findings of the named tools alone', async () => {
      expect((await pack('tools=other')).body).toMatchObject({ findings: [], segments: [] });
      expect((await pack('tools=other,scanner')).body.findings).toHaveLength(1);
    });

    it('is of a repository of the caller', async () => {
      const { body: org } = await api.post('/orgs', { name: 'Others', slug: 'others' });
      expect((await pack('', { 'x-org-id': String(org.id) })).status).toBe(404);
      expect((await api.get('/repos/999999/local-pack')).status).toBe(404);
    });
  });
});
