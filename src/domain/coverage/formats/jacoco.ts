import { countOf } from '../../count-of.js';
import { vocabulary } from '../../scanning/name-table.js';
import { sumOfCounts } from '../../scanning/numbers.js';
import { XML_END_OF_DOCUMENT, XML_START, XmlScanner } from '../../scanning/xml-scanner.js';
import { warningOf } from '../../warning.js';
import { addedCounts, CoverageCollector } from '../collecting/coverage-collector.js';
import type { FileForm } from '../collecting/file-form.js';
import { cutPath, withForwardSlashes } from '../collecting/reported-path.js';
import { type CoverageCounts, type CoverageReport, type ReportedFile } from '../coverage-report.js';

const [NAMES, NAME] = vocabulary(
  'line',
  'nr',
  'mi',
  'ci',
  'mb',
  'cb',
  'counter',
  'type',
  'missed',
  'covered',
  'method',
  'class',
  'sourcefilename',
  'sourcefile',
  'package',
  'group',
  'name',
);

/**
 * Separates the group from the path of a file until all paths have been read and it is known whether the path alone is
 * unique.
 */
const GROUP_MARK = '\0';
/** Characters of a group's name that count; it is the name of a module. */
const MAX_GROUP_NAME = 100;

const NO_COUNTS: CoverageCounts = { linesTotal: 0, linesCovered: 0, branchesTotal: 0, branchesCovered: 0 };

/**
 * Reads JaCoCo XML (report.dtd 1.0 and 1.1, and what gcovr and others write by that name). A file is a source file of a
 * package; one path in two groups is two files, told apart by the group in front. Lines come from the first of these
 * that there is:
 * 1. `sourcefile/line`, covered with `ci` above 0;
 * 2. the LINE counter of the source file, when none of its lines says `mi` or `ci`;
 * 3. for a file of which the package has no source file, the LINE counters of its classes by their source file name, or
 *    those of their methods.
 *
 * @param text UTF-8 without NUL (`decodeText`).
 * @param form what to make of the files.
 * @throws ScanFailure where the XML is not well-formed or a limit is exceeded.
 */
export function readJacoco<File extends ReportedFile>(text: Uint8Array, form: FileForm<File>): CoverageReport<File> {
  const scanner = new JacocoScanner(text, form);
  scanner.scan();
  return scanner.finish();
}

class JacocoScanner<File extends ReportedFile> {
  private readonly xml: XmlScanner;
  private readonly collector: CoverageCollector<File>;
  private readonly groups: string[] = [];
  private packagePath = '';
  /** Names of the source files of the open package. */
  private readonly sourceFiles = new Set<string>();
  private classCounts = new Map<string, CoverageCounts>();

  /** True when the open source file has instructions. */
  private hasInstructions = false;
  private fileName = '';
  private fileCounts: CoverageCounts | null = null;
  /** File name of the open class. */
  private classFileName = '';
  private ofClass: CoverageCounts | null = null;
  private ofMethods: CoverageCounts = NO_COUNTS;
  private withoutName = 0;

  constructor(text: Uint8Array, form: FileForm<File>) {
    this.collector = new CoverageCollector(form);
    this.xml = new XmlScanner(text, NAMES);
  }

  scan(): void {
    const xml = this.xml;
    for (let event = xml.next(); event !== XML_END_OF_DOCUMENT; event = xml.next()) {
      if (event === XML_START) this.begin(xml.name);
      else this.end(xml.name);
    }
  }

  finish(): CoverageReport<File> {
    const warnings =
      this.withoutName > 0
        ? [warningOf('records_ignored', `Ignored ${countOf(this.withoutName, 'source file')} without a name`)]
        : [];
    return { format: 'jacoco', sources: [], files: withGroupsWhereNeeded(this.collector.files()), warnings };
  }

  private begin(name: number): void {
    const { xml } = this;
    if (name === NAME.line) this.line();
    else if (name === NAME.counter) this.counter();
    else if (name === NAME.sourcefile) {
      this.hasInstructions = false;
      this.fileName = xml.value(NAME.name) ?? '';
      this.sourceFiles.add(cutPath(this.fileName));
      this.fileCounts = null;
    } else if (name === NAME.class) {
      this.classFileName = cutPath(xml.value(NAME.sourcefilename) ?? '');
      this.ofClass = null;
      this.ofMethods = NO_COUNTS;
    } else if (name === NAME.package) {
      this.packagePath = xml.value(NAME.name) ?? '';
      this.sourceFiles.clear();
      this.classCounts.clear();
    } else if (name === NAME.group) this.groups.push((xml.value(NAME.name) ?? '').slice(0, MAX_GROUP_NAME));
  }

