import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { anApiKey, anOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitUntil } from '../../support/wait-until.js';

const TOKEN = `ghp_${'a1B2'.repeat(9)}`;
const numbered = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at + 1}\n`).join('');

describe('source text of scans', () => {
  let app: TestApp;
  let api: ApiClient;
  let repos = 0;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
  });
  afterAll(() => app.stop());

  async function aRepo(source_excerpts = 'files'): Promise<{ id: number; name: string }> {
    const name = `acme/source-${(repos += 1)}`;
    const { body } = await api.post('/repos', { name });
    expect(body.source_excerpts).toBe('none');
    expect((await api.patch(`/repos/${body.id}`, { source_excerpts })).body.source_excerpts).toBe(source_excerpts);
    return { id: body.id as number, name };
  }
  const aScan = async (repo: string): Promise<number> => (await api.post('/scans', { repo, branch: 'main' })).body.id;
  function send(scan: number, files: Record<string, string | Uint8Array>, ranges?: unknown, by = api) {
    const form = new FormData();
    for (const [path, content] of Object.entries(files)) form.append('file', new Blob([content]), path);
    if (ranges !== undefined) form.append('ranges', typeof ranges === 'string' ? ranges : JSON.stringify(ranges));
    return by.post(`/scans/${scan}/source`, form);
  }
  const read = (scan: number, path: string, more = '', by = api) =>
    by.get(`/scans/${scan}/source?path=${encodeURIComponent(path)}${more}`);
  const textOf = async (scan: number, path: string): Promise<string> =>
    (await read(scan, path)).body.lines?.map(({ text }: { text: string }) => text).join('\n');
  const leak = (path: string, line: number) => aSarifLog([{ rule: 'generic-api-key', path, line }], 'gitleaks');
  const complete = async (scan: number) => expect((await api.post(`/scans/${scan}/complete`)).status).toBe(200);
  const stored = (repoId: number) =>
    query<{ texts: number; names: number }>(
      app.database.admin,
      `SELECT (SELECT count(*) FROM source_texts WHERE repo_id = ${repoId})::int AS texts,
         (SELECT count(*) FROM scan_sources WHERE repo_id = ${repoId})::int AS names`,
    ).then(([row]) => row!);
  const usedBytes = async (): Promise<number> => (await api.get('/org')).body.quotas.stored_bytes.used;

  it('is refused until an administrator allows it, and the answer to a new scan says so', async () => {
    const { body } = await api.post('/scans', { repo: 'acme/closed', branch: 'main' });
    expect(body.source_excerpts).toBe('none');
    expect(await send(body.id, { 'a.ts': 'x' })).toMatchObject({ status: 409, body: { code: 'excerpts_off' } });
    expect((await read(body.id, 'a.ts')).status).toBe(404);
    const { name, id } = await aRepo('findings');
    expect((await api.post('/scans', { repo: name, branch: 'main' })).body.source_excerpts).toBe('findings');
    expect((await api.patch(`/repos/${id}`, { source_excerpts: 'all' })).status).toBe(400);
    const key = await anApiKey(app, { scopes: ['write:scans', 'read:scans'] });
    expect((await key.client.patch(`/repos/${id}`, { source_excerpts: 'files' })).status).toBe(403);
  });

  it('is taken and read by lines', async () => {
    const { name } = await aRepo();
    const scan = await aScan(name);
    const text = numbered(600);
    const ranges = {
      'src/b.ts': [
        [3, 4],
        [9, 9],
      ],
    };
    const answer = await send(scan, { 'src/a.ts': text, 'src/b.ts': 'three\r\nfour\r\nnine\r\n' }, ranges);
    expect(answer.body).toEqual({ files: 2, bytes: text.length + 19, blanked: 0, refused: [] });
    const whole = await read(scan, 'src/a.ts');
    expect(whole.headers.get('cache-control')).toBe('private, no-store');
    expect(whole.body).toMatchObject({ path: 'src/a.ts', from: 1, to: 500, whole: true });
    expect(whole.body.lines).toHaveLength(500);
    expect((await read(scan, 'src/a.ts', '&from=599&to=700')).body).toEqual({
      ...{ path: 'src/a.ts', from: 599, to: 700, whole: true },
      lines: [599, 600].map((n) => ({ n, text: `line ${n}` })),
    });
    expect((await read(scan, 'src/b.ts', '&from=4&to=9')).body).toMatchObject({
      whole: false,
      lines: [
        { n: 4, text: 'four' },
        { n: 9, text: 'nine' },
      ],
    });
    expect((await read(scan, 'src/b.ts', '&from=5&to=8')).status).toBe(404);
    expect((await read(scan, 'src/c.ts')).status).toBe(404);
  });

  it('is refused file by file', async () => {
    const { name } = await aRepo('findings');
    const scan = await aScan(name);
    const files = {
      'fits.txt': 'x'.repeat(1024 * 1024),
      'large.txt': 'x'.repeat(1024 * 1024 + 1),
      'binary.txt': new Uint8Array([65, 0, 66]),
      'latin.txt': new Uint8Array([0xe9]),
      '../out.txt': 'x',
      'whole.txt': 'x',
      'short.txt': 'one\n',
      'twice.txt': 'one\ntwo\n',
    };
    const one = [[1, 1]];
    const ranges = {
      ...{ 'fits.txt': one, 'large.txt': one, 'binary.txt': one, 'latin.txt': one, '../out.txt': one },
      ...{
        'short.txt': [[1, 2]],
        'twice.txt': [
          [2, 2],
          [1, 1],
        ],
      },
    };
    const { status, body } = await send(scan, files, ranges);
    expect([status, body.files]).toEqual([200, 1]);
    expect(Object.fromEntries(body.refused.map(({ path, code }: any) => [path, code]))).toEqual({
      ...{ 'large.txt': 'too_large', 'binary.txt': 'not_text', 'latin.txt': 'not_text' },
      ...{ '../out.txt': 'invalid_path', 'whole.txt': 'whole_file' },
      ...{ 'short.txt': 'invalid_ranges', 'twice.txt': 'invalid_ranges' },
    });
    for (const wrong of ['{', '[]', '{"a":[[1]]}', '{"a":[["1",2]]}'])
      expect((await send(scan, { a: 'x' }, wrong)).status).toBe(400);
    expect((await api.post(`/scans/${scan}/source`, { file: 'x' })).body.code).toBe('unsupported_content_type');
    expect((await api.post(`/scans/${scan}/source`, new FormData())).status).toBe(400);
  });

  it('is stored once, sealed, and counted', async () => {
    const { name, id } = await aRepo();
    const [one, other] = [await aScan(name), await aScan(name)];
    const before = await usedBytes();
    for (const scan of [one, other]) await send(scan, { 'a.ts': 'const visible = 1;\n' });
    expect(await stored(id)).toEqual({ texts: 1, names: 2 });
    const [row] = await query<{ content: Buffer }>(
      app.database.admin,
      `SELECT content FROM source_texts WHERE repo_id = ${id}`,
    );
    expect(row!.content.toString('latin1')).not.toContain('visible');
    expect(await usedBytes()).toBe(before + row!.content.length);
    expect((await api.delete(`/scans/${one}`)).status).toBe(204);
    expect(await textOf(other, 'a.ts')).toBe('const visible = 1;');
  });

  it('is in an export of the organization only where its owner requests it, which is audited', async () => {
    const { name, id } = await aRepo();
    const scans = [await aScan(name), await aScan(name)];
    for (const scan of scans) await send(scan, { 'a.ts': 'exported text\n' });
    for (const scan of scans) await complete(scan);
    await send(await aScan(name), { 'a.ts': 'pending text\n' });
    const lines = async (query: string): Promise<string[]> => (await api.get(`/org/export${query}`)).text.split('\n');
    expect((await lines('')).join()).not.toContain('exported text');
    const all = await lines('?source=true');
    const line = all.find((each) => each.includes('"exported text"'))!;
    expect(JSON.parse(line.slice(line.indexOf('{"repo_id"')))).toEqual({
      ...{ repo_id: id, ranges: [[1, 1]], lines: ['exported text'] },
      files: scans.map((scan_id) => ({ scan_id, path: 'a.ts', whole: true })),
    });
    expect(all.join()).not.toContain('pending text');
    expect(all.join()).toMatch(/"source":\d+}/);
    const { entries } = (await api.get('/audit-log?action=organization.exported')).body;
    expect(entries.map((entry: any) => entry.new)).toEqual([{ source: true }, null]);
    expect((await api.get('/org/export?source=yes')).status).toBe(400);
    await api.patch(`/repos/${id}`, { source_excerpts: 'none' });
    expect((await lines('?source=true')).join()).not.toContain('exported text');
  });

  it('is of its organization and repository alone', async () => {
    const { name } = await aRepo();
    const scan = await aScan(name);
    await send(scan, { 'a.ts': 'secret of ours' });
    const other = await anOrganization(app);
    expect((await read(scan, 'a.ts', '', other.admin)).status).toBe(404);
    expect((await send(scan, { 'a.ts': 'x' }, undefined, other.admin)).status).toBe(404);
    const elsewhere = await aRepo();
    const bound = await anApiKey(app, { scopes: ['write:scans', 'read:scans'], repo_ids: [elsewhere.id] });
    expect((await read(scan, 'a.ts', '', bound.client)).status).toBe(404);
    expect((await send(scan, { 'a.ts': 'x' }, undefined, bound.client)).status).toBe(404);
    expect(await textOf(scan, 'a.ts')).toBe('secret of ours');
  });

  describe('has no secrets:', () => {
    it('tokens, and lines of findings that came before or after it', async () => {
      const { name } = await aRepo();
      const scan = await aScan(name);
      await api.upload(`/scans/${scan}/findings`, {}, { content: leak('a.ts', 1) });
      const sent = await send(scan, {
        'a.ts': `key = "hunter2"\nlet t = '${TOKEN}';\n`,
        'b.ts': 'pass = "hunter3"\n',
      });
      expect(sent.body.blanked).toBe(2);
      expect(await textOf(scan, 'a.ts')).toBe(`key = "***"\nlet t = '***';`);
      expect(await textOf(scan, 'b.ts')).toBe('pass = "hunter3"');
      await api.upload(`/scans/${scan}/findings`, {}, { content: leak('b.ts', 1) });
      expect(await textOf(scan, 'b.ts')).toBe('pass = "***"');
    });

    it('without a look at findings of other files', async () => {
      const { name, id } = await aRepo();
      const scan = await aScan(name);
      await api.upload(`/scans/${scan}/findings`, {}, { content: leak('a.ts', 1) });
      // Whoever reads them finds them damaged.
      await query(app.database.admin, `UPDATE finding_segments SET content = '' WHERE repo_id = ${id}`);
      expect((await send(scan, { 'b.ts': 'pass = "hunter3"\n' })).body.files).toBe(1);
      expect((await read(scan, 'b.ts')).status).toBe(200);
    });

    it('found later, in the texts of all scans', async () => {
      const { name, id } = await aRepo();
      const before = await aScan(name);
      await send(before, { 'a.ts': 'other\npass = "hunter2"\n' });
      await complete(before);
      expect(await textOf(before, 'a.ts')).toContain('hunter2');
      const scan = await aScan(name);
      await send(scan, { 'a.ts': 'first\nother\npass = "hunter2"\n' });
      await api.upload(`/scans/${scan}/findings`, {}, { content: leak('a.ts', 3) });
      await complete(scan);
      expect(await textOf(scan, 'a.ts')).toBe('first\nother\npass = "***"');
      expect(await textOf(before, 'a.ts')).toBe('other\npass = "***"');
      expect(await stored(id)).toEqual({ texts: 2, names: 2 });
      const later = await aScan(name);
      await send(later, { 'a.ts': 'pass = "hunter2"\n' });
      expect(await textOf(later, 'a.ts')).toBe('pass = "***"');
    });

    it('found by a scan without a text of its own', async () => {
      const { name } = await aRepo();
      const before = await aScan(name);
      await send(before, { 'a.ts': 'pass = "hunter2"\n' });
      await complete(before);
      const scan = await aScan(name);
      await api.upload(`/scans/${scan}/findings`, {}, { content: leak('a.ts', 1) });
      await complete(scan);
      expect(await textOf(before, 'a.ts')).toBe('pass = "***"');
    });
  });

  it('is no longer read once less is allowed, and deleted', async () => {
    const { name, id } = await aRepo();
    const scan = await aScan(name);
    const before = await usedBytes();
    await send(scan, { 'whole.ts': 'whole\n', 'part.ts': 'part\n' }, { 'part.ts': [[7, 7]] });
    const figures = (await api.get(`/repos/${id}/source`)).body;
    expect(figures).toMatchObject({ none: { files: 2 }, findings: { files: 1 } });
    const lowered = await api.patch(`/repos/${id}`, { source_excerpts: 'findings' });
    expect(lowered.body.source_deletion).toMatchObject(figures.findings);
    expect(lowered.body.source_deletion).toEqual({ files: 1, bytes: expect.any(Number), until: expect.any(String) });
    expect(lowered.body.source_deletion.bytes).toBeGreaterThan(0);
    expect((await read(scan, 'whole.ts')).status).toBe(404);
    expect(await textOf(scan, 'part.ts')).toBe('part');
    const off = await api.patch(`/repos/${id}`, { source_excerpts: 'none' });
    expect(off.body.source_deletion.files).toBeGreaterThan(0);
    expect((await read(scan, 'part.ts')).status).toBe(404);
    expect((await send(scan, { 'a.ts': 'x' })).body.code).toBe('excerpts_off');
    await waitUntil(async () => (await stored(id)).texts === 0);
    expect([await stored(id), await usedBytes()]).toEqual([{ texts: 0, names: 0 }, before]);
    expect((await api.patch(`/repos/${id}`, { source_excerpts: 'files' })).body.source_deletion).toBeUndefined();
    const { body: log } = await api.get('/audit-log?action=repo.updated&limit=1');
    expect(log.entries[0]).toMatchObject({ old: { source_excerpts: 'none' }, new: { source_excerpts: 'files' } });
  });

  it('is deleted as well where less is allowed while an earlier choice is carried out', async () => {
    const { name, id } = await aRepo();
    const scan = await aScan(name);
    await send(scan, { 'whole.ts': 'whole\n', 'part.ts': 'part\n' }, { 'part.ts': [[7, 7]] });
    const holder = new pg.Client({ ...app.database.admin, ssl: false });
    await holder.connect();
    try {
      await holder.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('source:${id}', 0))`);
      await api.patch(`/repos/${id}`, { source_excerpts: 'findings' });
      const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
      await waitUntil(async () => (await query(app.database.admin, waiting)).length > 0);
      const off = api.patch(`/repos/${id}`, { source_excerpts: 'none' });
      await sleep(200);
      await holder.query('COMMIT');
      expect((await off).status).toBe(200);
    } finally {
      await holder.end();
    }
    await waitUntil(async () => (await stored(id)).texts === 0);
    expect(await stored(id)).toEqual({ texts: 0, names: 0 });
  });
});
