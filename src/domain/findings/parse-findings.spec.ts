import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/programme.js';
import { takeSome } from '../../../test/support/seed.js';
import { detectFindingsFormat } from './detect-findings-format.js';
import { FINDINGS_FORMATS } from './finding.js';
import { openReport, parseFindings } from './parse-findings.js';
import { isStorable } from './readers/clean-text.js';

const bytesOf = (report: unknown) => Buffer.from(typeof report === 'string' ? report : JSON.stringify(report));

const LIZARD_ROW = '1,12,3,0,5,"f@1-5@a.c","a.c","f","f()",1,5';
const EXAMPLES = {
  sarif: { version: '2.1.0', runs: [{ tool: { driver: { name: 'Lint' } }, results: [{}] }] },
  eslint: [{ filePath: 'a.js', messages: [{ severity: 2, message: 'no' }] }],
  lizard: LIZARD_ROW,
  jscpd: { statistics: { total: {} }, duplicates: [{ firstFile: { name: 'a' }, secondFile: { name: 'b' } }] },
  cpd: '<pmd-cpd><duplication><file path="a"/></duplication></pmd-cpd>',
  gitlab: [{ description: 'no', location: { path: 'a' } }],
  checkstyle: '<checkstyle><file name="a"><error line="1" message="no"/></file></checkstyle>',
  sonarqube: { issues: [{ ruleId: 'r', primaryLocation: { message: 'no', filePath: 'a' } }] },
  'gitlab-security': { version: '15.0.4', vulnerabilities: [{ name: 'no', location: { file: 'a' } }] },
  pylint: [{ symbol: 'no-self', 'message-id': 'E0213', message: 'no', path: 'a.py', line: 1 }],
  pmd: '<pmd version="7.0.0"><file name="a"><violation beginline="1" rule="R" priority="3">no</violation></file></pmd>',
  spotbugs: '<BugCollection version="4.8"><BugInstance type="NP_X" priority="2"/></BugCollection>',
  rdjson: { diagnostics: [{ message: 'no', location: { path: 'a' } }] },
  rdjsonl: '{"message":"no","location":{"path":"a"}}\n',
  lines: 'a.c:1:2: warning: no [-Wx]\n',
  gitleaks: [{ RuleID: 'github-pat', Description: 'no', File: 'a', StartLine: 1, Match: 'x', Secret: 'x' }],
  trufflehog: '{"SourceMetadata":{"Data":{"Filesystem":{"file":"a","line":1}}},"DetectorName":"AWS","Raw":"x"}\n',
  'detect-secrets': {
    version: '1.5.0',
    plugins_used: [],
    results: { a: [{ type: 'Secret Keyword', line_number: 1 }] },
  },
  cppcheck:
    '<results version="2"><cppcheck version="2.9"/><errors><error id="x" severity="error" msg="no"><location file="a" line="1"/></error></errors></results>',
  stylelint: [{ source: 'a.css', warnings: [{ line: 1, column: 1, rule: 'r', severity: 'error', text: 'no (r)' }] }],
  ruff: [{ code: 'F401', filename: 'a.py', message: 'no', location: { row: 1, column: 1 } }],
  phpcs: {
    totals: { errors: 1, warnings: 0, fixable: 0 },
    files: { a: { messages: [{ message: 'no', source: 'A.B' }] } },
  },
  markdownlint: [{ fileName: 'a.md', lineNumber: 1, ruleNames: ['MD013'], ruleDescription: 'no' }],
  suppressions: {
    suppressions: [{ file_path: 'a', line: 1, family: 'lint', directive: 'noqa', rules: [], reach: 'line' }],
  },
};

