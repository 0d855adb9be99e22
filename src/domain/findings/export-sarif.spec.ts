import fc from 'fast-check';
import { type ExportedFinding, exportSarif, sarifPieces } from './export-sarif.js';
import { type Finding } from './finding.js';
import { parseFindings } from './parse-findings.js';

const scan = { id: 7, branch: 'main', commitSha: 'abc' };
const aFinding = (fields: Partial<ExportedFinding> = {}): ExportedFinding => ({
  tool: 'ESLint',
  ruleId: 'no-undef',
  type: 'bug',
  severity: 'high',
  message: "'x' is not defined.",
  filePath: 'src/a b.ts',
  startLine: 3,
  startColumn: 5,
  endLine: 3,
  endColumn: 6,
  isSuppressed: false,
  ...fields,
});
const exported = (...findings: ExportedFinding[]) => exportSarif({ scan, toolVersions: {}, findings });
const resultOf = (fields: Partial<ExportedFinding>) => exported(aFinding(fields)).runs[0]?.results?.[0];
const flat = ({ region, ...finding }: Finding): ExportedFinding => ({ ...finding, ...region });
const parse = (report: unknown) => {
  const read = parseFindings(Buffer.from(typeof report === 'string' ? report : JSON.stringify(report)));
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value;
};

describe('exportSarif', () => {
  it('writes one run per tool, those without findings included', () => {
    const findings = [aFinding(), aFinding({ tool: 'Ruff' }), aFinding({ ruleId: 'semi' }), aFinding()];
    const log = exportSarif({ scan, toolVersions: { lizard: '1.17', Ruff: '0.5' }, findings });
    expect(log.version).toBe('2.1.0');
    expect(log.runs.map((run) => [run.tool.driver.name, run.tool.driver.version, run.results?.length])).toEqual([
      ['lizard', '1.17', 0],
      ['Ruff', '0.5', 1],
      ['ESLint', undefined, 3],
    ]);
    expect(log.runs[2]?.tool.driver.rules).toEqual([{ id: 'no-undef' }, { id: 'semi' }]);
    expect(log.runs[2]?.results?.map(({ ruleIndex }) => ruleIndex)).toEqual([0, 1, 0]);
    expect(log.runs[0]?.automationDetails?.id).toBe('main/7');
  });

  it.each([
    ['critical', 'error'],
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'note'],
    ['info', 'none'],
  ] as const)('%s is level %s', (severity, level) => {
    expect(resultOf({ severity })).toMatchObject({ level, properties: { qualityGate: { severity } } });
  });

  it.each([
    [true, 'new'],
    [false, 'unchanged'],
    [undefined, undefined],
  ])('newness %j is baselineState %s', (isNew, state) => {
    expect(resultOf(isNew === undefined ? {} : { isNew })?.baselineState).toBe(state);
  });

  it('writes marks and suppressions of the tool as accepted suppressions', () => {
    expect(resultOf({})?.suppressions).toBeUndefined();
    expect(resultOf({ fpReason: null })?.suppressions).toBeUndefined();
    expect(resultOf({ fpReason: 'a test double' })?.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'a test double' },
    ]);
    expect(resultOf({ isSuppressed: true, fpReason: 'too' })?.suppressions).toHaveLength(2);
  });

  it('writes its own fingerprint beside those of the tool, and its issue', () => {
    const result = resultOf({
      fingerprint: '0123456789abcdef',
      partialFingerprints: { 'lineHash/v1': 'x' },
      issueId: 9,
    });
    expect(result?.partialFingerprints).toEqual({ 'lineHash/v1': 'x', 'qualityGate/v1': '0123456789abcdef' });
    expect(result?.properties?.qualityGate).toMatchObject({ issueId: 9 });
  });

  it('writes places as relative references', () => {
    expect(resultOf({})?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'src/a%20b.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 6 },
    });
    const nowhere = { filePath: null, startLine: null, startColumn: null, endLine: null, endColumn: null };
    expect(resultOf(nowhere)?.locations).toBeUndefined();
    expect(resultOf({ ...nowhere, scope: 'Cart' })?.locations).toEqual([
      { logicalLocations: [{ fullyQualifiedName: 'Cart' }] },
    ]);
  });

  it('is harmed by no path', () => {
    const segment = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replaceAll(/[/\\]|^\.+$/g, '_'));
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `x${segments.join('/')}x`);
    fc.assert(
      fc.property(path, (filePath) => {
        expect(parse(exported(aFinding({ filePath }))).runs[0]?.findings[0]?.filePath).toBe(filePath);
      }),
    );
  });
});

