import type { ReportError } from '../../report-error.js';
import { utf8 } from '../../scanning/bytes.js';
import { readCount, readLineNumber } from '../../scanning/numbers.js';
import { type FailingScanner, ScanFailure } from '../../scanning/scan-failure.js';
import { type Warning, warningOf } from '../../warning.js';
import { CoverageCollector } from '../collecting/coverage-collector.js';
import type { FileForm } from '../collecting/file-form.js';
import { reportedPath } from '../collecting/reported-path.js';
import { type CoverageReport, type ReportedFile } from '../coverage-report.js';

const NEWLINE = 0x0a;
const COLON = 0x3a;

/** Behind the path: `startLine.startColumn,endLine.endColumn statements count`. */
const BLOCK = /^(\d+)\.\d+,(\d+)\.\d+ (\d+) (\d+)\s*$/;
/** Longest such text: seven numbers of at most 20 digits. */
const MAX_BLOCK_BYTES = 160;
const MODE = 'mode:';

/**
 * Reads the coverage profile of `go test -coverprofile` (golang.org/x/tools/cover): each line is a block of statements with
 * its count. A block makes executable every line from its first to its last, and the most of the blocks on a line counts;
 * one without statements makes none. A profile may be several, one behind the other.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @param form what to make of the files.
 * @throws ScanFailure when a limit is exceeded.
 */
export function readGo<File extends ReportedFile>(text: Uint8Array, form: FileForm<File>): CoverageReport<File> {
  return new GoScanner(text, form).read();
}

class GoScanner<File extends ReportedFile> implements FailingScanner {
  private readonly collector: CoverageCollector<File>;
  private readonly buffer: Buffer;
  /** Offset of the line at hand. */
  private at = 0;
  /** The open file, and where its path was last. */
  private path = '';
  private pathStart = 0;
  private pathEnd = 0;
  private ignored = 0;

  constructor(
    private readonly text: Uint8Array,
    form: FileForm<File>,
  ) {
    this.collector = new CoverageCollector(form);
    this.buffer = Buffer.from(text.buffer, text.byteOffset, text.length);
  }

  failure(code: ReportError['code'], reason: string): ScanFailure {
    return new ScanFailure(code, reason, this.at, this.text);
  }

  read(): CoverageReport<File> {
    const { text, collector } = this;
    for (let end: number; this.at < text.length; this.at = end + 1) {
      end = this.endOfLine();
      this.line(end);
    }
    if (this.path !== '') collector.endSection(this.path);
    collector.checkLimits(this);
    return { format: 'go', sources: [], files: collector.files(), warnings: this.warnings() };
  }

  private warnings(): Warning[] {
    return this.ignored === 0 ? [] : [warningOf('records_ignored', `Ignored lines without a block: ${this.ignored}`)];
  }

  private line(end: number): void {
    const { text, at } = this;
    // A path may contain a colon (a drive), the text behind it none.
    const colon = this.buffer.lastIndexOf(COLON, end - 1);
    const block = colon > at && end - colon <= MAX_BLOCK_BYTES ? BLOCK.exec(utf8(text, colon + 1, end)) : null;
    if (block === null) this.other(end);
    else this.block(colon, block);
  }

  private block(colon: number, [, first, last, statements, count]: RegExpExecArray): void {
    this.open(colon);
    if (this.path === '') return;
    const [from, to] = [lineOf(first!), lineOf(last!)];
    if (from === 0 || to < from || Number(statements) === 0) return;
    this.collector.appendLines(this, from, to, countOf(count!));
  }

  /** Goes on with the file that the line at hand names. */
  private open(colon: number): void {
    const { buffer, at } = this;
    const isSame = this.path !== '' && buffer.compare(buffer, this.pathStart, this.pathEnd, at, colon) === 0;
    this.pathStart = at;
    this.pathEnd = colon;
    if (isSame) return;
    if (this.path !== '') this.collector.endSection(this.path);
    this.collector.checkLimits(this);
    this.path = reportedPath(this.text, at, colon);
  }

  private other(end: number): void {
    const line = utf8(this.text, this.at, Math.min(end, this.at + MODE.length)).trim();
    if (line !== '' && line !== MODE) this.ignored++;
  }

  private endOfLine(): number {
    const end = this.buffer.indexOf(NEWLINE, this.at);
    return end < 0 ? this.text.length : end;
  }
}

const lineOf = (digits: string): number => readLineNumber(Buffer.from(digits), 0, digits.length);
const countOf = (digits: string): number => readCount(Buffer.from(digits), 0, digits.length);
