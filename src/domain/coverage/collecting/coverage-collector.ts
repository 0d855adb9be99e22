import { type CoverageCounts, type FileCoverage } from '../coverage-report.js';
import { foldLargest, type FoldRecords } from './fold-records.js';
import { sumOfCounts } from '../../scanning/numbers.js';
import { joinRecords, MAX_RECORDS, NO_RECORDS, type Records, RecordWriter, viewOf } from './records.js';
import type { FailingScanner } from '../../scanning/scan-failure.js';

/** Distinct files of one report at most. */
const MAX_FILES = 100_000;
/** Sections of one report at most: a file may come in several, one per test or class. */
const MAX_SECTIONS = 250_000;

/** What a report says of one file, or what one section of it says, with the sections before. */
interface Section {
  readonly lines: Records;
  readonly branches: Records;
  readonly before: Section | null;
}

/** Gathers what a scanner finds, section by section, and makes files of it. */
export class CoverageCollector {
  /** Takes records of (line, hits). */
  readonly lines = new RecordWriter(false);
  /** Takes records of (line, covered, total), or what `foldBranchRecords` makes that of. */
  readonly branches = new RecordWriter(true);

  private readonly sections = new Map<string, Section>();
  private readonly counts = new Map<string, CoverageCounts>();
  private sectionCount = 0;

  /** @param foldBranchRecords for a format whose branch records are not (line, covered, total) already. */
  constructor(private readonly foldBranchRecords: FoldRecords = foldLargest) {}

  /** @throws ScanFailure where the scanner stands when the report holds more than a report may. */
  checkLimits(scanner: FailingScanner): void {
    const records = Math.max(this.lines.taken, this.branches.taken);
    if (this.sections.size <= MAX_FILES && this.sectionCount <= MAX_SECTIONS && records <= MAX_RECORDS) return;
    const most = `${MAX_FILES} files in ${MAX_SECTIONS} sections with ${MAX_RECORDS} lines`;
    throw scanner.failure('limit_exceeded', `expected at most ${most} in one report`);
  }

  /** Gives the records appended since the last call to this file; without any the file is known all the same. */
  endSection(path: string): void {
    const section = {
      lines: this.lines.take(),
      branches: this.branches.take(),
      before: this.sections.get(path) ?? null,
    };
    const isEmpty = section.lines === NO_RECORDS && section.branches === NO_RECORDS;
    if (section.before !== null && isEmpty) return;
    this.sections.set(path, section);
    this.sectionCount++;
  }

  /** Forgets the records appended since the last section, since they belong to no file, and says how many they were. */
  dropSection(): number {
    return this.lines.drop() + this.branches.drop();
  }

  /** Adds counts without line numbers to a file. They stand where the file has no lines. */
  addCounts(path: string, added: CoverageCounts): void {
    const known = this.counts.get(path);
    this.counts.set(path, known === undefined ? added : addedCounts(known, added));
    if (!this.sections.has(path)) this.endSection(path);
  }

  /** All files in the order of their path. To be called once: the records are folded in place. */
  files(): FileCoverage[] {
    const files = Array.from(this.sections, ([path, section]) => this.fileOf(path, section));
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  private fileOf(path: string, section: Section): FileCoverage {
    const { lines: allLines, branches: allBranches } = section.before === null ? section : joined(section);
    const lines = foldLargest(allLines);
    const branches = this.foldBranchRecords(allBranches);
    return {
      path,
      lines: viewOf(lines, 'lines'),
      hits: viewOf(lines, 'first'),
      branchLines: viewOf(branches, 'lines'),
      branchesCovered: viewOf(branches, 'first'),
      branchesTotal: viewOf(branches, 'second'),
      counted: lines.end > lines.start ? null : (this.counts.get(path) ?? null),
    };
  }
}

function joined(last: Section): Section {
  const all: Section[] = [];
  for (let section: Section | null = last; section !== null; section = section.before) all.push(section);
  return {
    lines: joinRecords(all.map(({ lines }) => lines)),
    branches: joinRecords(all.map(({ branches }) => branches)),
    before: null,
  };
}

export const addedCounts = (a: CoverageCounts, b: CoverageCounts): CoverageCounts => ({
  linesTotal: sumOfCounts(a.linesTotal, b.linesTotal),
  linesCovered: sumOfCounts(a.linesCovered, b.linesCovered),
  branchesTotal: sumOfCounts(a.branchesTotal, b.branchesTotal),
  branchesCovered: sumOfCounts(a.branchesCovered, b.branchesCovered),
});
