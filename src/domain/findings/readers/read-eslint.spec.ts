import { parseFindings } from '../parse-findings.js';

const aMessage = (fields: object = {}) => ({
  ruleId: 'no-undef',
  severity: 2,
  message: "'x' is not defined.",
  line: 2,
  column: 3,
  endLine: 2,
  endColumn: 4,
  ...fields,
});
const aFile = (messages: unknown[], fields: object = {}) => ({ filePath: '/repo/src/a.js', messages, ...fields });
const read = (report: unknown, options = {}) => {
  const read = parseFindings(Buffer.from(JSON.stringify(report)), options);
  if (!read.ok) throw new Error(read.error.message);
  return { ...read.value, findings: read.value.runs.flatMap((run) => run.findings) };
};

describe('reading ESLint JSON', () => {
  it('reads a message', () => {
    expect(read([aFile([aMessage()])]).findings).toEqual([
      {
        tool: 'eslint',
        ruleId: 'no-undef',
        type: 'bug',
        severity: 'high',
        debtKind: 'other',
        message: "'x' is not defined.",
        filePath: 'repo/src/a.js',
        region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 4 },
        snippet: null,
        context: null,
        scope: null,
        partialFingerprints: {},
        isSuppressed: false,
        toolLevel: 'error',
      },
    ]);
  });

  it('reads the shape with metadata the same', () => {
    const files = [aFile([aMessage()])];
    expect(read({ results: files, metadata: { rulesMeta: {} } })).toEqual(read(files));
  });

  it('makes paths relative to the checkout', () => {
    expect(read([aFile([aMessage()])], { checkoutRoots: ['/repo'] }).findings[0]?.filePath).toBe('src/a.js');
  });

  it('takes snippet and context from the source, or from what --fix made of it', () => {
    const source = 'first\n  x();\nlast\n';
    const [plain] = read([aFile([aMessage()], { source })]).findings;
    expect(plain).toMatchObject({ snippet: 'x', context: { startLine: 1, text: source } });
    const [fixed] = read([aFile([aMessage()], { source: 'gone', output: 'a\nb y\n' })]).findings;
    expect(fixed?.snippet).toBe('y');
  });

  it.each([
    [2, 'medium'],
    [1, 'low'],
  ])('severity %i is %s, for a rule of style', (severity, expected) => {
    expect(read([aFile([aMessage({ severity, ruleId: 'eqeqeq' })])]).findings[0]?.severity).toBe(expected);
  });

  it('keeps suppressed messages, after the others of their file', () => {
    const report = read([
      aFile([aMessage()], { suppressedMessages: [aMessage({ message: 'hidden', suppressions: [] })] }),
      aFile([{}]),
    ]);
    expect(report.findings.map(({ message, isSuppressed }) => [message, isSuppressed])).toEqual([
      ["'x' is not defined.", false],
      ['hidden', true],
    ]);
    expect(report.rejected).toEqual([{ index: 2, reason: 'it has no message' }]);
  });

  it.each([
    [{ fatal: true, message: 'Parsing error: Unexpected token' }, 'parsing-error', 'bug'],
    [{ message: 'Unused eslint-disable directive.' }, 'unused-disable-directive', 'code_smell'],
    [{ message: 'File ignored by default.' }, 'linter-message', 'code_smell'],
  ])('names what ESLint itself says: %j', (fields, ruleId, type) => {
    expect(read([aFile([aMessage({ ruleId: null, ...fields })])]).findings[0]).toMatchObject({ ruleId, type });
  });

  it.each([
    ['text', 'it is not an object'],
    [aMessage({ message: null }), 'it has no message'],
    [aMessage({ severity: 0 }), 'its severity is not 1 or 2'],
    [aMessage({ severity: undefined }), 'its severity is not 1 or 2'],
  ])('refuses %j', (message, reason) => {
    expect(read([aFile([message, aMessage()])])).toMatchObject({
      rejected: [{ index: 0, reason }],
      findings: [{ ruleId: 'no-undef' }],
      resultCount: 2,
    });
  });

  it('refuses the messages of a file above the root', () => {
    const report = read([aFile([aMessage()], { filePath: '../a.js' })]);
    expect(report.rejected).toEqual([{ index: 0, reason: 'its path climbs above the root' }]);
  });

  it('has run though it found nothing', () => {
    expect(read([aFile([])]).runs).toEqual([{ tool: 'eslint', toolVersion: null, state: 'ok', findings: [] }]);
  });
});