describe('the format', () => {
  it.each(FINDINGS_FORMATS)('%s is detected from its content', (format) => {
    expect(detectFindingsFormat(bytesOf(EXAMPLES[format]))).toBe(format);
    const report = parseFindings(bytesOf(EXAMPLES[format]));
    expect(report).toMatchObject({ ok: true, value: { format, resultCount: 1, runs: [{ findings: [{}] }] } });
  });

  it.each([
    ['a SARIF log that only its schema tells', { $schema: 'https://x/SARIF-schema-1.0.0.json' }, 'sarif'],
    ['an ESLint report with metadata', { results: EXAMPLES.eslint, metadata: {} }, 'eslint'],
    ['lizard XML', '<?xml version="1.0"?><!-- x --><cppncss/>', 'lizard'],
    ['an entry after one that is no object', [null, ...EXAMPLES.gitlab], 'gitlab'],
    ['an entry after one that is no issue', [{ type: 'measurement' }, {}, ...EXAMPLES.gitlab], 'gitlab'],
    ['a file after one that is none', [{}, { filePath: 'a' }, ...EXAMPLES.eslint], 'eslint'],
    ['a file after one that is none, with metadata', { results: [7, {}, ...EXAMPLES.eslint] }, 'eslint'],
    ['an empty array', [], 'gitlab'],
    ['an issue of SonarQube without any', { rules: [], issues: [] }, 'sonarqube'],
    ['issues of another tool', { issues: [{ a: 1 }] }, null],
    ['a security report without findings', { scan: { type: 'sast' }, vulnerabilities: [] }, 'gitlab-security'],
    ['an audit of npm', { auditReportVersion: 2, vulnerabilities: {} }, null],
    ['pylint in its second form', { messages: [], statistics: { messageTypeCount: {} } }, 'pylint'],
    ['other messages', { messages: [{ text: 'a' }] }, null],
    ['several lines of rdjsonl', `${EXAMPLES.rdjsonl}${EXAMPLES.rdjsonl}`, 'rdjsonl'],
    ['other lines of JSON', '{"a":1}\n{"a":2}\n', null],
    ['lines after others', 'make: entering\n\n  CC a.o\n./a/b.go:3:4: no\n', 'lines'],
    ['Ruff for people', 'a.py:1:8: F401 [*] `os` imported but unused\nFound 1 error.\n', 'ruff'],
    ['Ruff with capitals alone', 'a.py:1:1: E302 Expected 2 blank lines, found 1\n', 'ruff'],
    ['flake8', "a.py:1:8: F401 'os' imported but unused\n", 'lines'],
    [
      'flake8 with code in its messages',
      'a.py:1:1: E721 do not compare types, for exact checks use `is` / `is not`\na.py:2:1: B001 Do not use bare `except:`\n',
      'lines',
    ],
    ['flake8 that cannot parse', 'a.py:1:1: E999 SyntaxError: invalid syntax\n', 'lines'],
    ['stylelint for people', '\na.css\n  1:5  ✖  Unexpected unknown property "x"  property-no-unknown\n', 'stylelint'],
    ['cppcheck in its first version', '<results><error file="a" line="1" id="x" msg="no"/></results>', 'cppcheck'],
    ['results of others', '<results><test/></results>', null],
    ['a log with times', '12:30:45: started\n12:30:46: ended\n', null],
    ['other JSON', { a: 1 }, null],
    ['other JSON with results', { results: [{ a: 1 }] }, null],
    ['an array of others', [1, 2], null],
    ['coverage', '<coverage/>', null],
    ['broken XML', '<pmd-cpd', null],
    ['a sentence', 'all is well', null],
    ['nothing', '', null],
  ])('of %s', (_, report, format) => {
    expect(detectFindingsFormat(bytesOf(report))).toBe(format);
  });

  it('that the sender names must be that of the content', () => {
    expect(parseFindings(bytesOf(EXAMPLES.gitlab), { format: 'gitlab' }).ok).toBe(true);
    expect(parseFindings(bytesOf(EXAMPLES.gitlab), { format: 'eslint' })).toEqual({
      ok: false,
      error: { code: 'format_mismatch', message: 'The report was sent as eslint, but its content is gitlab.' },
    });
    expect(parseFindings(bytesOf('hello'), { format: 'sarif' })).toMatchObject({ error: { code: 'unknown_format' } });
  });

  it.each(['pylint', 'gitleaks', 'ruff', 'stylelint', 'markdownlint'] as const)('%s may be empty', (format) => {
    expect(parseFindings(bytesOf([]), { format })).toMatchObject({
      ok: true,
      value: { format, runs: [{ tool: format }] },
    });
  });

  it.each([[[]], [{ results: [] }]])('that the sender names decides about %j', (report) => {
    expect(parseFindings(bytesOf(report), { format: 'eslint' })).toMatchObject({
      ok: true,
      value: { format: 'eslint', runs: [{ tool: 'eslint', findings: [] }] },
    });
  });
});

