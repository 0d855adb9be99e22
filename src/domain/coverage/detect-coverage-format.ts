import { decodeText } from '../scanning/decode-text.js';
import { vocabulary } from '../scanning/name-table.js';
import { ScanFailure } from '../scanning/scan-failure.js';
import { XML_START, XmlScanner } from '../scanning/xml-scanner.js';
import { type CoverageFormat } from './coverage-report.js';
import { formatOfJson } from './detect-json-format.js';

/**
 * The format of a report by its content: the first record of lcov and of a Go profile, the root element of XML and what
 * tells two formats of one root apart, the keys of JSON. Byte order marks, UTF-16, comments and blank lines do not matter,
 * nor does the file's name. Null when it is none of them.
 */
export function detectCoverageFormat(bytes: Uint8Array): CoverageFormat | null {
  try {
    return formatOfText(decodeText(bytes).bytes);
  } catch (error) {
    if (error instanceof ScanFailure) return null;
    throw error;
  }
}

/** @throws ScanFailure when the text begins as XML or JSON, but is broken before the place that decides its format. */
export function formatOfText(text: Uint8Array): CoverageFormat | null {
  const start = firstOf(text, (byte) => byte > 0x20);
  if (text[start] === 0x3c) return formatOfXml(text);
  if (text[start] === 0x7b) return formatOfJson(text);
  const record = firstRecord(text);
  if (GO_MODE.test(record)) return 'go';
  return LCOV_RECORD.test(record) ? 'lcov' : null;
}

/** Beginning of the report, for messages: never more than a word of it. */
export function describeContent(text: Uint8Array): string {
  const start = firstOf(text, (byte) => byte > 0x20);
  if (start === text.length) return 'white space only';
  if (text[start] === 0x7b || text[start] === 0x5b) return 'JSON';
  if (text[start] !== 0x3c) return 'text that does not begin with a record of a known format';
  const xml = new XmlScanner(text, []);
  return xml.next() === XML_START ? `XML with the root element <${xml.nameOf(xml.name).slice(0, 40)}>` : 'XML';
}

const LCOV_RECORD = /^(?:(?:TN|SF|VER|FN|FNL|FNA|FNDA|FNF|FNH|BRDA|BRF|BRH|MCDC|MCF|MCH|DA|LF|LH):|end_of_record\s*$)/;
const GO_MODE = /^mode: (?:set|count|atomic)\s*$/;

/** The first line that is neither blank nor a comment, cut to what a record's name needs. */
function firstRecord(text: Uint8Array): string {
  for (let at = 0; at < text.length;) {
    const start = firstOf(text, (byte) => byte > 0x20, at);
    const end = firstOf(text, (byte) => byte === 0x0a, start);
    if (text[start] !== 0x23) return Buffer.from(text.subarray(start, Math.min(end, start + 40))).toString('latin1');
    at = end + 1;
  }
  return '';
}

const [NAMES, NAME] = vocabulary(
  'coverage',
  'report',
  'clover',
  'generated',
  'line-rate',
  'branch-rate',
  'lines-valid',
  'lines-covered',
  'branches-valid',
  'project',
  'testproject',
  'sources',
  'packages',
  'name',
  'sessioninfo',
  'group',
  'package',
  'counter',
  'version',
  'file',
  'CoverageSession',
);

/** Three formats share the root `coverage`: their attributes decide, else their first child. */
function formatOfXml(text: Uint8Array): CoverageFormat | null {
  const xml = new XmlScanner(text, NAMES);
  if (xml.next() !== XML_START) return null;
  const hasAny = (...names: number[]): boolean => names.some((name) => xml.has(name));
  if (xml.name === NAME.coverage) {
    if (hasAny(NAME.clover, NAME.generated)) return 'clover';
    if (
      hasAny(NAME['line-rate'], NAME['branch-rate'], NAME['lines-valid'], NAME['lines-covered'], NAME['branches-valid'])
    ) {
      return 'cobertura';
    }
    const isVersionOne = xml.says(NAME.version, '1');
    const child = firstChild(xml);
    if (child === NAME.project || child === NAME.testproject) return 'clover';
    if (child === NAME.file || (child === null && isVersionOne)) return 'sonarqube';
    return child === NAME.sources || child === NAME.packages ? 'cobertura' : null;
  }
  if (xml.name === NAME.CoverageSession) return 'opencover';
  if (xml.name !== NAME.report) return null;
  const isNamed = hasAny(NAME.name);
  const child = firstChild(xml);
  if (child === null) return isNamed ? 'jacoco' : null;
  return [NAME.sessioninfo, NAME.group, NAME.package, NAME.counter].includes(child) ? 'jacoco' : null;
}

/** Id of the first element inside the one that just started; null when it has none. */
function firstChild(xml: XmlScanner): number | null {
  return xml.next() === XML_START ? xml.name : null;
}

function firstOf(text: Uint8Array, is: (byte: number) => boolean, from = 0): number {
  let at = from;
  while (at < text.length && !is(text[at]!)) at++;
  return at;
}
