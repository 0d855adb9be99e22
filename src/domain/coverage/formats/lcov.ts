import { countOf } from '../../count-of.js';
import type { ReportError } from '../../report-error.js';
import { startsWith } from '../../scanning/bytes.js';
import { readCount, readLineNumber } from '../../scanning/numbers.js';
import { type FailingScanner, ScanFailure } from '../../scanning/scan-failure.js';
import { type Warning, warningOf } from '../../warning.js';
import { CoverageCollector } from '../collecting/coverage-collector.js';
import type { FileForm } from '../collecting/file-form.js';
import { foldBranches } from '../collecting/fold-records.js';
import type { RecordWriter } from '../collecting/records.js';
import { reportedPath } from '../collecting/reported-path.js';
import { type CoverageReport, type ReportedFile } from '../coverage-report.js';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const COMMA = 0x2c;
const COLON = 0x3a;
const DASH = 0x2d;
const A = 0x41;
const B = 0x42;
const D = 0x44;
const F = 0x46;
const R = 0x52;
const S = 0x53;
const SMALL_E = 0x65;
/** Digits are 0 to 9 when XORed with it, and nothing else is. */
const ZERO = 0x30;

/** Digits that fit a 32-bit integer whatever they are. */
const SAFE_DIGITS = 9;

/**
 * Reads lcov tracefiles (man page geninfo(1), lcov 1.x and 2.x): the files of SF, the lines of DA, the branches of BRDA.
 * All other records, the report's own totals among them, are passed over, and so is what is no record at all.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @param form what to make of the files.
 * @throws ScanFailure when there are records but no file that they could belong to, or a limit is exceeded.
 */
export function readLcov<File extends ReportedFile>(text: Uint8Array, form: FileForm<File>): CoverageReport<File> {
  const scanner = new LcovScanner(text, form);
  scanner.scan();
  return scanner.finish();
}

class LcovScanner<File extends ReportedFile> implements FailingScanner {
  private readonly collector: CoverageCollector<File>;
  private readonly lines: RecordWriter;
  private readonly branches: RecordWriter;
  private readonly warnings: Warning[] = [];
  /** The file of the open section: '' when its SF is empty, null outside of any section. */
  private path: string | null = null;
  private hasSections = false;
  private firstStray = -1;
  private strays = 0;
  private withoutLine = 0;

  /** A view of `text` whose search is native. */
  private readonly buffer: Buffer;
  /** Offset at which the last section ended. */
  private sectionEnd = 0;

  constructor(
    private readonly text: Uint8Array,
    form: FileForm<File>,
  ) {
    this.collector = new CoverageCollector(form, foldBranches);
    ({ lines: this.lines, branches: this.branches } = this.collector);
    this.buffer = asBuffer(text);
  }

  failure(code: ReportError['code'], reason: string): ScanFailure {
    return new ScanFailure(code, reason, this.sectionEnd, this.text);
  }

  /** Scans line by line; each reader of a line answers the offset of its end. */
  scan(): void {
    const text = this.text;
    const { length } = text;
    for (let at = 0; at < length; at++) {
      const byte = text[at];
      if (byte === D && text[at + 1] === A && text[at + 2] === COLON) at = this.lineRecords(at + 3);
      else if (byte === B && startsWith(text, at, 'BRDA:')) at = this.branchRecords(at + 5);
      else if (byte === S && text[at + 1] === F && text[at + 2] === COLON) at = this.beginSection(at + 3);
      else if (byte === SMALL_E && startsWith(text, at, 'end_of_record')) at = this.endSection(at);
      else at = this.endOfLine(at);
    }
  }

  finish(): CoverageReport<File> {
    if (this.path !== null) {
      this.warnings.push(
        warningOf('report_cut_off', 'the report ends inside a file, without end_of_record; it may be truncated'),
      );
      this.endSection(this.text.length);
    }
    this.dropStrays();
    if (this.firstStray >= 0 && !this.hasSections) {
      throw new ScanFailure('malformed', 'expected SF with a path before the first record', this.firstStray, this.text);
    }
    if (this.strays > 0)
      this.warnings.push(warningOf('records_ignored', `Ignored ${countOf(this.strays, 'record')} outside any file`));
    if (this.withoutLine > 0) {
      this.warnings.push(
        warningOf('records_ignored', `Ignored ${countOf(this.withoutLine, 'record')} without a line number from 1 on`),
      );
    }
    return { format: 'lcov', sources: [], files: this.collector.files(), warnings: this.warnings };
  }

  /**
   * `DA:<line>,<hits>[,<checksum>]`, from behind the colon, and all that follow it at once; answers the offset of the end
   * of the last one's line.
   */
  private lineRecords(start: number): number {
    const { text, lines } = this;
    if (this.path === null) this.noteStray(start);
    // Written into the columns without a call per record: small reports are read before the call has been optimized away.
    let { columns, end: index } = lines;
    let at = start;
    for (;;) {
      const recordStart = at;
      let digit: number;
      let line = 0;
      for (; (digit = text[at]! ^ ZERO) < 10; at++) line = (line * 10 + digit) | 0;
      const lineEnd = at;
      let hits = 0;
      for (at++; (digit = text[at]! ^ ZERO) < 10; at++) hits = (hits * 10 + digit) | 0;
      const byte = text[at];
      const isUsual =
        line > 0 &&
        text[lineEnd] === COMMA &&
        lineEnd - recordStart <= SAFE_DIGITS &&
        isNumber(at - lineEnd - 1) &&
        (byte === NEWLINE || byte === COMMA || byte === RETURN);
      if (!isUsual) {
        lines.end = index;
        return this.unusualLineRecord(recordStart);
      }

      if (index === columns.lines.length) {
        lines.end = index;
        lines.grow();
        ({ columns, end: index } = lines);
      }
      columns.lines[index] = line;
      columns.first[index++] = hits;
      if (byte !== NEWLINE || text[at + 1] !== D || text[at + 2] !== A || text[at + 3] !== COLON) break;
      at += 4;
    }
    lines.end = index;
    return text[at] === NEWLINE ? at : this.endOfLine(at);
  }

