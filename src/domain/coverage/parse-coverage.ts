import { parsed, unreadable, type Parsed } from '../report-error.js';
import { AS_TABLES, type FileForm, type FormOfFiles } from './collecting/file-form.js';
import { type CoverageFormat, type CoverageReport, type ReportedFile } from './coverage-report.js';
import { describeContent, formatOfText } from './detect-coverage-format.js';
import { readClover } from './formats/clover.js';
import { readCobertura } from './formats/cobertura.js';
import { readJacoco } from './formats/jacoco.js';
import { readLcov } from './formats/lcov.js';
import { type ArrivingBytes, ArrivingText, NotPlainText } from '../scanning/arriving-text.js';
import { type DecodedText, decodeText } from '../scanning/decode-text.js';
import { type GrowText, noMoreText } from '../scanning/growing-text.js';
import { ScanFailure } from '../scanning/scan-failure.js';
import { type Warning, warningOf } from '../warning.js';

type ReadFormat = <File extends ReportedFile>(
  text: Uint8Array,
  form: FileForm<File>,
  growText: GrowText,
) => CoverageReport<File>;

const READERS: Readonly<Record<CoverageFormat, ReadFormat>> = {
  lcov: readLcov,
  cobertura: readCobertura,
  jacoco: readJacoco,
  clover: readClover,
};

const EXPECTED = 'expected lcov, Cobertura, JaCoCo or Clover';
const START = { line: 1, column: 1 };

export interface ParseCoverageOptions {
  /** Format stated by the sender; the content has to agree. */
  readonly format?: CoverageFormat | undefined;
}

/**
 * Reads a coverage report of any supported format, detected from its content (docs/coverage-formats.md).
 *
 * The bytes are read in place: the result keeps no reference to them. A report without lines is no error, but says so
 * in its warnings.
 *
 * Errors, each with the line and column of the fault: `empty`; `unknown_format`; `format_mismatch`, naming the format
 * found; `malformed`, naming the text expected; `limit_exceeded`.
 */
export function parseCoverage(bytes: Uint8Array, options: ParseCoverageOptions = {}): Parsed<CoverageReport> {
  return parseCoverageAs(() => AS_TABLES, bytes, options);
}

/** Reads a coverage report as `parseCoverage` does, with the files in a form of the caller's choice. */
export function parseCoverageAs<File extends ReportedFile>(
  formOf: FormOfFiles<File>,
  bytes: Uint8Array,
  options: ParseCoverageOptions,
): Parsed<CoverageReport<File>> {
  if (bytes.length === 0) return unreadable('empty', `the file is empty; ${EXPECTED}`, START);
  try {
    return parseText(decodeText(bytes), formOf, options, noMoreText);
  } catch (error) {
    if (error instanceof ScanFailure) return { ok: false, error: error.toReportError() };
    throw error;
  }
}

/**
 * Reads a report while its bytes arrive: scans the bytes at hand while the rest comes.
 *
 * A report that fails this way is read once more when all of it has arrived, so that the result is always that of
 * `parseCoverageAs`: a piece that ends within a token only seems to be wrong, and an encoding other than UTF-8 has to
 * be decoded as a whole. So a form may be requested twice; the files of the first time are void then.
 *
 * Throws what `arriving` throws when it gives up waiting.
 */
export function parseArrivingCoverage<File extends ReportedFile>(
  formOf: FormOfFiles<File>,
  arriving: ArrivingBytes,
  options: ParseCoverageOptions = {},
): Parsed<CoverageReport<File>> {
  return parseWhileArriving(formOf, arriving, options) ?? parseCoverageAs(formOf, wholeOf(arriving), options);
}

function parseWhileArriving<File extends ReportedFile>(
  formOf: FormOfFiles<File>,
  arriving: ArrivingBytes,
  options: ParseCoverageOptions,
): Parsed<CoverageReport<File>> | null {
  const { grow } = new ArrivingText(arriving);
  try {
    const bytes = grow();
    const report = bytes && parseText({ bytes, warnings: [] }, formOf, options, grow);
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
function parseText<File extends ReportedFile>(
  text: DecodedText,
  formOf: FormOfFiles<File>,
  options: ParseCoverageOptions,
  growText: GrowText,
): Parsed<CoverageReport<File>> {
  const format = formatOfText(text.bytes);
  if (format === null) {
    return unreadable('unknown_format', `${EXPECTED}, found ${describeContent(text.bytes)}`, START);
  }
  if (options.format !== undefined && options.format !== format) {
    return unreadable('format_mismatch', `sent as ${options.format}, but the content is ${format}`, START);
  }
  const form = formOf(format);
  const report = READERS[format](text.bytes, form, growText);
  return parsed({ ...report, warnings: [...text.warnings, ...report.warnings, ...emptinessOf(report, form)] });
}

function emptinessOf<File extends ReportedFile>({ files }: CoverageReport<File>, form: FileForm<File>): Warning[] {
  if (files.length === 0) return [warningOf('report_empty', 'the report names no files')];
  return files.some((file) => form.hasLines(file)) ? [] : [warningOf('report_empty', 'the report has no line records')];
}
