import {
  type CoverageCounts,
  type FileCoverage,
  type PackedFileCoverage,
  type ReportedFile,
} from '../coverage-report.js';
import { countRecords } from '../coverage-totals.js';
import { maxPackedBytes, packRecords, unpackCoverage } from '../packed-lines.js';
import { MAX_RECORDS, type Records, recordsOf, viewOf } from './records.js';

/** A form in which a reader gives the files of a report. */
export interface FileForm<File extends ReportedFile> {
  /** The most lines of one report. */
  readonly maxRecords: number;

  /** @param counted counts to use when there are no lines. */
  make(path: string, lines: Records, branches: Records, counted: CoverageCounts | null): File;

  /**
   * Lines of a finished file, for a form from which they can be read back. Such a file is made as soon as its first
   * section ends, while the processor still has its records at hand, and made again when other sections follow.
   */
  linesOf?(file: File): Records;

  /** True when a file has data on any line, be it only the number of lines. */
  hasLines(file: File): boolean;
}

/** The lines and branches themselves, as views of the reader's columns. */
export const AS_TABLES: FileForm<FileCoverage> = {
  maxRecords: MAX_RECORDS,
  make: (path, lines, branches, counted) => ({
    path,
    lines: viewOf(lines, 'lines'),
    hits: viewOf(lines, 'first'),
    branchLines: viewOf(branches, 'lines'),
    branchesCovered: viewOf(branches, 'first'),
    branchesTotal: viewOf(branches, 'second'),
    counted,
  }),
  hasLines: ({ lines, counted }) => lines.length > 0 || (counted?.linesTotal ?? 0) > 0,
};

/** Size of the buffers for packed files; a larger file gets one of its own. */
const BUFFER_BYTES = 1024 * 1024;

/** Packed files, for storage. */
export class AsPacked implements FileForm<PackedFileCoverage> {
  private buffer = new Uint8Array(0);
  private end = 0;

  constructor(readonly maxRecords = MAX_RECORDS) {}

  make(path: string, lines: Records, branches: Records, counted: CoverageCounts | null): PackedFileCoverage {
    const most = maxPackedBytes(lines, branches);
    if (this.end + most > this.buffer.length) this.renew(most);
    const start = this.end;
    const { end, linesCovered } = packRecords(this.buffer, start, lines, branches, counted);
    this.end = end;
    const packed = this.buffer.subarray(start, end);
    return { path, ...countRecords(lines, branches, counted, linesCovered), packed };
  }

  linesOf({ path, packed }: PackedFileCoverage): Records {
    const { lines, hits } = unpackCoverage(path, packed);
    return recordsOf(lines, hits);
  }

  hasLines({ linesTotal }: PackedFileCoverage): boolean {
    return linesTotal > 0;
  }

  private renew(room: number): void {
    this.buffer = new Uint8Array(Math.max(BUFFER_BYTES, room));
    this.end = 0;
  }
}
