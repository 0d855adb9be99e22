import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { type Severity } from '../finding.js';
import { cleanLabel, cleanMessage, cleanText } from './clean-text.js';
import { DEGREES } from './degrees.js';
import {
  isJsonObject,
  type JsonObject,
  nonBlankAt,
  objectAt,
  objectsAt,
  ownValue,
  stringAt,
  stringsAt,
} from './json-value.js';
import { relatedTrace, UNNAMED_RULE } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { REPORT_LIMITS, TEXT_LIMITS } from './report-limits.js';
import { normalizeReportPath } from './report-path.js';
import {
  accepted,
  PLAIN_EVIDENCE,
  type ReadReport,
  type ReadResult,
  rejected,
  type ReportedTool,
  reportedTool,
} from './reported-result.js';
import { toRegion } from './source-text.js';

/** The tool of issues that do not name their engine. */
export const CODE_QUALITY = 'code-quality';

/** Name under which an issue's own fingerprint is stored. */
export const CODE_QUALITY_FINGERPRINT = 'codeQuality/fingerprint';

/**
 * Reads GitLab's code-quality JSON, which is Code Climate's array of issues: one result per issue, also where several have
 * the same fingerprint. Issues are grouped into tools by `engine_name`. Errors: malformed, limit_exceeded.
 */
export function readGitlab(value: unknown, options: ReaderOptions = {}): Parsed<ReadReport> {
  if (!Array.isArray(value)) return unreadable('malformed', 'The code-quality report is not an array of issues.');
  if (value.length > REPORT_LIMITS.results) {
    return unreadable(
      'limit_exceeded',
      `The report contains ${value.length} issues, more than ${REPORT_LIMITS.results}.`,
    );
  }
  const roots = options.checkoutRoots ?? [];
  const issues = value as readonly unknown[];
  const unnamed = options.tool ?? CODE_QUALITY;
  return parsed({
    tools: toolsOf(issues, options.tool),
    results: issues.map((issue) => readIssue(issue, unnamed, roots)),
    duplicationPct: null,
    linesOfCode: null,
    warnings: [],
  });
}

/** The tools of a report, those included of which no issue can be read; an empty report is one of an unnamed tool. */
function toolsOf(issues: readonly unknown[], given: string | undefined): readonly ReportedTool[] {
  const engines = new Set(issues.filter(isJsonObject).map(engineOf));
  if (engines.size === 0) engines.add(null);
  return [...engines].map((engine) =>
    reportedTool(engine ?? given ?? CODE_QUALITY, { isUnnamed: engine === null && given === undefined }),
  );
}

function engineOf(issue: JsonObject): string | null {
  return cleanLabel(stringAt(issue, 'engine_name'), TEXT_LIMITS.tool);
}

/** The five degrees of the format are, in order, our own (docs/adr/reports.md#levels-of-code-quality-and-ruff). */
const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ['blocker', 'critical'],
  ['critical', 'high'],
  ['major', 'medium'],
  ['minor', 'low'],
  ['info', 'info'],
]);

function readIssue(issue: unknown, unnamed: string, roots: readonly string[]): ReadResult {
  if (!isJsonObject(issue)) return rejected('it is not an object');
  const description = nonBlankAt(issue, 'description');
  if (description === null) return rejected('it has no description');
  const location = objectAt(issue, 'location');
  const path = normalizeReportPath(stringAt(location, 'path') ?? '', roots);
  if (!path.ok) return rejected(path.reason);
  const severity = SEVERITIES.get((stringAt(issue, 'severity') ?? '').toLowerCase()) ?? 'low';
  const fingerprint = nonBlankAt(issue, 'fingerprint');
  const body = nonBlankAt(objectAt(issue, 'content'), 'body');
  return accepted({
    tool: engineOf(issue) ?? unnamed,
    ruleId: cleanLabel(stringAt(issue, 'check_name'), TEXT_LIMITS.ruleId) ?? ruleInDescription(description),
    message: cleanMessage(description, TEXT_LIMITS.message),
    filePath: path.path,
    region: regionOf(location),
    snippet: null,
    context: null,
    scope: null,
    partialFingerprints:
      fingerprint === null ? {} : { [CODE_QUALITY_FINGERPRINT]: cleanText(fingerprint, TEXT_LIMITS.fingerprint) },
    isSuppressed: false,
    evidence: {
      ...PLAIN_EVIDENCE,
      ...DEGREES[severity],
      tags: stringsAt(issue, 'categories').map((category) => category.toLowerCase()),
    },
    rule: body === null ? undefined : { help: body },
    trace: relatedTrace(
      objectsAt(issue, 'other_locations').map((other) => ({
        path: stringAt(other, 'path'),
        line: regionOf(other).startLine,
        message: null,
      })),
      roots,
    ),
  });
}

/**
 * pylint without check names writes `W0511: TODO ...`, its id. golangci-lint writes `gosec: G404: Use of ...`: the linter and,
 * where it has one, its code.
 */
function ruleInDescription(description: string): string {
  const id = /^([CRWEFI]\d{4}): /.exec(description);
  if (id !== null) return id[1]!;
  const named = /^([a-z][\w-]{1,40}): (?:([A-Za-z]{1,6}\d{2,6}): )?/.exec(description);
  if (named === null) return UNNAMED_RULE;
  return named[2] === undefined ? named[1]! : `${named[1]!}/${named[2]}`;
}

/** `positions` (lines and columns) or `lines`, whose ends some tools write as numbers and some as objects. */
function regionOf(location: JsonObject) {
  const positions = objectAt(location, 'positions');
  const lines = objectAt(location, 'lines');
  const begin = isJsonObject(ownValue(positions, 'begin')) ? objectAt(positions, 'begin') : objectAt(lines, 'begin');
  const end = isJsonObject(ownValue(positions, 'end')) ? objectAt(positions, 'end') : objectAt(lines, 'end');
  return toRegion({
    startLine: ownValue(begin, 'line') ?? ownValue(lines, 'begin'),
    startColumn: ownValue(begin, 'column'),
    endLine: ownValue(end, 'line') ?? ownValue(lines, 'end'),
    endColumn: ownValue(end, 'column'),
  });
}