describe("a tool's own level", () => {
  const levelOf = (report: unknown) => {
    const read = parseFindings(bytesOf(report));
    return read.ok && read.value.runs[0]!.findings[0]!.toolLevel;
  };
  const sarif = (result: object) => ({
    ...EXAMPLES.sarif,
    runs: [{ tool: { driver: { name: 'Lint' } }, results: [result] }],
  });
  const pylint = (type: string) => [{ ...EXAMPLES.pylint[0], type }];
  const checkstyle = (severity: string) => EXAMPLES.checkstyle.replace('line="1"', `line="1" severity="${severity}"`);

  it.each([
    ['error in SARIF', sarif({ level: 'error' }), 'error'],
    ['note in SARIF', sarif({ level: 'note' }), 'note'],
    ['none that SARIF states', EXAMPLES.sarif, undefined],
    ['2 of ESLint', EXAMPLES.eslint, 'error'],
    ['1 of ESLint', [{ filePath: 'a.js', messages: [{ severity: 1, message: 'no' }] }], 'warning'],
    ['error of pylint', pylint('error'), 'error'],
    ['fatal of pylint', pylint('fatal'), 'error'],
    ['warning of pylint', pylint('warning'), 'warning'],
    ['error of Checkstyle', checkstyle('error'), 'error'],
    ['warning of Checkstyle', checkstyle('warning'), 'warning'],
    ['error of cppcheck', EXAMPLES.cppcheck, 'error'],
    ['ERROR of rdjson', { severity: 'ERROR', ...EXAMPLES.rdjson }, 'error'],
    ['error of a line', 'a.c:1:2: error: no', 'error'],
    ['warning of a line', EXAMPLES.lines, 'warning'],
    ['none of a line', 'a.c:1:2: no', undefined],
    ['none of GitLab, whose severities are no levels', [{ ...EXAMPLES.gitlab[0], severity: 'blocker' }], undefined],
    ['none of ruff', EXAMPLES.ruff, undefined],
    ['none of jscpd', EXAMPLES.jscpd, undefined],
  ])('is kept: %s', (_, report, expected) => {
    expect(levelOf(report)).toBe(expected);
  });
});