describe('reading back what was exported', () => {
  const source = Array.from({ length: 40 }, (_, at) => `  call(${at}); // "quoted" {0} [x](1)`).join('\n');
  const message = (fields: object) => ({
    ruleId: 'no-undef',
    severity: 2,
    message: 'No {0} {{x}}.',
    line: 20,
    column: 3,
    ...fields,
  });
  const REPORTS: Readonly<Record<string, unknown>> = {
    eslint: [
      {
        filePath: '/w/src/50% #1.js',
        source,
        messages: [
          message({}),
          message({ endLine: 21, endColumn: 4 }),
          message({ ruleId: 'complexity', message: "Function 'f' has a complexity of 25." }),
          message({ ruleId: 'no-unused-vars', severity: 1, line: 1, column: 1 }),
          message({ ruleId: null, fatal: true, line: 0, column: 0 }),
        ],
        suppressedMessages: [message({ line: 2 })],
      },
    ],
    jscpd: {
      statistics: { total: { lines: 3000, duplicatedLines: 120 } },
      duplicates: [
        {
          lines: 120,
          fragment: source,
          firstFile: { name: 'a:b.ts', start: 1, end: 120 },
          secondFile: { name: 'c.ts' },
        },
      ],
    },
    cpd: `<pmd-cpd><duplication lines="3"><file path="a" line="5" column="2" endline="7" endcolumn="9"/>
      <file path="b" line="5"/><codefragment>x</codefragment></duplication></pmd-cpd>`,
    lizard: '1,12,3,0,5,"A::f@1-5@a.c","a.c","A::f","A::f()",1,5\n1,41,3,0,5,"g@7-9@a.c","a.c","g","g()",7,9',
    gitlab: [
      {
        description: 'gosec: G404: weak',
        severity: 'blocker',
        fingerprint: 'f',
        location: { path: 'a', lines: { begin: 3 } },
      },
      { description: 'unused: f', severity: 'info', engine_name: 'golangci-lint', location: {} },
    ],
    sarif: {
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: { name: 'Scan', version: '3', rules: [{ id: 'R', properties: { 'security-severity': '9.5' } }] },
          },
          results: [
            { ruleId: 'R/1', message: { text: 'a' }, partialFingerprints: { 'a/v1': 'b' }, kind: 'open' },
            {
              ruleId: 'R',
              message: { text: '{0} was found', arguments: ['{1}'] },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'src/a.c' },
                    region: { startLine: 2, snippet: { text: 'b();' } },
                    contextRegion: { startLine: 1, snippet: { text: 'a();\nb();\nc();' } },
                  },
                  logicalLocations: [{ fullyQualifiedName: 'ns::f(int)' }],
                },
              ],
            },
          ],
        },
      ],
    },
  };

  it('states the measures of a report once, and believes no others', () => {
    const measures = { duplicationPct: 4, duplicatedLines: 6, linesOfCode: 12 };
    const findings = [aFinding(), aFinding({ tool: 'Ruff' })];
    const log = exportSarif({ scan, toolVersions: {}, findings, measures });
    expect(log.runs.map(({ properties }) => properties?.qualityGate)).toEqual([
      { scanId: 7, branch: 'main', commitSha: 'abc', ...measures },
      { scanId: 7, branch: 'main', commitSha: 'abc' },
    ]);
    expect(parse(log)).toMatchObject(measures);
    log.runs[0]!.properties = { qualityGate: { duplicationPct: 101, duplicatedLines: -6, linesOfCode: 1.5 } };
    expect(parse(log)).toMatchObject({ duplicationPct: null, duplicatedLines: null, linesOfCode: null });
    log.runs[0]!.properties = { qualityGate: { duplicationPct: '4', linesOfCode: -1 } };
    expect(parse(log)).toMatchObject({ duplicationPct: null, duplicatedLines: null, linesOfCode: null });
  });

  it.each(Object.keys(REPORTS))('gives the same findings of a report of %s', (name) => {
    const before = parse(REPORTS[name]);
    expect(before.resultCount).toBeGreaterThan(0);
    const findings = before.runs.flatMap((run) => run.findings).map(flat);
    const { duplicationPct, duplicatedLines, linesOfCode } = before;
    const log = exportSarif({
      scan: null,
      toolVersions: Object.fromEntries(before.runs.map(({ tool, toolVersion }) => [tool, toolVersion])),
      findings: findings.map((finding) => ({ ...finding, fingerprint: '0'.repeat(16), isNew: true, fpReason: null })),
      measures: { duplicationPct, duplicatedLines, linesOfCode },
    });
    const after = parse(log);
    expect(after).toMatchObject({ rejected: [], duplicationPct, duplicatedLines, linesOfCode });
    // The texts of clones are stored nowhere: they come back by their places alone.
    const withoutClones = (finding: Finding) => ({ ...finding, clone: undefined });
    const plain = ({ runs }: typeof before) =>
      runs.map((run) => ({ ...run, findings: run.findings.map(withoutClones) }));
    expect(plain(after)).toEqual(plain(before));
  });
});

