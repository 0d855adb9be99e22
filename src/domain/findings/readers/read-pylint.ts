import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { arrayAt, isJsonObject, type JsonObject, objectAt, ownValue, stringAt } from './json-value.js';
import { nextColumn, refuseTooMany, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { type Level, type ReadReport, type ReadResult, rejected, reportedTool } from './reported-result.js';

export const PYLINT = 'pylint';

const LEVELS: ReadonlyMap<string, Level> = new Map([
  ['fatal', 'error'],
  ['error', 'error'],
  ['warning', 'warning'],
  ['refactor', 'note'],
  ['convention', 'note'],
  ['info', 'none'],
  ['information', 'none'],
]);

/**
 * Reads pylint's JSON: the array of `json`, and the object of `json2` with `messages`. The rule is the message's id, such as
 * `C0114`. Errors: malformed, limit_exceeded.
 */
export function readPylint(value: unknown, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const messages = Array.isArray(value)
    ? (value as readonly unknown[])
    : isJsonObject(value)
      ? ownValue(value, 'messages')
      : null;
  if (!Array.isArray(messages)) return unreadable('malformed', 'The pylint report has no array of messages.');
  return (
    refuseTooMany(messages.length) ??
    parsed({
      tools: [reportedTool(PYLINT)],
      results: messages.map((message: unknown) =>
        isJsonObject(message) ? readMessage(message, checkoutRoots) : rejected('it is not an object'),
      ),
      duplicationPct: null,
      linesOfCode: null,
      warnings: [],
    })
  );
}

const idOf = (message: JsonObject): string | null => stringAt(message, 'message-id') ?? stringAt(message, 'messageId');

function readMessage(message: JsonObject, roots: readonly string[]): ReadResult {
  return toPlainResult(
    {
      tool: PYLINT,
      rule: idOf(message) ?? stringAt(message, 'symbol'),
      message: stringAt(message, 'message'),
      path: stringAt(message, 'path'),
      region: {
        startLine: ownValue(message, 'line'),
        startColumn: nextColumn(ownValue(message, 'column')),
        endLine: ownValue(message, 'endLine'),
        endColumn: nextColumn(ownValue(message, 'endColumn')),
      },
      scope: stringAt(message, 'obj'),
      evidence: { level: LEVELS.get(stringAt(message, 'type') ?? '') ?? 'warning' },
    },
    roots,
  );
}

/** True for a message of pylint. */
export function isPylintMessage(entry: unknown): boolean {
  return isJsonObject(entry) && idOf(entry) !== null && stringAt(entry, 'symbol') !== null;
}

/** True for the object of `json2`, one without messages included. */
export function isPylintReport(report: JsonObject): boolean {
  if (!Array.isArray(ownValue(report, 'messages'))) return false;
  return (
    arrayAt(report, 'messages').some(isPylintMessage) || isJsonObject(objectAt(report, 'statistics').messageTypeCount)
  );
}
