import { JsonScanner } from '../../scanning/json-scanner.js';
import { CoverageCollector } from '../collecting/coverage-collector.js';
import type { FileForm } from '../collecting/file-form.js';
import { foldBranches } from '../collecting/fold-records.js';
import { ignoredFiles } from '../collecting/ignored-files.js';
import { withForwardSlashes } from '../collecting/reported-path.js';
import { type CoverageReport, type ReportedFile } from '../coverage-report.js';

/** Place from which on a count holds, until the next one. */
interface Segment {
  readonly line: number;
  readonly count: number;
  readonly hasCount: boolean;
  readonly isRegionEntry: boolean;
  readonly isGap: boolean;
}

/**
 * Reads the JSON of `llvm-cov export` (clang, Swift, and cargo-llvm-cov for Rust; versions 2 and 3): the segments of each
 * file, from which lines follow as `llvm-cov show` has them (`LineCoverageStats` in LLVM's CoverageMapping.cpp). A branch
 * is one outcome of a condition, on the line where the condition begins. Functions and summaries are passed over.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @param form what to make of the files.
 * @throws ScanFailure where the JSON is malformed or a limit is exceeded.
 */
export function readLlvm<File extends ReportedFile>(text: Uint8Array, form: FileForm<File>): CoverageReport<File> {
  return new LlvmScanner(text, form).read();
}

class LlvmScanner<File extends ReportedFile> {
  private readonly json: JsonScanner;
  private readonly collector: CoverageCollector<File>;

  constructor(text: Uint8Array, form: FileForm<File>) {
    this.json = new JsonScanner(text);
    this.collector = new CoverageCollector(form, foldBranches);
  }

  read(): CoverageReport<File> {
    const { json, collector } = this;
    if (json.enterObject()) while (json.nextMember()) if (json.hasKey('data')) this.exports();
    json.finish();
    return {
      format: 'llvm',
      sources: [],
      files: collector.files(),
      warnings: ignoredFiles(collector.filesWithoutPath),
    };
  }

  private exports(): void {
    const { json } = this;
    if (!json.enterArray()) return;
    while (json.nextElement()) {
      if (json.enterObject()) while (json.nextMember()) if (json.hasKey('files')) this.files();
    }
  }

  private files(): void {
    const { json } = this;
    if (json.enterArray()) while (json.nextElement()) this.file();
  }

  private file(): void {
    const { json, collector } = this;
    let path = '';
    if (!json.enterObject()) return;
    while (json.nextMember()) {
      if (json.hasKey('filename')) path = withForwardSlashes(json.string() ?? '');
      else if (json.hasKey('segments')) this.segments();
      else if (json.hasKey('branches')) this.branches();
    }
    collector.endFile(path);
    collector.checkLimits(json);
  }

  /** Lines from the first segment to the last one, each with the segments that begin on it and the one before them. */
  private segments(): void {
    const { json } = this;
    if (!json.enterArray()) return;
    let before: Segment | null = null;
    let onLine: Segment[] = [];
    while (json.nextElement()) {
      const segment = this.segment();
      if (segment === null) continue;
      const last = onLine.at(-1);
      if (last !== undefined && segment.line !== last.line) {
        this.line(last.line, onLine, before);
        this.linesBetween(last, segment.line);
        before = last;
        onLine = [];
      }
      onLine.push(segment);
    }
    if (onLine.length > 0) this.line(onLine[0]!.line, onLine, before);
  }

  /** `[line, column, count, hasCount, isRegionEntry, isGap]`; the last one is missing before LLVM 11. */
  private segment(): Segment | null {
    const { json } = this;
    let [line, count, hasCount, isRegionEntry, isGap] = [0, 0, false, false, false];
    if (!json.enterArray()) return null;
    for (let index = 0; json.nextElement(); index++) {
      if (index === 0) line = json.lineNumber();
      else if (index === 2) count = json.count();
      else if (index === 3) hasCount = json.isTrue();
      else if (index === 4) isRegionEntry = json.isTrue();
      else if (index === 5) isGap = json.isTrue();
    }
    return line === 0 ? null : { line, count, hasCount, isRegionEntry, isGap };
  }

  private line(line: number, segments: readonly Segment[], before: Segment | null): void {
    const count = countOfLine(segments, before);
    if (count !== null) this.collector.lines.append(line, count, 0);
  }

  private linesBetween({ line: first, count, hasCount }: Segment, next: number): void {
    if (hasCount) this.collector.appendLines(this.json, first + 1, next - 1, count);
  }

  private branches(): void {
    const { json } = this;
    if (json.enterArray()) while (json.nextElement()) this.branch();
  }

  /** `[line, column, endLine, endColumn, whenTrue, whenFalse, file, expandedFile, kind]`. */
  private branch(): void {
    const { json, collector } = this;
    let [line, whenTrue, whenFalse, place] = [0, 0, 0, 0];
    if (!json.enterArray()) return;
    for (let index = 0; json.nextElement(); index++) {
      if (index === 0) line = json.lineNumber();
      else if (index === 4) whenTrue = json.count();
      else if (index === 5) whenFalse = json.count();
      else place = json.valueHash(place);
    }
    if (line === 0) return;
    collector.branches.append(line, place & ~1, whenTrue);
    collector.branches.append(line, place | 1, whenFalse);
  }
}

/**
 * Count of a line; null for a line without code: the most of the regions that begin on it and of the one that it begins
 * in. A gap, which reaches from one statement to the next, makes it a line of code and does not count.
 */
function countOfLine(segments: readonly Segment[], before: Segment | null): number | null {
  const entries = segments.filter(({ hasCount, isRegionEntry }) => hasCount && isRegionEntry);
  const isSkipped = !segments[0]!.hasCount && segments[0]!.isRegionEntry;
  const isInRegion = before?.hasCount === true && !isSkipped;
  if (!isInRegion && entries.length === 0) return null;
  return entries.filter(({ isGap }) => !isGap).reduce((most, { count }) => Math.max(most, count), before?.count ?? 0);
}
