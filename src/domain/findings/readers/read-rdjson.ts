import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { rdjsonFixes } from '../fix.js';
import { cleanLabel } from './clean-text.js';
import { parseJsonLine, parseJsonLines } from './json-lines.js';
import { isJsonObject, type JsonObject, objectAt, objectsAt, ownValue, stringAt } from './json-value.js';
import { refuseTooMany, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { TEXT_LIMITS } from './report-limits.js';
import { type Level, type ReadReport, type ReadResult, rejected, reportedTool } from './reported-result.js';

/** The tool of diagnostics that name no source. */
export const REVIEWDOG = 'reviewdog';

/** Severities by their names and, as protocol buffers also write them, by their numbers. */
const LEVELS: ReadonlyMap<unknown, Level> = new Map<unknown, Level>([
  ['ERROR', 'error'],
  [1, 'error'],
  ['WARNING', 'warning'],
  [2, 'warning'],
  ['INFO', 'note'],
  [3, 'note'],
]);

/**
 * Reads reviewdog's `rdjson`: one result for each of `diagnostics`; source and severity of the report hold where a diagnostic
 * states none. Errors: malformed, limit_exceeded.
 */
export function readRdjson(report: JsonObject, options: ReaderOptions = {}): Parsed<ReadReport> {
  const diagnostics = ownValue(report, 'diagnostics');
  if (!Array.isArray(diagnostics)) return unreadable('malformed', 'The report has no array "diagnostics".');
  return readDiagnostics(diagnostics as readonly unknown[], report, options);
}

/** Reads reviewdog's `rdjsonl`: one diagnostic on each line. Errors: limit_exceeded. */
export function readRdjsonl(text: string, options: ReaderOptions = {}): Parsed<ReadReport> {
  return readDiagnostics(parseJsonLines(text), {}, options);
}

function readDiagnostics(
  diagnostics: readonly unknown[],
  report: JsonObject,
  { checkoutRoots = [], tool, withFixes = false }: ReaderOptions,
): Parsed<ReadReport> {
  const tooMany = refuseTooMany(diagnostics.length);
  if (tooMany !== null) return tooMany;
  const nameFor = (diagnostic: unknown): string | null =>
    (isJsonObject(diagnostic) ? sourceOf(diagnostic) : null) ?? sourceOf(report);
  const names = new Set(diagnostics.length === 0 ? [sourceOf(report)] : diagnostics.map(nameFor));
  return parsed({
    tools: [...names].map((name) =>
      reportedTool(name ?? tool ?? REVIEWDOG, { isUnnamed: name === null && tool === undefined }),
    ),
    results: diagnostics.map((diagnostic) =>
      isJsonObject(diagnostic)
        ? readDiagnostic(diagnostic, report, nameFor(diagnostic) ?? tool ?? REVIEWDOG, {
            roots: checkoutRoots,
            withFixes,
          })
        : rejected('it is not an object'),
    ),
    duplicationPct: null,
    linesOfCode: null,
    warnings: [],
  });
}

const sourceOf = (value: JsonObject): string | null =>
  cleanLabel(stringAt(objectAt(value, 'source'), 'name'), TEXT_LIMITS.tool);

function readDiagnostic(
  diagnostic: JsonObject,
  report: JsonObject,
  tool: string,
  { roots, withFixes }: { readonly roots: readonly string[]; readonly withFixes: boolean },
): ReadResult {
  const location = objectAt(diagnostic, 'location');
  const range = objectAt(location, 'range');
  const [start, end] = [objectAt(range, 'start'), objectAt(range, 'end')];
  return toPlainResult(
    {
      tool,
      rule: stringAt(objectAt(diagnostic, 'code'), 'value'),
      message: stringAt(diagnostic, 'message'),
      path: stringAt(location, 'path'),
      region: {
        startLine: ownValue(start, 'line'),
        startColumn: ownValue(start, 'column'),
        endLine: ownValue(end, 'line'),
        endColumn: ownValue(end, 'column'),
      },
      evidence: { level: levelOf(diagnostic) ?? levelOf(report) ?? 'warning' },
      help: { helpUri: stringAt(objectAt(diagnostic, 'code'), 'url') },
      related: objectsAt(diagnostic, 'related_locations').map((other) => ({
        path: stringAt(objectAt(other, 'location'), 'path'),
        line: ownValue(objectAt(objectAt(objectAt(other, 'location'), 'range'), 'start'), 'line'),
        message: stringAt(other, 'message'),
      })),
      fixes: withFixes ? rdjsonFixes(diagnostic) : undefined,
    },
    roots,
  );
}

const levelOf = (value: JsonObject): Level | undefined => LEVELS.get(ownValue(value, 'severity'));

/** True for a diagnostic: a message with a location that names a path. */
export function isDiagnostic(entry: unknown): boolean {
  return (
    isJsonObject(entry) && stringAt(entry, 'message') !== null && stringAt(objectAt(entry, 'location'), 'path') !== null
  );
}

/** True for a report of diagnostics, one without any included that names its source. */
export function isRdjson(report: JsonObject): boolean {
  const diagnostics = ownValue(report, 'diagnostics');
  if (!Array.isArray(diagnostics)) return false;
  return diagnostics.length === 0 ? sourceOf(report) !== null : diagnostics.some(isDiagnostic);
}

/** True for a text whose first line is a diagnostic. */
export function isRdjsonl(text: string): boolean {
  const start = text.trimStart();
  return start.startsWith('{') && isDiagnostic(parseJsonLine(start.split('\n', 1)[0]!));
}
