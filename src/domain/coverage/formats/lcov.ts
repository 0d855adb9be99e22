import { type CoverageReport } from '../coverage-report.js';
import { CoverageCollector } from '../scanning/coverage-collector.js';
import { distinctBranches } from '../scanning/collapse-records.js';
import { MAX_COUNT, MAX_LINE, readCount, readLineNumber } from '../scanning/numbers.js';
import { reportedPath } from '../scanning/reported-path.js';
import { ScanFailure } from '../scanning/scan-failure.js';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const COMMA = 0x2c;
const COLON = 0x3a;
const ZERO = 0x30;

/**
 * Reads lcov tracefiles (man page geninfo(1), lcov 1.x and 2.x): the files of SF, the lines of DA, the branches of BRDA.
 * All other records, the report's own totals among them, are passed over, and so is what is no record at all.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @throws ScanFailure when there are records but no file that they could belong to, or a limit is exceeded.
 */
export function readLcov(text: Uint8Array): CoverageReport {
  const scanner = new LcovScanner(text);
  scanner.scan();
  return scanner.finish();
}

class LcovScanner {
  private readonly collector = new CoverageCollector(distinctBranches);
  private readonly warnings: string[] = [];
  /** The file of the open section: '' when its SF is empty, null outside of any section. */
  private path: string | null = null;
  private hasSections = false;
  private firstStray = -1;
  private strays = 0;
  private withoutLine = 0;

  constructor(private readonly text: Uint8Array) {}

  scan(): void {
    const text = this.text;
    for (let at = 0; at < text.length; at++) {
      const byte = text[at];
      if (byte === 0x44 && text[at + 1] === 0x41 && text[at + 2] === COLON) at = this.lineRecord(at + 3);
      else if (byte === 0x42 && startsWith(text, at, 'BRDA:')) at = this.branchRecord(at + 5);
      else if (byte === 0x53 && startsWith(text, at, 'SF:')) at = this.beginSection(at + 3);
      else if (byte === 0x65 && startsWith(text, at, 'end_of_record')) at = this.endSection(at);
      else at = endOfLine(text, at);
    }
  }

  finish(): CoverageReport {
    if (this.path !== null) {
      this.warnings.push('the report ends inside of a file, without end_of_record: it may be cut off');
      this.endSection(this.text.length);
    }
    this.dropStrays();
    if (this.firstStray >= 0 && !this.hasSections) {
      throw new ScanFailure('malformed', 'expected SF with a path before the first record', this.firstStray, this.text);
    }
    if (this.strays > 0) this.warnings.push(`${this.strays} records outside of any file were ignored`);
    if (this.withoutLine > 0) {
      this.warnings.push(`${this.withoutLine} records without a line number from 1 on were ignored`);
    }
    return { format: 'lcov', sources: [], files: this.collector.files(), warnings: this.warnings };
  }

  /** `DA:<line>,<hits>[,<checksum>]`, from behind the colon; answers the offset of the line's end. */
  private lineRecord(start: number): number {
    const text = this.text;
    const limit = text.length;
    if (this.path === null) this.noteStray(start);
    let at = start;
    let line = 0;
    for (let digit: number; at < limit && (digit = text[at]! - ZERO) >= 0 && digit <= 9; at++) line = line * 10 + digit;
    if (text[at] === COMMA && line > 0 && line <= MAX_LINE) {
      const hitsStart = ++at;
      let hits = 0;
      for (let digit: number; at < limit && (digit = text[at]! - ZERO) >= 0 && digit <= 9; at++)
        hits = hits * 10 + digit;
      if (at > hitsStart && isFieldEnd(text[at])) {
        this.collector.lines.append(line, hits <= MAX_COUNT ? hits : MAX_COUNT, 0);
        return text[at] === NEWLINE ? at : endOfLine(text, at);
      }
    }
    return this.unusualLineRecord(start);
  }

  private unusualLineRecord(start: number): number {
    const text = this.text;
    const end = endOfLine(text, start);
    const lineEnd = fieldEnd(text, start, end);
    const hitsEnd = lineEnd < end ? fieldEnd(text, lineEnd + 1, end) : end;
    const line = readLineNumber(text, start, lineEnd);
    if (line > 0) this.collector.lines.append(line, readCount(text, Math.min(lineEnd + 1, end), hitsEnd), 0);
    else this.withoutLine++;
    return end;
  }

  /** `BRDA:<line>,[e]<block>,<branch>,<taken>`: a branch may be an expression, commas and all; taken is `-` or a count. */
  private branchRecord(start: number): number {
    const text = this.text;
    if (this.path === null) this.noteStray(start);
    const end = endOfLine(text, start);
    const lineEnd = fieldEnd(text, start, end);
    const keyEnd = Math.max(text.subarray(lineEnd + 1, end).lastIndexOf(COMMA), 0) + lineEnd + 1;
    const line = readLineNumber(text, start, lineEnd);
    if (line > 0) {
      const key = branchKey(text, lineEnd + 1, keyEnd);
      this.collector.branches.append(line, key, readCount(text, keyEnd + 1, end));
    } else this.withoutLine++;
    return end;
  }

  private beginSection(start: number): number {
    const end = endOfLine(this.text, start);
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
    if (!this.collector.isWithinLimits) throw this.collector.overLimit(at, this.text);
    return endOfLine(this.text, at);
  }

  private noteStray(at: number): void {
    if (this.firstStray < 0) this.firstStray = at;
  }

  private dropStrays(): void {
    this.strays += this.collector.dropSection();
  }
}

/**
 * Tells the branches of one line apart: block and branch as one number where both are plain and below 2^16 and 2^15,
 * else a hash of their text with the top bit set.
 */
function branchKey(text: Uint8Array, start: number, end: number): number {
  let block = 0;
  let number = 0;
  let hash = 0;
  let commas = 0;
  for (let at = start; at < end; at++) {
    const byte = text[at]!;
    hash = Math.imul(hash ^ byte, 0x01000193);
    if (byte === COMMA) {
      commas++;
      block = number;
      number = 0;
    } else if (byte >= ZERO && byte <= 0x39) number = number * 10 + byte - ZERO;
    else number = Infinity;
  }
  const isPlain = commas === 1 && block < 1 << 16 && number < 1 << 15;
  return isPlain ? block * (1 << 15) + number : (hash | (1 << 31)) >>> 0;
}

const isFieldEnd = (byte: number | undefined): boolean =>
  byte === NEWLINE || byte === COMMA || byte === RETURN || byte === undefined;

function endOfLine(text: Uint8Array, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== NEWLINE) at++;
  return at;
}

function fieldEnd(text: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && text[at] !== COMMA) at++;
  return at;
}

function startsWith(text: Uint8Array, at: number, mark: string): boolean {
  for (let i = 0; i < mark.length; i++) if (text[at + i] !== mark.charCodeAt(i)) return false;
  return true;
}
