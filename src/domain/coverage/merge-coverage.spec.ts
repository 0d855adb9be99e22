import fc from 'fast-check';
import { type FileCoverage } from './coverage-report.js';
import { mergeCoverage } from './merge-coverage.js';

const columns = fc
  .uniqueArray(fc.integer({ min: 1, max: 15 }), { maxLength: 10 })
  .map((lines) => Uint32Array.from(lines).sort());

const values = (length: number): fc.Arbitrary<Uint32Array> =>
  fc
    .array(fc.oneof(fc.nat(4), fc.constant(0xffffffff)), { minLength: length, maxLength: length })
    .map((all) => Uint32Array.from(all));

const aFile: fc.Arbitrary<FileCoverage> = fc
  .tuple(columns, columns, fc.option(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9))))
  .chain(([lines, branchLines, counts]) =>
    fc.record({
      path: fc.constant('a'),
      lines: fc.constant(lines),
      hits: values(lines.length),
      branchLines: fc.constant(branchLines),
      branchesCovered: values(branchLines.length),
      branchesTotal: fc.constant(new Uint32Array(branchLines.length).fill(0xffffffff)),
      counted: fc.constant(
        counts === null || lines.length > 0
          ? null
          : { linesTotal: counts[0], linesCovered: counts[1], branchesTotal: counts[2], branchesCovered: counts[3] },
      ),
    }),
  );

const files = fc.array(aFile, { minLength: 1, maxLength: 6 });

describe('mergeCoverage', () => {
  it('takes the most of each line, of whatever file', () => {
    fc.assert(
      fc.property(files, (all) => {
        const merged = mergeCoverage(all);
        const most = new Map<number, number>();
        for (const file of all) {
          file.lines.forEach((line, i) => most.set(line, Math.max(most.get(line) ?? 0, file.hits[i]!)));
        }
        const expected = [...most].sort(([a], [b]) => a - b);
        expect(Array.from(merged.lines, (line, i) => [line, merged.hits[i]])).toEqual(expected);
        expect(merged.branchLines.length).toBe(new Set(all.flatMap((file) => [...file.branchLines])).size);
      }),
    );
  });

  it('does not depend on order or repetition', () => {
    fc.assert(
      fc.property(files, fc.infiniteStream(fc.nat()), (all, picks) => {
        const shuffled = all.flatMap((file) => (picks.next().value! % 2 === 0 ? [file, file] : [file]));
        shuffled.sort(() => (picks.next().value! % 3) - 1);
        expect(mergeCoverage(shuffled)).toEqual(mergeCoverage(all));
      }),
    );
  });

  it('does not depend on what is merged first', () => {
    fc.assert(
      fc.property(aFile, aFile, aFile, (a, b, c) => {
        expect(mergeCoverage([mergeCoverage([a, b]), c])).toEqual(mergeCoverage([a, mergeCoverage([b, c])]));
        expect(mergeCoverage([a, a])).toEqual(a);
        expect(mergeCoverage([a, b])).toEqual(mergeCoverage([b, a]));
      }),
    );
  });

  it('prefers lines to counts, and the larger counts without lines', () => {
    const empty = {
      lines: Uint32Array.of(),
      hits: Uint32Array.of(),
      branchLines: Uint32Array.of(),
      branchesCovered: Uint32Array.of(),
      branchesTotal: Uint32Array.of(),
    };
    const counted = {
      path: 'a',
      ...empty,
      counted: { linesTotal: 9, linesCovered: 2, branchesTotal: 4, branchesCovered: 1 },
    };
    const more = { ...counted, counted: { linesTotal: 8, linesCovered: 5, branchesTotal: 4, branchesCovered: 0 } };
    const withLines = { ...counted, lines: Uint32Array.of(3), hits: Uint32Array.of(0), counted: null };
    expect(mergeCoverage([counted, more]).counted).toEqual({
      linesTotal: 9,
      linesCovered: 5,
      branchesTotal: 4,
      branchesCovered: 1,
    });
    expect(mergeCoverage([counted, withLines, more])).toEqual(withLines);
    expect(mergeCoverage([counted, { ...counted, counted: null }])).toEqual(counted);
  });

  it('merges many files in one go', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({
      path: 'a',
      lines: Uint32Array.of(i + 1),
      hits: Uint32Array.of(1),
      branchLines: Uint32Array.of(),
      branchesCovered: Uint32Array.of(),
      branchesTotal: Uint32Array.of(),
      counted: null,
    }));
    expect(mergeCoverage(many).lines).toHaveLength(20_000);
  });

  it('refuses to merge nothing', () => {
    expect(() => mergeCoverage([])).toThrow(RangeError);
  });
});
