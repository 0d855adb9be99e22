import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { type Severity } from '../finding.js';
import { cleanLabel } from './clean-text.js';
import { DEGREES } from './degrees.js';
import {
  arrayAt,
  isJsonObject,
  type JsonObject,
  nonBlankAt,
  objectAt,
  objectsAt,
  ownValue,
  stringAt,
} from './json-value.js';
import { nextColumn, refuseTooMany, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { TEXT_LIMITS } from './report-limits.js';
import { type Evidence, type ReadReport, type ReadResult, rejected, reportedTool } from './reported-result.js';

/** The tool of issues that do not name their engine. */
export const SONARQUBE = 'sonarqube';

/** SonarQube's severities, those of its impacts among them. */
const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ['BLOCKER', 'critical'],
  ['CRITICAL', 'high'],
  ['HIGH', 'high'],
  ['MAJOR', 'medium'],
  ['MEDIUM', 'medium'],
  ['MINOR', 'low'],
  ['LOW', 'low'],
  ['INFO', 'info'],
]);

/**
 * Reads SonarQube's generic issues: those that have all facts themselves, and those of version 10.3 on, whose `rules` have
 * engine, type and severity. One result for each issue. Errors: malformed, limit_exceeded.
 */
export function readSonarQube(
  report: JsonObject,
  { checkoutRoots = [], tool }: ReaderOptions = {},
): Parsed<ReadReport> {
  const issues = ownValue(report, 'issues');
  if (!Array.isArray(issues)) return unreadable('malformed', 'The report has no array "issues".');
  const tooMany = refuseTooMany(issues.length);
  if (tooMany !== null) return tooMany;
  const rules = new Map(objectsAt(report, 'rules').map((rule) => [stringAt(rule, 'id'), rule]));
  const read = (issues as readonly unknown[]).map((issue) => withRule(issue, rules));
  const engines = new Set(read.flatMap((issue) => (issue === null ? [] : [engineOf(issue)])));
  if (engines.size === 0) engines.add(null);
  return parsed({
    tools: [...engines].map((engine) =>
      reportedTool(engine ?? tool ?? SONARQUBE, { isUnnamed: engine === null && tool === undefined }),
    ),
    results: read.map((issue) =>
      issue === null ? rejected('it is not an object') : readIssue(issue, tool ?? SONARQUBE, checkoutRoots),
    ),
    duplicationPct: null,
    linesOfCode: null,
    warnings: [],
  });
}

/** The issue with what its rule adds; null for what is no object. */
function withRule(issue: unknown, rules: ReadonlyMap<string | null, JsonObject>): JsonObject | null {
  if (!isJsonObject(issue)) return null;
  return { ...rules.get(stringAt(issue, 'ruleId')), ...issue };
}

const engineOf = (issue: JsonObject): string | null => cleanLabel(stringAt(issue, 'engineId'), TEXT_LIMITS.tool);

function readIssue(issue: JsonObject, unnamed: string, roots: readonly string[]): ReadResult {
  const location = objectAt(issue, 'primaryLocation');
  const range = objectAt(location, 'textRange');
  return toPlainResult(
    {
      tool: engineOf(issue) ?? unnamed,
      rule: stringAt(issue, 'ruleId'),
      message: stringAt(location, 'message'),
      path: stringAt(location, 'filePath'),
      region: {
        startLine: ownValue(range, 'startLine'),
        startColumn: nextColumn(ownValue(range, 'startColumn')),
        endLine: ownValue(range, 'endLine'),
        endColumn: nextColumn(ownValue(range, 'endColumn')),
      },
      evidence: evidenceOf(issue),
      help: { name: stringAt(issue, 'name'), help: nonBlankAt(issue, 'description') },
      related: objectsAt(issue, 'secondaryLocations').map((other) => ({
        path: stringAt(other, 'filePath'),
        line: ownValue(objectAt(other, 'textRange'), 'startLine'),
        message: stringAt(other, 'message'),
      })),
    },
    roots,
  );
}

/** Of several impacts, the first decides, as it does for SonarQube's older severity. */
function evidenceOf(issue: JsonObject): Partial<Evidence> {
  const [impact] = objectsAt(issue, 'impacts');
  const written = (impact && stringAt(impact, 'severity')) ?? stringAt(issue, 'severity') ?? '';
  const severity = SEVERITIES.get(written.toUpperCase()) ?? 'medium';
  const type = stringAt(issue, 'type')?.toUpperCase();
  const isSecurity =
    type === 'VULNERABILITY' ||
    type === 'SECURITY_HOTSPOT' ||
    (impact && stringAt(impact, 'softwareQuality')) === 'SECURITY';
  return {
    ...DEGREES[severity],
    tags: isSecurity ? ['security'] : [],
    stated: type === 'BUG' ? { type: 'bug' } : null,
  };
}

/** True for an object with issues as SonarQube takes them. */
export function isSonarQube(report: JsonObject): boolean {
  if (!Array.isArray(ownValue(report, 'issues'))) return false;
  const issues = arrayAt(report, 'issues');
  return (
    issues.length === 0 ||
    issues.some((issue) => isJsonObject(issue) && isJsonObject(ownValue(issue, 'primaryLocation')))
  );
}
