import { type FindingsFormat } from './finding.js';
import { arrayAt, isJsonObject, type JsonObject, ownValue, stringAt } from './readers/json-value.js';
import { cppcheckVersion } from './readers/read-cppcheck.js';
import { isDetectSecrets } from './readers/read-detect-secrets.js';
import { isGitlabSecurity } from './readers/read-gitlab-security.js';
import { isGitleaksLeak } from './readers/read-gitleaks.js';
import { isLines } from './readers/read-lines.js';
import { isLizardCsv } from './readers/read-lizard-csv.js';
import { isMarkdownlintEntry } from './readers/read-markdownlint.js';
import { isPhpcs } from './readers/read-phpcs.js';
import { isPylintMessage, isPylintReport } from './readers/read-pylint.js';
import { isDiagnostic, isRdjson, isRdjsonl } from './readers/read-rdjson.js';
import { isRuffDiagnostic, isRuffText } from './readers/read-ruff.js';
import { isSonarQube } from './readers/read-sonarqube.js';
import { isStylelintFile, isStylelintText } from './readers/read-stylelint.js';
import { isSuppressionsReport } from './readers/read-suppressions.js';
import { isTrufflehog, isTrufflehogResult } from './readers/read-trufflehog.js';
import { openReportDocument, type ReportDocument } from './readers/report-document.js';
import { xmlRootName } from './readers/xml-reading.js';

/** Detects the format of a report by its content alone; null for an unsupported one. */
export function detectFindingsFormat(bytes: Uint8Array): FindingsFormat | null {
  const document = openReportDocument(bytes);
  return document.ok ? formatOfDocument(document.value) : null;
}

/**
 * Detects the format of a document that is already open. An empty JSON array is an empty code-quality report (ADR
 * 0034).
 */
export function formatOfDocument(document: ReportDocument): FindingsFormat | null {
  switch (document.kind) {
    case 'json':
      return formatOfJson(document.value);
    case 'xml':
      return formatOfXml(document.bytes);
    case 'text':
      return formatOfLines(document.text);
  }
}

function formatOfXml(bytes: Uint8Array): FindingsFormat | null {
  const root = xmlRootName(bytes) ?? '';
  if (root === 'results') return cppcheckVersion(bytes) === null ? null : 'cppcheck';
  return XML_ROOTS.get(root) ?? null;
}

function formatOfLines(text: string): FindingsFormat | null {
  if (isTrufflehog(text)) return 'trufflehog';
  if (isRdjsonl(text)) return 'rdjsonl';
  if (isLizardCsv(text)) return 'lizard';
  if (isStylelintText(text)) return 'stylelint';
  if (isRuffText(text)) return 'ruff';
  return isLines(text) ? 'lines' : null;
}

const XML_ROOTS: ReadonlyMap<string, FindingsFormat> = new Map([
  ['pmd-cpd', 'cpd'],
  ['cppncss', 'lizard'],
  ['checkstyle', 'checkstyle'],
  ['pmd', 'pmd'],
  ['BugCollection', 'spotbugs'],
]);

function formatOfJson(value: unknown): FindingsFormat | null {
  if (Array.isArray(value)) return formatOfArray(value);
  if (!isJsonObject(value)) return null;
  if (isSarif(value)) return 'sarif';
  if (isJsonObject(ownValue(value, 'statistics')) && Array.isArray(ownValue(value, 'duplicates'))) return 'jscpd';
  if (isSuppressionsReport(value)) return 'suppressions';
  if (isSonarQube(value)) return 'sonarqube';
  if (isGitlabSecurity(value)) return 'gitlab-security';
  if (isPylintReport(value)) return 'pylint';
  if (isDetectSecrets(value)) return 'detect-secrets';
  if (isPhpcs(value)) return 'phpcs';
  if (isTrufflehogResult(value)) return 'trufflehog';
  if (isRdjson(value)) return 'rdjson';
  if (isDiagnostic(value)) return 'rdjsonl';
  const results = ownValue(value, 'results');
  return Array.isArray(results) && results.some(isEslintFile) ? 'eslint' : null;
}

function isSarif(value: JsonObject): boolean {
  const hasRuns = Array.isArray(ownValue(value, 'runs')) && stringAt(value, 'version') !== null;
  return hasRuns || (stringAt(value, '$schema') ?? '').toLowerCase().includes('sarif');
}

function formatOfArray(entries: readonly unknown[]): FindingsFormat | null {
  if (entries.length === 0) return 'gitlab';
  if (entries.some(isEslintFile)) return 'eslint';
  if (entries.some(isPylintMessage)) return 'pylint';
  if (entries.some(isGitleaksLeak)) return 'gitleaks';
  if (entries.some(isRuffDiagnostic)) return 'ruff';
  if (entries.some(isStylelintFile)) return 'stylelint';
  if (entries.some(isMarkdownlintEntry)) return 'markdownlint';
  return entries.some(isCodeQualityIssue) ? 'gitlab' : null;
}

function isEslintFile(entry: unknown): boolean {
  return isJsonObject(entry) && stringAt(entry, 'filePath') !== null && Array.isArray(ownValue(entry, 'messages'));
}

function isCodeQualityIssue(entry: unknown): boolean {
  return isJsonObject(entry) && stringAt(entry, 'description') !== null && isJsonObject(ownValue(entry, 'location'));
}

/** True when a report that matches several formats (an empty array) may be read as the one that its sender names. */
export function canBeReadAs(document: ReportDocument, format: FindingsFormat): boolean {
  if (formatOfDocument(document) === format) return true;
  if (document.kind !== 'json') return false;
  return (format === 'eslint' && isEmptyEslint(document.value)) || (ARRAYS.has(format) && isEmptyArray(document.value));
}

/** Formats of arrays, whose empty reports are alike. */
const ARRAYS: ReadonlySet<FindingsFormat> = new Set(['pylint', 'gitleaks', 'ruff', 'stylelint', 'markdownlint']);

const isEmptyArray = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

function isEmptyEslint(value: unknown): boolean {
  if (Array.isArray(value)) return isEmptyArray(value);
  return isJsonObject(value) && Array.isArray(ownValue(value, 'results')) && arrayAt(value, 'results').length === 0;
}