describe('sarifPieces', () => {
  const findings = [aFinding({ isNew: true, issueId: 3 }), aFinding({ ruleId: 'semi' })];
  const runs = [
    { tool: { name: 'ESLint', version: '9', isBroken: false }, ruleIds: ['no-undef', 'semi'], findings },
    { tool: { name: 'lizard', version: null, isBroken: true }, ruleIds: [], findings: [] },
  ];
  const measures = { duplicationPct: 2.5, linesOfCode: 10 };

  it('is the text of the same log', () => {
    const log = JSON.parse([...sarifPieces({ scan, measures, runs })].join(''));
    const whole = exportSarif({ scan, measures, toolVersions: { ESLint: '9', lizard: null }, findings });
    expect(log.runs[0]).toEqual(JSON.parse(JSON.stringify(whole.runs[0])));
    const invocations = [{ executionSuccessful: false }];
    expect(log).toEqual(
      JSON.parse(JSON.stringify({ ...whole, runs: [whole.runs[0], { ...whole.runs[1], invocations }] })),
    );
  });

  it('has the page of the scan where that is known', () => {
    const url = 'https://gate.example/scans/3';
    const log = JSON.parse([...sarifPieces({ scan, runs, dashboardUrl: url })].join(''));
    expect(log.properties).toEqual({ dashboard_url: url });
    expect(log.runs).toHaveLength(2);
    expect(JSON.parse([...sarifPieces({ scan, runs, dashboardUrl: null })].join(''))).not.toHaveProperty('properties');
  });

  it('takes a finding when it is written, not before', () => {
    const taken: string[] = [];
    function* late(): Generator<ExportedFinding> {
      for (const finding of findings) {
        taken.push(finding.ruleId);
        yield finding;
      }
    }
    const pieces = sarifPieces({ scan: null, runs: [{ ...runs[0]!, findings: late() }] });
    const counts = Array.from(pieces, () => taken.length);
    expect(counts).toEqual([0, 0, 1, 2, 2, 2]);
  });

  it('is a log without runs where nothing ran', () => {
    expect(JSON.parse([...sarifPieces({ scan, runs: [] })].join(''))).toEqual(
      exportSarif({ scan, toolVersions: {}, findings: [] }),
    );
  });
});
