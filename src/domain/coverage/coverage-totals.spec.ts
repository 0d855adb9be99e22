import { type FileCoverage } from './coverage-report.js';
import { coverageTotals } from './coverage-totals.js';

const none = Uint32Array.of();
const aFile = (parts: Partial<FileCoverage>): FileCoverage => ({
  path: 'a',
  lines: none,
  hits: none,
  branchLines: none,
  branchesCovered: none,
  branchesTotal: none,
  counted: null,
  ...parts,
});
const counted = { linesTotal: 9, linesCovered: 4, branchesTotal: 6, branchesCovered: 2 };

describe('coverageTotals', () => {
  it('counts lines that ran and branches that were taken', () => {
    const file = aFile({
      lines: Uint32Array.of(1, 2, 5),
      hits: Uint32Array.of(0, 1, 0xffffffff),
      branchLines: Uint32Array.of(2, 5),
      branchesCovered: Uint32Array.of(1, 0),
      branchesTotal: Uint32Array.of(2, 4),
    });
    expect(coverageTotals(file)).toEqual({ linesTotal: 3, linesCovered: 2, branchesTotal: 6, branchesCovered: 1 });
  });

  it('takes counts where there are no records', () => {
    expect(coverageTotals(aFile({ counted }))).toEqual(counted);
    const withBranches = aFile({
      counted,
      branchLines: Uint32Array.of(1),
      branchesCovered: Uint32Array.of(1),
      branchesTotal: Uint32Array.of(2),
    });
    expect(coverageTotals(withBranches)).toEqual({ ...counted, branchesTotal: 2, branchesCovered: 1 });
  });

  it('ends at what is stored of a count', () => {
    const most = 0xffffffff;
    const huge = { linesTotal: most, linesCovered: most, branchesTotal: most, branchesCovered: 2_147_483_647 };
    expect(Object.values(coverageTotals(aFile({ counted: huge })))).toEqual(Array(4).fill(2_147_483_647));
    const branches = aFile({
      branchLines: Uint32Array.of(1, 2),
      branchesCovered: Uint32Array.of(1, 1),
      branchesTotal: Uint32Array.of(most, most),
    });
    expect(coverageTotals(branches)).toMatchObject({ branchesTotal: 2_147_483_647, branchesCovered: 2 });
  });

  it('is zero for a file of which nothing is known', () => {
    expect(coverageTotals(aFile({}))).toEqual({ linesTotal: 0, linesCovered: 0, branchesTotal: 0, branchesCovered: 0 });
  });
});
