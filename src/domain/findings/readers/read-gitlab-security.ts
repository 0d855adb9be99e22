import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { tagOfWeakness } from '../classify/weaknesses.js';
import { type Severity } from '../finding.js';
import { type RunState } from '../run-state.js';
import { cleanLabel } from './clean-text.js';
import { DEGREES } from './degrees.js';
import { isJsonObject, type JsonObject, nonBlankAt, objectAt, objectsAt, ownValue, stringAt } from './json-value.js';
import { refuseTooMany, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { TEXT_LIMITS } from './report-limits.js';
import { type ReadReport, type ReadResult, rejected, reportedTool } from './reported-result.js';

/** The tool of a report that names no scanner. */
export const GITLAB_SECURITY = 'gitlab-security';

/** Type of a scan for secrets, and category of what it finds. */
const SECRET_DETECTION = 'secret_detection';

const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'critical'],
  ['high', 'high'],
  ['medium', 'medium'],
  ['unknown', 'medium'],
  ['low', 'low'],
  ['info', 'info'],
]);

/**
 * Reads GitLab's security reports (SAST, secrets, dependencies and others of the same schema, versions 14 and 15): one result
 * for each vulnerability, which is of type security. A scan that failed is a broken run. Secrets themselves are not read.
 * Errors: malformed, limit_exceeded.
 */
export function readGitlabSecurity(
  report: JsonObject,
  { checkoutRoots = [], tool }: ReaderOptions = {},
): Parsed<ReadReport> {
  const vulnerabilities = ownValue(report, 'vulnerabilities');
  if (!Array.isArray(vulnerabilities)) return unreadable('malformed', 'The report has no array "vulnerabilities".');
  const tooMany = refuseTooMany(vulnerabilities.length);
  if (tooMany !== null) return tooMany;
  const entries = vulnerabilities as readonly unknown[];
  const scan = objectAt(report, 'scan');
  const ofScan = nameOf(objectAt(scan, 'scanner'));
  const nameFor = (entry: unknown): string | null =>
    isJsonObject(entry) ? (nameOf(objectAt(entry, 'scanner')) ?? ofScan) : ofScan;
  const names = new Set(entries.length === 0 ? [ofScan] : entries.map(nameFor));
  const version = stringAt(objectAt(scan, 'scanner'), 'version');
  const isOfSecrets = stringAt(scan, 'type') === SECRET_DETECTION;
  return parsed({
    tools: [...names].map((name) =>
      reportedTool(name ?? tool ?? GITLAB_SECURITY, {
        version: name === ofScan ? version : null,
        state: stateOf(scan, entries.length),
        isUnnamed: name === null && tool === undefined,
      }),
    ),
    results: entries.map((entry) =>
      isJsonObject(entry)
        ? readVulnerability(entry, nameFor(entry) ?? tool ?? GITLAB_SECURITY, isOfSecrets, checkoutRoots)
        : rejected('it is not an object'),
    ),
    duplicationPct: null,
    linesOfCode: null,
    warnings: [],
  });
}

const nameOf = (scanner: JsonObject): string | null =>
  cleanLabel(nonBlankAt(scanner, 'name') ?? stringAt(scanner, 'id'), TEXT_LIMITS.tool);

function stateOf(scan: JsonObject, vulnerabilities: number): RunState {
  if (stringAt(scan, 'status') !== 'failure') return 'ok';
  return vulnerabilities > 0 ? 'partial' : 'failed';
}

function readVulnerability(
  entry: JsonObject,
  tool: string,
  isOfSecrets: boolean,
  roots: readonly string[],
): ReadResult {
  const location = objectAt(entry, 'location');
  const identifiers = objectsAt(entry, 'identifiers');
  const stated = (stringAt(entry, 'severity') ?? '').toLowerCase();
  const severity = SEVERITIES.get(stated) ?? 'medium';
  const name = nonBlankAt(entry, 'message') ?? nonBlankAt(entry, 'name') ?? nonBlankAt(entry, 'description');
  return toPlainResult(
    {
      tool,
      rule: (identifiers[0] && stringAt(identifiers[0], 'value')) ?? stringAt(entry, 'name'),
      message: withPackage(name, objectAt(location, 'dependency')),
      path: stringAt(location, 'file') ?? stringAt(location, 'image'),
      region: { startLine: ownValue(location, 'start_line'), endLine: ownValue(location, 'end_line') },
      scope: [stringAt(location, 'class'), stringAt(location, 'method')].filter(Boolean).join('.') || null,
      evidence: {
        ...DEGREES[severity],
        isLevelStated: SEVERITIES.has(stated) && stated !== 'unknown',
        tags: [
          'security',
          ...(isOfSecrets || stringAt(entry, 'category') === SECRET_DETECTION ? ['secret'] : []),
          ...tagsOf(identifiers).filter((tag) => tag.includes('cwe')),
        ],
      },
      help: {
        name: stringAt(entry, 'name'),
        help: [nonBlankAt(entry, 'description'), nonBlankAt(entry, 'solution')].filter(Boolean).join('\n\n'),
        helpUri: [...objectsAt(entry, 'links'), ...identifiers].map((each) => nonBlankAt(each, 'url')).find(Boolean),
        tags: tagsOf(identifiers),
      },
    },
    roots,
  );
}

/** Weaknesses and categories among the identifiers, as tags. */
const tagsOf = (identifiers: readonly JsonObject[]): string[] =>
  identifiers.flatMap((identifier) => {
    const [type, value] = [stringAt(identifier, 'type')?.toLowerCase(), stringAt(identifier, 'value') ?? ''];
    const number = type === 'cwe' ? /^(?:cwe-)?(\d{1,5})$/i.exec(value)?.[1] : undefined;
    if (number !== undefined) return [tagOfWeakness(Number(number))];
    return type === 'owasp' ? [`owasp-${value}`] : [];
  });

/** Several dependencies of one file have the same problem: the message says which. */
function withPackage(message: string | null, dependency: JsonObject): string | null {
  const name = nonBlankAt(objectAt(dependency, 'package'), 'name');
  if (message === null || name === null || message.includes(name)) return message;
  return `${message} in ${[name, stringAt(dependency, 'version')].filter(Boolean).join(' ')}`;
}

/** True for an object with vulnerabilities of GitLab's schema. */
export function isGitlabSecurity(report: JsonObject): boolean {
  return (
    Array.isArray(ownValue(report, 'vulnerabilities')) &&
    (stringAt(report, 'version') !== null || isJsonObject(ownValue(report, 'scan')))
  );
}
