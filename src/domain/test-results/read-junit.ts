import { cleanLabel, cleanMessage } from '../findings/readers/clean-text.js';
import { normalizeReportPath } from '../findings/readers/report-path.js';
import { vocabulary } from '../scanning/name-table.js';
import { XML_END, XML_END_OF_DOCUMENT, XML_START, XmlScanner } from '../scanning/xml-scanner.js';
import { joinRuns } from './join-runs.js';
import { type CaseCounts, FAILED, PASSED, TEST_LIMITS, type TestReport, type TestResult } from './test-report.js';

const [NAMES, NAME] = vocabulary(
  'testsuite',
  'testcase',
  'failure',
  'error',
  'skipped',
  'rerunFailure',
  'rerunError',
  'flakyFailure',
  'flakyError',
  'stackTrace',
  'name',
  'classname',
  'class',
  'file',
  'filepath',
  'line',
  'time',
  'status',
  'message',
);

/** An element inside a test case: the outcome that it adds, and the count that the case belongs to by it. */
interface Part {
  readonly outcome: number;
  readonly counted: Exclude<keyof CaseCounts, 'tests'> | null;
}

const PARTS: ReadonlyMap<number, Part> = new Map<number, Part>([
  [NAME.failure, { outcome: FAILED, counted: 'failed' }],
  [NAME.error, { outcome: FAILED, counted: 'errors' }],
  [NAME.rerunFailure, { outcome: FAILED, counted: 'failed' }],
  [NAME.rerunError, { outcome: FAILED, counted: 'errors' }],
  [NAME.flakyFailure, { outcome: PASSED | FAILED, counted: null }],
  [NAME.flakyError, { outcome: PASSED | FAILED, counted: null }],
  [NAME.skipped, { outcome: 0, counted: 'skipped' }],
]);

/** Words with which GoogleTest and others mark a case without an element as not run. */
const NOT_RUN = ['notrun', 'skipped', 'disabled', 'pending', 'ignored'];

/** Suite name that pytest writes; it counts lines from 0. */
const PYTEST = 'pytest';

/**
 * Reads JUnit XML: the format of Ant's task as Surefire, Gradle, jest-junit, pytest, PHPUnit, go-junit-report, GoogleTest
 * and others write it. Every `testcase` of every suite, however deep, is a test; the totals that suites state are passed
 * over. A case fails by a `failure` or an `error`; it is flaky by a `flakyFailure` or a `flakyError`.
 *
 * @param text UTF-8 without NUL (`decodeText`), JUnit XML by its root
 * @throws ScanFailure where the XML is not well-formed or a limit is exceeded
 */
export function readJunit(text: Uint8Array): TestReport {
  return new JunitScanner(text).read();
}

interface Suite {
  readonly name: string | null;
  readonly file: string | null;
  readonly countsFromZero: boolean;
}

const NO_SUITE: Suite = { name: null, file: null, countsFromZero: false };

/** A test case between its tags. */
interface OpenCase {
  readonly identity: Pick<TestResult, 'name' | 'className' | 'suite' | 'file' | 'line' | 'durationMs'>;
  readonly depth: number;
  outcome: number;
  /** By its first failure, else by its skipping. */
  counted: Part['counted'];
  message: string | null;
}

class JunitScanner {
  private readonly xml: XmlScanner;
  private readonly suites: Suite[] = [];
  private readonly tests: TestResult[] = [];
  private readonly counts = { tests: 0, failed: 0, skipped: 0, errors: 0 };
  private open: OpenCase | null = null;
  /** The depth of the open element that explains the case; 0 outside of one. */
  private textDepth = 0;
  private summary = '';
  private text = '';

  constructor(text: Uint8Array) {
    this.xml = new XmlScanner(text, NAMES, TEST_LIMITS.bytes);
  }

  read(): TestReport {
    const { xml } = this;
    for (let event = xml.next(); event !== XML_END_OF_DOCUMENT; event = xml.next()) {
      if (event === XML_START) this.start();
      else if (event === XML_END) this.end();
      else this.addText(xml.textValue());
    }
    return { counts: this.counts, tests: joinRuns(this.tests), warnings: [] };
  }

  private start(): void {
    const { xml } = this;
    if (xml.name === NAME.testsuite) this.suites.push(this.readSuite());
    else if (this.open === null) this.open = xml.name === NAME.testcase ? this.readCase() : null;
    else if (xml.depth === this.open.depth + 1) this.startPart(this.open);
    xml.wantsText = this.textDepth > 0 && (xml.depth === this.textDepth || xml.name === NAME.stackTrace);
  }

