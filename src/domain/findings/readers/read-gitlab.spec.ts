import { parseFindings } from '../parse-findings.js';

const anIssue = (fields: object = {}) => ({
  description: 'Unexpected var.',
  check_name: 'eqeqeq',
  fingerprint: 'f1',
  severity: 'minor',
  location: { path: 'src/a.js', lines: { begin: 4 } },
  ...fields,
});
const read = (report: unknown) => {
  const read = parseFindings(Buffer.from(JSON.stringify(report)));
  if (!read.ok) throw new Error(read.error.message);
  return { ...read.value, findings: read.value.runs.flatMap((run) => run.findings) };
};

describe('reading GitLab code-quality JSON', () => {
  it('reads an issue', () => {
    expect(read([anIssue()]).findings).toEqual([
      {
        tool: 'code-quality',
        ruleId: 'eqeqeq',
        type: 'code_smell',
        severity: 'low',
        debtKind: 'other',
        message: 'Unexpected var.',
        filePath: 'src/a.js',
        region: { startLine: 4, startColumn: null, endLine: 4, endColumn: null },
        snippet: null,
        context: null,
        scope: null,
        partialFingerprints: { 'codeQuality/fingerprint': 'f1' },
        isSuppressed: false,
      },
    ]);
  });

  it('keeps issues with the same fingerprint apart', () => {
    expect(read([anIssue(), anIssue({ location: { path: 'src/b.js' } })]).findings).toHaveLength(2);
  });

  it.each([
    ['blocker', 'critical'],
    ['critical', 'high'],
    ['major', 'medium'],
    ['minor', 'low'],
    ['info', 'info'],
    ['MAJOR', 'medium'],
    [undefined, 'low'],
    ['unheard of', 'low'],
  ])('severity %j is %s', (severity, expected) => {
    expect(read([anIssue({ severity })]).findings[0]?.severity).toBe(expected);
  });

  it.each([
    [{ lines: { begin: 4, end: 6 } }, [4, null, 6, null]],
    [{ lines: { begin: { line: 4 }, end: { line: 6 } } }, [4, null, 6, null]],
    [{ positions: { begin: { line: 4, column: 2 }, end: { line: 5, column: 7 } } }, [4, 2, 5, 7]],
    [{ positions: { begin: { line: 4, column: 2 } }, lines: { begin: 9 } }, [4, 2, 4, null]],
    [{ lines: { begin: '4' } }, [null, null, null, null]],
    [{}, [null, null, null, null]],
  ])('location %j', (location, [startLine, startColumn, endLine, endColumn]) => {
    const [finding] = read([anIssue({ location })]).findings;
    expect(finding?.region).toEqual({ startLine, startColumn, endLine, endColumn });
  });

  it.each([
    ['gosec: G404: Use of weak random numbers', 'gosec/G404', 'security'],
    ['staticcheck: SA4003: no value is greater', 'staticcheck/SA4003', 'bug'],
    ['unused: func `f` is unused', 'unused', 'dead_code'],
    ['unconvert: unnecessary conversion', 'unconvert', 'code_smell'],
    ['Something is wrong.', 'unnamed', 'code_smell'],
  ])('finds the rule in %j', (description, ruleId, type) => {
    const [finding] = read([anIssue({ description, check_name: undefined, severity: 'critical' })]).findings;
    expect(finding).toMatchObject({ ruleId, type, message: description });
  });

  it.each([
    [['Security', 'Style'], 'security'],
    [['Bug Risk', 'Style'], 'bug'],
    [['Clarity'], 'code_smell'],
  ])('categories %j are of type %s', (categories, type) => {
    expect(read([anIssue({ categories, severity: 'major' })]).findings[0]?.type).toBe(type);
  });

  it('tells tools apart by engine', () => {
    const issues = [anIssue({ engine_name: 'rubocop' }), anIssue({ engine_name: 'structure' }), anIssue()];
    expect(read(issues).runs.map(({ tool, findings }) => [tool, findings.length])).toEqual([
      ['rubocop', 1],
      ['structure', 1],
      ['code-quality', 1],
    ]);
  });

  it('reads an empty report as a tool that found nothing', () => {
    expect(read([])).toMatchObject({ format: 'gitlab', runs: [{ tool: 'code-quality', findings: [] }] });
  });

  it('names an engine of which nothing could be read', () => {
    const report = read([anIssue(), anIssue({ engine_name: 'fixme', description: ' ' })]);
    expect(report.runs.map(({ tool }) => tool)).toEqual(['code-quality', 'fixme']);
    expect(report.rejected).toEqual([{ index: 1, reason: 'it has no description' }]);
  });

  it.each([
    [1, 'it is not an object'],
    [anIssue({ location: { path: 'a/../../b' } }), 'its path climbs above the root'],
  ])('refuses %j', (issue, reason) => {
    expect(read([anIssue(), issue]).rejected).toEqual([{ index: 1, reason }]);
  });
});
