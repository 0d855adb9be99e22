import { gunzipSync } from 'node:zlib';
import { countOf } from '../../domain/count-of.js';
import { type FileCoverage } from '../../domain/coverage/coverage-report.js';
import { mergeAt, mergeCoverage } from '../../domain/coverage/merge-coverage.js';
import { parseCoverage } from '../../domain/coverage/parse-coverage.js';
import { resolveCoveragePaths } from '../../domain/coverage/resolve-paths.js';
import { gradeByPlace } from '../../domain/findings/classify/grade-by-place.js';
import { type ClassificationOverrides } from '../../domain/findings/classify/overrides.js';
import { type Finding } from '../../domain/findings/finding.js';
import { parseFindings } from '../../domain/findings/parse-findings.js';
import { resolveFindingPaths } from '../../domain/findings/resolve-finding-paths.js';
import { matchExcluded } from '../../domain/paths/match-excluded.js';
import { type ReportError } from '../../domain/report-error.js';
import { type ComparedRun } from '../../domain/scanned/compared-runs.js';
import { type StatedDuplication } from '../../domain/scanned/duplication.js';
import { placeTests } from '../../domain/scanned/place-tests.js';
import { parseTests } from '../../domain/test-results/parse-tests.js';
import { type TestUploads } from '../../domain/test-results/survey-tests.js';
import { CliError } from '../exit-code.js';
import { type CoverageFile, type FindingsFile, type TestsFile } from '../report-file.js';

/** Findings of one tool, and its run. */
export interface LocalFindings extends ComparedRun {
  readonly findings: readonly Finding[];
  /** Results that could not be read, all of a report with its first tool. */
  readonly rejected: number;
  /** Measures of the whole code in its report; those of a report with several tools belong to the first. */
  readonly stated: StatedDuplication;
}

export const NOTHING_STATED: StatedDuplication = { duplicationPct: null, duplicatedLines: null, linesOfCode: null };

export interface LocalCoverage {
  readonly files: ReadonlyMap<string, FileCoverage>;
  /** Formats of the reports that it is of. */
  readonly formats: readonly string[];
  /** Paths that match no file in the repository, or several; sorted. */
  readonly unmatchedPaths: readonly string[];
}

/** The largest coverage report that is unpacked, as on the service. */
const MAX_UNPACKED_BYTES = 26_214_400;

/**
 * Reads findings reports as the service does; a later report of a tool replaces an earlier one.
 *
 * @throws {CliError} of kind `unusable_input`
 */
export function readFindings(
  reports: readonly FindingsFile[],
  files: readonly string[],
  say: (message: string) => void,
  overrides: ClassificationOverrides = [],
): readonly LocalFindings[] {
  const tools = new Map<string, LocalFindings>();
  for (const { name, format, content, reportPath = null, configDigest = null } of reports) {
    const read = parseFindings(content, { format, overrides });
    if (!read.ok) throw unreadable(name, read.error);
    const { runs, rejected, warnings, duplicationPct, duplicatedLines, linesOfCode } = read.value;
    for (const { message } of warnings) say(`${name}: ${message}`);
    if (rejected[0] !== undefined)
      say(`${name}: ${countOf(rejected.length, 'result')} could not be read, e.g. ${rejected[0].reason}`);
    for (const [index, { tool, toolVersion, state, findings }] of runs.entries()) {
      tools.set(tool, {
        ...{ tool, toolVersion, configDigest, state, format: read.value.format },
        findings: resolveFindingPaths(findings, files, reportPath).map(gradeByPlace),
        rejected: index === 0 ? rejected.length : 0,
        stated: index === 0 ? { duplicationPct, duplicatedLines, linesOfCode } : NOTHING_STATED,
      });
    }
  }
  return [...tools.values()];
}

/**
 * Reads coverage reports and merges them, by path.
 *
 * @param exclude globs of files that count nowhere
 * @throws {CliError} of kind `unusable_input`
 */
export function readLocalCoverage(
  reports: readonly CoverageFile[],
  files: readonly string[],
  exclude: readonly string[],
  say: (message: string) => void,
): LocalCoverage {
  const isExcluded = matchExcluded(exclude);
  const unmatched = new Set<string>();
  const formats = new Set<string>();
  const byPath = new Map<string, FileCoverage[]>();
  for (const { name, format, content } of reports) {
    const read = parseCoverage(format === null ? unpack(name, content) : content);
    if (!read.ok) throw unreadable(name, read.error);
    const resolved = resolveCoveragePaths(read.value, { fileList: files, reportPath: name, isExcluded }, mergeAt);
    for (const { message } of [...read.value.warnings, ...resolved.warnings]) say(`${name}: ${message}`);
    if (resolved.unmatched.length > 0)
      say(`${name}: ${countOf(resolved.unmatched.length, 'path')} without a file in the repository`);
    for (const path of resolved.unmatched) unmatched.add(path);
    formats.add(read.value.format);
    for (const file of resolved.files) byPath.set(file.path, [...(byPath.get(file.path) ?? []), file]);
  }
  return {
    files: new Map([...byPath].map(([path, parts]) => [path, mergeCoverage(parts)])),
    formats: [...formats],
    unmatchedPaths: [...unmatched].sort(),
  };
}

/**
 * Reads reports of test results.
 *
 * @throws {CliError} of kind `unusable_input`
 */
export function readTests(
  reports: readonly TestsFile[],
  files: readonly string[],
  say: (message: string) => void,
): TestUploads {
  return reports.map(({ name, format, content, reportPath = null }) => {
    const read = parseTests(format === null ? unpack(name, content) : content);
    if (!read.ok) throw unreadable(name, read.error);
    for (const { message } of read.value.warnings) say(`${name}: ${message}`);
    return { key: null, tests: placeTests(read.value.tests, files, reportPath) };
  });
}

function unpack(name: string, content: Buffer): Buffer {
  try {
    return gunzipSync(content, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    throw new CliError('unusable_input', `${name} cannot be unpacked: ${(error as Error).message}`);
  }
}

function unreadable(name: string, { message, line }: ReportError): CliError {
  return new CliError('unusable_input', `${name}${line === undefined ? '' : `, line ${line}`}: ${message}`);
}
