import { vocabulary } from '../../scanning/name-table.js';
import { XML_END_OF_DOCUMENT, XML_START, XmlScanner } from '../../scanning/xml-scanner.js';
import { CoverageCollector } from '../collecting/coverage-collector.js';
import type { FileForm } from '../collecting/file-form.js';
import { ignoredFiles } from '../collecting/ignored-files.js';
import { withForwardSlashes } from '../collecting/reported-path.js';
import { type CoverageReport, type ReportedFile } from '../coverage-report.js';

const [NAMES, NAME] = vocabulary(
  'lineToCover',
  'lineNumber',
  'covered',
  'branchesToCover',
  'coveredBranches',
  'file',
  'path',
);

/**
 * Reads SonarQube's generic test coverage (version 1): the lines of each file, covered (1 hit) or not, with the number of
 * their branches.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @param form what to make of the files.
 * @throws ScanFailure where the XML is not well-formed or a limit is exceeded.
 */
export function readSonarQube<File extends ReportedFile>(text: Uint8Array, form: FileForm<File>): CoverageReport<File> {
  return new SonarQubeScanner(text, form).read();
}

class SonarQubeScanner<File extends ReportedFile> {
  private readonly xml: XmlScanner;
  private readonly collector: CoverageCollector<File>;
  private path = '';

  constructor(text: Uint8Array, form: FileForm<File>) {
    this.collector = new CoverageCollector(form);
    this.xml = new XmlScanner(text, NAMES);
  }

  read(): CoverageReport<File> {
    const { xml, collector } = this;
    for (let event = xml.next(); event !== XML_END_OF_DOCUMENT; event = xml.next()) {
      if (xml.name === NAME.file) {
        if (event === XML_START) this.path = withForwardSlashes(xml.value(NAME.path) ?? '');
        else this.endFile();
      } else if (event === XML_START && xml.name === NAME.lineToCover) this.line();
    }
    return {
      format: 'sonarqube',
      sources: [],
      files: collector.files(),
      warnings: ignoredFiles(collector.filesWithoutPath),
    };
  }

  private line(): void {
    const { xml, collector } = this;
    if (xml.ancestor(1) !== NAME.file) return;
    const line = xml.lineNumber(NAME.lineNumber);
    if (line === 0) return;
    collector.lines.append(line, xml.says(NAME.covered, 'true') ? 1 : 0, 0);
    const branches = xml.count(NAME.branchesToCover);
    if (branches > 0) collector.branches.append(line, Math.min(xml.count(NAME.coveredBranches), branches), branches);
  }

  private endFile(): void {
    const { collector, path } = this;
    collector.endFile(path);
    collector.checkLimits(this.xml);
  }
}
