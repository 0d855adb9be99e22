import { parsed, unreadable, type Parsed } from '../report-error.js';
import { type CoverageFormat, type CoverageReport } from './coverage-report.js';
import { describeContent, formatOfText } from './detect-coverage-format.js';
import { readClover } from './formats/clover.js';
import { readCobertura } from './formats/cobertura.js';
import { readJacoco } from './formats/jacoco.js';
import { readLcov } from './formats/lcov.js';
import { type ArrivingBytes, ArrivingText, NotPlainText } from '../scanning/arriving-text.js';
import { type DecodedText, decodeText } from '../scanning/decode-text.js';
import { type GrowText, isWhole } from '../scanning/growing-text.js';
import { ScanFailure } from '../scanning/scan-failure.js';

const READERS: Readonly<Record<CoverageFormat, (text: Uint8Array, growText: GrowText) => CoverageReport>> = {
  lcov: readLcov,
  cobertura: readCobertura,
  jacoco: readJacoco,
  clover: readClover,
};

const EXPECTED = 'expected lcov, Cobertura, JaCoCo or Clover';
const START = { line: 1, column: 1 };

export interface ParseCoverageOptions {
  /** What the sender says that it is; the content has to agree. */
  readonly format?: CoverageFormat;
}

/**
 * Reads a coverage report of any supported format, told by its content (docs/coverage-formats.md).
 *
 * The bytes are read in place: the answer keeps no reference to them. A report without lines is no error, but says so
 * in its warnings.
 *
 * Errors, each with the line and column of what cannot be: `empty`; `unknown_format`; `format_mismatch`, naming what was
 * found; `malformed`, naming what was expected; `limit_exceeded`.
 */
export function parseCoverage(bytes: Uint8Array, options: ParseCoverageOptions = {}): Parsed<CoverageReport> {
  if (bytes.length === 0) return unreadable('empty', `the file is empty; ${EXPECTED}`, START);
  try {
    return parseText(decodeText(bytes), options, isWhole);
  } catch (error) {
    if (error instanceof ScanFailure) return { ok: false, error: error.toReportError() };
    throw error;
  }
}

/**
 * The same of bytes that are still arriving: scans what is there while the rest comes.
 *
 * What does not go well that way is read once more when all has arrived, so that the answer is always that of
 * `parseCoverage`: a piece that ends within a token only seems to be wrong, and another encoding than UTF-8 has to be
 * decoded as a whole.
 *
 * Throws what `arriving` throws when it gives up waiting.
 */
export function parseArrivingCoverage(
  arriving: ArrivingBytes,
  options: ParseCoverageOptions = {},
): Parsed<CoverageReport> {
  return parseWhileArriving(arriving, options) ?? parseCoverage(wholeOf(arriving), options);
}

function parseWhileArriving(arriving: ArrivingBytes, options: ParseCoverageOptions): Parsed<CoverageReport> | null {
  const { grow } = new ArrivingText(arriving);
  try {
    const bytes = grow();
    const report = bytes && parseText({ bytes, warnings: [] }, options, grow);
    return report?.ok ? report : null;
  } catch (error) {
    if (error instanceof ScanFailure || error instanceof NotPlainText) return null;
    throw error;
  }
}

function wholeOf(arriving: ArrivingBytes): Uint8Array {
  for (;;) {
    const { bytes, isWhole } = arriving.waitForMore();
    if (isWhole) return bytes;
  }
}

/** @throws ScanFailure */
function parseText(text: DecodedText, options: ParseCoverageOptions, growText: GrowText): Parsed<CoverageReport> {
  const format = formatOfText(text.bytes);
  if (format === null) {
    return unreadable('unknown_format', `${EXPECTED}, found ${describeContent(text.bytes)}`, START);
  }
  if (options.format !== undefined && options.format !== format) {
    return unreadable('format_mismatch', `sent as ${options.format}, but the content is ${format}`, START);
  }
  const report = READERS[format](text.bytes, growText);
  return parsed({ ...report, warnings: [...text.warnings, ...report.warnings, ...emptinessOf(report)] });
}

function emptinessOf(report: CoverageReport): string[] {
  if (report.files.length === 0) return ['the report names no files'];
  return hasLines(report) ? [] : ['the report has no line records'];
}

/** Whether the report says anything of any line, be it only how many there are. */
export const hasLines = ({ files }: CoverageReport): boolean =>
  files.some(({ lines, counted }) => lines.length > 0 || (counted?.linesTotal ?? 0) > 0);
