import { readResults } from '../../../../test/support/read-results.js';

const report = (...errors: string[]): string =>
  `<?xml version="1.0"?><checkstyle version="10.1"><file name="src\\A.java">${errors.join('')}</file></checkstyle>`;
const error = (source: string, more = ''): string =>
  `<error line="3" severity="error" message="No." source="${source}" ${more}/>`;

describe('readCheckstyle', () => {
  it('reads errors with their place and level', () => {
    const read = readResults(
      report(
        '<error line="7" column="5" severity="warning" message="A &lt;b&gt; c" source="com.puppycrawl.tools.checkstyle.checks.naming.MethodNameCheck"/>',
      ),
    );
    expect(read.tools).toEqual([['checkstyle', null, 'ok']]);
    expect(read.findings).toMatchObject([
      {
        tool: 'checkstyle',
        ruleId: 'MethodNameCheck',
        message: 'A <b> c',
        filePath: 'src/A.java',
        region: { startLine: 7, startColumn: 5, endLine: 7, endColumn: null },
        severity: 'low',
      },
    ]);
  });

  it.each([
    ['eslint.rules.no-undef', 'eslint', 'no-undef'],
    ['ShellCheck.SC2086', 'shellcheck', 'SC2086'],
    ['detekt.MagicNumber', 'detekt', 'MagicNumber'],
    ['PSR12.Files.FileHeader.Missing', 'php-codesniffer', 'PSR12.Files.FileHeader.Missing'],
    ['DL3008', 'hadolint', 'DL3008'],
    ['jshint.W117', 'jshint', 'W117'],
    ['eslint(no-var)', 'oxlint', 'eslint(no-var)'],
    ['typescript-eslint(no-explicit-any)', 'oxlint', 'typescript-eslint(no-explicit-any)'],
    ['stylelint.rules.color-no-invalid-hex', 'stylelint', 'color-no-invalid-hex'],
    ['other.thing', 'checkstyle', 'other.thing'],
    ['', 'checkstyle', 'unnamed'],
  ])('takes the tool from the source %j', (source, tool, ruleId) => {
    expect(readResults(report(error(source))).findings).toMatchObject([{ tool, ruleId }]);
  });

  it('takes the tool that the sender names for sources that tell none', () => {
    const read = readResults(report(error('other.thing'), error('detekt.X')), { tool: 'phpstan' });
    expect(read.tools.map(([tool]) => tool)).toEqual(['phpstan', 'detekt']);
    expect(readResults('<checkstyle/>', { tool: 'phpstan' }).tools).toEqual([['phpstan', null, 'ok']]);
  });

  it.each([
    ['error', 'bug', 'high'],
    ['warning', 'code_smell', 'medium'],
    ['info', 'code_smell', 'low'],
    ['ignore', 'code_smell', 'info'],
    ['', 'code_smell', 'medium'],
  ])('judges a level of %j', (severity, type, expected) => {
    const written = error('ShellCheck.SC2086').replace('"error"', `"${severity}"`);
    expect(readResults(report(written)).findings).toMatchObject([{ type, severity: expected }]);
  });

  it('refuses an error without a message', () => {
    expect(readResults(report('<error line="1"/>')).rejected).toEqual(['0: it has no message']);
  });
});
