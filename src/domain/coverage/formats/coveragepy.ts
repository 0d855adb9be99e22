import { JsonScanner } from '../../scanning/json-scanner.js';
import { CoverageCollector } from '../collecting/coverage-collector.js';
import type { FileForm } from '../collecting/file-form.js';
import { foldBranches } from '../collecting/fold-records.js';
import { ignoredFiles } from '../collecting/ignored-files.js';
import { withForwardSlashes } from '../collecting/reported-path.js';
import { type CoverageReport, type ReportedFile } from '../coverage-report.js';

/**
 * Reads the JSON report of coverage.py (`coverage json`, formats 1 to 3): lines that ran (1 hit) and lines that did not, of
 * each file; its functions, classes and contexts repeat them. A branch is a jump from a line, told apart by its target.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @param form what to make of the files.
 * @throws ScanFailure where the JSON is malformed or a limit is exceeded.
 */
export function readCoveragePy<File extends ReportedFile>(
  text: Uint8Array,
  form: FileForm<File>,
): CoverageReport<File> {
  return new CoveragePyScanner(text, form).read();
}

class CoveragePyScanner<File extends ReportedFile> {
  private readonly json: JsonScanner;
  private readonly collector: CoverageCollector<File>;

  constructor(text: Uint8Array, form: FileForm<File>) {
    this.json = new JsonScanner(text);
    this.collector = new CoverageCollector(form, foldBranches);
  }

  read(): CoverageReport<File> {
    const { json, collector } = this;
    if (json.enterObject()) while (json.nextMember()) if (json.hasKey('files')) this.files();
    json.finish();
    return {
      format: 'coveragepy',
      sources: [],
      files: collector.files(),
      warnings: ignoredFiles(collector.filesWithoutPath),
    };
  }

  private files(): void {
    const { json, collector } = this;
    if (!json.enterObject()) return;
    while (json.nextMember()) {
      this.file(withForwardSlashes(json.key()));
      collector.checkLimits(json);
    }
  }

  private file(path: string): void {
    const { json, collector } = this;
    if (json.enterObject()) {
      while (json.nextMember()) {
        if (json.hasKey('executed_lines')) this.lines(1);
        else if (json.hasKey('missing_lines')) this.lines(0);
        else if (json.hasKey('executed_branches')) this.branches(1);
        else if (json.hasKey('missing_branches')) this.branches(0);
      }
    }
    collector.endFile(path);
  }

  private lines(hits: number): void {
    const { json, collector } = this;
    if (!json.enterArray()) return;
    while (json.nextElement()) {
      const line = json.lineNumber();
      if (line > 0) collector.appendLines(json, line, line, hits);
    }
  }

  /** Pairs of a line and the one that the jump leads to; a target below 0 is the exit of a function. */
  private branches(taken: number): void {
    const { json, collector } = this;
    if (!json.enterArray()) return;
    while (json.nextElement()) {
      if (!json.enterArray()) continue;
      let [line, target] = [0, -1];
      for (let index = 0; json.nextElement(); index++) {
        if (index === 0) line = json.lineNumber();
        else if (index === 1) target = json.valueHash();
      }
      if (line > 0 && target >= 0) collector.branches.append(line, target, taken);
    }
  }
}
