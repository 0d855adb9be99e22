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

  it('is zero for a file of which nothing is known', () => {
    expect(coverageTotals(aFile({}))).toEqual({ linesTotal: 0, linesCovered: 0, branchesTotal: 0, branchesCovered: 0 });
  });
});
