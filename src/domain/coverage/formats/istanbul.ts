import { JsonScanner } from '../../scanning/json-scanner.js';
import { CoverageCollector } from '../collecting/coverage-collector.js';
import type { FileForm } from '../collecting/file-form.js';
import { foldBranches } from '../collecting/fold-records.js';
import { ignoredFiles } from '../collecting/ignored-files.js';
import { withForwardSlashes } from '../collecting/reported-path.js';
import { type CoverageReport, type ReportedFile } from '../coverage-report.js';

/**
 * Reads `coverage-final.json` of Istanbul (nyc, jest, vitest, c8): the schema of istanbul-lib-coverage. A line is one on
 * which statements begin, with the most hits of them; a branch is one arm of `branchMap`, on the line where its `loc`
 * begins. Functions are passed over: their statements count.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @param form what to make of the files.
 * @throws ScanFailure where the JSON is malformed or a limit is exceeded.
 */
export function readIstanbul<File extends ReportedFile>(text: Uint8Array, form: FileForm<File>): CoverageReport<File> {
  return new IstanbulScanner(text, form).read();
}

class IstanbulScanner<File extends ReportedFile> {
  private readonly json: JsonScanner;
  private readonly collector: CoverageCollector<File>;
  /** Of the open file: lines and hits of statements, lines and counts of branches, by their ids. */
  private readonly lines = new Map<string, number>();
  private readonly hits = new Map<string, number>();
  private readonly branchLines = new Map<string, number>();
  private readonly taken = new Map<string, number[]>();

  constructor(text: Uint8Array, form: FileForm<File>) {
    this.json = new JsonScanner(text);
    this.collector = new CoverageCollector(form, foldBranches);
  }

  read(): CoverageReport<File> {
    const { json, collector } = this;
    if (json.enterObject()) {
      while (json.nextMember()) {
        this.file(json.key());
        collector.checkLimits(json);
      }
    }
    json.finish();
    return {
      format: 'istanbul',
      sources: [],
      files: collector.files(),
      warnings: ignoredFiles(collector.filesWithoutPath),
    };
  }

  /** A file; its members come in any order. */
  private file(key: string): void {
    const { json } = this;
    let path: string | null = null;
    for (const map of [this.lines, this.hits, this.branchLines, this.taken]) map.clear();
    if (!json.enterObject()) return;
    while (json.nextMember()) {
      if (json.hasKey('path')) path = json.string();
      else if (json.hasKey('statementMap')) this.places(this.lines);
      else if (json.hasKey('branchMap')) this.places(this.branchLines);
      else if (json.hasKey('s')) this.counts();
      else if (json.hasKey('b')) this.branchCounts();
    }
    this.endFile(withForwardSlashes(path ?? '') || withForwardSlashes(key));
  }

  private endFile(path: string): void {
    const { collector } = this;
    for (const [id, line] of this.lines) if (line > 0) collector.lines.append(line, this.hits.get(id) ?? 0, 0);
    for (const [id, line] of this.branchLines) if (line > 0) this.branches(id, line);
    collector.endFile(path);
  }

  private branches(id: string, line: number): void {
    const { branches } = this.collector;
    const key = Math.imul(Number(id) | 0, 1 << 10) >>> 0;
    for (const [arm, taken] of (this.taken.get(id) ?? []).entries()) branches.append(line, (key + arm) >>> 0, taken);
  }

  /** The line where each statement or branch begins, by id. */
  private places(lines: Map<string, number>): void {
    const { json } = this;
    if (!json.enterObject()) return;
    while (json.nextMember()) {
      const id = json.key();
      lines.set(id, this.beginning());
    }
  }

  /** Line at which a place begins: of its `loc`, else of its own `start`, else its `line`; 0 for none. */
  private beginning(): number {
    const { json } = this;
    let [ofLoc, ofStart, ofLine] = [0, 0, 0];
    if (!json.enterObject()) return 0;
    while (json.nextMember()) {
      if (json.hasKey('loc')) ofLoc = this.beginning();
      else if (json.hasKey('start')) ofStart = this.beginning();
      else if (json.hasKey('line')) ofLine = json.lineNumber();
    }
    return ofLoc || ofStart || ofLine;
  }

  private counts(): void {
    const { json } = this;
    if (!json.enterObject()) return;
    while (json.nextMember()) {
      const id = json.key();
      this.hits.set(id, json.count());
    }
  }

  private branchCounts(): void {
    const { json } = this;
    if (!json.enterObject()) return;
    while (json.nextMember()) {
      const arms: number[] = [];
      this.taken.set(json.key(), arms);
      if (json.enterArray()) while (json.nextElement()) arms.push(json.count());
    }
  }
}
