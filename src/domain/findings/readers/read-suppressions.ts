import { toRepositoryPath } from '../../changes/repository-path.js';
import { type Parsed, unreadable } from '../../report-error.js';
import { hasVisibleText } from '../../scanning/visible-text.js';
import {
  type Directive,
  FAMILIES,
  MAX_DIRECTIVES,
  MAX_REASON_LENGTH,
  REACHES,
  ruleIdOf,
  SUPPRESSIONS_TOOL,
} from '../directive.js';
import { type Region, type SourceContext } from '../finding.js';
import { blankTokens } from '../secrets/token-shapes.js';
import { cleanLabel, isStorable } from './clean-text.js';
import { arrayAt, indexAt, isJsonObject, type JsonObject, objectAt, ownValue, stringAt } from './json-value.js';
import { plainReport, readObjects } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { TEXT_LIMITS } from './report-limits.js';
import { normalizeReportPath, type ReportPath } from './report-path.js';
import {
  accepted,
  PLAIN_EVIDENCE,
  type ReadReport,
  type ReadResult,
  rejected,
  reportedTool,
} from './reported-result.js';
import { cutSnippet, keepContext, NO_REGION, toRegion, toSourceLines } from './source-text.js';

const MAX_NAME_LENGTH = 100;
const MAX_RULES = 100;
const MAX_RULE_LENGTH = 200;

/**
 * Reads directives that silence tools, in the format of the service's own (docs/findings-formats.md): one result for each.
 * Errors: limit_exceeded.
 */
export function readSuppressions(report: JsonObject, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const entries = arrayAt(report, 'suppressions');
  if (entries.length > MAX_DIRECTIVES) {
    return unreadable(
      'limit_exceeded',
      `The report contains ${entries.length} directives, more than ${MAX_DIRECTIVES}. Send them in several reports.`,
    );
  }
  return plainReport(
    reportedTool(SUPPRESSIONS_TOOL),
    readObjects(entries, (entry) => readDirective(entry, checkoutRoots)),
  );
}

/** True for an object with the list of directives. */
export const isSuppressionsReport = (value: unknown): boolean =>
  isJsonObject(value) && Array.isArray(ownValue(value, 'suppressions'));

function readDirective(entry: JsonObject, roots: readonly string[]): ReadResult {
  const path = readPath(stringAt(entry, 'file_path') ?? '', roots);
  if (!path.ok) return rejected(path.reason);
  if (path.path === null) return rejected('it has no file_path');
  const { startLine, endLine } = toRegion({
    ...NO_REGION,
    startLine: ownValue(entry, 'line'),
    endLine: ownValue(entry, 'end_line'),
  });
  if (startLine === null) return rejected('its line is not a line number');
  const family = FAMILIES.find((known) => known === ownValue(entry, 'family'));
  if (family === undefined) return rejected(`its family is not one of ${FAMILIES.join(', ')}`);
  const name = cleanLabel(stringAt(entry, 'directive'), MAX_NAME_LENGTH);
  if (name === null) return rejected('it has no directive');
  const reach = REACHES.find((known) => known === ownValue(entry, 'reach'));
  if (reach === undefined) return rejected(`its reach is not one of ${REACHES.join(', ')}`);
  const rules = readRules(entry);
  if (rules === null) return rejected('its rules are not a list of strings');
  const reason = cleanLabel(stringAt(entry, 'reason'), MAX_REASON_LENGTH);
  const isBounded = reach === 'block' && ownValue(entry, 'end_line') !== undefined;
  const directive: Directive = { family, name, rules, reach, endLine: isBounded ? endLine : null };
  const region = { ...NO_REGION, startLine, endLine: startLine };
  const context = readContext(entry, region);
  return accepted({
    tool: SUPPRESSIONS_TOOL,
    ruleId: ruleIdOf(directive),
    message: reason === null || !hasVisibleText(reason) ? '' : blankTokens(reason),
    filePath: path.path,
    region,
    snippet: (context && cutSnippet(toSourceLines(context.text, context.startLine), region)) ?? asText(directive),
    context,
    scope: cleanLabel(stringAt(entry, 'scope'), TEXT_LIMITS.scope),
    partialFingerprints: {},
    isSuppressed: false,
    directive,
    evidence: PLAIN_EVIDENCE,
  });
}

/** A path of the repository as changes name it, to the last blank; any other one as tools write it. */
function readPath(written: string, roots: readonly string[]): ReportPath {
  const path = isStorable(written) ? toRepositoryPath(written) : null;
  return path !== null && path.length <= TEXT_LIMITS.path ? { ok: true, path } : normalizeReportPath(written, roots);
}

/** The rules, sorted; null for a value that is not a list of texts; none where left out. */
function readRules(entry: JsonObject): string[] | null {
  const rules = ownValue(entry, 'rules');
  if (rules === undefined || rules === null) return [];
  if (!Array.isArray(rules) || rules.length > MAX_RULES) return null;
  const read = rules.map((rule: unknown) => cleanLabel(typeof rule === 'string' ? rule : null, MAX_RULE_LENGTH));
  return read.includes(null) ? null : [...new Set(read as string[])].sort();
}

/** The lines around a directive, where the sender knows them: it is recognized by them in later scans. */
function readContext(entry: JsonObject, region: Region): SourceContext | null {
  const context = objectAt(entry, 'context');
  const startLine = indexAt(context, 'start_line');
  const text = stringAt(context, 'text');
  return text === null || startLine === null ? null : keepContext(text, startLine, region);
}

/** The directive as its tool might write it: what it is recognized by where nothing else of its line is known. */
const asText = ({ name, rules }: Directive): string => [name, ...rules].join(' ');
