import { vocabulary } from '../../scanning/name-table.js';
import { sumOfCounts } from '../../scanning/numbers.js';
import { XML_END_OF_DOCUMENT, XML_START, XmlScanner } from '../../scanning/xml-scanner.js';
import { CoverageCollector } from '../collecting/coverage-collector.js';
import type { FileForm } from '../collecting/file-form.js';
import { ignoredFiles } from '../collecting/ignored-files.js';
import { withForwardSlashes } from '../collecting/reported-path.js';
import { type CoverageReport, type ReportedFile } from '../coverage-report.js';

const [NAMES, NAME] = vocabulary(
  'line',
  'num',
  'type',
  'count',
  'truecount',
  'falsecount',
  'file',
  'path',
  'name',
  'project',
);

/**
 * Reads Clover XML (OpenClover, PHPUnit, istanbul and others). The files of `project`, inside of packages and outside;
 * test code (`testproject`) is not measured code. Lines are those of statements and conditions; method lines repeat the
 * line of a declaration and do not count.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @param form what to make of the files.
 * @throws ScanFailure where the XML is not well-formed or a limit is exceeded.
 */
export function readClover<File extends ReportedFile>(text: Uint8Array, form: FileForm<File>): CoverageReport<File> {
  const scanner = new CloverScanner(text, form);
  scanner.scan();
  return scanner.finish();
}

class CloverScanner<File extends ReportedFile> {
  private readonly xml: XmlScanner;
  private readonly collector: CoverageCollector<File>;
  private isInProject = false;
  /** The open file, '' where it has neither path nor name; null outside of files. */
  private path: string | null = null;

  constructor(text: Uint8Array, form: FileForm<File>) {
    this.collector = new CoverageCollector(form);
    this.xml = new XmlScanner(text, NAMES);
  }

  scan(): void {
    const { xml } = this;
    for (let event = xml.next(); event !== XML_END_OF_DOCUMENT; event = xml.next()) {
      if (event === XML_START) {
        if (xml.name === NAME.line) this.line();
        else if (xml.name === NAME.file && this.isInProject) this.beginFile();
        else if (xml.name === NAME.project) this.isInProject = true;
      } else if (xml.name === NAME.file) this.endFile();
      else if (xml.name === NAME.project) this.isInProject = false;
    }
  }

  finish(): CoverageReport<File> {
    const { collector } = this;
    const warnings = ignoredFiles(collector.filesWithoutPath, 'path and name');
    return { format: 'clover', sources: [], files: collector.files(), warnings };
  }

  private line(): void {
    const { xml } = this;
    if (this.path === null || xml.ancestor(1) !== NAME.file) return;
    const isCondition = xml.says(NAME.type, 'cond');
    if (!isCondition && !xml.says(NAME.type, 'stmt')) return;
    const line = xml.lineNumber(NAME.num);
    if (line === 0) return;

    const whenTrue = xml.count(NAME.truecount);
    const whenFalse = xml.count(NAME.falsecount);
    const hasCount = xml.has(NAME.count);
    const hits = hasCount || !isCondition ? xml.count(NAME.count) : sumOfCounts(whenTrue, whenFalse);
    this.collector.lines.append(line, hits, 0);
    if (!isCondition || !xml.has(NAME.truecount) || !xml.has(NAME.falsecount)) return;

    // OpenClover gives a condition no count: it says how often the outcome was true and how often false. istanbul does
    // count the line, and then says how many of its branches were taken and how many were not.
    if (!hasCount) this.collector.branches.append(line, Number(whenTrue > 0) + Number(whenFalse > 0), 2);
    else if (whenTrue + whenFalse > 0) this.collector.branches.append(line, whenTrue, sumOfCounts(whenTrue, whenFalse));
  }

  private beginFile(): void {
    const { xml } = this;
    this.path = withForwardSlashes(xml.value(NAME.path) ?? '') || withForwardSlashes(xml.value(NAME.name) ?? '');
  }

  private endFile(): void {
    const { collector, path } = this;
    if (path === null) return;
    collector.endFile(path);
    this.path = null;
    collector.checkLimits(this.xml);
  }
}