  private end(name: number): void {
    if (name === NAME.sourcefile) this.endSourceFile();
    else if (name === NAME.class) this.endClass();
    else if (name === NAME.package) this.endPackage();
    else if (name === NAME.group) this.groups.pop();
  }

  private line(): void {
    const { xml } = this;
    if (xml.ancestor(1) !== NAME.sourcefile) return;
    const line = xml.lineNumber(NAME.nr);
    if (line === 0) return;
    if (xml.has(NAME.ci) || xml.has(NAME.mi)) this.hasInstructions = true;
    this.collector.lines.append(line, xml.count(NAME.ci) > 0 ? 1 : 0, 0);
    const covered = xml.count(NAME.cb);
    const total = sumOfCounts(covered, xml.count(NAME.mb));
    if (total > 0) this.collector.branches.append(line, covered, total);
  }

  private counter(): void {
    const { xml } = this;
    const isOfLines = xml.says(NAME.type, 'LINE');
    if (!isOfLines && !xml.says(NAME.type, 'BRANCH')) return;
    const covered = xml.count(NAME.covered);
    const total = sumOfCounts(covered, xml.count(NAME.missed));
    const counts = isOfLines
      ? { ...NO_COUNTS, linesTotal: total, linesCovered: covered }
      : { ...NO_COUNTS, branchesTotal: total, branchesCovered: covered };
    const owner = xml.ancestor(1);
    if (owner === NAME.sourcefile) this.fileCounts = plus(this.fileCounts, counts);
    else if (owner === NAME.class) this.ofClass = plus(this.ofClass, counts);
    else if (owner === NAME.method) this.ofMethods = plus(this.ofMethods, counts);
  }

  private endSourceFile(): void {
    const { collector } = this;
    const path = this.pathOf(this.fileName);
    if (path === null) {
      collector.dropSection();
      return;
    }
    if (!this.hasInstructions) {
      collector.lines.drop();
      if (this.fileCounts !== null) collector.addCounts(path, this.fileCounts);
    }
    collector.endSection(path);
    this.checkLimits();
  }

  private endClass(): void {
    if (this.classFileName === '') return;
    const counts = (this.ofClass?.linesTotal ?? 0) > 0 ? this.ofClass : this.ofMethods;
    this.classCounts.set(this.classFileName, plus(this.classCounts.get(this.classFileName) ?? null, counts!));
  }

  private endPackage(): void {
    const isAlone = this.sourceFiles.size === 0;
    for (const [fileName, counts] of this.classCounts) {
      // A class without lines, such as an interface, has no source file beside those of others either.
      if (this.sourceFiles.has(fileName) || (!isAlone && counts.linesTotal === 0)) continue;
      const path = this.pathOf(fileName);
      if (path === null) continue;
      this.collector.addCounts(path, counts);
      this.checkLimits();
    }
  }

  private pathOf(fileName: string): string | null {
    const name = withForwardSlashes(fileName);
    if (name === '') {
      this.withoutName++;
      return null;
    }
    const inPackage = withForwardSlashes(this.packagePath);
    const path = inPackage === '' ? name : cutPath(`${inPackage}/${name}`);
    return this.groups.length === 0 ? path : this.groups.join('/') + GROUP_MARK + path;
  }

  private checkLimits(): void {
    this.collector.checkLimits(this.xml);
  }
}

/** The group belongs to the path only where the path alone would name two files. */
function withGroupsWhereNeeded<File extends ReportedFile>(files: readonly File[]): readonly File[] {
  const plainPath = ({ path }: ReportedFile): string => path.slice(path.indexOf(GROUP_MARK) + 1);
  const uses = new Map<string, number>();
  for (const file of files) uses.set(plainPath(file), (uses.get(plainPath(file)) ?? 0) + 1);
  return files
    .map((file) => {
      const plain = plainPath(file);
      const path = uses.get(plain) === 1 ? plain : file.path.replace(GROUP_MARK, '/');
      return path === file.path ? file : { ...file, path };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const plus = (known: CoverageCounts | null, counts: CoverageCounts): CoverageCounts =>
  known === null ? counts : addedCounts(known, counts);
