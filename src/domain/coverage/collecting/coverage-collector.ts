import { sumOfCounts } from '../../scanning/numbers.js';
import type { FailingScanner } from '../../scanning/scan-failure.js';
import { type CoverageCounts, type ReportedFile } from '../coverage-report.js';
import type { FileForm } from './file-form.js';
import { foldLargest, type FoldRecords } from './fold-records.js';
import { joinRecords, NO_RECORDS, RecordCopier, type Records, RecordWriter } from './records.js';

/** Limit of distinct files in one report. */
const MAX_FILES = 100_000;
/** Limit of sections in one report: a file may come in several, one per test or class. */
const MAX_SECTIONS = 250_000;

/** Records of one file in a report, or of one of its sections together with the sections before. */
interface Section<File> {
  readonly lines: Records;
  readonly branches: Records;
  readonly before: Section<File> | null;
  /** The file if it was made early, valid unless another section follows. */
  readonly file: File | null;
}

/** Collects a scanner's records, section by section, and makes files of them. */
export class CoverageCollector<File extends ReportedFile> {
  /** Takes records of (line, hits). */
  readonly lines = new RecordWriter(false);
  /** Takes records of (line, covered, total), or records from which `foldBranchRecords` makes these. */
  readonly branches = new RecordWriter(true);

  private readonly sections = new Map<string, Section<File>>();
  private readonly counts = new Map<string, CoverageCounts>();
  private sectionCount = 0;
  private withoutPath = 0;

  /** Folding destroys records that would be needed if another section followed. */
  private readonly copier = new RecordCopier();

  /** @param foldBranchRecords for a format whose branch records are not (line, covered, total) already. */
  constructor(
    private readonly form: FileForm<File>,
    private readonly foldBranchRecords: FoldRecords = foldLargest,
  ) {}

  /** Number of files that `endFile` ignored. */
  get filesWithoutPath(): number {
    return this.withoutPath;
  }

  /** @throws ScanFailure at the scanner's position when the report has more records than a report may. */
  checkLimits(scanner: FailingScanner): void {
    const records = Math.max(this.lines.taken, this.branches.taken);
    if (this.sections.size <= MAX_FILES && this.sectionCount <= MAX_SECTIONS && records <= this.form.maxRecords) return;
    const most = `${MAX_FILES} files in ${MAX_SECTIONS} sections with ${this.form.maxRecords} lines`;
    throw scanner.failure('limit_exceeded', `expected at most ${most} in one report`);
  }

  /**
   * Appends the lines from `first` to `last`, all with these hits.
   *
   * @throws ScanFailure at the scanner's position when a report may not have as many.
   */
  appendLines(scanner: FailingScanner, first: number, last: number, hits: number): void {
    const { lines } = this;
    if (lines.taken + lines.pending + last - first >= this.form.maxRecords) {
      throw scanner.failure('limit_exceeded', `expected at most ${this.form.maxRecords} lines in one report`);
    }
    for (let line = first; line <= last; line++) lines.append(line, hits, 0);
  }

  /** Gives the records appended since the last call to this file; a file without any is recorded all the same. */
  endSection(path: string): void {
    const taken = this.lines.take();
    const lines = foldLargest(taken);
    const branches = this.branches.take();
    const before = this.sections.get(path) ?? null;
    if (before !== null && lines === NO_RECORDS && branches === NO_RECORDS) return;
    this.sectionCount++;
    if (!this.form.linesOf || before !== null || lines === NO_RECORDS) {
      this.sections.set(path, { lines, branches, before, file: null });
      return;
    }
    const file = this.make(path, lines, this.copier.copyOf(branches));
    this.sections.set(path, { lines: NO_RECORDS, branches, before, file });
    this.lines.giveBack(taken);
  }

  /** As `endSection`; records of a file that the report names no path of are dropped. */
  endFile(path: string): void {
    if (path !== '') this.endSection(path);
    else {
      this.withoutPath++;
      this.dropSection();
    }
  }

  /** Drops the records appended since the last section, since they belong to no file, and returns their number. */
  dropSection(): number {
    return this.lines.drop() + this.branches.drop();
  }

  /** Adds counts without line numbers to a file. They count only if the file has no lines. */
  addCounts(path: string, added: CoverageCounts): void {
    const known = this.counts.get(path);
    this.counts.set(path, known === undefined ? added : addedCounts(known, added));
    if (!this.sections.has(path)) this.endSection(path);
  }

  /** All files in the order of their path. Call it once: the records are folded in place. */
  files(): File[] {
    const sections = [...this.sections].sort(([a], [b]) => (a < b ? -1 : 1));
    return sections.map(([path, section]) => section.file ?? this.fileOf(path, section));
  }

  private fileOf(path: string, last: Section<File>): File {
    if (last.before === null) return this.make(path, last.lines, last.branches);
    const all: Section<File>[] = [];
    for (let section: Section<File> | null = last; section !== null; section = section.before) all.push(section);
    const lines = joinRecords(all.map(({ file, lines: own }) => (file === null ? own : this.form.linesOf!(file))));
    return this.make(path, foldLargest(lines), joinRecords(all.map(({ branches }) => branches)));
  }

  /** @param branches folded in place. */
  private make(path: string, lines: Records, branches: Records): File {
    const counted = lines.end > lines.start ? null : (this.counts.get(path) ?? null);
    return this.form.make(path, lines, this.foldBranchRecords(branches), counted);
  }
}

export const addedCounts = (a: CoverageCounts, b: CoverageCounts): CoverageCounts => ({
  linesTotal: sumOfCounts(a.linesTotal, b.linesTotal),
  linesCovered: sumOfCounts(a.linesCovered, b.linesCovered),
  branchesTotal: sumOfCounts(a.branchesTotal, b.branchesTotal),
  branchesCovered: sumOfCounts(a.branchesCovered, b.branchesCovered),
});
