import { readResults } from '../../../../test/support/read-results.js';

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
