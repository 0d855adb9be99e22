import { parseFindings } from '../parse-findings.js';

const aClone = (fields: object = {}) => ({
  format: 'typescript',
  lines: 12,
  fragment: 'const a = 1;\nconst b = 2;',
  firstFile: { name: 'src/a.ts', start: 10, end: 21 },
  secondFile: { name: 'src/b.ts', start: 40, end: 51 },
  ...fields,
});
const aReport = (duplicates: unknown[], total: object = { lines: 3000, duplicatedLines: 70, percentage: 2.33 }) => ({
  statistics: { total },
  duplicates,
});
const read = (report: object) => {
  const read = parseFindings(Buffer.from(JSON.stringify(report)));
  if (!read.ok) throw new Error(read.error.message);
  return { ...read.value, findings: read.value.runs.flatMap((run) => run.findings) };
};

describe('reading jscpd JSON', () => {
  it.each([
    [70, 70],
    [0, 0],
    [-1, null],
    [1.5, null],
    ['7', null],
  ])('takes the total of duplicated lines: %j', (duplicatedLines, expected) => {
    expect(read(aReport([], { lines: 3000, duplicatedLines })).duplicatedLines).toBe(expected);
  });

  it('reads a pair as one finding at its first place', () => {
    expect(read(aReport([aClone()])).findings).toEqual([
      {
        tool: 'jscpd',
        ruleId: 'duplicated-block',
        type: 'duplication',
        severity: 'medium',
        debtKind: 'duplicated_block',
        message: 'Duplicated block of 12 lines, also at "src/b.ts:40"',
        filePath: 'src/a.ts',
        region: { startLine: 10, startColumn: null, endLine: 21, endColumn: null },
        snippet: 'const a = 1;\nconst b = 2;',
        context: null,
        scope: null,
        partialFingerprints: {},
        isSuppressed: false,
        clone: {
          places: [
            { filePath: 'src/a.ts', startLine: 10, endLine: 21 },
            { filePath: 'src/b.ts', startLine: 40, endLine: 51 },
          ],
          signature: 'consta=1;',
        },
      },
    ]);
  });

  it('reads the pairs of one text as one finding, the others as part of it', () => {
    const pairOf = (first: object, second: object, fields: object = {}) =>
      aClone({
        firstFile: { name: 'src/a.ts', start: 10, end: 21, ...first },
        secondFile: { start: 1, end: 12, ...second },
        ...fields,
      });
    const shorter = pairOf({ end: 20 }, { name: 'src/d.ts', end: 11 }, { lines: 11, fragment: 'const a = 1;' });
    const pairs = [shorter, pairOf({}, { name: 'src/c.ts' }), pairOf({}, { name: 'src/b.ts' })];
    const { findings, resultCount, withoutFinding } = read(aReport(pairs));
    expect([resultCount, withoutFinding]).toEqual([3, 2]);
    expect(findings).toMatchObject([
      {
        message: 'Duplicated block of 12 lines, also at "src/b.ts:1", "src/c.ts:1", "src/d.ts:1"',
        filePath: 'src/a.ts',
        region: { startLine: 10, endLine: 21 },
        snippet: 'const a = 1;\nconst b = 2;',
      },
    ]);
    expect(read(aReport(pairs.toReversed())).findings).toEqual(findings);
  });

  it.each([
    [99, 'medium'],
    [100, 'high'],
    [101, 'high'],
  ])('%i lines are %s', (lines, severity) => {
    expect(read(aReport([aClone({ lines })])).findings[0]?.severity).toBe(severity);
  });

  it.each([
    [{ lines: 3000, duplicatedLines: 70, percentage: 2.33 }, (100 * 70) / 3000],
    [{ lines: 10, duplicatedLines: 0, percentage: 0 }, 0],
    [{ lines: 10, duplicatedLines: 20 }, 100],
    [{ lines: 0, duplicatedLines: 0, percentage: 0 }, null],
    [{ lines: 10 }, null],
    [{ lines: '10', duplicatedLines: 1 }, null],
    [{ lines: 10, duplicatedLines: -1 }, null],
  ])('%j: %j percent', (total, expected) => {
    expect(read(aReport([], total)).duplicationPct).toBe(expected);
  });

  it('reads a report without clones', () => {
    expect(read(aReport([])).runs).toEqual([{ tool: 'jscpd', toolVersion: null, state: 'ok', findings: [] }]);
  });

  it.each([
    [[], 'it is not an object'],
    [aClone({ secondFile: null }), 'it does not name two files'],
    [aClone({ firstFile: { name: '../x.ts' } }), 'its path climbs above the root'],
  ])('refuses %j', (clone, reason) => {
    expect(read(aReport([clone])).rejected).toEqual([{ index: 0, reason }]);
  });

  it('counts lines by the region where the clone does not say', () => {
    const [finding] = read(
      aReport([aClone({ lines: undefined, firstFile: { name: 'a', start: 1, end: 100 } })]),
    ).findings;
    expect(finding).toMatchObject({ severity: 'high', message: expect.stringContaining('of 100 lines') });
  });

  it('takes lines from the locations where there are no others', () => {
    const place = { name: 'a', startLoc: { line: 3 }, endLoc: { line: 9 } };
    expect(read(aReport([aClone({ firstFile: place })])).findings[0]?.region).toMatchObject({
      startLine: 3,
      endLine: 9,
    });
  });
});