describe('limits', () => {
  const results = (count: number) => new Array<object>(count).fill({});
  const many = (count: number) => ({
    sarif: {
      version: '2.1.0',
      runs: [
        { tool: { driver: { name: 'Lint' } }, results: results(count - 1) },
        { tool: { driver: { name: 'Lint' } }, results: results(1) },
      ],
    },
    eslint: [{ filePath: 'a.js', messages: results(count - 1), suppressedMessages: results(1) }],
    lizard: `${LIZARD_ROW}\n`.repeat(count),
    jscpd: { statistics: {}, duplicates: results(count) },
    cpd: `<pmd-cpd>${'<duplication/>'.repeat(count)}</pmd-cpd>`,
    gitlab: [...EXAMPLES.gitlab, ...results(count - 1)],
    checkstyle: `<checkstyle><file name="a">${'<error/>'.repeat(count)}</file></checkstyle>`,
    sonarqube: { issues: [...EXAMPLES.sonarqube.issues, ...results(count - 1)] },
    'gitlab-security': { scan: {}, vulnerabilities: results(count) },
    pylint: [...EXAMPLES.pylint, ...results(count - 1)],
    pmd: `<pmd><file name="a">${'<violation/>'.repeat(count)}</file></pmd>`,
    spotbugs: `<BugCollection>${'<BugInstance/>'.repeat(count)}</BugCollection>`,
    rdjson: { diagnostics: [...EXAMPLES.rdjson.diagnostics, ...results(count - 1)] },
    rdjsonl: EXAMPLES.rdjsonl.repeat(count),
    lines: EXAMPLES.lines.repeat(count),
    gitleaks: [...EXAMPLES.gitleaks, ...results(count - 1)],
    trufflehog: EXAMPLES.trufflehog.repeat(count),
    'detect-secrets': { ...EXAMPLES['detect-secrets'], results: { a: results(count) } },
    cppcheck: `<results version="2"><errors>${'<error/>'.repeat(count)}</errors></results>`,
    stylelint: [{ source: 'a', invalidOptionWarnings: [], warnings: results(count) }],
    ruff: [...EXAMPLES.ruff, ...results(count - 1)],
    phpcs: { ...EXAMPLES.phpcs, files: { a: { messages: results(count) } } },
    markdownlint: [...EXAMPLES.markdownlint, ...results(count - 1)],
    suppressions: { suppressions: results(count) },
  });

  it.each([
    ['runs', (tools: string[]) => ({ version: '2.1.0', runs: tools.map((name) => ({ tool: { driver: { name } } })) })],
    ['engines', (tools: string[]) => tools.map((name) => ({ ...EXAMPLES.gitlab[0], engine_name: name }))],
  ])('200 tools are taken, in however many %s, and no more', (_, reportOf) => {
    const tools = Array.from({ length: 201 }, (_, at) => `tool ${at}`);
    expect(parseFindings(bytesOf(reportOf([...tools.slice(1), ...tools.slice(1)])))).toMatchObject({ ok: true });
    expect(parseFindings(bytesOf(reportOf(tools)))).toEqual({
      ok: false,
      error: { code: 'limit_exceeded', message: 'The report names 201 tools, more than 200.' },
    });
  });

  /** Some of the formats, since each takes a second. */
  const AT_LIMIT = takeSome(
    FINDINGS_FORMATS.filter((format) => format !== 'suppressions'),
    2,
  );

  it.each(AT_LIMIT)('%s takes 200,000 results and no more', (format) => {
    const within = parseFindings(bytesOf(many(200_000)[format]));
    expect(within).toMatchObject({ ok: true, value: { resultCount: 200_000 } });
    expect(parseFindings(bytesOf(many(200_001)[format]))).toMatchObject({
      ok: false,
      error: { code: 'limit_exceeded', message: expect.stringContaining('200000') },
    });
  });
});

describe('openReport', () => {
  it('reads results on demand', () => {
    const stream = openReport(bytesOf(EXAMPLES.sarif));
    if (!stream.ok) throw new Error(stream.error.message);
    expect([...stream.value.results]).toMatchObject([{ kind: 'finding', finding: { tool: 'Lint' } }]);
    expect(stream.value.tools).toEqual([{ name: 'Lint', version: null, state: 'ok', isUnnamed: false }]);
  });
});

/** Values shaped like the documents that the readers know, with wrong things in all places. */
const anything = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(null, 0, 1, 2, -1, 2 ** 40, 'error', '', '\0\ud800', '../..', true, [], {}) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
const KEYS = [
  ...['version', 'runs', 'results', 'tool', 'driver', 'rules', 'extensions', 'name', 'id', 'guid', 'index', 'message'],
  ...['text', 'arguments', 'ruleId', 'ruleIndex', 'rule', 'level', 'kind', 'locations', 'physicalLocation', 'region'],
  ...['artifactLocation', 'uri', 'uriBaseId', 'originalUriBaseIds', 'artifacts', 'location', 'startLine', 'endLine'],
  ...['properties', 'security-severity', 'tags', 'partialFingerprints', 'suppressions', 'status', 'invocations'],
  ...[
    'ruleConfigurationOverrides',
    'descriptor',
    'configuration',
    'filePath',
    'messages',
    'severity',
    'source',
    'line',
  ],
  ...['statistics', 'total', 'lines', 'duplicatedLines', 'duplicates', 'firstFile', 'secondFile', 'start', 'fragment'],
  ...['description', 'check_name', 'fingerprint', 'path', 'begin', 'positions', 'column', 'categories', 'constructor'],
];
const { document } = fc.letrec((tie) => ({
  document: fc.oneof(
    { maxDepth: 7, withCrossShrink: true },
    anything,
    fc.array(tie('document'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS, '__proto__'), tie('document'), { maxKeys: 6 }),
  ),
}));

