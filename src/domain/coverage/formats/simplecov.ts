import { JsonScanner } from '../../scanning/json-scanner.js';
import { MAX_LINE } from '../../scanning/numbers.js';
import { CoverageCollector } from '../collecting/coverage-collector.js';
import type { FileForm } from '../collecting/file-form.js';
import { foldBranches } from '../collecting/fold-records.js';
import { ignoredFiles } from '../collecting/ignored-files.js';
import { withForwardSlashes } from '../collecting/reported-path.js';
import { type CoverageReport, type ReportedFile } from '../coverage-report.js';

/**
 * Reads what SimpleCov writes: `.resultset.json` (the coverage of each command, as Ruby's `Coverage` has it), and
 * `coverage.json` of its JSON formatters, today's and the one before. A file has an element for each line: its hits, null
 * for a line without code, or `"ignored"`. A branch is on its own first line.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @param form what to make of the files.
 * @throws ScanFailure where the JSON is malformed or a limit is exceeded.
 */
export function readSimpleCov<File extends ReportedFile>(text: Uint8Array, form: FileForm<File>): CoverageReport<File> {
  return new SimpleCovScanner(text, form).read();
}

class SimpleCovScanner<File extends ReportedFile> {
  private readonly json: JsonScanner;
  private readonly collector: CoverageCollector<File>;

  constructor(text: Uint8Array, form: FileForm<File>) {
    this.json = new JsonScanner(text);
    this.collector = new CoverageCollector(form, foldBranches);
  }

  read(): CoverageReport<File> {
    const { json, collector } = this;
    if (json.enterObject()) {
      while (json.nextMember()) {
        if (json.hasKey('coverage')) this.files();
        else if (json.hasKey('files')) this.listedFiles();
        else if (!json.hasKey('meta')) this.command();
      }
    }
    json.finish();
    return {
      format: 'simplecov',
      sources: [],
      files: collector.files(),
      warnings: ignoredFiles(collector.filesWithoutPath),
    };
  }

  /** A command of a result set, such as `RSpec`: `{coverage, timestamp}`. */
  private command(): void {
    const { json } = this;
    if (!json.enterObject()) return;
    while (json.nextMember()) if (json.hasKey('coverage')) this.files();
  }

  /** Files by their path. */
  private files(): void {
    const { json } = this;
    if (!json.enterObject()) return;
    while (json.nextMember()) {
      const path = json.key();
      this.file();
      this.endFile(path);
    }
  }

  /** Files of the older formatter: `{filename, coverage}`. */
  private listedFiles(): void {
    const { json } = this;
    if (!json.enterArray()) return;
    while (json.nextElement()) {
      let path: string | null = null;
      if (!json.enterObject()) continue;
      while (json.nextMember()) {
        if (json.hasKey('filename')) path = json.string();
        else if (json.hasKey('coverage')) this.file();
      }
      this.endFile(path ?? '');
    }
  }

  private endFile(written: string): void {
    const { collector } = this;
    const path = withForwardSlashes(written);
    collector.endFile(path);
    collector.checkLimits(this.json);
  }

  /** The lines of a file, bare or as `lines` beside `branches`. */
  private file(): void {
    const { json } = this;
    if (!json.enterObject()) {
      this.lines();
      return;
    }
    while (json.nextMember()) {
      if (json.hasKey('lines')) this.lines();
      else if (json.hasKey('branches')) this.branches();
    }
  }

  private lines(): void {
    const { json, collector } = this;
    if (!json.enterArray()) return;
    for (let line = 1; json.nextElement(); line++)
      if (json.isNumber()) collector.appendLines(json, line, line, json.count());
  }

  private branches(): void {
    const { json } = this;
    if (json.enterArray()) {
      for (let index = 0; json.nextElement(); index++) this.listedBranch(index);
      return;
    }
    if (!json.enterObject()) return;
    while (json.nextMember()) {
      const condition = json.keyHash();
      if (json.enterObject()) while (json.nextMember()) this.branchOf(condition);
    }
  }

  /** A branch of a condition, by keys such as `[:then, 1, 3, 6, 3, 15]`: kind, number, line and column of both ends. */
  private branchOf(condition: number): void {
    const { json, collector } = this;
    const line = Number(/^\[:\w+, \d+, (\d{1,10}),/.exec(json.key())?.[1] ?? 0);
    const key = json.keyHash(condition);
    const taken = json.count();
    if (line > 0 && line <= MAX_LINE) collector.branches.append(line, key, taken);
  }

  /** A branch of the JSON formatter: `{type, start_line, end_line, coverage}`. */
  private listedBranch(index: number): void {
    const { json, collector } = this;
    let [line, taken] = [0, -1];
    if (!json.enterObject()) return;
    while (json.nextMember()) {
      if (json.hasKey('start_line')) line = json.lineNumber();
      else if (json.hasKey('coverage') && json.isNumber()) taken = json.count();
    }
    if (line > 0 && taken >= 0) collector.branches.append(line, index, taken);
  }
}
