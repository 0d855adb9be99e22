import { compareFractions, percentOf } from '../exact/fraction.js';

/** Executable lines of a file, and those of them that ran. */
export interface FileCounts {
  readonly filePath: string;
  readonly linesTotal: number;
  readonly linesCovered: number;
}

/** A file whose coverage differs between two scans; null where a scan has no executable line of it. */
export interface CoverageChange {
  readonly filePath: string;
  readonly from: FileCounts | null;
  readonly to: FileCounts | null;
}

/** Files of which a different share of lines ran, compared exactly, in the order of their paths. */
export function compareCoverage(from: readonly FileCounts[], to: readonly FileCounts[]): CoverageChange[] {
  const before = new Map(from.filter(hasLines).map((file) => [file.filePath, file]));
  const after = to.filter(hasLines);
  const changes = after.flatMap((file): CoverageChange[] => {
    const known = before.get(file.filePath) ?? null;
    before.delete(file.filePath);
    return known !== null && isSameShare(known, file) ? [] : [{ filePath: file.filePath, from: known, to: file }];
  });
  const gone = [...before.values()].map((file) => ({ filePath: file.filePath, from: file, to: null }));
  return [...changes, ...gone].sort((a, b) => (a.filePath < b.filePath ? -1 : 1));
}

const hasLines = ({ linesTotal }: FileCounts): boolean => linesTotal > 0;

const isSameShare = (one: FileCounts, other: FileCounts): boolean =>
  compareFractions(shareOf(one), shareOf(other)) === 0;

const shareOf = ({ linesCovered, linesTotal }: FileCounts) => percentOf({ part: linesCovered, total: linesTotal });