describe('whatever comes', () => {
  const expectSane = (bytes: Uint8Array, format?: (typeof FINDINGS_FORMATS)[number]) => {
    const report = parseFindings(bytes, format && { format });
    if (!report.ok) {
      expect(report.error.message).not.toBe('');
      return;
    }
    const { runs, rejected, resultCount, withoutFinding, duplicationPct } = report.value;
    const findings = runs.flatMap((run) => run.findings);
    expect(findings.length + rejected.length + withoutFinding).toBe(resultCount);
    expect(new Set(runs.map(({ tool }) => tool)).size).toBe(runs.length);
    for (const { index } of rejected) expect(index).toBeLessThan(resultCount);
    if (duplicationPct !== null) expect(duplicationPct >= 0 && duplicationPct <= 100).toBe(true);
    for (const finding of findings) {
      const { tool, ruleId, message, filePath, snippet, context, scope, partialFingerprints } = finding;
      const texts = [
        tool,
        ruleId,
        message,
        filePath,
        snippet,
        context?.text,
        scope,
        ...Object.entries(partialFingerprints).flat(),
      ];
      expect(texts.filter((text) => text != null && !isStorable(text))).toEqual([]);
      expect(tool !== '' && ruleId !== '' && filePath !== '').toBe(true);
    }
  };

  it('any JSON gives a report or an error', () => {
    fc.assert(
      fc.property(document, (value) => expectSane(bytesOf(JSON.stringify(value)))),
      { numRuns: propertyRuns(300) },
    );
  });

  it.each([
    [
      'sarif',
      (value: unknown) => ({
        version: '2.1.0',
        runs: [{ results: [{ ruleId: 'R', locations: [value] }, value] }, value],
      }),
    ],
    ['eslint', (value: unknown) => [{ filePath: 'a', messages: [value] }, value]],
    ['jscpd', (value: unknown) => ({ statistics: value, duplicates: [value] })],
    ['gitlab', (value: unknown) => [{ description: 'x', location: value }, value]],
    [
      'sonarqube',
      (value: unknown) => ({ rules: [value], issues: [{ primaryLocation: value }, { impacts: [value] }, value] }),
    ],
    [
      'gitlab-security',
      (value: unknown) => ({ scan: value, version: '15', vulnerabilities: [{ name: 'x', location: value }, value] }),
    ],
    [
      'pylint',
      (value: unknown) => ({ statistics: { messageTypeCount: {} }, messages: [{ message: 'x', path: value }, value] }),
    ],
    [
      'rdjson',
      (value: unknown) => ({
        source: { name: 'x' },
        diagnostics: [{ message: 'x', location: { path: 'a', range: value } }, value],
      }),
    ],
  ] as const)('any JSON within a report of %s does', (_, around) => {
    fc.assert(
      fc.property(document, (value) => expectSane(bytesOf(JSON.stringify(around(value))))),
      { numRuns: propertyRuns(300) },
    );
  });

  it.each(FINDINGS_FORMATS)('a damaged report of %s does', (format) => {
    const whole = bytesOf(EXAMPLES[format]);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, end) => {
        const damaged = Buffer.from(whole.subarray(0, end));
        if (at < end) damaged[at] = byte;
        expectSane(damaged, format);
      }),
    );
  });

  it('any bytes do', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expectSane(bytes)));
  });
});
