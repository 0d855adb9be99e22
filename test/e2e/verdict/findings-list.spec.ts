import { TABLES_VERSION } from '../../../src/domain/findings/classify/tables-version.js';
import { anOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { query } from '../../support/postgres.js';
import { aSarifLog, type SarifResult } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const LEVELS = ['error', 'warning', 'note'] as const;
const RESULTS = Array.from({ length: 23 }, (_, at): SarifResult => ({
  rule: `rule-${at % 4}`,
  // some in one place, so that only the last column of the order tells them apart
  path: `src/file-${at % 5}.ts`,
  line: 1 + (at % 2),
  level: LEVELS[at % 3]!,
  snippet: `call(${at})`,
}));

interface Listed {
  readonly issue_id: number;
  readonly rule_id: string;
  readonly severity: string;
  readonly file_path: string;
  readonly line: number;
}

describe('the list of findings', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  async function scanOf(api: ApiClient, reports: readonly string[]): Promise<number> {
    const id = (await api.post('/scans', { repo: 'acme/listed', branch: 'main' })).body.scan_id as number;
    for (const content of reports)
      expect((await api.upload(`/scans/${id}/findings`, {}, { content })).status).toBe(200);
    return id;
  }

  async function pages(scan: number, query: string): Promise<Listed[][]> {
    const found: Listed[][] = [];
    for (let cursor = ''; ;) {
      const { body } = await app.admin.get(`/scans/${scan}/findings?${query}${cursor}`);
      found.push(body.findings);
      if (body.next_cursor === null) return found;
      cursor = `&cursor=${body.next_cursor}`;
    }
  }

  const RANKS = ['critical', 'high', 'medium', 'low', 'info'];
  const byPlace = (a: Listed, b: Listed) => (a.file_path < b.file_path ? -1 : a.file_path > b.file_path ? 1 : 0);
  const ORDERS: Record<string, (a: Listed, b: Listed) => number> = {
    severity: (a, b) => RANKS.indexOf(a.severity) - RANKS.indexOf(b.severity) || byPlace(a, b) || a.line - b.line,
    path: (a, b) => byPlace(a, b) || a.line - b.line,
    newest: () => 0,
  };

  it.each(Object.keys(ORDERS))('goes on by key where the page before ended, sorted by %s', async (sort) => {
    const scan = await scanOf(app.admin, [aSarifLog(RESULTS), aSarifLog(RESULTS.slice(0, 9), 'other')]);
    const all = (await pages(scan, `sort=${sort}&limit=200`)).flat();
    expect(new Set(all.map((each) => each.issue_id)).size).toBe(32);
    expect([...all].sort(ORDERS[sort])).toEqual(all);
    const paged = await pages(scan, `sort=${sort}&limit=5`);
    expect(paged.map((page) => page.length)).toEqual([5, 5, 5, 5, 5, 5, 2]);
    expect(paged.flat()).toEqual(all);
    const ofOther = await pages(scan, `sort=${sort}&limit=4&tool=other&path=src`);
    expect(ofOther.map((page) => page.length)).toEqual([4, 4, 1]);
  });

  it('of a pending scan follows each upload, each list of owners, and none', async () => {
    const { admin } = await anOrganization(app);
    const scan = await scanOf(admin, [aSarifLog([RESULTS[0]!], 'one')]);
    const read = async () => {
      const { total, findings } = (await admin.get(`/scans/${scan}/findings`)).body;
      return [total, (findings as { owners: string[] }[])[0]?.owners];
    };
    expect([await read(), await read()]).toEqual([[1, []], [1, []]]); // prettier-ignore
    await admin.upload(`/scans/${scan}/findings`, {}, { content: aSarifLog(RESULTS.slice(0, 3), 'other') });
    expect(await read()).toEqual([4, []]);
    await admin.upload(`/scans/${scan}/findings`, {}, { content: aSarifLog(RESULTS.slice(0, 2), 'other') });
    expect(await read()).toEqual([3, []]);
    await admin.post(`/scans/${scan}/files`, { paths: ['src/file-0.ts'], code_owners: 'src/ @team' });
    expect((await read())[1]).toEqual(['@team']);
  });

  it('takes cursors of earlier versions, in which a severity is its rank', async () => {
    const scan = await scanOf(app.admin, [aSarifLog(RESULTS)]);
    const { body } = await app.admin.get(`/scans/${scan}/findings?sort=severity&limit=1`);
    const [first] = body.findings;
    expect(first.severity).toBe('high');
    const key = JSON.parse(Buffer.from(body.next_cursor, 'base64url').toString());
    expect(key).toEqual([2, first.file_path, first.line, expect.any(Number)]);
    const cursor = Buffer.from(JSON.stringify([3, '', 0, 0])).toString('base64url');
    const after = await app.admin.get(`/scans/${scan}/findings?sort=severity&limit=1&cursor=${cursor}`);
    expect(after.body.findings[0].severity).toBe('medium');
  });

  it('goes on after paths as long as they may be', async () => {
    const long = ['a', 'b', 'c'].map((name) => ({ rule: 'r', path: `${name}/${'道'.repeat(998)}`, line: 1 }));
    const scan = await scanOf(app.admin, [aSarifLog(long)]);
    expect((await pages(scan, 'sort=path&limit=1')).flat().map((each) => each.file_path)).toEqual(
      long.map((each) => each.path),
    );
  });

  it.each([
    ['of another order', 'path', [1, 2]],
    ['with text for a number', 'severity', ['a', 'b', 'c', 'd']],
    ['with a number for text', 'path', [1, 2, 3, 4]],
    ['with text that no database keeps', 'path', ['\0', 1, 1, 1]],
    ['with half a character', 'path', ['\ud800', 1, 1, 1]],
    ['with half a number', 'path', ['a', 1.5, 1, 1]],
    ['with a rank that no severity has', 'path', ['a', 1, 6, 1]],
    ['with a negative rank', 'severity', [-1, 'a', 1, 1]],
    ['that is no list', 'newest', { id: 1 }],
  ])('refuses a cursor %s', async (_, sort, key) => {
    const scan = await scanOf(app.admin, [aSarifLog(RESULTS)]);
    const cursor = Buffer.from(JSON.stringify(key)).toString('base64url');
    const answer = await app.admin.get(`/scans/${scan}/findings?sort=${sort}&cursor=${cursor}`);
    expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([400, 'cursor']);
  });

  it('ends after a key that lies behind all', async () => {
    const scan = await scanOf(app.admin, [aSarifLog(RESULTS)]);
    const cursor = Buffer.from(JSON.stringify(['z', 2 ** 40, 5, 1])).toString('base64url');
    const { body } = await app.admin.get(`/scans/${scan}/findings?sort=path&cursor=${cursor}`);
    expect([body.findings, body.next_cursor, body.total]).toEqual([[], null, RESULTS.length]);
  });

  it('shows types and severities as the organization overrides them, and those of no other', async () => {
    const own = await anOrganization(app);
    const overrides = [
      { tool: 'scanner', rule: 'rule-1', type: 'security', severity: 'critical' },
      { tool: '*', rule: 'rule-2', severity: 'info' },
    ];
    expect((await own.admin.patch('/org', { classification_overrides: overrides })).status).toBe(200);
    const report = aSarifLog(['rule-1', 'rule-2', 'rule-3'].map((rule) => ({ rule, path: 'a.ts', line: 1 })));
    const shown = async (api: ApiClient) => {
      const { findings } = (await api.get(`/scans/${await scanOf(api, [report])}/findings?sort=path`)).body;
      return Object.fromEntries(findings.map((each: any) => [each.rule_id, [each.type, each.severity]]));
    };
    const byTables = ['code_smell', 'medium'];
    expect(await shown(app.admin)).toEqual({ 'rule-1': byTables, 'rule-2': byTables, 'rule-3': byTables });
    expect(await shown(own.admin)).toEqual({
      'rule-1': ['security', 'critical'],
      'rule-2': ['code_smell', 'info'],
      'rule-3': byTables,
    });
  });

  it('has secrets as critical, in tests as high, and blanked', async () => {
    const { admin } = await anOrganization(app);
    const leak = (File: string, RuleID: string) => ({
      RuleID,
      Description: RuleID,
      File,
      StartLine: 3,
      Match: 'k=hunter2',
    });
    const leaks = [leak('src/a.py', 'in-source'), leak('tests/a.py', 'in-tests')];
    const token = `ghp_${'a1B2c3D4e5f6'.repeat(3)}`;
    const quoted = [
      { rule: 'B105', path: 'src/a.py', line: 3, level: 'note', message: "Possible hardcoded password: 'hunter2'" },
      { rule: 'B101', path: 'tests/a.py', line: 9, message: `Use of assert near ${token}` },
    ] as const;
    const scan = await scanOf(admin, [JSON.stringify(leaks), aSarifLog(quoted, 'Bandit')]);
    const { findings } = (await admin.get(`/scans/${scan}/findings`)).body;
    expect(findings.map((each: any) => [each.tool, each.rule_id, each.type, each.severity, each.message])).toEqual([
      ['gitleaks', 'in-source', 'security', 'critical', 'in-source'],
      ['Bandit', 'B105', 'security', 'high', "Possible hardcoded password: '***'"],
      ['gitleaks', 'in-tests', 'security', 'high', 'in-tests'],
      ['Bandit', 'B101', 'code_smell', 'info', 'Use of assert near ***'],
    ]);
  });

  it('names the weaknesses that a tool relates a finding to, also in exports', async () => {
    const { admin } = await anOrganization(app);
    const error = (id: string, cwe: string) =>
      `<error id="${id}" severity="error" msg="no"${cwe}><location file="a.c" line="1"/></error>`;
    const report = `<results version="2"><cppcheck version="2.9"/><errors>${error('ctubufferoverflow', ' cwe="788"')}${error('x', '')}</errors></results>`;
    const scan = await scanOf(admin, [report]);
    const { findings } = (await admin.get(`/scans/${scan}/findings?sort=path`)).body;
    const weaknesses = Object.fromEntries(findings.map((each: any) => [each.rule_id, [each.severity, each.cwe]]));
    expect(weaknesses).toEqual({ ctubufferoverflow: ['high', [788]], x: ['high', []] });
    const { runs } = (await admin.get(`/scans/${scan}/sarif`)).body;
    expect(JSON.stringify(runs)).toContain('external/cwe/cwe-788');
  });

  it.each([
    ['by the present tables', TABLES_VERSION, true],
    ['by those of an earlier version', TABLES_VERSION - 1, false],
  ])('is worse where the base was judged %s: %s', async (_, version, isWorse) => {
    const { admin } = await anOrganization(app);
    const repo = `acme/tables-${version}`;
    const result = (level: SarifResult['level']) => ({ rule: 'r', path: 'a.ts', line: 2, level, snippet: 'call(2)' });
    const [base_sha, head] = ['a'.repeat(40), 'b'.repeat(40)];
    const main = (await admin.post('/scans', { repo, branch: 'main', commit_sha: base_sha })).body.scan_id;
    await admin.upload(`/scans/${main}/findings`, {}, { content: aSarifLog([result('note')]) });
    await admin.post(`/scans/${main}/complete`);
    await query(app.database.admin, 'UPDATE finding_reports SET tables_version = $1 WHERE scan_id = $2', [
      version,
      main,
    ]);
    const change = { repo, branch: 'work', base_branch: 'main', commit_sha: head, base_sha };
    const scan = (await admin.post('/scans', change)).body.scan_id;
    await admin.post(`/scans/${scan}/changes`, { files: [{ path: 'a.ts', added: [[2, 2]], hunks: [[2, 1, 2, 1]] }] });
    await admin.upload(`/scans/${scan}/findings`, {}, { content: aSarifLog([result('error')]) });
    await admin.post(`/scans/${scan}/complete`);
    const [finding] = (await admin.get(`/scans/${scan}/findings`)).body.findings;
    expect(finding.new_because).toBe(isWorse ? 'worsened' : null);
  });

  it('tells secrets apart by their marks: a replaced one is new, and a false positive hides no other', async () => {
    const { admin } = await anOrganization(app);
    const leaks = (marks: Record<number, string>): string => {
      const lines = Object.keys(marks).map(Number);
      const log = JSON.parse(
        aSarifLog(
          lines.map((line) => ({ rule: 'key', path: 'a.js', line, snippet: '***' })),
          'gitleaks',
        ),
      );
      for (const [at, line] of lines.entries())
        log.runs[0].results[at].partialFingerprints = { 'qgate/secret': marks[line] };
      return JSON.stringify(log);
    };
    const [base_sha, head] = ['a'.repeat(40), 'b'.repeat(40)];
    const findingsOf = async (body: object, marks: Record<number, string>) => {
      const scan = (await admin.post('/scans', { repo: 'acme/leaks', ...body })).body.scan_id;
      if ('base_sha' in body)
        await admin.post(`/scans/${scan}/changes`, {
          files: [
            {
              path: 'a.js',
              added: [
                [2, 2],
                [9, 9],
              ],
              hunks: [
                [2, 1, 2, 1],
                [8, 0, 9, 1],
              ],
            },
          ],
        });
      await admin.upload(`/scans/${scan}/findings`, {}, { content: leaks(marks) });
      expect((await admin.post(`/scans/${scan}/complete`)).status).toBe(200);
      return (await admin.get(`/scans/${scan}/findings?sort=path`)).body.findings as any[];
    };
    const [one, two] = await findingsOf({ branch: 'main', commit_sha: base_sha }, { 2: '11111', 4: '22222' });
    for (const { issue_id } of [one, two])
      await admin.post('/quality/findings/mark-fp', { issue_id, is_fp: true, reason: 'sample' });
    const change = { branch: 'work', base_branch: 'main', base_sha, commit_sha: head, pr_number: 3 };
    const found = await findingsOf(change, { 2: '33333', 4: '22222', 9: '11111' });
    expect(found.map((each) => [each.line, each.is_new_in_pr, each.user_marked_fp, each.issue_id])).toEqual([
      [2, true, false, expect.any(Number)],
      [4, false, true, two.issue_id],
      [9, false, true, one.issue_id],
    ]);
  });

  it('takes a report of exactly 100 MiB and not a byte more', async () => {
    const scan = await scanOf(app.admin, []);
    const limit = 100 * 1024 * 1024;
    const report = Buffer.alloc(limit + 1, ' ');
    report.write(aSarifLog(RESULTS));
    const upload = (content: Buffer) => app.admin.upload(`/scans/${scan}/findings`, {}, { content });
    expect((await upload(report.subarray(0, limit))).body.records_persisted).toBe(RESULTS.length);
    const refused = await upload(report);
    expect([refused.status, refused.body.code]).toEqual([400, 'body_too_large']);
  });
});
