import { readResults } from '../../../../test/support/read-results.js';
import { helpOf } from '../rule-help.js';

describe('reports of linters', () => {
  it('of stylelint are read as JSON', () => {
    const warning = { line: 3, column: 5, endLine: 3, endColumn: 9, severity: 'error' };
    const report = [
      {
        source: '/w/a.css',
        warnings: [
          { ...warning, rule: 'property-no-unknown', text: 'Unexpected unknown property "x" (property-no-unknown)' },
          {
            ...warning,
            rule: 'selector-class-pattern',
            severity: 'warning',
            text: 'Expected it (selector-class-pattern)',
          },
        ],
        parseErrors: [],
      },
    ];
    expect(readResults(report, { checkoutRoots: ['/w'] })).toMatchObject({
      format: 'stylelint',
      tools: [['stylelint', null, 'ok']],
      findings: [
        {
          ruleId: 'property-no-unknown',
          message: 'Unexpected unknown property "x"',
          filePath: 'a.css',
          region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
          ...{ type: 'bug', severity: 'medium' },
        },
        { ruleId: 'selector-class-pattern', type: 'code_smell', severity: 'low' },
      ],
    });
  });

  it('of stylelint are read as it prints them', () => {
    const report = `
src/a.css
  3:5   ✖  Unexpected unknown property "x"  property-no-unknown
  9:1   ⚠  Expected a name that
           is longer  selector-class-pattern

src/b.scss
 10:12  ✖  Unknown word  CssSyntaxError

✖ 3 problems (2 errors, 1 warning)
`;
    expect(readResults(report)).toMatchObject({
      format: 'stylelint',
      tools: [['stylelint', null, 'ok']],
      findings: [
        { ruleId: 'property-no-unknown', filePath: 'src/a.css', region: { startLine: 3, startColumn: 5 } },
        { filePath: 'src/a.css', region: { startLine: 9 } },
        { ruleId: 'CssSyntaxError', message: 'Unknown word', filePath: 'src/b.scss', type: 'bug', severity: 'high' },
      ],
    });
  });

  it('of Ruff are read as JSON', () => {
    const place = { location: { row: 1, column: 8 }, end_location: { row: 1, column: 10 } };
    const report = [
      { code: 'F401', filename: '/w/a.py', message: '`os` imported but unused', ...place },
      { code: null, filename: '/w/a.py', message: 'SyntaxError: Expected', ...place },
    ];
    expect(readResults(report, { checkoutRoots: ['/w'] })).toMatchObject({
      format: 'ruff',
      findings: [
        {
          ...{ tool: 'ruff', ruleId: 'F401', filePath: 'a.py', type: 'dead_code' },
          region: { startLine: 1, startColumn: 8, endLine: 1, endColumn: 10 },
        },
        { ruleId: 'invalid-syntax', type: 'bug', severity: 'high' },
      ],
    });
  });

  it('of Ruff are read as it prints them, and are not those of flake8', () => {
    const report =
      'a.py:1:8: F401 [*] `os` imported but unused\na.py:3:1: D100 Missing docstring\na.py:9:3: invalid-syntax: Expected\nFound 3 errors.\n';
    expect(readResults(report)).toMatchObject({
      format: 'ruff',
      tools: [['ruff', null, 'ok']],
      findings: [
        { ruleId: 'F401', message: '`os` imported but unused' },
        { ruleId: 'D100', severity: 'low' },
        { ruleId: 'invalid-syntax', message: 'Expected' },
      ],
    });
  });

  it('of PHP_CodeSniffer are read', () => {
    const message = { message: 'Line exceeds 120 characters', severity: 5, line: 4, column: 121 };
    const report = {
      totals: { errors: 1, warnings: 1, fixable: 1 },
      files: {
        'src/A.php': {
          messages: [
            { ...message, source: 'Generic.Files.LineLength.TooLong', type: 'ERROR' },
            { ...message, source: 'Squiz.PHP.Eval.Discouraged', type: 'WARNING' },
          ],
        },
      },
    };
    expect(readResults(report)).toMatchObject({
      format: 'phpcs',
      findings: [
        { tool: 'phpcs', filePath: 'src/A.php', region: { startLine: 4, startColumn: 121 }, severity: 'low' },
        { ruleId: 'Squiz.PHP.Eval.Discouraged', type: 'security', severity: 'high' },
      ],
    });
    expect(readResults({ totals: { errors: 0, warnings: 0, fixable: 0 }, files: [] }).tools).toEqual([
      ['phpcs', null, 'ok'],
    ]);
  });

  it('of markdownlint are read', () => {
    const report = [
      {
        ...{ fileName: 'a.md', lineNumber: 3, ruleNames: ['MD013', 'line-length'], ruleDescription: 'Line length' },
        ...{ errorDetail: 'Expected: 80; Actual: 120', errorRange: [81, 40] },
      },
    ];
    expect(readResults(report)).toMatchObject({
      format: 'markdownlint',
      findings: [
        {
          ...{ ruleId: 'MD013', message: 'Line length [Expected: 80; Actual: 120]', severity: 'low' },
          region: { startLine: 3, startColumn: 81, endColumn: 121 },
        },
      ],
    });
  });

  it('of cppcheck are read with weaknesses and severities, at their first place', () => {
    const error = (id: string, severity: string, cwe = '') =>
      `<error id="${id}" severity="${severity}" msg="no" ${cwe}><location file="src/a.c" line="3" column="5"/><location file="src/b.c" line="9"/></error>`;
    const errors = [
      error('arrayIndexOutOfBounds', 'error', 'cwe="788"'),
      error('variableScope', 'style'),
      error('x', 'information'),
    ];
    const report = `<?xml version="1.0"?><results version="2"><cppcheck version="2.9"/><errors>${errors.join('')}</errors></results>`;
    expect(readResults(report)).toMatchObject({
      format: 'cppcheck',
      tools: [['cppcheck', '2.9', 'ok']],
      findings: [
        { type: 'bug', severity: 'high', cwe: [788], filePath: 'src/a.c', region: { startLine: 3, startColumn: 5 } },
        { type: 'code_smell', severity: 'low' },
        { severity: 'info' },
      ],
    });
    const old = '<results><error file="a.c" line="1" id="x" severity="error" msg="no"/></results>';
    expect(() => readResults(old)).toThrow("cppcheck's XML of version 1 is not supported, only 2.");
  });

  it('of many blanks are read in moments', () => {
    const started = performance.now();
    const blanks = `  1:1  ✖  x${' '.repeat(9_000)}!`;
    readResults(`a.css\n  1:1  ✖  x  a\n${`${blanks}\n`.repeat(200)}`);
    readResults(`a.py:1:1: A1 [*] x\n${'a:1:1: A1 '.repeat(20_000)}\n`);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('what other formats say of a finding', () => {
  const URI = 'https://example.test/r';
  const place = { filePath: 'b.c', line: 2, message: 'here' };

  it.each([
    [
      'ruff',
      [{ code: 'F401', filename: 'a.py', message: 'm', name: 'n', url: URI, location: { row: 1 } }],
      { name: 'n', helpUri: URI },
    ],
    [
      'eslint',
      {
        results: [{ filePath: 'a.js', messages: [{ ruleId: 'r', message: 'm', severity: 2, line: 1 }] }],
        metadata: { rulesMeta: { r: { docs: { description: 'd', url: URI } } } },
      },
      { help: 'd', helpUri: URI },
    ],
    [
      'gitlab',
      [
        {
          description: 'm',
          check_name: 'r',
          fingerprint: 'f',
          severity: 'major',
          location: { path: 'a', lines: { begin: 1 } },
          content: { body: '# b' },
        },
      ],
      { help: '# b' },
    ],
    [
      'gitlab-security',
      {
        version: '15.0.0',
        vulnerabilities: [
          {
            ...{ name: 'n', description: 'd', solution: 's', severity: 'High', links: [{ url: URI }] },
            location: { file: 'a' },
            identifiers: [
              { type: 'rule', value: 'r' },
              { type: 'cwe', value: '79' },
              { type: 'owasp', value: 'A03:2021' },
            ],
          },
        ],
      },
      { name: 'n', help: 'd\n\ns', helpUri: URI, cwe: [79], owasp: ['A03:2021'] },
    ],
    [
      'sonarqube',
      {
        rules: [{ id: 'r', name: 'n', description: 'd', engineId: 'e', type: 'BUG', severity: 'MAJOR' }],
        issues: [{ ruleId: 'r', primaryLocation: { message: 'm', filePath: 'a' } }],
      },
      { name: 'n', help: 'd' },
    ],
    [
      'rdjson',
      {
        source: { name: 's' },
        diagnostics: [{ message: 'm', location: { path: 'a' }, code: { value: 'r', url: URI } }],
      },
      { helpUri: URI },
    ],
    [
      'markdownlint',
      [
        {
          fileName: 'a.md',
          lineNumber: 1,
          ruleNames: ['MD001', 'increment'],
          ruleDescription: 'd',
          ruleInformation: URI,
        },
      ],
      { name: 'increment', helpUri: URI },
    ],
    [
      'pmd',
      `<pmd version="7"><file name="a"><violation beginline="1" rule="R" priority="3" externalInfoUrl="${URI}">m</violation></file></pmd>`,
      { helpUri: URI },
    ],
    [
      'spotbugs',
      '<BugCollection version="4"><BugInstance type="T" priority="1" category="C" cweid="79"><ShortMessage>n</ShortMessage><LongMessage>m</LongMessage></BugInstance></BugCollection>',
      { name: 'n', cwe: [79] },
    ],
  ])('%s: the rule', (format, report, expected) => {
    const read = readResults(report);
    expect(read.format).toBe(format);
    expect(helpOf(read.findings[0]!)).toEqual({
      ...{ name: null, help: null, helpUri: null, cwe: [], owasp: [] },
      ...expected,
    });
  });

  it.each([
    [
      'gitlab',
      [
        {
          ...{ description: 'm', check_name: 'r', fingerprint: 'f', severity: 'major' },
          location: { path: 'a.c', lines: { begin: 1 } },
          other_locations: [{ path: 'b.c', lines: { begin: 2 } }],
        },
      ],
      { ...place, message: null },
    ],
    [
      'sonarqube',
      {
        issues: [
          {
            ...{ engineId: 'e', ruleId: 'r', severity: 'MAJOR', type: 'BUG' },
            primaryLocation: { message: 'm', filePath: 'a.c' },
            secondaryLocations: [{ message: 'here', filePath: 'b.c', textRange: { startLine: 2 } }],
          },
        ],
      },
      place,
    ],
    [
      'rdjson',
      {
        source: { name: 's' },
        diagnostics: [
          {
            ...{ message: 'm', location: { path: 'a.c' } },
            related_locations: [{ message: 'here', location: { path: 'b.c', range: { start: { line: 2 } } } }],
          },
        ],
      },
      place,
    ],
    [
      'cppcheck',
      '<results version="2"><cppcheck version="2.1"/><errors><error id="e" severity="error" msg="m"><location file="a.c" line="1"/><location file="b.c" line="2" info="here"/></error></errors></results>',
      place,
    ],
  ])('%s: related places', (format, report, related) => {
    const read = readResults(report);
    expect([read.format, read.findings[0]!.trace]).toEqual([format, { related: [related], flows: [] }]);
  });
});
