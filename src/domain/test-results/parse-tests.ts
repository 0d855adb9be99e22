import { type Parsed, parsed, unreadable } from '../report-error.js';
import { type DecodedText, decodeText } from '../scanning/decode-text.js';
import { ScanFailure } from '../scanning/scan-failure.js';
import { XML_START, XmlScanner } from '../scanning/xml-scanner.js';
import { warningOf } from '../warning.js';
import { readJunit } from './read-junit.js';
import type { TestReport } from './test-report.js';

const EXPECTED = 'expected JUnit XML';
const ROOTS = ['testsuites', 'testsuite'];
const START = { line: 1, column: 1 };
const LESS = 0x3c;

/**
 * Reads a report of test results (docs/test-results.md). A report without tests is no error, but says so in its warnings.
 *
 * Errors, each with the line and column of the fault: `empty`; `unknown_format`, naming the content found; `malformed`,
 * naming the text expected; `limit_exceeded`.
 */
export function parseTests(bytes: Uint8Array): Parsed<TestReport> {
  if (bytes.length === 0) return unreadable('empty', `the file is empty; ${EXPECTED}`, START);
  try {
    return parseText(decodeText(bytes));
  } catch (error) {
    if (error instanceof ScanFailure) return { ok: false, error: error.toReportError() };
    throw error;
  }
}

/** True for a report of test results, by its root element. */
export function isTestReport(bytes: Uint8Array): boolean {
  try {
    return ROOTS.includes(rootOf(decodeText(bytes).bytes) ?? '');
  } catch (error) {
    if (error instanceof ScanFailure) return false;
    throw error;
  }
}

/** @throws ScanFailure */
function parseText(text: DecodedText): Parsed<TestReport> {
  const root = rootOf(text.bytes);
  if (root === null || !ROOTS.includes(root)) {
    const found = root === null ? 'text that is not XML' : `XML with the root element <${root.slice(0, 40)}>`;
    return unreadable('unknown_format', `${EXPECTED}, found ${found}`, START);
  }
  const report = readJunit(text.bytes);
  const emptiness = report.tests.length === 0 ? [warningOf('report_empty', 'the report has no test cases')] : [];
  return parsed({ ...report, warnings: [...text.warnings, ...report.warnings, ...emptiness] });
}

/** Name of the root element; null for text that is not XML. */
function rootOf(text: Uint8Array): string | null {
  if (text.find((byte) => byte > 0x20) !== LESS) return null;
  const xml = new XmlScanner(text, []);
  return xml.next() === XML_START ? xml.nameOf(xml.name) : null;
}
