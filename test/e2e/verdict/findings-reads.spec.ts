import { anOrganization } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { aSarifLog, type SarifResult } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const LEVELS = ['error', 'warning', 'note'] as const;
const PATHS = ['src/api/a.ts', 'src/api/b.ts', 'src/web/c.ts', 'src/main.ts', 'lib/d.ts', 'README.md'];
const RESULTS = Array.from({ length: 30 }, (_, at): SarifResult => ({
  rule: `rule-${at % 4}`,
  path: PATHS[at % PATHS.length]!,
  line: 1 + at,
  level: LEVELS[at % 3]!,
  message: at % 5 === 0 ? `Überlauf ${at}` : `found ${at}`,
  snippet: `call(${at})`,
}));

interface Listed {
  readonly issue_id: number;
  readonly rule_id: string;
  readonly tool: string;
  readonly severity: string;
  readonly file_path: string | null;
  readonly message: string;
  readonly user_marked_fp: boolean;
}

describe('reads of findings', () => {
  let app: TestApp;
  let scan: number;
  /** All findings, worst first. */
  let all: Listed[];

  beforeAll(async () => {
    app = await startTestApp();
    scan = await scanOf(app.admin, 'acme/reads', [aSarifLog(RESULTS), aSarifLog(RESULTS.slice(0, 10), 'other')]);
    await app.admin.post(`/scans/${scan}/complete`);
    const [{ issue_id }] = (await app.admin.get(`/scans/${scan}/findings?limit=1`)).body.findings;
    await app.admin.post('/quality/findings/mark-fp', { issue_id, is_fp: true, reason: 'a double' });
    all = (await app.admin.get(`/scans/${scan}/findings?limit=200`)).body.findings;
    expect(all).toHaveLength(40);
  });
  afterAll(() => app.stop());

  async function scanOf(api: ApiClient, repo: string, reports: readonly string[], branch = 'main'): Promise<number> {
    const id = (await api.post('/scans', { repo, branch })).body.scan_id as number;
    for (const content of reports)
      expect((await api.upload(`/scans/${id}/findings`, {}, { content })).status).toBe(200);
    return id;
  }

  const read = async (route: string) => (await app.admin.get(`/scans/${scan}/findings${route}`)).body;

  describe('lists', () => {
    it.each<[query: string, isListed: (each: Listed) => boolean]>([
      ['severity=high,low', ({ severity }) => ['high', 'low'].includes(severity)],
      ['severity=high&severity=low', ({ severity }) => ['high', 'low'].includes(severity)],
      ['severity=high&severity=low,high', ({ severity }) => ['high', 'low'].includes(severity)],
      ['tool=other&tool=scanner', () => true],
      ['tool=other,scanner', () => false],
      ['rule=rule-1&rule=rule-2', ({ rule_id }) => ['rule-1', 'rule-2'].includes(rule_id)],
      ['q=FOUND', ({ message }) => message.startsWith('found')],
      ['q=%C3%BCber', ({ message }) => message.startsWith('Über')],
      ['q=web/c', ({ file_path }) => file_path === 'src/web/c.ts'],
      ['q=Rule-3', ({ rule_id }) => rule_id === 'rule-3'],
      ['q=.*', () => false],
      ['is_fp=true', ({ user_marked_fp }) => user_marked_fp],
      ['is_fp=false&severity=high', ({ user_marked_fp, severity }) => !user_marked_fp && severity === 'high'],
      ['matched_by=unchanged,untouched', () => false],
      ['path=src/&rule=rule-1', ({ file_path, rule_id }) => file_path!.startsWith('src') && rule_id === 'rule-1'],
    ])('%s', async (query, isListed) => {
      const { findings, total } = await read(`?limit=200&${query}`);
      expect(findings).toEqual(all.filter(isListed));
      expect(total).toBe(all.filter(isListed).length);
    });

    it.each([
      ['severity', 'severity=high,worst'],
      ['severity', 'severity='],
      ['type', 'type=bug&type=none'],
      ['matched_by', 'matched_by=luck'],
      ['q', `q=${'x'.repeat(201)}`],
      ['q', 'q=a&q=b'],
      ['rule', 'rule='],
      ['tool', Array.from({ length: 101 }, (_, at) => `tool=t${at}`).join('&')],
      ['group_by', 'group_by=severity'],
      ['include', 'include=columns'],
      ['cursor', `group_by=rule&cursor=${Buffer.from('["a",1]').toString('base64url')}`],
    ])('refuse a %s in %.60s', async (field, query) => {
      const { status, body } = await app.admin.get(`/scans/${scan}/findings?${query}`);
      expect([status, body.errors?.[0].field]).toEqual([400, field]);
    });
  });

  describe('groups', () => {
    it('are the largest first, in pages', async () => {
      const groups: any[] = [];
      for (let cursor = ''; ;) {
        const { next_cursor, ...page } = await read(`?group_by=path&limit=4${cursor}`);
        expect(Object.keys(page)).toEqual(['groups']);
        groups.push(...page.groups);
        if (next_cursor === null) break;
        cursor = `&cursor=${next_cursor}`;
      }
      expect(groups.map(({ value }) => value).sort()).toEqual([...PATHS].sort());
      expect(groups.map(({ count }) => count)).toEqual([7, 7, 7, 7, 6, 6]);
      for (const { value, count, worst_severity } of groups) {
        const ofPath = all.filter(({ file_path }) => file_path === value);
        expect([count, worst_severity]).toEqual([ofPath.length, ofPath[0]!.severity]);
      }
    });

    it('count what the filter lists', async () => {
      const { groups } = await read('?group_by=rule&tool=other&severity=high');
      const listed = all.filter(({ tool, severity }) => tool === 'other' && severity === 'high');
      const counts: number[] = groups.map(({ count }: any) => count);
      expect(counts.reduce((sum, count) => sum + count)).toBe(listed.length);
    });
  });

  describe('facets', () => {
    const countsOf = (facet: { value: unknown; count: number }[]) =>
      Object.fromEntries(facet.map(({ value, count }) => [String(value), count]));

    it('come with a page of the list on request', async () => {
      const query = 'tool=other&severity=high';
      const { facets, ...list } = await read(`?${query}&limit=3&include=facets`);
      expect(list).toEqual(await read(`?${query}&limit=3`));
      expect(facets).toEqual((await read(`/facets?${query}`)).facets);
    });

    it('count each value, in all', async () => {
      const { facets, ...rest } = await read('/facets');
      expect(rest).toEqual({ scan_id: scan, total: 40 });
      expect(facets.tool).toEqual([
        { value: 'scanner', count: 30 },
        { value: 'other', count: 10 },
      ]);
      expect(facets.folder).toEqual([
        { value: 'src', count: 28 },
        { value: 'lib', count: 6 },
      ]);
      expect(countsOf(facets.is_fp)).toEqual({ true: 1, false: 39 });
      expect(countsOf(facets.is_new)).toEqual({ true: 0, false: 40 });
      expect(countsOf(facets.is_suppressed)).toEqual({ true: 0, false: 40 });
      expect(facets.matched_by).toEqual([]);
      expect(facets.severity.map(({ value }: any) => value)).toEqual(['high', 'medium', 'low']);
    });

    it('count without their own part of the filter', async () => {
      const { total, facets } = await read('/facets?tool=other&severity=high&path=src');
      const isBelow = ({ file_path }: Listed) => file_path!.startsWith('src/');
      const listed = all.filter((each) => each.tool === 'other' && each.severity === 'high' && isBelow(each));
      expect(total).toBe(listed.length);
      const tools = all.filter((each) => each.severity === 'high' && isBelow(each)).map(({ tool }) => tool);
      expect(countsOf(facets.tool)).toEqual({
        scanner: tools.filter((tool) => tool === 'scanner').length,
        other: tools.filter((tool) => tool === 'other').length,
      });
      expect(facets.folder.map(({ value }: any) => value)).toEqual(
        ['src/api', 'src/web'].slice(0, facets.folder.length),
      );
    });

    it('refuse an order', async () => {
      const { status, body } = await app.admin.get(`/scans/${scan}/findings/facets?sort=path`);
      expect([status, body.code]).toEqual([400, 'unknown_parameter']);
    });
  });

  describe('columns', () => {
    it('say of each finding what the list says', async () => {
      const columns = await read('/columns');
      const text = (name: string, at: number) => columns.dictionaries[name][columns[name][at]] ?? null;
      const rows = columns.issue_id.map((id: number, at: number) => ({
        issue_id: id,
        rule_id: text('rule', at),
        tool: text('tool', at),
        type: text('type', at),
        severity: text('severity', at),
        file_path: text('path', at),
        line: columns.line[at],
        column: columns.column[at],
        end_line: columns.end_line[at],
        message: text('message', at),
        is_new_in_pr: columns.is_new[at] === 1,
        matched_by: text('matched_by', at),
        new_because: text('new_because', at),
        first_seen_scan_id: columns.first_seen_scan_id[at],
        is_suppressed: columns.suppressed[at] === 1,
        user_marked_fp: columns.fp[at] === 1,
        fp_marked_by: text('fp_marked_by', at),
      }));
      const shown = Object.keys(rows[0]);
      expect(rows).toEqual(
        all.map((each) =>
          Object.fromEntries(shown.map((name) => [name, (each as unknown as Record<string, unknown>)[name]])),
        ),
      );
      expect([columns.scan_id, columns.total]).toEqual([scan, 40]);
      const marked = columns.fp.indexOf(1);
      expect(text('fp_marked_by', marked)).toMatch(/^user:\d+$/);
      expect(columns.fp_marked_by.filter((code: number) => code !== -1)).toHaveLength(1);
    });

    it('have -1 and null for what is not there', async () => {
      const nowhere = JSON.stringify({
        version: '2.1.0',
        runs: [{ tool: { driver: { name: 'tool' } }, results: [{ ruleId: 'r', message: { text: 'nowhere' } }] }],
      });
      const own = await scanOf(app.admin, 'acme/nowhere', [nowhere]);
      const { body } = await app.admin.get(`/scans/${own}/findings/columns`);
      expect([body.path, body.line, body.column, body.end_line, body.dictionaries.path]).toEqual([
        [-1],
        [null],
        [null],
        [null],
        [],
      ]);
    });

    it('are not sent again while nothing has changed', async () => {
      const own = await scanOf(app.admin, 'acme/again', [aSarifLog(RESULTS)]);
      const get = (tag?: string) =>
        app.admin.get(`/scans/${own}/findings/columns`, tag === undefined ? {} : { 'If-None-Match': tag });
      const pending = await get();
      expect((await get(pending.headers.get('etag')!)).status).toBe(200);
      await app.admin.post(`/scans/${own}/complete`);
      const first = await get();
      expect(first.headers.get('cache-control')).toBe('private, no-cache');
      const tag = first.headers.get('etag')!;
      expect(tag).toBe(`W/"${first.body.revision}"`);
      const again = await get(tag);
      expect([again.status, again.text]).toEqual([304, '']);
      await app.admin.post('/quality/findings/mark-fp', { issue_id: first.body.issue_id[3], is_fp: true, reason: 'x' });
      const marked = await get(tag);
      expect([marked.status, marked.body.fp[3]]).toEqual([200, 1]);
    });

    it('refuse a scan of more findings than are taken', async () => {
      const { status, body } = await app.admin.get(`/scans/${scan}/findings/columns?limit=39`);
      expect([status, body.code, body.total]).toEqual([409, 'too_many_findings', 40]);
      expect((await read('/columns?limit=40')).total).toBe(40);
      expect((await app.admin.get(`/scans/${scan}/findings/columns?limit=200001`)).status).toBe(400);
    });
  });

  it('come from a thread where a scan has many findings, and are alike', async () => {
    const many = Array.from({ length: 20_500 }, (_, at): SarifResult => ({ ...RESULTS[at % 30]!, line: 1 + at }));
    const large = await scanOf(app.admin, 'acme/many', [aSarifLog(many)]);
    await app.admin.post(`/scans/${large}/complete`);
    const get = async (route: string) => (await app.admin.get(`/scans/${large}/findings${route}`)).body;
    const { total, facets } = await get('/facets?severity=high');
    expect(total).toBe(many.filter(({ level }) => level === 'error').length);
    expect(facets.tool).toEqual([{ value: 'scanner', count: total }]);
    expect((await get('?q=berlauf&limit=1')).total).toBe(
      many.filter(({ message }) => message!.includes('Über')).length,
    );
    expect((await get('?group_by=rule')).groups).toHaveLength(4);
    expect((await get('/columns?limit=30000')).issue_id).toHaveLength(20_500);
    expect((await app.admin.get(`/scans/${large}/findings/columns`)).body.total).toBe(20_500);
  });

  it.each(['/findings', '/findings/facets', '/findings/columns', '/sarif'])(
    '%s of another organization is 404',
    async (route) => {
      const other = await anOrganization(app);
      const { status, body } = await other.admin.get(`/scans/${scan}${route}`);
      expect([status, body.code]).toEqual([404, 'not_found']);
    },
  );
});
