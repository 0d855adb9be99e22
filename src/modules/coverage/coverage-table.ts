import type { CoverageCounts, FileCoverage } from '../../domain/coverage/coverage-report.js';
import { coverageTotals } from '../../domain/coverage/coverage-totals.js';
import { packCoverage } from '../../domain/coverage/packed-lines.js';

const COUNTS = ['linesTotal', 'linesCovered', 'branchesTotal', 'branchesCovered'] as const;

/**
 * Many files' packed lines and counts in a few large arrays: what crosses between threads, without an object for each
 * file. `ends[i]` is where the bytes of file i end in `packed`; `counts` has four numbers for each file.
 */
export interface CoverageTable {
  readonly paths: readonly string[];
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly counts: Uint32Array<ArrayBuffer>;
}

export function toCoverageTable(files: readonly FileCoverage[]): CoverageTable {
  const parts = files.map(packCoverage);
  const ends = new Uint32Array(files.length);
  const counts = new Uint32Array(files.length * COUNTS.length);
  let end = 0;
  files.forEach((file, index) => {
    end += parts[index]!.length;
    ends[index] = end;
    const totals = coverageTotals(file);
    COUNTS.forEach((key, at) => (counts[index * COUNTS.length + at] = totals[key]));
  });
  const packed = new Uint8Array(end);
  parts.forEach((part, index) => packed.set(part, ends[index]! - part.length));
  return { paths: files.map((file) => file.path), packed, ends, counts };
}

/** The bytes of one file; a view, not a copy. */
export function packedAt({ packed, ends }: CoverageTable, index: number): Uint8Array {
  return packed.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
}

export function countsAt({ counts }: CoverageTable, index: number): CoverageCounts {
  const at = index * COUNTS.length;
  const [linesTotal, linesCovered, branchesTotal, branchesCovered] = counts.subarray(
    at,
    at + COUNTS.length,
  ) as unknown as [number, number, number, number];
  return { linesTotal, linesCovered, branchesTotal, branchesCovered };
}

/** The buffers of a table, to hand it to another thread. */
export const buffersOf = ({ packed, ends, counts }: CoverageTable): ArrayBuffer[] => [
  packed.buffer,
  ends.buffer,
  counts.buffer,
];
