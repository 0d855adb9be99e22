import type { ApiClient } from '../../support/api-client.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const message = (fields: object) => ({
  ruleId: 'eqeqeq',
  severity: 2,
  message: 'Expected {0}.',
  line: 3,
  column: 5,
  ...fields,
});

/** One report for each way in which a finding costs debt, is classified or placed. */
const REPORTS: Readonly<Record<string, string>> = {
  eslint: JSON.stringify([
    {
      filePath: 'src/50% #1.js',
      source: 'a\nb\n    if (a == b) {\n}\n',
      messages: [
        message({ endLine: 3, endColumn: 9 }),
        message({ ruleId: 'complexity', message: "Function 'f' has a complexity of 45." }),
        message({ ruleId: 'complexity', message: "Function 'g' has a complexity of 12.", line: 9 }),
        message({ ruleId: 'sonarjs/cognitive-complexity', message: 'Refactor this.', severity: 1 }),
        message({ ruleId: 'no-unused-vars', message: "'x' is unused.", severity: 1 }),
        message({ ruleId: 'no-eval', message: 'No eval.' }),
        message({ ruleId: null, fatal: true, message: 'Parsing error', line: 0, column: 0 }),
      ],
      suppressedMessages: [message({ line: 4 })],
    },
  ]),
  knip: JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'knip', version: '5.0' } },
        results: ['files', 'exports', 'unlisted'].map((ruleId) => ({
          ruleId,
          message: { text: `about ${ruleId}` },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.ts' } } }],
        })),
      },
      { tool: { driver: { name: 'silent', semanticVersion: '1.2.3' } }, results: [] },
      {
        tool: { driver: { name: 'versionless' } },
        results: [{ ruleId: 'r', message: { text: 'nowhere' }, level: 'none' }],
      },
    ],
  }),
  lizard: '30,41,3,0,5,"A::f@1-5@a.c","a.c","A::f","A::f()",1,5\n2,2,3,0,5,"g@7-9@a.c","a.c","g","g()",7,9\n',
  jscpd: JSON.stringify({
    statistics: { total: { lines: 400, duplicatedLines: 120 } },
    duplicates: [
      {
        lines: 120,
        fragment: 'x\ny',
        firstFile: { name: 'a:b.ts', start: 1, end: 120 },
        secondFile: { name: 'c.ts', start: 1, end: 120 },
      },
    ],
  }),
  gitlab: JSON.stringify([
    {
      description: 'weak',
      check_name: 'G404',
      engine_name: 'gosec',
      severity: 'blocker',
      location: { path: 'a.go', lines: { begin: 3 } },
    },
  ]),
};

describe('the SARIF of a scan', () => {
  let app: TestApp;
  let api: ApiClient;
  let repos = 0;

  beforeAll(async () => {
    app = await startTestApp();
    api = app.admin;
  });

  afterAll(() => app.stop());

  async function aScan(...reports: readonly string[]): Promise<number> {
    const { body } = await api.post('/scans', { repo: `acme/export-${(repos += 1)}`, branch: 'main' });
    for (const content of reports) {
      const answer = await api.upload(`/scans/${body.scan_id}/findings`, {}, { content });
      expect([answer.status, answer.body.rejected]).toEqual([200, []]);
    }
    return body.scan_id as number;
  }

  const complete = async (scanId: number) => (await api.post(`/scans/${scanId}/complete`)).body;

  /** Contents of a scan without its own ids, and without fingerprints of texts that no export carries. */
  async function contentOf(scanId: number) {
    const findings = (await api.get(`/scans/${scanId}/findings?limit=200&sort=path`)).body.findings as any[];
    const own = { issue_id: 0, fingerprint: '', first_seen_scan_id: 0, matched_by: null };
    const described = findings.map((finding) => ({ ...finding, ...own }));
    const debt = (await api.get(`/quality/tech-debt/${scanId}`)).body;
    const { held_down_by: holders, ...ratings } = (await api.get(`/quality/ratings/${scanId}`)).body;
    const heldDownBy = Object.entries<any>(holders).map(([part, holder]) => [
      part,
      holder && { ...holder, issue_id: 0 },
    ]);
    const { metrics } = (await api.get(`/scans/${scanId}`)).body;
    return {
      findings: described.map((each) => JSON.stringify(each)).sort(),
      debt: { ...debt, scan_id: null },
      ratings: { ...ratings, heldDownBy, scan_id: null },
      metrics,
    };
  }

  it('comes back as the same findings, debt, ratings and measures', async () => {
    const original = await aScan(...Object.values(REPORTS));
    await complete(original);
    const exported = await api.get(`/scans/${original}/sarif`);
    const copy = await aScan(exported.text);
    await complete(copy);
    const content = await contentOf(original);
    expect(content.findings.length).toBeGreaterThan(12);
    expect(await contentOf(copy)).toEqual(content);

    const again = await api.get(`/scans/${copy}/sarif`);
    const runsOf = (log: any) =>
      log.runs.map(({ tool, results }: any) => [
        tool,
        results.map((result: any) => ({
          ...result,
          partialFingerprints: null,
          properties: { qualityGate: { ...result.properties.qualityGate, issueId: null } },
        })),
      ]);
    expect(runsOf(again.body)).toEqual(runsOf(exported.body));
    expect(runsOf(exported.body).map(([tool]: any) => tool.driver.name)).toContain('silent');
  });

  it('states how much debt each finding is', async () => {
    const scan = await aScan(REPORTS.eslint!, REPORTS.knip!);
    const log = (await api.get(`/scans/${scan}/sarif`)).body;
    const kinds = log.runs.flatMap((run: any) =>
      run.results.map((result: any) => [result.ruleId, result.properties.qualityGate.debtKind]),
    );
    expect(Object.fromEntries(kinds)).toMatchObject({
      complexity: expect.stringMatching(/^complexity_[cf]$/),
      'sonarjs/cognitive-complexity': 'cognitive_complexity',
      'no-unused-vars': 'unused_code',
      files: 'unused_file',
      exports: 'unused_export',
      unlisted: 'other',
    });
  });

  it('carries marks as suppressions', async () => {
    const scan = await aScan(REPORTS.gitlab!);
    const [{ issue_id }] = (await api.get(`/scans/${scan}/findings`)).body.findings;
    await api.post('/quality/findings/mark-fp', { issue_id, is_fp: true, reason: 'a test' });
    const { body, text } = await api.get(`/scans/${scan}/sarif`);
    expect(body.runs[0].results[0].suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'a test' },
    ]);
    const copy = await aScan(text);
    expect((await api.get(`/scans/${copy}/findings`)).body.findings).toMatchObject([
      { is_suppressed: true, user_marked_fp: false },
    ]);
  });
});
