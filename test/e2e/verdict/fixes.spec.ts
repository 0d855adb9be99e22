import { anApiKey, anOrganization } from '../../support/actors.js';
import { ok } from '../../support/answers.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

interface Message {
  readonly file?: string;
  readonly rule?: string;
  readonly line?: number;
  readonly text?: string;
}

describe('fixes of reports', () => {
  let app: TestApp;
  let api: ApiClient;
  let repos = 0;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
  });
  afterAll(() => app.stop());

  async function aRepo(source_excerpts = 'findings'): Promise<{ id: number; name: string }> {
    const name = `acme/fixes-${(repos += 1)}`;
    const { id } = await ok(api.post('/repos', { name }));
    await ok(api.patch(`/repos/${id}`, { source_excerpts }));
    return { id, name };
  }
  const aScan = async (repo: string, branch = 'main'): Promise<number> =>
    (await ok(api.post('/scans', { repo, branch }))).id;
  /** A report of ESLint, which says in offsets what to write. */
  const eslint = (...messages: Message[]): string =>
    JSON.stringify(
      messages.map(({ file = 'src/a.js', rule = 'eqeqeq', line = 3, text = '===' }) => ({
        filePath: file,
        messages: [
          {
            ...{ ruleId: rule, severity: 2, message: `${rule} found`, line, column: 7 },
            ...{ suggestions: [{ desc: 'Another one', fix: { range: [1, 2], text: 'no' } }] },
            fix: { range: [20, 22], text },
          },
        ],
      })),
    );
  const take = async (scan: number, content: string) =>
    expect((await api.upload(`/scans/${scan}/findings`, {}, { content })).status).toBe(200);
  const leak = (path: string, line = 1) => aSarifLog([{ rule: 'generic-api-key', path, line }], 'gitleaks');
  const complete = (scan: number) => ok(api.post(`/scans/${scan}/complete`));
  const list = (scan: number, path = 'src/a.js', by = api) =>
    by.get(`/scans/${scan}/source/fixes?path=${encodeURIComponent(path)}`);
  const toolsOf = async (scan: number, path?: string) => (await ok(list(scan, path))).tools;
  const textsOf = async (scan: number, path?: string): Promise<string[]> =>
    (await toolsOf(scan, path)).flatMap(({ fixes }: any) => fixes.map(({ edits }: any) => edits[0].text));
  const stored = (repoId: number) =>
    query<{ texts: number; names: number }>(
      app.database.admin,
      `SELECT (SELECT count(*) FROM source_texts WHERE repo_id = ${repoId})::int AS texts,
         (SELECT count(*) FROM scan_fixes WHERE repo_id = ${repoId})::int AS names`,
    ).then(([row]) => row!);
  const usedBytes = async (): Promise<number> => (await ok(api.get('/org'))).quotas.stored_bytes.used;

  it('are dropped until the repository stores source', async () => {
    const { name, id } = await aRepo('none');
    const scan = await aScan(name);
    await take(scan, eslint({}));
    expect(await toolsOf(scan)).toEqual([]);
    expect(await stored(id)).toEqual({ texts: 0, names: 0 });
  });

  it('are answered by file, the one that the tool calls safe before others', async () => {
    const { name } = await aRepo();
    const scan = await aScan(name);
    await take(scan, eslint({}, { file: 'src/b.js' }));
    await take(scan, aSarifLog([{ rule: 'r', path: 'src/a.js', line: 2, fix: 'whole line' }], 'lint'));
    const answer = await list(scan);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    const noLines = { start_line: null, start_column: null, end_line: null, end_column: null };
    expect(answer.body).toEqual({
      path: 'src/a.js',
      tools: [
        {
          tool: 'eslint',
          fixes: [
            {
              ...{ rule_id: 'eqeqeq', line: 3, column: 7, description: null },
              edits: [{ text: '===', unit: 'utf16', start: 20, end: 22, ...noLines }],
            },
          ],
        },
        {
          tool: 'lint',
          fixes: [
            {
              ...{ rule_id: 'r', line: 2, column: 1, description: null },
              edits: [
                {
                  ...{ text: 'whole line', unit: 'utf16', start: null, end: null },
                  ...{ start_line: 2, start_column: 1, end_line: 2, end_column: Number.MAX_SAFE_INTEGER },
                },
              ],
            },
          ],
        },
      ],
    });
    expect(await textsOf(scan, 'src/b.js')).toEqual(['===']);
    expect(await toolsOf(scan, 'src/c.js')).toEqual([]);
    expect((await api.get(`/scans/${scan}/source/fixes`)).status).toBe(400);
  });

  it('of a later report of the tool replace the earlier ones', async () => {
    const { name, id } = await aRepo();
    const scan = await aScan(name);
    await take(scan, eslint({}, { file: 'src/b.js' }));
    await take(scan, eslint({ text: '!==' }));
    expect([await textsOf(scan), await textsOf(scan, 'src/b.js')]).toEqual([['!=='], []]);
    expect((await stored(id)).names).toBe(1);
  });

  it('follow a file whose path the list of files tells after the report', async () => {
    const { name } = await aRepo();
    const scan = await aScan(name);
    await take(scan, eslint({}, { file: 'app/src/b.js' }, { file: 'web/src/c.js', text: '!==' }));
    await ok(api.post(`/scans/${scan}/files`, { paths: ['src/b.js', 'web/src/c.js', 'src/a.js'] }));
    expect(await textsOf(scan, 'app/src/b.js')).toEqual(['===']);
    await complete(scan);
    expect([await textsOf(scan, 'app/src/b.js'), await textsOf(scan, 'src/b.js')]).toEqual([[], ['===']]);
    expect([await textsOf(scan), await textsOf(scan, 'web/src/c.js')]).toEqual([['==='], ['!==']]);
  });

  it('are stored once, sealed, counted, and deleted with the last scan', async () => {
    const before = await usedBytes();
    const { name, id } = await aRepo();
    const scans = [await aScan(name, 'topic'), await aScan(name, 'topic')];
    for (const scan of scans) {
      await take(scan, eslint({ text: 'visible text' }));
      await complete(scan);
    }
    expect(await stored(id)).toEqual({ texts: 1, names: 2 });
    const [row] = await query<{ content: Buffer }>(
      app.database.admin,
      `SELECT content FROM source_texts WHERE repo_id = ${id}`,
    );
    expect(row!.content.toString('latin1')).not.toContain('visible');
    expect(await usedBytes()).toBeGreaterThanOrEqual(before + row!.content.length);
    expect((await api.delete(`/scans/${scans[0]}`)).status).toBe(204);
    expect(await textsOf(scans[1]!)).toEqual(['visible text']);
    expect((await api.delete(`/scans/${scans[1]}`)).status).toBe(204);
    expect((await stored(id)).names).toBe(0);
  });

  it('are no longer read once none are allowed, and deleted', async () => {
    const { name, id } = await aRepo();
    const scan = await aScan(name);
    await take(scan, eslint({}));
    await complete(scan);
    expect((await ok(api.get(`/repos/${id}/source`))).none).toMatchObject({ files: 1, bytes: expect.any(Number) });
    const { source_deletion } = await ok(api.patch(`/repos/${id}`, { source_excerpts: 'none' }));
    expect(source_deletion).toMatchObject({ files: 1 });
    expect(await toolsOf(scan)).toEqual([]);
    await waitUntil(async () => (await stored(id)).texts === 0);
    expect(await stored(id)).toEqual({ texts: 0, names: 0 });
  });

  it('are of their organization and repository alone', async () => {
    const { name } = await aRepo();
    const scan = await aScan(name);
    await take(scan, eslint({}));
    const other = await anOrganization(app);
    expect((await list(scan, undefined, other.admin)).status).toBe(404);
    const elsewhere = await aRepo();
    const bound = await anApiKey(app, { scopes: ['read:scans'], repo_ids: [elsewhere.id] });
    expect((await list(scan, undefined, bound.client)).status).toBe(404);
    const writer = await anApiKey(app, { scopes: ['write:scans'] });
    expect((await list(scan, undefined, writer.client)).status).toBe(403);
  });

  it('are in an export with source text alone', async () => {
    const { name, id } = await aRepo();
    const scan = await aScan(name);
    await take(scan, eslint({ text: 'exported fix' }));
    const lines = async (search: string): Promise<string[]> => (await api.get(`/org/export${search}`)).text.split('\n');
    expect((await lines('?source=true')).join()).not.toContain('exported fix');
    await complete(scan);
    expect((await lines('')).join()).not.toContain('exported fix');
    const line = (await lines('?source=true')).find((each) => each.includes('exported fix'))!;
    expect(JSON.parse(line.slice(line.indexOf('{"repo_id"')))).toMatchObject({
      ...{ repo_id: id, files: [{ scan_id: scan, path: 'src/a.js', tool: 'eslint' }] },
      fixes: [{ rule_id: 'eqeqeq', line: 3, edits: [{ text: 'exported fix', start: 20 }] }],
    });
  });

  describe('have no secrets:', () => {
    it('a fix with a token is left out', async () => {
      const { name } = await aRepo();
      const scan = await aScan(name);
      await take(scan, eslint({ text: `'ghp_${'a1B2'.repeat(9)}'` }, { line: 9 }));
      expect(await textsOf(scan)).toEqual(['===']);
    });

    it('all of a file in which a tool found one, before them, after them and in another scan', async () => {
      const { name, id } = await aRepo();
      const earlier = await aScan(name);
      await take(earlier, eslint({ text: 'hunter1' }, { file: 'src/b.js' }));
      await complete(earlier);
      const scan = await aScan(name);
      await take(scan, eslint({ text: 'hunter2' }, { file: 'src/b.js' }));
      await take(scan, leak('src/a.js'));
      expect([await textsOf(scan), await textsOf(scan, 'src/b.js')]).toEqual([[], ['===']]);
      await complete(scan);
      expect([await textsOf(earlier), await textsOf(earlier, 'src/b.js')]).toEqual([[], ['===']]);
      expect((await stored(id)).names).toBe(2);
      const later = await aScan(name);
      await take(later, leak('src/a.js'));
      await take(later, eslint({ text: 'hunter3' }));
      expect((await stored(id)).names).toBe(2);
    });

    it('all of a file in which a tool found one under its path of the list', async () => {
      const { name, id } = await aRepo();
      const scan = await aScan(name);
      await take(scan, eslint({ file: 'app/src/a.js', text: 'hunter2' }));
      await take(scan, leak('ci/src/a.js'));
      await ok(api.post(`/scans/${scan}/files`, { paths: ['src/a.js'] }));
      await complete(scan);
      expect((await stored(id)).names).toBe(0);
    });

    it('all of a file whose text was blanked', async () => {
      const { name } = await aRepo('files');
      const before = await aScan(name);
      const form = new FormData();
      form.append('file', new Blob(['pass = "hunter2"\n']), 'src/a.js');
      await ok(api.post(`/scans/${before}/source`, form));
      await take(before, leak('src/a.js'));
      await complete(before);
      const scan = await aScan(name);
      await take(scan, eslint({ text: 'hunter2' }));
      expect(await textsOf(scan)).toEqual([]);
      const placed = await aScan(name);
      await take(placed, eslint({ file: 'app/src/a.js', text: 'hunter2' }));
      await ok(api.post(`/scans/${placed}/files`, { paths: ['src/a.js'] }));
      await complete(placed);
      expect(await textsOf(placed)).toEqual([]);
    });
  });
});
