import { type CoverageCounts, type FileCoverage } from '../coverage-report.js';
import { foldLargest, type FoldRecords } from './fold-records.js';
import { sumOfCounts } from './numbers.js';
import { MAX_RECORDS, RecordColumns } from './record-columns.js';
import { ScanFailure } from './scan-failure.js';

/** Distinct files of one report at most. */
export const MAX_FILES = 100_000;

/** Where in the tables the records of a file, or of one section of it, stand. */
interface Section {
  readonly lineStart: number;
  readonly lineEnd: number;
  readonly branchStart: number;
  readonly branchEnd: number;
}

const NO_SECTION: Section = { lineStart: 0, lineEnd: 0, branchStart: 0, branchEnd: 0 };
const NO_COLUMN = new Uint32Array(0);

/**
 * Gathers what a scanner finds, section by section, and makes files of it. All records of a report stand in two tables,
 * of which each file is a view: no file has arrays of its own.
 */
export class CoverageCollector {
  /** Records of (line, hits). */
  readonly lines: RecordColumns;
  /** Records of (line, covered, total), or what `foldBranchRecords` makes that of. */
  readonly branches: RecordColumns;

  private readonly sections = new Map<string, Section[]>();
  private readonly counts = new Map<string, CoverageCounts>();
  private lineStart = 0;
  private branchStart = 0;

  /**
   * @param textLength bytes of the report: room for its records is made at once, where the system has it only when it is used.
   * @param foldBranchRecords for a format whose branch records are not (line, covered, total) already.
   */
  constructor(
    textLength: number,
    private readonly foldBranchRecords: FoldRecords = foldLargest,
  ) {
    const capacity = Math.min(16 + (textLength >> 4), MAX_RECORDS);
    this.lines = new RecordColumns(false, capacity);
    this.branches = new RecordColumns(true, capacity >> 2);
  }

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
    const section: Section = {
      lineStart: this.lineStart,
      lineEnd: this.lines.length,
      branchStart: this.branchStart,
      branchEnd: this.branches.length,
    };
    const known = this.sections.get(path);
    if (known === undefined) this.sections.set(path, [section]);
    else if (section.lineEnd > section.lineStart || section.branchEnd > section.branchStart) known.push(section);
    this.lineStart = section.lineEnd;
    this.branchStart = section.branchEnd;
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

  /** Adds counts without line numbers to a file. They stand where the file has no lines. */
  addCounts(path: string, added: CoverageCounts): void {
    const known = this.counts.get(path);
    this.counts.set(path, known === undefined ? added : addedCounts(known, added));
    if (!this.sections.has(path)) this.sections.set(path, [NO_SECTION]);
  }

  /** All files in the order of their path. To be called once: the records are folded in place. */
  files(): FileCoverage[] {
    // Joining sections may move the tables, so views are made when all is folded.
    const folded = [...this.sections].map(([path, sections]) => ({ path, section: this.fold(sections) }));
    folded.sort((a, b) => (a.path < b.path ? -1 : 1));
    return folded.map(({ path, section }) => this.fileOf(path, section));
  }

  private fold(sections: readonly Section[]): Section {
    const joined = sections.length === 1 ? sections[0]! : this.joined(sections);
    return {
      ...joined,
      lineEnd: foldLargest(this.lines, joined.lineStart, joined.lineEnd),
      branchEnd: this.foldBranchRecords(this.branches, joined.branchStart, joined.branchEnd),
    };
  }

  /** Copies the sections of one file into one, behind all others. */
  private joined(sections: readonly Section[]): Section {
    const { lines, branches } = this;
    const lineStart = lines.length;
    const branchStart = branches.length;
    for (const section of sections) {
      lines.appendRange(lines, section.lineStart, section.lineEnd);
      branches.appendRange(branches, section.branchStart, section.branchEnd);
    }
    return { lineStart, lineEnd: lines.length, branchStart, branchEnd: branches.length };
  }

  private fileOf(path: string, { lineStart, lineEnd, branchStart, branchEnd }: Section): FileCoverage {
    const { lines, branches } = this;
    const hasBranches = branchEnd > branchStart;
    return {
      path,
      lines: lines.lines.subarray(lineStart, lineEnd),
      hits: lines.first.subarray(lineStart, lineEnd),
      branchLines: hasBranches ? branches.lines.subarray(branchStart, branchEnd) : NO_COLUMN,
      branchesCovered: hasBranches ? branches.first.subarray(branchStart, branchEnd) : NO_COLUMN,
      branchesTotal: hasBranches ? branches.second.subarray(branchStart, branchEnd) : NO_COLUMN,
      counted: lineEnd > lineStart ? null : (this.counts.get(path) ?? null),
    };
  }
}

export const addedCounts = (a: CoverageCounts, b: CoverageCounts): CoverageCounts => ({
  linesTotal: sumOfCounts(a.linesTotal, b.linesTotal),
  linesCovered: sumOfCounts(a.linesCovered, b.linesCovered),
  branchesTotal: sumOfCounts(a.branchesTotal, b.branchesTotal),
  branchesCovered: sumOfCounts(a.branchesCovered, b.branchesCovered),
});
