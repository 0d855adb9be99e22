import { type FindingsFormat } from './finding.js';
import { arrayAt, isJsonObject, type JsonObject, ownValue, stringAt } from './readers/json-value.js';
import { isLizardCsv } from './readers/read-lizard-csv.js';
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
      return XML_ROOTS.get(xmlRootName(document.bytes) ?? '') ?? null;
    case 'text':
      return isLizardCsv(document.text) ? 'lizard' : null;
  }
}

const XML_ROOTS: ReadonlyMap<string, FindingsFormat> = new Map([
  ['pmd-cpd', 'cpd'],
  ['cppncss', 'lizard'],
]);

function formatOfJson(value: unknown): FindingsFormat | null {
  if (Array.isArray(value)) return formatOfArray(value);
  if (!isJsonObject(value)) return null;
  if (isSarif(value)) return 'sarif';
  if (isJsonObject(ownValue(value, 'statistics')) && Array.isArray(ownValue(value, 'duplicates'))) return 'jscpd';
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
  return document.kind === 'json' && format === 'eslint' && isEmptyEslint(document.value);
}

function isEmptyEslint(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Array.isArray(ownValue(value, 'results')) && arrayAt(value, 'results').length === 0;
}
