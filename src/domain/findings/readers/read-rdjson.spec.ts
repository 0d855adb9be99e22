import { readResults } from '../../../../test/support/read-results.js';

const diagnostic = (more: object) => ({
  message: 'No.',
  location: { path: 'src/a.md', range: { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } } },
  code: { value: 'R1', url: 'https://example.org' },
  ...more,
});

describe('readRdjson', () => {
  it('reads diagnostics with the source and severity of their report', () => {
    const read = readResults({
      source: { name: 'prose' },
      severity: 'ERROR',
      diagnostics: [diagnostic({}), diagnostic({ severity: 'INFO' })],
    });
    expect(read.tools).toEqual([['prose', null, 'ok']]);
    expect(read.findings).toMatchObject([
      {
        tool: 'prose',
        ruleId: 'R1',
        filePath: 'src/a.md',
        region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
        severity: 'high',
      },
      { severity: 'low' },
    ]);
  });

  it.each([
    [1, 'high'],
    [2, 'medium'],
    [3, 'low'],
    ['UNKNOWN_SEVERITY', 'medium'],
  ])('judges a severity of %j', (severity, expected) => {
    expect(readResults({ diagnostics: [diagnostic({ severity })] }).findings).toMatchObject([{ severity: expected }]);
  });
});

describe('readRdjsonl', () => {
  it('reads one diagnostic on each line', () => {
    const lines = [
      diagnostic({ source: { name: 'a' } }),
      diagnostic({ source: { name: 'b' }, severity: 'ERROR' }),
      diagnostic({}),
    ];
    const read = readResults(`${lines.map((line) => JSON.stringify(line)).join('\r\n')}\r\n`, { tool: 'c' });
    expect(read.format).toBe('rdjsonl');
    expect(read.findings.map(({ tool, severity }) => [tool, severity])).toEqual([
      ['a', 'medium'],
      ['b', 'high'],
      ['c', 'medium'],
    ]);
  });

  it('refuses a line that is none', () => {
    const line = JSON.stringify(diagnostic({}));
    expect(readResults(`${line}\n{"message"\n\n${line}\n`).rejected).toEqual(['1: it is not an object']);
  });
});
