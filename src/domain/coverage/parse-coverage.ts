import { type Parsed, parsed, unreadable } from '../report-error.js';
import { type DecodedText, decodeText } from '../scanning/decode-text.js';
import { ScanFailure } from '../scanning/scan-failure.js';
import { type Warning, warningOf } from '../warning.js';
import { AS_TABLES, type FileForm } from './collecting/file-form.js';
import {
  COVERAGE_FORMAT_NAMES,
  type CoverageFormat,
  type CoverageReport,
  type ReportedFile,
} from './coverage-report.js';
import { describeContent, formatOfText } from './detect-coverage-format.js';
import { readClover } from './formats/clover.js';
import { readCobertura } from './formats/cobertura.js';
import { readCoveragePy } from './formats/coveragepy.js';
import { readGo } from './formats/go.js';
import { readIstanbul } from './formats/istanbul.js';
import { readJacoco } from './formats/jacoco.js';
import { readLcov } from './formats/lcov.js';
import { readLlvm } from './formats/llvm.js';
import { readOpenCover } from './formats/opencover.js';
import { readSimpleCov } from './formats/simplecov.js';
import { readSonarQube } from './formats/sonarqube.js';

type ReadFormat = <File extends ReportedFile>(text: Uint8Array, form: FileForm<File>) => CoverageReport<File>;

const READERS: Readonly<Record<CoverageFormat, ReadFormat>> = {
  lcov: readLcov,
  cobertura: readCobertura,
  jacoco: readJacoco,
  clover: readClover,
  go: readGo,
  simplecov: readSimpleCov,
  sonarqube: readSonarQube,
  istanbul: readIstanbul,
  coveragepy: readCoveragePy,
  opencover: readOpenCover,
  llvm: readLlvm,
};

const EXPECTED = `expected ${COVERAGE_FORMAT_NAMES}`;
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
  return parseCoverageAs(AS_TABLES, bytes, options);
}

/** Reads a coverage report as `parseCoverage` does, into files of the caller's form. */
export function parseCoverageAs<File extends ReportedFile>(
  form: FileForm<File>,
  bytes: Uint8Array,
  options: ParseCoverageOptions,
): Parsed<CoverageReport<File>> {
  if (bytes.length === 0) return unreadable('empty', `the file is empty; ${EXPECTED}`, START);
  try {
    return parseText(decodeText(bytes), form, options);
  } catch (error) {
    if (error instanceof ScanFailure) return { ok: false, error: error.toReportError() };
    throw error;
  }
}

/** @throws ScanFailure */
function parseText<File extends ReportedFile>(
  text: DecodedText,
  form: FileForm<File>,
  options: ParseCoverageOptions,
): Parsed<CoverageReport<File>> {
  const format = formatOfText(text.bytes);
  if (format === null) {
    return unreadable('unknown_format', `${EXPECTED}, found ${describeContent(text.bytes)}`, START);
  }
  if (options.format !== undefined && options.format !== format) {
    return unreadable('format_mismatch', `sent as ${options.format}, but the content is ${format}`, START);
  }
  const report = READERS[format](text.bytes, form);
  return parsed({ ...report, warnings: [...text.warnings, ...report.warnings, ...emptinessOf(report, form)] });
}

function emptinessOf<File extends ReportedFile>({ files }: CoverageReport<File>, form: FileForm<File>): Warning[] {
  if (files.length === 0) return [warningOf('report_empty', 'the report names no files')];
  return files.some((file) => form.hasLines(file)) ? [] : [warningOf('report_empty', 'the report has no line records')];
}
