import { vocabulary } from '../../scanning/name-table.js';
import { XML_END, XML_END_OF_DOCUMENT, XML_START, XmlScanner } from '../../scanning/xml-scanner.js';
import { warningOf } from '../../warning.js';
import { CoverageCollector } from '../collecting/coverage-collector.js';
import type { FileForm } from '../collecting/file-form.js';
import { RecordWriter } from '../collecting/records.js';
import { withForwardSlashes } from '../collecting/reported-path.js';
import { type CoverageReport, type ReportedFile } from '../coverage-report.js';

const [NAMES, NAME] = vocabulary(
  'line',
  'number',
  'hits',
  'branch',
  'condition-coverage',
  'lines',
  'class',
  'filename',
  'method',
  'source',
);

/** Source roots of one report at most: one of many modules has some dozens. */
const MAX_SOURCES = 1000;
/** Values with which tools mark a line as having no branches; those of .NET begin with a capital. */
const NO = ['false', 'False'];

/**
 * Reads Cobertura XML (coverage-04.dtd and what other tools write by that name). A file is the union of the lines of its
 * classes, and the lines of a class are those that stand in it directly; the lines of its methods repeat them, and count
 * only for a class that has no others. Rates and totals are passed over.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @param form what to make of the files.
 * @throws ScanFailure where the XML is not well-formed or a limit is exceeded.
 */
export function readCobertura<File extends ReportedFile>(text: Uint8Array, form: FileForm<File>): CoverageReport<File> {
  const scanner = new CoberturaScanner(text, form);
  scanner.scan();
  return scanner.finish();
}

class CoberturaScanner<File extends ReportedFile> {
  private readonly xml: XmlScanner;
  private readonly collector: CoverageCollector<File>;
  /** Lines of the methods of the open class, kept until the class has ended without lines of its own. */
  private readonly methodLines = new RecordWriter(false);
  private readonly methodBranches = new RecordWriter(true);
  private readonly sources: string[] = [];
  private source = '';
  /** The open class: its file, '' where it names none; null outside of classes. */
  private path: string | null = null;
  private hasOwnLines = false;
  private withoutFile = 0;

  constructor(text: Uint8Array, form: FileForm<File>) {
    this.collector = new CoverageCollector(form);
    this.xml = new XmlScanner(text, NAMES);
  }

  scan(): void {
    const xml = this.xml;
    for (let event = xml.next(); event !== XML_END_OF_DOCUMENT; event = xml.next()) {
      if (event === XML_START) {
        if (xml.name === NAME.line) this.line();
        else if (xml.name === NAME.class) this.beginClass();
        else if (xml.name === NAME.source) this.beginSource();
      } else if (event === XML_END) {
        if (xml.name === NAME.class) this.endClass();
        else if (xml.name === NAME.source) this.endSource();
      } else this.source += xml.textValue();
    }
  }

  finish(): CoverageReport<File> {
    const warnings =
      this.withoutFile > 0
        ? [warningOf('records_ignored', `Ignored classes without a filename: ${this.withoutFile}`)]
        : [];
    return { format: 'cobertura', sources: this.sources, files: this.collector.files(), warnings };
  }

  private line(): void {
    const xml = this.xml;
    if (this.path === null || xml.ancestor(1) !== NAME.lines) return;
    const owner = xml.ancestor(2);
    if (owner === NAME.class) {
      this.hasOwnLines = true;
      this.record(this.collector.lines, this.collector.branches);
    } else if (owner === NAME.method && !this.hasOwnLines) this.record(this.methodLines, this.methodBranches);
  }

  private record(lines: RecordWriter, branches: RecordWriter): void {
    const xml = this.xml;
    const line = xml.lineNumber(NAME.number);
    if (line === 0) return;
    lines.append(line, xml.count(NAME.hits), 0);
    if (xml.has(NAME['condition-coverage']) && !NO.some((no) => xml.says(NAME.branch, no))) {
      const fraction = xml.fraction(NAME['condition-coverage']);
      if (fraction !== null) branches.append(line, ...fraction);
    }
  }

  private beginClass(): void {
    this.path = withForwardSlashes(this.xml.value(NAME.filename) ?? '');
    this.hasOwnLines = false;
    this.methodLines.drop();
    this.methodBranches.drop();
  }

  private endClass(): void {
    const { collector, path } = this;
    if (path === null) return;
    if (path === '') {
      this.withoutFile++;
      collector.dropSection();
    } else {
      if (!this.hasOwnLines) {
        collector.lines.appendPending(this.methodLines);
        collector.branches.appendPending(this.methodBranches);
      }
      collector.endSection(path);
    }
    this.path = null;
    collector.checkLimits(this.xml);
  }

  private beginSource(): void {
    this.source = '';
    this.xml.wantsText = true;
  }

  private endSource(): void {
    this.xml.wantsText = false;
    const source = withForwardSlashes(this.source);
    if (source !== '') this.sources.push(source);
    if (this.sources.length > MAX_SOURCES) {
      throw this.xml.failure('limit_exceeded', `expected at most ${MAX_SOURCES} sources`);
    }
  }
}
