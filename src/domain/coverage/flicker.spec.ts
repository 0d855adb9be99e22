import { type FileCoverage } from './coverage-report.js';
import { countFlickering, differingLines, shapeOf, withFlickeringCovered } from './flicker.js';

const aFile = (hits: Record<number, number>): FileCoverage => ({
  path: 'a.ts',
  lines: Uint32Array.from(Object.keys(hits), Number),
  hits: Uint32Array.from(Object.values(hits)),
  ...{
    branchLines: Uint32Array.of(),
    branchesCovered: Uint32Array.of(),
    branchesTotal: Uint32Array.of(),
    counted: null,
  },
});

describe('flickering lines', () => {
  const [one, other] = [aFile({ 1: 1, 2: 0, 9: 7 }), aFile({ 1: 3, 2: 1, 9: 0 })];
  const known = differingLines(one, other);

  it('are those that one of two runs covers, however often', () => {
    expect(known).toEqual([2, 9].map((line) => ({ path: 'a.ts', shape: shapeOf(one), line })));
    expect(differingLines(one, aFile({ 1: 1, 3: 1, 9: 7 }))).toEqual([]);
  });

  it('are counted, and covered, in a file with the same executable lines alone', () => {
    expect(countFlickering(one, known)).toEqual({ linesTotal: 2, linesCovered: 1 });
    expect([...withFlickeringCovered(one, known).hits]).toEqual([1, 1, 7]);
    const edited = aFile({ 2: 0, 9: 0 });
    expect(countFlickering(edited, known)).toEqual({ linesTotal: 0, linesCovered: 0 });
    expect(withFlickeringCovered(edited, known)).toBe(edited);
  });
});
