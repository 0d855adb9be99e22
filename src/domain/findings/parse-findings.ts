import { type Parsed, parsed, unreadable } from '../report-error.js';
import type { Warning } from '../warning.js';
import { type Classification, createClassifier } from './classify/classify.js';
import { type ClassificationOverrides } from './classify/overrides.js';
import { weaknessesIn } from './classify/weaknesses.js';
import { canBeReadAs, formatOfDocument } from './detect-findings-format.js';
import { SUPPRESSIONS_TOOL } from './directive.js';
import {
  type Finding,
  type FindingsFormat,
  type FindingsReport,
  type RejectedResult,
  type ToolRun,
} from './finding.js';
import { isJsonObject, type JsonObject } from './readers/json-value.js';
import { readCheckstyle } from './readers/read-checkstyle.js';
import { readCpd } from './readers/read-cpd.js';
import { readCppcheck } from './readers/read-cppcheck.js';
import { readDetectSecrets } from './readers/read-detect-secrets.js';
import { readEslint } from './readers/read-eslint.js';
import { readGitlab } from './readers/read-gitlab.js';
import { readGitlabSecurity } from './readers/read-gitlab-security.js';
import { readGitleaks } from './readers/read-gitleaks.js';
import { readJscpd } from './readers/read-jscpd.js';
import { readLines, readRuffText } from './readers/read-lines.js';
import { readLizardCsv } from './readers/read-lizard-csv.js';
import { readLizardXml } from './readers/read-lizard-xml.js';
import { readMarkdownlint } from './readers/read-markdownlint.js';
import { readPhpcs } from './readers/read-phpcs.js';
import { readPmd } from './readers/read-pmd.js';
import { readPylint } from './readers/read-pylint.js';
import { readRdjson, readRdjsonl } from './readers/read-rdjson.js';
import { readRuff } from './readers/read-ruff.js';
import { readSarif } from './readers/read-sarif.js';
import { readSonarQube } from './readers/read-sonarqube.js';
import { readSpotBugs } from './readers/read-spotbugs.js';
import { readStylelint, readStylelintText } from './readers/read-stylelint.js';
import { readSuppressions } from './readers/read-suppressions.js';
import { readTrufflehog } from './readers/read-trufflehog.js';
import { type ReaderOptions } from './readers/reader-options.js';
import { catchFailure, openReportDocument, type ReportDocument } from './readers/report-document.js';
import { REPORT_LIMITS } from './readers/report-limits.js';
import {
  type ReadReport,
  type ReadResult,
  type ReportedResult,
  type ReportedTool,
  type ResultRanges,
} from './readers/reported-result.js';
import { joinRunStates } from './run-state.js';
import { blankMessage } from './secrets/blank-text.js';
import { blankTrace } from './trace.js';

export interface ParseFindingsOptions extends ReaderOptions {
  /** Format stated by the sender; an error when the content is of another. */
  readonly format?: FindingsFormat;
  /** The organization's own types and severities. */
  readonly overrides?: ClassificationOverrides;
}

/** One result of a report, in its order: a finding, none by its grade or as part of another, or refused with the reason. */
export type ParsedResult =
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'none' }
  | { readonly kind: 'rejected'; readonly reason: string };

/** A report whose results are read and classified on demand; they can be iterated once. */
export interface FindingsStream extends Omit<ReadReport, 'results' | 'ranges'> {
  readonly format: FindingsFormat;
  readonly results: Iterable<ParsedResult>;
  /** The results by their index, where several readers can each read some of them (SARIF); else null. */
  readonly ranges: ResultRanges<ParsedResult> | null;
}

/** All of a report, or the part of one of several readers. What cannot be divided belongs to the first part. */
export type ReportShare = { readonly kind: 'whole' } | { readonly kind: 'part'; readonly isFirst: boolean };

/**
 * Reads a report of findings, its format detected by its content: at most 100 MiB, 200,000 results and 200 tools. Results
 * that cannot be read are listed with index and reason; the rest is kept. Errors: empty, unknown_format, format_mismatch,
 * malformed, limit_exceeded, unsupported_version (SARIF other than 2.1.0).
 */