  private unusualLineRecord(start: number): number {
    const text = this.text;
    const end = this.endOfLine(start);
    const lineEnd = fieldEnd(text, start, end);
    const hitsStart = Math.min(lineEnd + 1, end);
    const line = readLineNumber(text, start, lineEnd);
    if (line > 0) this.lines.append(line, readCount(text, hitsStart, fieldEnd(text, hitsStart, end)), 0);
    else this.withoutLine++;
    return end;
  }

  /**
   * `BRDA:<line>,[e]<block>,<branch>,<taken>`, taken being `-` or a count, from behind the colon, and all that follow it at
   * once; answers the offset of the end of the last one's line.
   */
  private branchRecords(start: number): number {
    const { text, branches } = this;
    if (this.path === null) this.noteStray(start);
    for (let at = start; ; at += 6) {
      const recordStart = at;
      let digit: number;
      let line = 0;
      for (; (digit = text[at]! ^ ZERO) < 10; at++) line = (line * 10 + digit) | 0;
      const lineEnd = at;
      let block = 0;
      for (at++; (digit = text[at]! ^ ZERO) < 10; at++) block = (block * 10 + digit) | 0;
      const blockEnd = at;
      let branch = 0;
      for (at++; (digit = text[at]! ^ ZERO) < 10; at++) branch = (branch * 10 + digit) | 0;
      const branchEnd = at++;
      let taken = 0;
      if (text[at] === DASH) at++;
      else for (; (digit = text[at]! ^ ZERO) < 10; at++) taken = (taken * 10 + digit) | 0;

      const isUsual =
        line > 0 &&
        text[lineEnd] === COMMA &&
        text[blockEnd] === COMMA &&
        text[branchEnd] === COMMA &&
        text[at] === NEWLINE &&
        lineEnd - recordStart <= SAFE_DIGITS &&
        isNumber(blockEnd - lineEnd - 1) &&
        isNumber(branchEnd - blockEnd - 1) &&
        isNumber(at - branchEnd - 1) &&
        isPlainKey(block, branch);
      if (!isUsual) return this.unusualBranchRecord(recordStart);
      branches.append(line, plainKey(block, branch), taken);
      if (text[at + 1] !== B || text[at + 2] !== R || text[at + 3] !== D || text[at + 4] !== A) return at;
      if (text[at + 5] !== COLON) return at;
    }
  }

  /** A branch may be an expression that contains commas: the count is behind the last comma. */
  private unusualBranchRecord(start: number): number {
    const text = this.text;
    const end = this.endOfLine(start);
    const lineEnd = fieldEnd(text, start, end);
    let keyEnd = end;
    while (keyEnd > lineEnd && text[keyEnd] !== COMMA) keyEnd--;
    const line = readLineNumber(text, start, lineEnd);
    if (line > 0) {
      const takenStart = Math.min(keyEnd + 1, end);
      this.branches.append(line, branchKey(text, lineEnd + 1, keyEnd), readCount(text, takenStart, end));
    } else this.withoutLine++;
    return end;
  }

  private beginSection(start: number): number {
    const end = this.endOfLine(start);
    if (this.path !== null) this.endSection(start);
    this.dropStrays();
    this.path = reportedPath(this.text, start, end);
    this.hasSections = true;
    return end;
  }

  private endSection(at: number): number {
    if (this.path !== null && this.path !== '') this.collector.endSection(this.path);
    else this.dropStrays();
    this.path = null;
    this.sectionEnd = at;
    this.collector.checkLimits(this);
    return this.endOfLine(at);
  }

  private endOfLine(start: number): number {
    const end = this.buffer.indexOf(NEWLINE, start);
    return end < 0 ? this.text.length : end;
  }

  private noteStray(at: number): void {
    if (this.firstStray < 0) this.firstStray = at;
  }

  private dropStrays(): void {
    this.strays += this.collector.dropSection();
  }
}

/**
 * Key that tells the branches of one line apart: block and branch as one number if they fit, else a hash with the top
 * bit.
 */
function branchKey(text: Uint8Array, start: number, end: number): number {
  const blockEnd = fieldEnd(text, start, end);
  const block = smallNumber(text, start, blockEnd);
  const branch = smallNumber(text, blockEnd + 1, end);
  if (isPlainKey(block, branch)) return plainKey(block, branch);
  let hash = 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text[at]!, 0x01000193);
  return (hash | (1 << 31)) >>> 0;
}

/** One to five digits; -1 for anything else. */
function smallNumber(text: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > 5) return -1;
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = text[at]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/** True for a number of digits that is a number, and one of 32 bits. */
const isNumber = (digits: number): boolean => digits > 0 && digits <= SAFE_DIGITS;

const isPlainKey = (block: number, branch: number): boolean =>
  block >= 0 && block < 1 << 16 && branch >= 0 && branch < 1 << 15;

const plainKey = (block: number, branch: number): number => block * (1 << 15) + branch;

function fieldEnd(text: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && text[at] !== COMMA) at++;
  return at;
}

const asBuffer = ({ buffer, byteOffset, length }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, length);
