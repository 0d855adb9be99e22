import { toRepositoryPath } from '../../domain/changes/repository-path.js';
import { detectCoverageFormat } from '../../domain/coverage/detect-coverage-format.js';
import { detectFindingsFormat } from '../../domain/findings/detect-findings-format.js';
import { FINDINGS_FORMATS, type FindingsFormat } from '../../domain/findings/finding.js';
import { cppcheckVersion, VERSION_1 } from '../../domain/findings/readers/read-cppcheck.js';
import { isTestReport } from '../../domain/test-results/parse-tests.js';
import { FileTooLarge, readRegularFile } from '../regular-file.js';
import { type ReportFile } from '../report-file.js';
import { type ReportKind } from './report-names.js';

const MIB = 1024 ** 2;
/** Limits of reports that the service accepts. */
const MAX_BYTES: Readonly<Record<ReportKind, number>> = { coverage: 25 * MIB, findings: 100 * MIB, tests: 25 * MIB };

const IDENTIFY: Readonly<Record<ReportKind, (name: string, content: Buffer) => Identified>> = {
  coverage: identifyCoverage,
  findings: identifyFindings,
  tests: identifyTests,
};

/** A report with its format, or the reason why the file is none. */
export type Identified = { readonly file: ReportFile } | { readonly problem: string };

/**
 * Reads and identifies a file of a promised kind. A file over the limit is not read: Node reads none over 2 GiB.
 *
 * @param name its path from the root of the repository
 * @param file its absolute path
 */
export async function readReport(kind: ReportKind, name: string, file: string): Promise<Identified> {
  try {
    return identifyReport(kind, name, await readRegularFile(file, MAX_BYTES[kind], 'followed'));
  } catch (error) {
    if (error instanceof FileTooLarge) return tooLarge(kind);
    return { problem: `it cannot be read: ${(error as Error).message}` };
  }
}

const tooLarge = (kind: ReportKind): Identified => ({ problem: `larger than ${MAX_BYTES[kind] / MIB} MiB` });

/**
 * Identifies a file of a promised kind by its content; its name does not matter.
 *
 * @param name its path from the root of the repository
 */
export function identifyReport(kind: ReportKind, name: string, content: Buffer): Identified {
  if (content.length === 0) return { problem: 'the file is empty' };
  if (content.length > MAX_BYTES[kind]) return tooLarge(kind);
  const identified = IDENTIFY[kind](name, content);
  if ('problem' in identified || toRepositoryPath(name) !== name) return identified;
  return { file: { ...identified.file, reportPath: name } };
}

const isGzip = (content: Buffer): boolean => content[0] === 0x1f && content[1] === 0x8b;

function identifyCoverage(name: string, content: Buffer): Identified {
  // The service unpacks and detects it.
  if (isGzip(content)) return { file: { kind: 'coverage', name, content, format: null } };
  const format = detectCoverageFormat(content);
  if (format === null) return { problem: 'not a coverage report of a known format' };
  return { file: { kind: 'coverage', name, content, format } };
}

function identifyFindings(name: string, content: Buffer): Identified {
  const format = formatByName(name, content) ?? detectFindingsFormat(content);
  if (format === null) return { problem: 'not a findings report of a known format' };
  if (format === 'cppcheck' && cppcheckVersion(content) === '1') return { problem: VERSION_1 };
  return { file: { kind: 'findings', name, content, format } };
}

/** Tools whose empty reports are an empty array, which only the name of the file tells apart. */
const BY_NAME = /(?:^|\/)(eslint|pylint|gitleaks|ruff|stylelint|markdownlint)\b[^/]*\.json$/;

function formatByName(name: string, content: Buffer): FindingsFormat | null {
  if (content.length > 100 || content.toString('latin1').trim() !== '[]') return null;
  return FINDINGS_FORMATS.find((format) => format === BY_NAME.exec(name)?.[1]) ?? null;
}

function identifyTests(name: string, content: Buffer): Identified {
  if (isGzip(content)) return { file: { kind: 'tests', name, content, format: null } };
  if (!isTestReport(content)) return { problem: 'not JUnit XML' };
  return { file: { kind: 'tests', name, content, format: 'junit' } };
}
