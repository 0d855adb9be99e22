import { countOf } from '../../count-of.js';
import { hashStep, vocabulary } from '../../scanning/name-table.js';
import { XML_END_OF_DOCUMENT, XML_START, XmlScanner } from '../../scanning/xml-scanner.js';
import { type Warning, warningOf } from '../../warning.js';
import { CoverageCollector } from '../collecting/coverage-collector.js';
import type { FileForm } from '../collecting/file-form.js';
import { foldBranches } from '../collecting/fold-records.js';
import { withForwardSlashes } from '../collecting/reported-path.js';
import { type CoverageReport, type ReportedFile } from '../coverage-report.js';

const [NAMES, NAME] = vocabulary(
  'SequencePoint',
  'BranchPoint',
  'vc',
  'sl',
  'el',
  'fileid',
  'offset',
  'ordinal',
  'path',
  'File',
  'uid',
  'fullPath',
  'FileRef',
  'Method',
);

/** Line of points that the compiler made without source. */
const HIDDEN_LINE = 0xfeefee;

/**
 * Reads OpenCover XML (OpenCover, coverlet, AltCover): sequence points, each of which makes executable the lines from its
 * first to its last, and branch points, told apart by offset, ordinal and path. The most visits of a line count. Classes
 * and methods are passed over, but for the file that a method names for points that name none.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @param form what to make of the files.
 * @throws ScanFailure where the XML is not well-formed or a limit is exceeded.
 */
export function readOpenCover<File extends ReportedFile>(text: Uint8Array, form: FileForm<File>): CoverageReport<File> {
  return new OpenCoverScanner(text, form).read();
}

class OpenCoverScanner<File extends ReportedFile> {
  private readonly xml: XmlScanner;
  private readonly collector: CoverageCollector<File>;
  /** Paths of the files by their number. */
  private readonly paths = new Map<number, string>();
  /** Numbers of the file of the last points and of that of the open method; 0 for none. */
  private file = 0;
  private methodFile = 0;
  private withoutFile = 0;

  constructor(text: Uint8Array, form: FileForm<File>) {
    this.collector = new CoverageCollector(form, foldBranches);
    this.xml = new XmlScanner(text, NAMES);
  }

  read(): CoverageReport<File> {
    const { xml } = this;
    for (let event = xml.next(); event !== XML_END_OF_DOCUMENT; event = xml.next()) {
      if (event === XML_START) this.begin(xml.name);
    }
    this.endSection();
    return { format: 'opencover', sources: [], files: this.collector.files(), warnings: this.warnings() };
  }

  private warnings(): Warning[] {
    const count = this.withoutFile;
    return count > 0
      ? [warningOf('records_ignored', `Ignored ${countOf(count, 'point')} of files without a path`)]
      : [];
  }

  private begin(name: number): void {
    const { xml } = this;
    if (name === NAME.SequencePoint) this.sequencePoint();
    else if (name === NAME.BranchPoint) this.branchPoint();
    else if (name === NAME.Method) this.methodFile = 0;
    else if (name === NAME.FileRef) this.methodFile = xml.count(NAME.uid);
    else if (name === NAME.File) this.addFile();
  }

  /** Each module lists its files, and may give a number to another file than the one before. */
  private addFile(): void {
    const { xml } = this;
    this.endSection();
    this.paths.set(xml.count(NAME.uid), withForwardSlashes(xml.value(NAME.fullPath) ?? ''));
  }

  private sequencePoint(): void {
    const { xml } = this;
    const first = this.lineInFile();
    if (first === 0) return;
    this.collector.appendLines(xml, first, Math.max(first, xml.lineNumber(NAME.el)), xml.count(NAME.vc));
  }

  private branchPoint(): void {
    const { xml } = this;
    const line = this.lineInFile();
    if (line === 0) return;
    const key = [NAME.ordinal, NAME.offset, NAME.path].reduce((hash, name) => hashStep(hash, xml.count(name)), 0);
    this.collector.branches.append(line, key >>> 0, xml.count(NAME.vc));
  }

  /** First line of the point at hand, whose file is then the open one; 0 for a point without line or file. */
  private lineInFile(): number {
    const { xml } = this;
    const line = xml.lineNumber(NAME.sl);
    if (line === 0 || line === HIDDEN_LINE) return 0;
    const file = xml.has(NAME.fileid) ? xml.count(NAME.fileid) : this.methodFile;
    if (!this.paths.get(file)) {
      this.withoutFile++;
      return 0;
    }
    if (file !== this.file) this.endSection();
    this.file = file;
    return line;
  }

  private endSection(): void {
    const { collector } = this;
    const path = this.paths.get(this.file);
    if (path) collector.endSection(path);
    collector.checkLimits(this.xml);
    this.file = 0;
  }
}