export function parseFindings(bytes: Uint8Array, options: ParseFindingsOptions = {}): Parsed<FindingsReport> {
  return catchFailure(() => {
    const opened = openReport(bytes, options);
    return opened.ok ? parsed(collectReport(opened.value)) : opened;
  });
}

/**
 * Opens a report for callers that turn each finding into something smaller at once. Errors as for `parseFindings`. SARIF
 * results are parsed while they are iterated; one that is not JSON throws `ScanFailure` and makes the report unreadable.
 *
 * @param options with the share to read where several readers read the report; null for a further part of a report that
 *   cannot be divided
 */
export function openReport(bytes: Uint8Array, options?: ParseFindingsOptions): Parsed<FindingsStream>;
export function openReport(
  bytes: Uint8Array,
  options: ParseFindingsOptions & { readonly share: ReportShare },
): Parsed<FindingsStream | null>;
export function openReport(
  bytes: Uint8Array,
  { share = WHOLE, ...options }: ParseFindingsOptions & { readonly share?: ReportShare } = {},
): Parsed<FindingsStream | null> {
  const mustDivide = share.kind === 'part' && !share.isFirst;
  const document = openReportDocument(bytes, { needsCutResults: mustDivide });
  if (!document.ok) return document;
  if (mustDivide && !hasCutResults(document.value)) return parsed(null);
  const format = resolveFormat(document.value, options.format);
  if (!format.ok) return format;
  if (mustDivide && format.value !== 'sarif') return parsed(null);
  const report = READERS[format.value](document.value, options);
  return report.ok ? classifyReport(report.value, format.value, options.overrides) : report;
}

const WHOLE: ReportShare = { kind: 'whole' };

const hasCutResults = (document: ReportDocument): boolean => document.kind === 'json' && document.results.size > 0;

function classifyReport(
  { results, ranges, ...report }: ReadReport,
  format: FindingsFormat,
  overrides: ClassificationOverrides = [],
): Parsed<FindingsStream> {
  const tools = new Set(report.tools.map(({ name }) => name)).size;
  if (tools > REPORT_LIMITS.tools) {
    return unreadable('limit_exceeded', `The report names ${tools} tools, more than ${REPORT_LIMITS.tools}.`);
  }
  if (format !== 'suppressions' && report.tools.some(({ name }) => name === SUPPRESSIONS_TOOL))
    return unreadable('malformed', RESERVED_NAME);
  const classify = createClassifier(overrides);
  const hasLevels = FORMATS_WITH_LEVELS.includes(format);
  return parsed({
    ...report,
    format,
    results: classifyResults(results, classify, hasLevels),
    ranges: ranges
      ? { count: ranges.count, read: (from, to) => classifyResults(ranges.read(from, to), classify, hasLevels) }
      : null,
  });
}

/** Formats in which tools state levels; others have severities, or nothing. */
const FORMATS_WITH_LEVELS: readonly FindingsFormat[] = [
  'sarif',
  'eslint',
  'pylint',
  'checkstyle',
  'rdjson',
  'rdjsonl',
  'lines',
  'cppcheck',
  'phpcs',
  'stylelint',
];

const RESERVED_NAME = `The tool name "${SUPPRESSIONS_TOOL}" is reserved for the format of that name. Choose another one.`;

function resolveFormat(document: ReportDocument, stated: FindingsFormat | undefined): Parsed<FindingsFormat> {
  const found = formatOfDocument(document);
  if (stated !== undefined && canBeReadAs(document, stated)) return parsed(stated);
  if (found === null) {
    return unreadable('unknown_format', `The report is not ${FORMAT_NAMES}.`);
  }
  if (stated === undefined) return parsed(found);
  return unreadable('format_mismatch', `The report was sent as ${stated}, but its content is ${found}.`);
}

