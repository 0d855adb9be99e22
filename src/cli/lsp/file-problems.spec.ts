import { type Finding } from '../../domain/findings/finding.js';
import { type ScanFinding } from '../api/answers.js';
import { ReportedFindings } from '../fixes/reported-findings.js';
import { type RunResult } from '../report/run-result.js';
import { problemsOfFile } from './file-problems.js';

const TEXT = 'one\r\n  two = 1;  \n\nlast';

const aFinding = (line: number | null, more: object = {}) =>
  ({
    ...{ tool: 'lint', rule_id: 'r', type: 'bug', severity: 'high', file_path: 'a.js', line, message: 'm', ...more },
  }) as unknown as ScanFinding;
const written = (line: number, region: object = {}, more: object = {}) =>
  ({
    ...{ tool: 'lint', ruleId: 'r', filePath: 'a.js', message: 'm' },
    ...{ region: { startLine: line, startColumn: null, endLine: line, endColumn: null, ...region }, ...more },
  }) as unknown as Finding;

const problems = (newFindings: readonly ScanFinding[], reported: readonly Finding[] = [], uncovered: unknown = null) =>
  problemsOfFile(
    { newFindings, gate: { uncovered } as RunResult['gate'] },
    'a.js',
    TEXT,
    new ReportedFindings(reported),
  );
const rangeOf = (finding: ScanFinding, ...reported: Finding[]) => {
  const { start, end } = problems([finding], reported)[0]!.diagnostic.range;
  return [start.line, start.character, end.line, end.character];
};

describe('problemsOfFile', () => {
  it.each([
    ['the text of its line', aFinding(2), [], [1, 2, 1, 10]],
    ['all of a blank line', aFinding(3), [], [2, 0, 2, 0]],
    ['the columns of its tool', aFinding(2), [written(2, { startColumn: 3, endColumn: 6 })], [1, 2, 1, 5]],
    ['the lines of its tool', aFinding(1), [written(1, { endLine: 2 })], [0, 0, 1, 10]],
    ['columns behind the end of its line', aFinding(1), [written(1, { startColumn: 9, endColumn: 12 })], [0, 3, 0, 3]],
    ['the last line for one behind it', aFinding(9), [], [3, 0, 3, 4]],
    ['the first line for none', aFinding(null), [], [0, 0, 0, 3]],
  ] as const)('marks %s', (_, finding, reported, range) => {
    expect(rangeOf(finding, ...reported)).toEqual(range);
  });

  it('has the rule with its help, and severities as editors know them', () => {
    const [problem] = problems([aFinding(1)], [written(1, {}, { rule: { helpUri: 'https://example.com/r' } })]);
    expect(problem!.diagnostic).toMatchObject({
      ...{ source: 'qgate', code: 'r', codeDescription: { href: 'https://example.com/r' }, message: 'm' },
    });
    const severities = ['critical', 'high', 'medium', 'low', 'info'].map(
      (severity) => problems([aFinding(1, { severity })])[0]!.diagnostic.severity,
    );
    expect(severities).toEqual([1, 1, 2, 3, 4]);
    expect(problems([aFinding(1, { type: 'dead_code' })])[0]!.diagnostic.tags).toEqual([1]);
  });

  it('has uncovered ranges of the file alone', () => {
    const uncovered = [
      {
        file_path: 'a.js',
        ranges: [
          [1, 2],
          [4, 4],
        ],
        more_lines: 0,
      },
      { file_path: 'b.js', ranges: [[1, 1]], more_lines: 0 },
    ];
    expect(
      problems([aFinding(1, { file_path: 'b.js' })], [], uncovered).map(({ diagnostic }) => diagnostic),
    ).toMatchObject([
      { code: 'new_coverage_min', severity: 3, message: 'No test runs 2 added lines.', range: { end: { line: 1 } } },
      {
        code: 'new_coverage_min',
        severity: 3,
        message: 'No test runs 1 added line.',
        range: { start: { line: 3 } },
      },
    ]);
  });

  it('offers fixes that fit the file, as edits of the editor', () => {
    const fix = (start: number, end: number) => ({
      ...{ description: 'Use 2', isSafe: true, edits: [{ span: { unit: 'offsets', start, end }, text: '2' }] },
    });
    const [{ fixes } = { fixes: [] }] = problems([aFinding(2)], [written(2, {}, { fixes: [fix(13, 14), fix(0, 99)] })]);
    expect(fixes).toEqual([
      {
        ...{ title: 'Use 2 (r)', isSafe: true },
        edits: [{ range: { start: { line: 1, character: 8 }, end: { line: 1, character: 9 } }, newText: '2' }],
      },
    ]);
  });

  it('finds what a tool wrote by place, then by column or message', () => {
    const [first, second] = [written(2, { startColumn: 3 }), written(2, { startColumn: 9 }, { message: 'other' })];
    const reported = new ReportedFindings([first, second]);
    expect(reported.find(aFinding(2, { column: 9 }))).toBe(second);
    expect(reported.find(aFinding(2, { message: 'other' }))).toBe(second);
    expect(reported.find(aFinding(2, { message: 'unknown' }))).toBe(first);
    expect(reported.find(aFinding(1))).toBeUndefined();
  });
});