  private end(): void {
    const { open, xml } = this;
    if (xml.name === NAME.testsuite) this.suites.pop();
    else if (open !== null && xml.depth < open.depth) this.endCase(open);
    else if (open !== null && xml.depth < this.textDepth) this.endPart(open);
    xml.wantsText = this.textDepth > 0 && xml.depth === this.textDepth;
  }

  private readSuite(): Suite {
    const { xml } = this;
    const around = this.suites.at(-1) ?? NO_SUITE;
    const name = cleanLabel(xml.value(NAME.name), TEST_LIMITS.name);
    return {
      name: name ?? around.name,
      file: pathOf(xml.value(NAME.file) ?? xml.value(NAME.filepath)) ?? around.file,
      countsFromZero: name === PYTEST,
    };
  }

  private readCase(): OpenCase {
    const { xml } = this;
    const suite = this.suites.at(-1) ?? NO_SUITE;
    return {
      identity: {
        name: cleanLabel(xml.value(NAME.name), TEST_LIMITS.name) ?? '(unnamed)',
        className: cleanLabel(xml.value(NAME.classname) ?? xml.value(NAME.class), TEST_LIMITS.name),
        suite: suite.name,
        file: pathOf(xml.value(NAME.file)) ?? suite.file,
        line: this.readLine(suite),
        durationMs: toMs(xml.value(NAME.time)),
      },
      depth: xml.depth,
      outcome: 0,
      counted: NOT_RUN.some((word) => xml.says(NAME.status, word)) ? 'skipped' : null,
      message: null,
    };
  }

  private readLine({ countsFromZero }: Suite): number | null {
    const { xml } = this;
    const line = xml.lineNumber(NAME.line);
    if (!countsFromZero) return line || null;
    return line > 0 || xml.says(NAME.line, '0') ? line + 1 : null;
  }

  private startPart(open: OpenCase): void {
    const { xml } = this;
    const part = PARTS.get(xml.name);
    if (part === undefined) return;
    open.outcome |= part.outcome;
    if (open.counted === null || open.counted === 'skipped') open.counted = part.counted ?? open.counted;
    this.textDepth = xml.depth;
    this.summary = xml.value(NAME.message) ?? '';
    this.text = '';
  }

  /** More of a text than is kept needs not be joined. */
  private addText(piece: string): void {
    if (this.text.length < TEST_LIMITS.messageBytes) this.text += piece.slice(0, 2 * TEST_LIMITS.messageBytes);
  }

  private endPart(open: OpenCase): void {
    this.textDepth = 0;
    open.message ??= messageOf(this.summary, this.text);
  }

  private endCase({ identity, outcome, counted, message }: OpenCase): void {
    const { counts, tests } = this;
    this.open = null;
    const isPass = outcome === 0 && counted === null;
    tests.push({ ...identity, outcome: isPass ? PASSED : outcome, message });
    counts.tests++;
    if (counted !== null && (counted !== 'skipped' || outcome === 0)) counts[counted]++;
    if (tests.length > TEST_LIMITS.tests) {
      throw this.xml.failure('limit_exceeded', `expected at most ${TEST_LIMITS.tests} tests`);
    }
  }
}

/** A path as the report names it, relative to the root as far as that shows; null where it names no file. */
function pathOf(written: string | null): string | null {
  if (written === null || written.trim() === '') return null;
  const path = normalizeReportPath(written);
  return path.ok ? path.path : null;
}

/** Milliseconds of a time in seconds, which some locales write with separators of thousands. */
function toMs(time: string | null): number | null {
  const seconds = time === null || time.trim() === '' ? NaN : Number(time.replaceAll(',', ''));
  return seconds >= 0 && seconds <= Number.MAX_SAFE_INTEGER / 1000 ? Math.round(seconds * 1000) : null;
}

/** The summary over the text, unless the text begins with it; null where both are empty. */
function messageOf(summary: string, text: string): string | null {
  const [head, body] = [summary.trim(), text.trim()];
  const whole = body.includes(head) ? body : `${head}\n${body}`;
  return cutToBytes(cleanMessage(whole.trim(), TEST_LIMITS.messageBytes)) || null;
}

/** The longest beginning of the text that fits, without half a character at its end. */
function cutToBytes(text: string): string {
  if (text.length * 3 <= TEST_LIMITS.messageBytes) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= TEST_LIMITS.messageBytes) return text;
  let end: number = TEST_LIMITS.messageBytes;
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
