import type { ApiClient } from '../../support/api-client.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

type Place = readonly [path: string, from: number, to: number];

interface Listed {
  readonly issue_id: number;
  readonly file_path: string;
  readonly line: number;
  readonly end_line: number;
  readonly is_new_in_pr: boolean;
  readonly matched_by: string | null;
  readonly related: readonly { file_path: string; line: number; end_line: number }[];
}

const textOf = (name: string, from = 0, to = 30): string =>
  Array.from(
    { length: to - from },
    (_, at) => `  const ${name}${from + at} = compute(input${from + at}, ${from + at});`,
  ).join('\n');
const at = ([name, start, end]: Place) => ({ name, start, end });
const pair = (one: Place, other: Place, fragment: string) => ({
  format: 'typescript',
  lines: one[2] - one[1] + 1,
  fragment,
  firstFile: at(one),
  secondFile: at(other),
});
const aReport = (...duplicates: object[]) =>
  JSON.stringify({ statistics: { total: { lines: 1000, duplicatedLines: 30 } }, duplicates });

const A: Place = ['src/a.ts', 1, 30];
const B: Place = ['src/b.ts', 11, 40];
const C: Place = ['src/c.ts', 1, 30];
const TEXT = textOf('x');

/** Duplicated texts, whatever pairs a tool makes of their copies. */
describe('clones', () => {
  let app: TestApp;
  let api: ApiClient;
  let repo: string;
  let repos = 0;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
  });
  afterAll(() => app.stop());
  beforeEach(() => {
    repo = `acme/clones-${(repos += 1)}`;
  });

  async function scanOf(report: string, fields: object = {}, added?: Record<string, [number, number][]>) {
    const id = (await api.post('/scans', { repo, branch: 'main', ...fields })).body.scan_id as number;
    expect((await api.upload(`/scans/${id}/findings`, {}, { content: report })).status).toBe(200);
    // The changed lines come after the report.
    const files = Object.entries(added ?? {}).map(([path, ranges]) => ({ path, added: ranges }));
    if (added) expect((await api.post(`/scans/${id}/changes`, { files })).status).toBe(200);
    await api.post(`/scans/${id}/complete`);
    const { body } = await api.get(`/scans/${id}/findings?sort=path`);
    return { id, findings: body.findings as Listed[], fixed: (await api.get(`/scans/${id}`)).body.fixed as number };
  }
  const PULL = { branch: 'change', pr_number: 1, base_branch: 'main' };
  const isNew = ({ findings }: { findings: Listed[] }) => findings.map((finding) => finding.is_new_in_pr);

  it('are one finding with all copies', async () => {
    const { id, findings } = await scanOf(aReport(pair(A, B, TEXT), pair(A, C, TEXT)));
    expect(findings).toMatchObject([
      {
        file_path: 'src/a.ts',
        line: 1,
        end_line: 30,
        related: [
          { file_path: 'src/b.ts', line: 11, end_line: 40 },
          { file_path: 'src/c.ts', line: 1, end_line: 30 },
        ],
      },
    ]);
    const { body } = await api.get(`/scans/${id}/sarif`);
    expect(body.runs[0].results[0].relatedLocations).toMatchObject([
      { physicalLocation: { artifactLocation: { uri: 'src/b.ts' }, region: { startLine: 11, endLine: 40 } } },
      { physicalLocation: { artifactLocation: { uri: 'src/c.ts' } } },
    ]);
  });

  it('stay the same problem when the copies are paired otherwise, or get shorter at either end', async () => {
    const main = await scanOf(aReport(pair(A, B, TEXT), pair(A, C, TEXT)));
    const paired = await scanOf(aReport(pair(B, C, TEXT), pair(C, A, TEXT)), PULL);
    const shorter = pair(['src/b.ts', 16, 40], ['src/c.ts', 6, 30], textOf('x', 5, 30));
    const shrunk = await scanOf(aReport(shorter), { ...PULL, pr_number: 2 }, { 'src/b.ts': [[12, 12]] });
    for (const { findings, fixed } of [paired, shrunk]) {
      expect(findings).toMatchObject([{ issue_id: main.findings[0]!.issue_id, is_new_in_pr: false }]);
      expect(fixed).toBe(0);
    }
  });

  it('are new where a copy was added, and stand there', async () => {
    await scanOf(aReport(pair(A, B, TEXT)));
    const copied = await scanOf(aReport(pair(A, B, TEXT), pair(A, C, TEXT)), PULL, { 'src/c.ts': [[1, 40]] });
    expect(copied.findings).toMatchObject([
      {
        file_path: 'src/c.ts',
        line: 1,
        is_new_in_pr: true,
        matched_by: null,
        new_because: 'added_line',
        related: [{ file_path: 'src/a.ts' }, {}],
      },
    ]);
    const other = textOf('y');
    const first = await scanOf(
      aReport(pair(C, ['src/d.ts', 5, 34], other)),
      { ...PULL, pr_number: 2 },
      { 'src/d.ts': [[5, 34]] },
    );
    expect(first.findings).toMatchObject([{ file_path: 'src/d.ts', line: 5, end_line: 34, is_new_in_pr: true }]);
  });

  it('are not new where a copy only moved', async () => {
    await scanOf(aReport(pair(A, B, TEXT)));
    expect(isNew(await scanOf(aReport(pair(A, C, TEXT)), PULL, { 'src/c.ts': [[1, 30]] }))).toEqual([false]);
  });

  it('are not new where hardly a line of a copy was added', async () => {
    await scanOf(aReport());
    const found = await scanOf(aReport(pair(A, B, TEXT)), PULL, { 'src/a.ts': [[30, 60]], 'src/b.ts': [[1, 13]] });
    expect(found.findings).toMatchObject([{ is_new_in_pr: false, matched_by: 'untouched' }]);
  });

  it('are measured among the added lines', async () => {
    expect((await api.put('/quality/gates/config', { policy: { new_duplication_pct_max: 40 } })).status).toBe(200);
    const added: Record<string, [number, number][]> = { 'src/c.ts': [[11, 50]], 'src/d.ts': [[1, 10]] };
    const verdictOf = async (report: string, changes: typeof added | undefined) => {
      const { id } = await scanOf(report, PULL, changes);
      const { body } = await api.get(`/quality/gates/status/${id}`);
      return body;
    };
    const report = aReport(pair(A, B, TEXT), pair(A, C, TEXT));
    expect((await verdictOf(report, added)).passed_rules).toContainEqual({
      rule: 'new_duplication_pct_max',
      threshold: 40,
      actual: 40,
    });
    const more = { ...added, 'src/d.ts': [[1, 9]] as [number, number][] };
    expect((await verdictOf(report, more)).violations).toMatchObject([
      { rule: 'new_duplication_pct_max', actual: 40.82 },
    ]);
    const unknown = { rule: 'new_duplication_pct_max', reason: 'no_duplication_summary' };
    expect((await verdictOf(report, undefined)).skipped_rules).toContainEqual(unknown);
  });
});
