import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { type Region } from '../finding.js';
import { type Fix } from '../fix.js';
import { type WrittenHelp } from '../rule-help.js';
import { toTrace, TRACE_LIMITS, type TracePlace } from '../trace.js';
import { cleanLabel, cleanMessage } from './clean-text.js';
import { isJsonObject, type JsonObject } from './json-value.js';
import { REPORT_LIMITS, TEXT_LIMITS } from './report-limits.js';
import { normalizeReportPath } from './report-path.js';
import {
  accepted,
  type Evidence,
  PLAIN_EVIDENCE,
  type ReadReport,
  type ReadResult,
  rejected,
  type ReportedTool,
} from './reported-result.js';
import { toRegion, toSnippet } from './source-text.js';

/** Rule of a result that names none. */
export const UNNAMED_RULE = 'unnamed';

/** A result as a report without source text writes it. */
export interface WrittenResult {
  readonly tool: string;
  readonly rule: string | null;
  readonly message: string | null;
  readonly path: string | null;
  readonly region: Readonly<Partial<Record<keyof Region, unknown>>>;
  readonly scope?: string | null;
  /** The flagged text, where the report quotes it. */
  readonly snippet?: string | null;
  readonly isSuppressed?: boolean;
  readonly evidence: Partial<Evidence>;
  /** Texts of the report about the rule. */
  readonly help?: WrittenHelp;
  /** Places that the report names beside the result's own. */
  readonly related?: readonly WrittenPlace[];
  readonly fixes?: readonly Fix[] | undefined;
}

/** A place as a report writes it. */
export interface WrittenPlace {
  readonly path: string | null;
  readonly line: unknown;
  readonly message: string | null;
}

const NO_REGION = { startLine: null, startColumn: null, endLine: null, endColumn: null };

/** The result with clean texts and its path below the root; rejected without a message, and with a path that is invalid. */
export function toPlainResult(written: WrittenResult, roots: readonly string[]): ReadResult {
  const {
    tool,
    message,
    scope = null,
    snippet = null,
    isSuppressed = false,
    evidence,
    help,
    related = [],
    fixes,
  } = written;
  if (message === null || message.trim() === '') return rejected('it has no message');
  const path = normalizeReportPath(written.path ?? '', roots);
  if (!path.ok) return rejected(path.reason);
  return accepted({
    tool,
    ruleId: cleanLabel(written.rule, TEXT_LIMITS.ruleId) ?? UNNAMED_RULE,
    message: cleanMessage(message.trim(), TEXT_LIMITS.message),
    filePath: path.path,
    region: toRegion({ ...NO_REGION, ...written.region }),
    snippet: toSnippet(snippet),
    context: null,
    scope: cleanLabel(scope, TEXT_LIMITS.scope),
    partialFingerprints: {},
    isSuppressed,
    evidence: { ...PLAIN_EVIDENCE, ...evidence },
    rule: help,
    trace: relatedTrace(related, roots),
    fixes,
  });
}

/** Related places as a trace; undefined where there are none. */
export const relatedTrace = (related: readonly WrittenPlace[], roots: readonly string[]) =>
  related.length === 0
    ? undefined
    : toTrace({
        related: related.slice(0, TRACE_LIMITS.related).flatMap((each) => toTracePlace(each, roots)),
        flows: [],
      });

function toTracePlace({ path: written, line, message }: WrittenPlace, roots: readonly string[]): TracePlace[] {
  const path = normalizeReportPath(written ?? '', roots);
  if (!path.ok || path.path === null) return [];
  const { startLine } = toRegion({ ...NO_REGION, startLine: line });
  const text = message?.trim() ? cleanMessage(message.trim(), TRACE_LIMITS.message) : null;
  return [{ filePath: path.path, line: startLine, message: text }];
}

/** Number in an attribute or a text; null for anything else. */
export function toNumber(text: string | null | undefined): number | null {
  return text != null && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
}

/** A column that counts from 1, of one that counts from 0 or names the last one of a range itself. */
export const nextColumn = (column: unknown): number | null => (typeof column === 'number' ? column + 1 : null);

/** Refuses a report of more results than are read; null for one within the limit. */
export function refuseTooMany(count: number): Parsed<never> | null {
  if (count <= REPORT_LIMITS.results) return null;
  return unreadable('limit_exceeded', `The report contains more than ${REPORT_LIMITS.results} results.`);
}

/** The report of one tool, of results alone. Errors: limit_exceeded. */
export function plainReport(tool: ReportedTool, results: readonly ReadResult[]): Parsed<ReadReport> {
  return (
    refuseTooMany(results.length) ??
    parsed({ tools: [tool], results, duplicationPct: null, linesOfCode: null, warnings: [] })
  );
}

/** Reads each entry that is an object. */
export const readObjects = (entries: readonly unknown[], read: (entry: JsonObject) => ReadResult): ReadResult[] =>
  entries.map((entry) => (isJsonObject(entry) ? read(entry) : rejected('it is not an object')));
