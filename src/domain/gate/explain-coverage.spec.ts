import fc from 'fast-check';
import { type CoverageDetail } from '../coverage/coverage-detail.js';
import { compareFractions } from '../exact/fraction.js';
import { exactValue } from './exact-value.js';
import { type CoverageKnowledge, coverageLost, explainCoverage } from './explain-coverage.js';

const aDetail = (changes: Partial<CoverageDetail> = {}): CoverageDetail => ({
  uncovered: [],
  untested: [],
  untestedLines: 0,
  unmatchedNames: [],
  unmatchedPaths: { count: 0, firstTen: [] },
  ...changes,
});
const aKnowledge = (changes: Partial<CoverageKnowledge> = {}): CoverageKnowledge => ({
  own: null,
  ofBase: null,
  hasBase: false,
  detail: aDetail(),
  ...changes,
});
const of = (linesCovered: number, linesTotal: number) => ({ linesCovered, linesTotal });
const codesOf = (known: CoverageKnowledge, untestedFiles: 'count' | 'warn' | 'ignore' = 'count') =>
  explainCoverage(known, untestedFiles).warnings.map(({ code }) => code);

describe('explainCoverage', () => {
  describe('of files that no report knows', () => {
    const known = aKnowledge({
      detail: aDetail({
        uncovered: [{ filePath: 'b.ts', ranges: [[3, 4]] }],
        untested: [{ filePath: 'a.ts', ranges: [[1, 2], [5, 5]], lines: 3 }], // prettier-ignore
        untestedLines: 3,
      }),
    });
    const uncovered = [{ filePath: 'b.ts', ranges: [[3, 4]], moreLines: 0 }];
    const untestedFiles = [{ filePath: 'a.ts', lines: 3 }];

    it.each([
      ['count', [{ filePath: 'a.ts', ranges: [[1, 2], [5, 5]], moreLines: 0 }, ...uncovered], untestedFiles, []], // prettier-ignore
      ['warn', uncovered, untestedFiles, ['untested_files']],
      ['ignore', uncovered, [], []],
    ] as const)('%s', (untested, expectedUncovered, expectedFiles, codes) => {
      const { evidence } = explainCoverage(known, untested);
      expect(evidence).toMatchObject({ uncovered: expectedUncovered, untestedFiles: expectedFiles });
      expect(codesOf(known, untested)).toEqual(codes);
    });

    it('says nothing where nothing is known', () => {
      for (const detail of [null, aDetail({ uncovered: null, untested: null })])
        for (const untested of ['count', 'warn', 'ignore'] as const)
          expect(explainCoverage(aKnowledge({ detail }), untested)).toEqual({
            evidence: {
              uncovered: null,
              untestedFiles: null,
              changes: null,
              flickeringLines: 0,
              unmatchedPaths: { count: 0, firstTen: [] },
            },
            warnings: [],
          });
    });

    it('tells how many lines it does not list', () => {
      const cut = [{ filePath: 'a.ts', ranges: [[1, 2]] as const, lines: 42 }];
      const { evidence } = explainCoverage(aKnowledge({ detail: aDetail({ uncovered: cut }) }), 'count');
      expect(evidence.uncovered).toEqual([{ filePath: 'a.ts', ranges: [[1, 2]], moreLines: 40 }]);
    });

    it('lists at most 200 files', () => {
      const many = Array.from({ length: 150 }, (_, at) => ({
        filePath: `f${at}.ts`,
        ranges: [[1, 1]] as const,
        lines: 1,
      }));
      const { evidence } = explainCoverage(
        aKnowledge({ detail: aDetail({ uncovered: many, untested: many }) }),
        'count',
      );
      expect(evidence.uncovered).toHaveLength(200);
    });
  });

  describe('of the whole against the base', () => {
    it.each<[string, Partial<CoverageKnowledge>, unknown, string[]]>([
      [
        'a great fall',
        { own: of(7529, 10_000), ofBase: of(9961, 10_000) },
        { from: 99.61, to: 75.29 },
        ['coverage_fell'],
      ],
      ['half a point', { own: of(895, 1000), ofBase: of(900, 1000) }, { from: 90, to: 89.5 }, ['coverage_fell']],
      ['a hair less', { own: of(895_001, 1_000_000), ofBase: of(900, 1000) }, { from: 90, to: 89.5 }, []],
      ['a rise', { own: of(95, 100), ofBase: of(90, 100) }, { from: 90, to: 95 }, []],
      ['a base without coverage', { own: of(95, 100) }, null, []],
      ['a base without lines', { own: of(95, 100), ofBase: of(0, 0) }, null, []],
      ['no coverage any more', { ofBase: of(95, 100) }, null, []],
    ])('tells %s', (_, totals, coveragePct, codes) => {
      const known = aKnowledge({ hasBase: true, ...totals });
      expect(explainCoverage(known, 'count').evidence.changes).toEqual({ coveragePct });
      expect(codesOf(known)).toEqual(codes);
    });

    it('is nothing without a base', () => {
      expect(explainCoverage(aKnowledge({ own: of(1, 2) }), 'count').evidence.changes).toBeNull();
    });
  });

  it('warns of paths without a place, and of changed files that they may be', () => {
    const known = aKnowledge({
      detail: aDetail({
        unmatchedNames: ['web/src/index.js'],
        unmatchedPaths: { count: 4, firstTen: ['a.js', 'b.js', 'c.js', 'src/index.js'] },
      }),
    });
    expect(explainCoverage(known, 'count').warnings).toEqual([
      { code: 'changed_file_unmatched', message: expect.stringMatching(/: web\/src\/index\.js\.$/) },
      {
        code: 'coverage_paths_unmatched',
        message: expect.stringMatching(/were ignored: 4 \(a\.js, b\.js, c\.js, \.\.\.\)\.$/),
      },
    ]);
  });
});

describe('coverageLost', () => {
  const totals = fc
    .tuple(fc.integer({ min: 1, max: 1e6 }), fc.nat(1e6))
    .map(([total, covered]) => of(Math.min(covered, total), total));

  it('is the exact difference, and never below 0', () => {
    fc.assert(
      fc.property(totals, totals, (from, to) => {
        const lost = exactValue(coverageLost(from, to));
        const [was, is] = [from, to].map((of) => exactValue({ part: of.linesCovered, total: of.linesTotal }));
        const difference = {
          numerator: was!.numerator * is!.denominator - is!.numerator * was!.denominator,
          denominator: was!.denominator * is!.denominator,
        };
        const expected = difference.numerator < 0n ? exactValue(0) : difference;
        expect(compareFractions(lost, expected)).toBe(0);
      }),
    );
  });
});
