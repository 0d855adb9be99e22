import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { anLcov, aSarifLog, lines, type SarifResult } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const aResult = (path: string, line: number): SarifResult => ({
  ...{ rule: 'sql', path, line, level: 'error', message: `unsafe ${line}`, snippet: `query(${line})` },
});
const PATHS = ['src/api/a.ts', 'src/api/a.ts', 'src/web/b.ts', 'docs/c.md', 'tools/d.ts'];
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  'src/api/a.ts': ['@acme/Api', 'jane@acme.com'],
  'src/web/b.ts': ['@all'],
  'docs/c.md': [],
  'tools/d.ts': ['@all'],
};

describe('owners of files', () => {
  let app: TestApp;
  let api: ApiClient;
  let scan: number;

  /** @param owner of `src/api`, beside a team */
  const codeOwners = (owner: string) => `* @all\n/src/api/ @acme/Api ${owner}\ndocs/\n`;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
    scan = await aScan(codeOwners('jane@acme.com'));
  });
  afterAll(() => app.stop());

  async function aScan(code_owners: string | null): Promise<number> {
    const id = (await api.post('/scans', { repo: 'acme/owned', branch: 'main' })).body.scan_id as number;
    expect(await api.post(`/scans/${id}/files`, { paths: PATHS, code_owners })).toMatchObject({ status: 200 });
    const content = aSarifLog(PATHS.map((path, at) => aResult(path, 1 + at)));
    await api.upload(`/scans/${id}/findings`, {}, { content });
    const covered = anLcov(Object.fromEntries(PATHS.map((path) => [path, lines(4, 2)])));
    await api.upload('/quality/coverage/upload', { scan_id: String(id) }, { content: covered });
    expect((await api.post(`/scans/${id}/complete`)).status).toBe(200);
    return id;
  }

  const findings = async (query: string, id = scan) => (await api.get(`/scans/${id}/findings${query}`)).body;
  const pathsOf = async (query: string, id?: number): Promise<string[]> =>
    (await findings(query, id)).findings.map(({ file_path }: any) => file_path);

  it('are those that CODEOWNERS names, in lists and columns of findings', async () => {
    const listed = (await findings('?tool=scanner')).findings;
    expect(listed).toHaveLength(PATHS.length);
    for (const { file_path, owners } of listed) expect([file_path, owners]).toEqual([file_path, OWNERS[file_path]]);
    const { total, path, owners, dictionaries } = await findings('/columns');
    for (let row = 0; row < total; row += 1)
      expect(dictionaries.owners[owners[row]] ?? []).toEqual(OWNERS[dictionaries.path[path[row]]]);
    expect(new Set(owners)).toEqual(new Set([-1, 0, 1]));
  });

  it('filter findings in whatever case, and are a facet without its own filter', async () => {
    expect(await pathsOf('?tool=scanner&owner=@ACME/api')).toEqual(['src/api/a.ts', 'src/api/a.ts']);
    expect(await pathsOf('?tool=scanner&owner=@acme/api&owner=@all')).toHaveLength(4);
    expect(await pathsOf('?tool=scanner&owner=@nobody')).toEqual([]);
    expect((await findings('?tool=scanner&group_by=path&owner=@all')).groups).toHaveLength(2);
    const { total, facets } = await findings('/facets?tool=scanner&owner=@all');
    expect(total).toBe(2);
    expect(facets.owner).toEqual([
      { value: '@acme/Api', count: 2 },
      { value: '@all', count: 2 },
      { value: 'jane@acme.com', count: 2 },
    ]);
  });

  it('mean the caller by the address, and by the part before its @', async () => {
    const { body: me } = await api.get('/auth/me');
    const handle = `@${me.user.email.split('@')[0]}`;
    expect(me.owner_names).toEqual([me.user.email.toLowerCase(), handle.toLowerCase()]);
    for (const owner of [me.user.email.toUpperCase(), handle]) {
      const mine = await aScan(codeOwners(owner));
      expect(await pathsOf('?tool=scanner&owner=mine', mine)).toEqual(['src/api/a.ts', 'src/api/a.ts']);
      expect(await pathsOf('?tool=scanner&owner=mine&owner=@all', mine)).toHaveLength(4);
    }
    expect(await pathsOf('?tool=scanner&owner=mine')).toEqual([]);
    const { body: made } = await api.post('/api-keys', { name: me.user.email });
    const byKey = app.anonymous.as({ 'x-api-key': made.key });
    expect((await byKey.get(`/scans/${scan}/findings?owner=mine`)).body.total).toBe(0);
    expect((await byKey.get('/auth/me')).body.owner_names).toEqual([]);
  });

  it('choose findings to mark', async () => {
    const marked = await aScan(codeOwners('jane@acme.com'));
    const filter = { owner: ['JANE@acme.com'], tool: 'scanner' };
    const body = { scan_id: marked, filter, expected_count: 2, is_fp: true, reason: 'a double' };
    expect(await api.post('/quality/findings/mark-fp/bulk', body)).toMatchObject({ status: 200, body: { marked: 2 } });
    expect(await pathsOf('?is_fp=true', marked)).toEqual(['src/api/a.ts', 'src/api/a.ts']);
    for (const { issue_id } of (await findings('?is_fp=true', marked)).findings)
      await api.post('/quality/findings/mark-fp', { issue_id, is_fp: false });
  });

  it('are beside covered files', async () => {
    const { files } = (await api.get(`/quality/coverage/${scan}`)).body;
    expect(Object.fromEntries(files.map(({ file_path, owners }: any) => [file_path, owners]))).toEqual(OWNERS);
    const tree = async (path: string) => (await api.get(`/quality/coverage/${scan}/tree?path=${path}`)).body.entries;
    expect(await tree('src/')).toMatchObject([
      { name: 'api/', owners: [] },
      { name: 'web/', owners: [] },
    ]);
    expect(await tree('src/api/')).toMatchObject([{ name: 'a.ts', owners: OWNERS['src/api/a.ts'] }]);
    expect(await tree('src/api/a.ts')).toMatchObject([{ name: 'a.ts', owners: OWNERS['src/api/a.ts'] }]);
    const file = await api.get(`/quality/coverage/${scan}/files?path=src/api/a.ts`);
    expect(file.body.owners).toEqual(OWNERS['src/api/a.ts']);
  });

  it('narrow the tree of coverage, whose folders count their files alone', async () => {
    const tree = async (query: string, id = scan) =>
      (await api.get(`/quality/coverage/${id}/tree?${query}`)).body.entries.map(
        ({ name, file_count }: any) => [name, file_count] as const,
      );
    expect(await tree('')).toEqual([
      ['docs/', 1],
      ['src/', 2],
      ['tools/', 1],
    ]);
    expect(await tree('owner=@ACME/api')).toEqual([['src/', 1]]);
    expect(await tree('path=src/&owner=@acme/api&owner=@all')).toEqual([
      ['api/', 1],
      ['web/', 1],
    ]);
    expect(await tree(`owner=@all&compare=${scan}`)).toEqual([
      ['src/', 1],
      ['tools/', 1],
    ]);
    expect(await tree('path=docs/&owner=@all')).toEqual([]);
    const { email } = (await api.get('/auth/me')).body.user;
    expect(await tree('owner=mine')).toEqual([]);
    expect(await tree('owner=mine', await aScan(codeOwners(email as string)))).toEqual([['src/', 1]]);
  });

  it('are none without a CODEOWNERS, and gone with the list that named them', async () => {
    const without = await aScan(null);
    expect((await findings('', without)).findings.map(({ owners }: any) => owners.length)).not.toContain(1);
    expect((await findings('/columns', without)).dictionaries.owners).toEqual([]);
    const { scan_id } = (await api.post('/scans', { repo: 'acme/owned', branch: 'main' })).body;
    await api.upload(`/scans/${scan_id}/findings`, {}, { content: aSarifLog([aResult('a.ts', 1)]) });
    const ownersNow = async () => (await findings('', scan_id)).findings[0].owners;
    await api.post(`/scans/${scan_id}/files`, { paths: ['a.ts'], code_owners: '* @all' });
    expect(await ownersNow()).toEqual(['@all']);
    await api.post(`/scans/${scan_id}/files`, { paths: ['a.ts'], code_owners: '* @other' });
    expect(await ownersNow()).toEqual(['@other']);
    await api.post(`/scans/${scan_id}/files`, { paths: ['a.ts'] });
    expect(await ownersNow()).toEqual([]);
  });

  it('leave out lines over their limits, by number, and are found by 10,000 lines without a report that cannot be read', async () => {
    const { scan_id } = (await api.post('/scans', { repo: 'acme/owned', branch: 'main' })).body;
    const over = `/a/*b*c*d*e*f* @over\n${'x'.repeat(501)} @over\n`;
    const lines = Array.from({ length: 9_997 }, (_, at) => `*a*b*c*d*${at} @line`);
    const code_owners = `* @all\n${over}${lines.join('\n')}\n`;
    const taken = await api.post(`/scans/${scan_id}/files`, { paths: ['a.ts'], code_owners });
    expect(taken).toMatchObject({ status: 200, body: { files: 1 } });
    expect(taken.body.warnings).toEqual([
      { code: 'code_owners_lines', message: 'Line 2 of CODEOWNERS was skipped: it has more than 5 wildcards.' },
      { code: 'code_owners_lines', message: 'Line 3 of CODEOWNERS was skipped: it has more than 500 characters.' },
    ]);
    const results = [aResult('a/xb.ts', 1), aResult('zabcd9', 2)];
    await api.upload(`/scans/${scan_id}/findings`, {}, { content: aSarifLog(results) });
    const listed = (await findings('?tool=scanner', scan_id)).findings;
    const owners = Object.fromEntries(listed.map((finding: any) => [finding.file_path, finding.owners]));
    expect(owners).toEqual({ 'a/xb.ts': ['@all'], zabcd9: ['@line'] });
  });

  describe('that are matched once', () => {
    /** Rows of owners: as matches are stored, they tell when patterns were matched. */
    const rowsOf = (id: number) =>
      query<{ address: string }>(
        app.database.admin,
        `SELECT encode(o.code_owners_digest || o.address, 'hex') AS address
         FROM file_owners o JOIN scans s USING (org_id, repo_id) JOIN scan_files f ON f.org_id = s.org_id AND f.scan_id = s.id
         WHERE s.id = $1 AND o.code_owners_digest = f.code_owners_digest ORDER BY o.address`,
        [id],
      );
    const readAll = async (id: number): Promise<void> => {
      expect(await pathsOf('?tool=scanner&owner=@all', id)).toEqual(['src/web/b.ts', 'tools/d.ts']);
      const { files } = (await api.get(`/quality/coverage/${id}`)).body;
      expect(Object.fromEntries(files.map(({ file_path, owners }: any) => [file_path, owners]))).toEqual(OWNERS);
      expect((await api.get(`/quality/coverage/${id}/tree?path=src/`)).status).toBe(200);
      expect((await api.get(`/quality/coverage/${id}/files?path=src/api/a.ts`)).status).toBe(200);
    };

    it('are stored by completion, and no read matches patterns', async () => {
      const { scan_id: id } = (await api.post('/scans', { repo: 'acme/once', branch: 'main' })).body;
      await api.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(PATHS.map((path) => aResult(path, 1))) });
      const covered = anLcov(Object.fromEntries(PATHS.map((path) => [path, lines(4, 2)])));
      await api.upload('/quality/coverage/upload', { scan_id: String(id) }, { content: covered });
      await api.post(`/scans/${id}/files`, { paths: PATHS, code_owners: codeOwners('jane@acme.com') });
      expect(await rowsOf(id)).toEqual([]);
      expect((await api.post(`/scans/${id}/complete`)).status).toBe(200);
      const stored = await rowsOf(id);
      expect(stored).toHaveLength(1);
      await readAll(id);
      expect(await rowsOf(id)).toEqual(stored);
    });

    it('are stored again for another text alone', async () => {
      const before = await rowsOf(scan);
      expect(before).toHaveLength(1);
      const next = await aScan(codeOwners('jane@acme.com'));
      expect(await rowsOf(next)).toEqual(before);
      const other = await rowsOf(await aScan(codeOwners('joe@acme.com')));
      expect(other).toHaveLength(1);
      expect(other).not.toEqual(before);
      expect(await rowsOf(scan)).toEqual(before);
    });

    it.each([
      ['by a version before', 'NULL'],
      ['under other rules', `'\\x00'`],
    ])('are stored at the first read of a scan that was stored %s', async (_, digest) => {
      const { admin } = app.database;
      await query(admin, `UPDATE scan_files SET code_owners_digest = ${digest} WHERE scan_id = $1`, [scan]);
      await query(admin, 'DELETE FROM file_owners');
      await readAll(scan);
      const stored = await rowsOf(scan);
      expect(stored).not.toEqual([]);
      await readAll(scan);
      expect(await rowsOf(scan)).toEqual(stored);
    });

    it('become one row where rows are many', async () => {
      const code_owners = '* @all\n/many/ @many\n';
      const aPending = async (results: readonly SarifResult[]): Promise<number> => {
        const id = (await api.post('/scans', { repo: 'acme/many', branch: 'main' })).body.scan_id as number;
        await api.post(`/scans/${id}/files`, { paths: [], code_owners });
        await api.upload(`/scans/${id}/findings`, {}, { content: aSarifLog(results) });
        return id;
      };
      const ownersNow = async (id: number) =>
        Object.fromEntries((await findings('', id)).findings.map(({ file_path, owners }: any) => [file_path, owners]));
      const scans: number[] = [];
      for (let at = 0; at < 51; at += 1) {
        scans.push(await aPending([aResult(`many/${at}.ts`, 1)]));
        expect(await ownersNow(scans[at]!)).toEqual({ [`many/${at}.ts`]: ['@many'] });
        if (at >= 49) expect(await rowsOf(scans[at]!)).toHaveLength(at === 49 ? 50 : 1);
      }
      const stored = await rowsOf(scans[0]!);
      const all = await aPending([aResult('many/0.ts', 1), aResult('many/50.ts', 1)]);
      expect(await ownersNow(all)).toEqual({ 'many/0.ts': ['@many'], 'many/50.ts': ['@many'] });
      expect(await rowsOf(all)).toEqual(stored);
    });
  });

  it.each([[7], ['x'.repeat(1024 * 1024 + 1)], ['é'.repeat(600_000)], ['\n'.repeat(10_001)]])(
    'refuse what is no text within the limits (%.10j)',
    async (code_owners) => {
      const { scan_id } = (await api.post('/scans', { repo: 'acme/owned', branch: 'main' })).body;
      const { status, body } = await api.post(`/scans/${scan_id}/files`, { paths: [], code_owners });
      expect([status, body.errors?.[0].field]).toEqual([400, 'code_owners']);
    },
  );
});
