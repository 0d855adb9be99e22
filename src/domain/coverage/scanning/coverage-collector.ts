import { type CoverageCounts, type FileCoverage } from '../coverage-report.js';
import { largestBranches, largestHits, type BranchColumns, type LineColumns } from './collapse-records.js';
import { MAX_RECORDS, RecordColumns } from './record-columns.js';
import { ScanFailure } from './scan-failure.js';

/** Distinct files of one report at most. */
export const MAX_FILES = 100_000;

/** What of one file stands where in the columns: a file may come in several sections. */
interface Section {
  readonly lineStart: number;
  readonly lineEnd: number;
  readonly branchStart: number;
  readonly branchEnd: number;
}

/** Makes the branches of one file's records, whose meaning is the format's own. */
export type CollapseBranches = (lines: Uint32Array, first: Uint32Array, second: Uint32Array) => BranchColumns;

const NO_COLUMN = new Uint32Array(0);
const NO_BRANCHES: BranchColumns = { branchLines: NO_COLUMN, branchesCovered: NO_COLUMN, branchesTotal: NO_COLUMN };

/**
 * Gathers what a scanner finds, section by section, and makes files of it. All records of a report stand in two tables;
 * a file that came in one piece and in line order, which is nearly every file, becomes a view of them without a copy.
 */
export class CoverageCollector {
  readonly lines = new RecordColumns(false);
  readonly branches = new RecordColumns(true);

  private readonly sections = new Map<string, Section[]>();
  private readonly counts = new Map<string, CoverageCounts>();
  private lineStart = 0;
  private branchStart = 0;

  /** @param collapseBranches for formats whose branch records are not (line, covered, total) already. */
  constructor(private readonly collapseBranches: CollapseBranches = largestBranches) {}

  /** True as long as another file and other records are within the limits. */
  get isWithinLimits(): boolean {
    return this.sections.size <= MAX_FILES && this.lines.length <= MAX_RECORDS && this.branches.length <= MAX_RECORDS;
  }

  overLimit(offset: number, text: Uint8Array): ScanFailure {
    const reason = `expected at most ${MAX_FILES} files and ${MAX_RECORDS} line records in one report`;
    return new ScanFailure('limit_exceeded', reason, offset, text);
  }

  /** Gives the records appended since the last call to this file; without any the file is known all the same. */
  endSection(path: string): void {
    const section = {
      lineStart: this.lineStart,
      lineEnd: this.lines.length,
      branchStart: this.branchStart,
      branchEnd: this.branches.length,
    };
    this.lineStart = section.lineEnd;
    this.branchStart = section.branchEnd;
    const isEmpty = section.lineStart === section.lineEnd && section.branchStart === section.branchEnd;
    const known = this.sections.get(path);
    if (known === undefined) this.sections.set(path, isEmpty ? [] : [section]);
    else if (!isEmpty) known.push(section);
  }

  /** Forgets the records appended since the last section, since they belong to no file, and says how many they were. */
  dropSection(): number {
    const dropped = this.lines.length - this.lineStart + this.branches.length - this.branchStart;
    this.lines.length = this.lineStart;
    this.branches.length = this.branchStart;
    return dropped;
  }

  /** Forgets the line records appended since the last section; the branch records stay. */
  dropLines(): void {
    this.lines.length = this.lineStart;
  }

  /** Adds counts without line numbers to a file. */
  addCounts(path: string, added: CoverageCounts): void {
    const known = this.counts.get(path);
    this.counts.set(path, known === undefined ? added : sumOf(known, added));
    if (!this.sections.has(path)) this.sections.set(path, []);
  }

  /** All files in the order of their path. Counts only stand where a file has no lines. */
  files(): FileCoverage[] {
    const paths = [...this.sections.keys()].sort((a, b) => (a < b ? -1 : 1));
    return paths.map((path) => {
      const sections = this.sections.get(path)!;
      const lines = this.linesOf(sections);
      const counted = lines.lines.length === 0 ? (this.counts.get(path) ?? null) : null;
      return { path, ...lines, ...this.branchesOf(sections), counted };
    });
  }

  private linesOf(sections: readonly Section[]): LineColumns {
    const { lines, first: hits } = this.lines;
    const ranges = sections.map((section): Range => [section.lineStart, section.lineEnd]);
    return largestHits(gathered(lines, ranges), gathered(hits, ranges));
  }

  private branchesOf(sections: readonly Section[]): BranchColumns {
    const { lines, first, second } = this.branches;
    const ranges = sections.map((section): Range => [section.branchStart, section.branchEnd]);
    if (ranges.every(([start, end]) => start === end)) return NO_BRANCHES;
    return this.collapseBranches(gathered(lines, ranges), gathered(first, ranges), gathered(second, ranges));
  }
}

type Range = readonly [start: number, end: number];

/** One column over several ranges: a view where there is one range, else a copy. */
function gathered(column: Uint32Array, ranges: readonly Range[]): Uint32Array {
  const [only] = ranges;
  if (only === undefined) return NO_COLUMN;
  if (ranges.length === 1) return column.subarray(...only);
  const all = new Uint32Array(ranges.reduce((sum, [start, end]) => sum + end - start, 0));
  let at = 0;
  for (const [start, end] of ranges) {
    all.set(column.subarray(start, end), at);
    at += end - start;
  }
  return all;
}

const sumOf = (a: CoverageCounts, b: CoverageCounts): CoverageCounts => ({
  linesTotal: a.linesTotal + b.linesTotal,
  linesCovered: a.linesCovered + b.linesCovered,
  branchesTotal: a.branchesTotal + b.branchesTotal,
  branchesCovered: a.branchesCovered + b.branchesCovered,
});