/** Formats as people know them. */
const FORMAT_NAMES =
  'SARIF 2.1.0, ESLint JSON, lizard CSV or XML, jscpd JSON, PMD-CPD XML, GitLab code-quality or security JSON, Checkstyle XML, ' +
  "SonarQube's generic issues, pylint JSON, PMD XML, SpotBugs XML, reviewdog's rdjson or rdjsonl, Gitleaks JSON, TruffleHog JSON lines, " +
  'a baseline of detect-secrets, cppcheck XML, stylelint JSON or text, Ruff JSON or text, PHP_CodeSniffer JSON, markdownlint JSON, ' +
  "directives in the service's own JSON, " +
  'lines of file:line:col: message';

type FormatReader = (document: ReportDocument, options: ReaderOptions) => Parsed<ReadReport>;

/** One reader per format. Detection has found the kind of document; a wrong one reads as an empty object. */
const READERS: Readonly<Record<FindingsFormat, FormatReader>> = {
  sarif: (document, options) =>
    readSarif(jsonObject(document), document.kind === 'json' ? document.results : undefined, options),
  eslint: (document, options) => readEslint(jsonValue(document), options),
  jscpd: (document, options) => readJscpd(jsonObject(document), options),
  gitlab: (document, options) => readGitlab(jsonValue(document), options),
  cpd: (document, options) => readCpd(xmlBytes(document), options),
  lizard: (document, options) =>
    document.kind === 'text'
      ? readLizardCsv(document.text, document.warnings, options)
      : readLizardXml(xmlBytes(document), options),
  checkstyle: (document, options) => readCheckstyle(xmlBytes(document), options),
  sonarqube: (document, options) => readSonarQube(jsonObject(document), options),
  'gitlab-security': (document, options) => readGitlabSecurity(jsonObject(document), options),
  pylint: (document, options) => readPylint(jsonValue(document), options),
  pmd: (document, options) => readPmd(xmlBytes(document), options),
  spotbugs: (document, options) => readSpotBugs(xmlBytes(document), options),
  rdjson: (document, options) => readRdjson(jsonObject(document), options),
  rdjsonl: (document, options) =>
    // A single line is a whole document.
    document.kind === 'json'
      ? readRdjson({ diagnostics: [document.value] }, options)
      : readRdjsonl(textOf(document), options),
  lines: (document, options) => readLines(textOf(document), warningsOf(document), options),
  gitleaks: (document, options) => readGitleaks(jsonValue(document), options),
  trufflehog: (document, options) =>
    // A single line is a whole document.
    readTrufflehog(document.kind === 'json' ? JSON.stringify(document.value) : textOf(document), options),
  'detect-secrets': (document, options) => readDetectSecrets(jsonObject(document), options),
  cppcheck: (document, options) => readCppcheck(xmlBytes(document), options),
  stylelint: (document, options) =>
    document.kind === 'text' ? readStylelintText(document.text, options) : readStylelint(jsonValue(document), options),
  ruff: (document, options) =>
    document.kind === 'text'
      ? readRuffText(document.text, document.warnings, options)
      : readRuff(jsonValue(document), options),
  phpcs: (document, options) => readPhpcs(jsonObject(document), options),
  markdownlint: (document, options) => readMarkdownlint(jsonValue(document), options),
  suppressions: (document, options) => readSuppressions(jsonObject(document), options),
};

const warningsOf = (document: ReportDocument): readonly Warning[] =>
  document.kind === 'text' ? document.warnings : [];

const textOf = (document: ReportDocument): string => (document.kind === 'text' ? document.text : '');

const jsonValue = (document: ReportDocument): unknown => (document.kind === 'json' ? document.value : undefined);
const jsonObject = (document: ReportDocument): JsonObject => {
  const value = jsonValue(document);
  return isJsonObject(value) ? value : {};
};
const xmlBytes = (document: ReportDocument): Uint8Array =>
  document.kind === 'xml' ? document.bytes : new Uint8Array();

function* classifyResults(
  results: Iterable<ReadResult>,
  classify: ReturnType<typeof createClassifier>,
  hasLevels: boolean,
): Iterable<ParsedResult> {
  for (const read of results) {
    if (!read.ok) {
      yield { kind: 'rejected', reason: read.reason };
      continue;
    }
    if (read.result === null) {
      yield { kind: 'none' };
      continue;
    }
    if (read.result.directive !== undefined) {
      yield { kind: 'finding', finding: toFinding(read.result, SUPPRESSION, false) };
      continue;
    }
    if (read.result.tool === SUPPRESSIONS_TOOL) {
      yield { kind: 'rejected', reason: RESERVED_NAME };
      continue;
    }
    const classification = classify(read.result, read.result.evidence);
    yield classification === null
      ? { kind: 'none' }
      : { kind: 'finding', finding: toFinding(read.result, classification, hasLevels) };
  }
}

/** A directive is what it is, whatever the tables and overrides say of its name. */
const SUPPRESSION: Pick<Finding, 'type' | 'severity' | 'debtKind'> = {
  type: 'suppression',
  severity: 'info',
  debtKind: 'other',
};

/** Field by field: all findings have one shape, which is what makes reading 200,000 of them fast and small. */
function toFinding(
  result: ReportedResult,
  { type, severity, debtKind, isSecret, inTests }: Pick<Finding, keyof Classification>,
  hasLevels: boolean,
): Finding {
  const { level, isLevelStated, stated } = result.evidence;
  const toolLevel = hasLevels && isLevelStated ? level : undefined;
  return {
    tool: result.tool,
    ruleId: result.ruleId,
    type,
    severity,
    debtKind,
    message: blankMessage(result.message, isSecret === true),
    reportedMessage: result.reportedMessage && blankMessage(result.reportedMessage, isSecret === true),
    filePath: result.filePath,
    region: result.region,
    snippet: result.snippet,
    context: result.context,
    scope: result.scope,
    partialFingerprints: result.partialFingerprints,
    isSuppressed: result.isSuppressed,
    isSecret,
    inTests,
    cwe: weaknessesIn(result.evidence.tags),
    toolLevel: stated?.toolLevel === undefined ? toolLevel : (stated.toolLevel ?? undefined),
    clone: result.clone,
    directive: result.directive,
    rule: result.rule,
    trace: result.trace && blankTrace(result.trace, isSecret === true),
    fixes: result.fixes,
  };
}

/** The tools of a report by their names, each with the combined facts of its runs. */
export function joinTools(tools: readonly ReportedTool[]): ReadonlyMap<string, ReportedTool> {
  const runs = new Map<string, ReportedTool[]>();
  for (const tool of tools) runs.set(tool.name, [...(runs.get(tool.name) ?? []), tool]);
  return new Map([...runs].map(([name, ofTool]) => [name, joinRuns(name, ofTool)]));
}

const joinRuns = (name: string, runs: readonly ReportedTool[]): ReportedTool => ({
  name,
  version: runs.find(({ version }) => version !== null)?.version ?? null,
  state: joinRunStates(runs.map(({ state }) => state)),
  isUnnamed: runs.every(({ isUnnamed }) => isUnnamed),
});

function collectReport(stream: FindingsStream): FindingsReport {
  const findingsByTool = new Map<string, Finding[]>();
  const tools = joinTools(stream.tools);
  for (const name of tools.keys()) findingsByTool.set(name, []);
  const rejected: RejectedResult[] = [];
  let resultCount = 0;
  let withoutFinding = 0;
  for (const result of stream.results) {
    if (result.kind === 'rejected') rejected.push({ index: resultCount, reason: result.reason });
    else if (result.kind === 'none') withoutFinding += 1;
    else addTo(findingsByTool, result.finding);
    resultCount += 1;
  }
  const runs = [...findingsByTool].map(([tool, findings]): ToolRun => ({
    tool,
    toolVersion: tools.get(tool)?.version ?? null,
    state: tools.get(tool)?.state ?? 'ok',
    findings,
  }));
  const { format, duplicationPct, duplicatedLines = null, linesOfCode, warnings } = stream;
  const measures = { duplicationPct, duplicatedLines, linesOfCode };
  return { format, runs, rejected, resultCount, withoutFinding, ...measures, warnings };
}

function addTo(findingsByTool: Map<string, Finding[]>, finding: Finding): void {
  const findings = findingsByTool.get(finding.tool);
  if (findings === undefined) findingsByTool.set(finding.tool, [finding]);
  else findings.push(finding);
}
