import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { warningOf } from '../../warning.js';
import { eslintFixes } from '../fix.js';
import { type WrittenHelp } from '../rule-help.js';
import { cleanLabel, cleanMessage } from './clean-text.js';
import { arrayAt, isJsonObject, type JsonObject, nonBlankAt, objectAt, ownValue, stringAt } from './json-value.js';
import { type ReaderOptions } from './reader-options.js';
import { REPORT_LIMITS, TEXT_LIMITS } from './report-limits.js';
import { normalizeReportPath } from './report-path.js';
import {
  accepted,
  type Level,
  PLAIN_EVIDENCE,
  type ReadReport,
  type ReadResult,
  rejected,
  reportedTool,
} from './reported-result.js';
import { cutContext, cutSnippet, type SourceLines, toRegion, toSourceLines } from './source-text.js';

export const ESLINT = 'eslint';

/** Rule ids for messages of ESLint itself, which have none. */
export const PARSING_ERROR = 'parsing-error';
export const UNUSED_DIRECTIVE = 'unused-disable-directive';
export const LINTER_MESSAGE = 'linter-message';

/**
 * Reads the output of ESLint's formatters `json` (an array of files) and `json-with-metadata` (an object with `results`).
 * Results are the messages of each file and then its suppressed messages. Errors: malformed, limit_exceeded.
 */
export function readEslint(value: unknown, options: ReaderOptions = {}): Parsed<ReadReport> {
  const files = Array.isArray(value)
    ? (value as readonly unknown[])
    : isJsonObject(value)
      ? ownValue(value, 'results')
      : null;
  if (!Array.isArray(files)) return unreadable('malformed', 'The ESLint report has no array of files.');
  const readable = files.filter(isJsonObject);
  const resultCount = readable.reduce((count, file) => count + messagesOf(file).length, 0);
  if (resultCount > REPORT_LIMITS.results) {
    return unreadable(
      'limit_exceeded',
      `The report contains ${resultCount} messages, more than ${REPORT_LIMITS.results}.`,
    );
  }
  return parsed({
    tools: [reportedTool(ESLINT)],
    results: readFiles(readable, createHelpFinder(value), options),
    duplicationPct: null,
    linesOfCode: null,
    warnings:
      readable.length < files.length
        ? [warningOf('records_ignored', 'Entries that are not objects were skipped.')]
        : [],
  });
}

function messagesOf(file: JsonObject): readonly { readonly message: unknown; readonly isSuppressed: boolean }[] {
  return [
    ...arrayAt(file, 'messages').map((message) => ({ message, isSuppressed: false })),
    ...arrayAt(file, 'suppressedMessages').map((message) => ({ message, isSuppressed: true })),
  ];
}

type HelpFinder = (ruleId: string) => WrittenHelp | undefined;

/** Finds what `json-with-metadata` says of the rules. */
function createHelpFinder(report: unknown): HelpFinder {
  const rules = isJsonObject(report) ? objectAt(objectAt(report, 'metadata'), 'rulesMeta') : {};
  return (ruleId) => {
    const docs = objectAt(objectAt(rules, ruleId), 'docs');
    return 'description' in docs || 'url' in docs
      ? { help: nonBlankAt(docs, 'description'), helpUri: stringAt(docs, 'url') }
      : undefined;
  };
}

function* readFiles(
  files: readonly JsonObject[],
  helpOf: HelpFinder,
  { checkoutRoots = [], withFixes = false }: ReaderOptions,
): Iterable<ReadResult> {
  for (const file of files) {
    const path = normalizeReportPath(stringAt(file, 'filePath') ?? '', checkoutRoots);
    // With --fix, messages are about the fixed text.
    const text = stringAt(file, 'output') ?? stringAt(file, 'source');
    const source = text === null ? null : toSourceLines(text);
    for (const { message, isSuppressed } of messagesOf(file)) {
      const read = path.ok ? readMessage(message, path.path, source, isSuppressed, helpOf) : rejected(path.reason);
      yield withFixes ? withFixesOf(read, message) : read;
    }
  }
}

const withFixesOf = (read: ReadResult, message: unknown): ReadResult =>
  read.ok && read.result !== null && isJsonObject(message)
    ? accepted({ ...read.result, fixes: eslintFixes(message) })
    : read;

function readMessage(
  message: unknown,
  filePath: string | null,
  source: SourceLines | null,
  isSuppressed: boolean,
  helpOf: HelpFinder,
): ReadResult {
  if (!isJsonObject(message)) return rejected('it is not an object');
  const text = nonBlankAt(message, 'message');
  if (text === null) return rejected('it has no message');
  const level = LEVELS_OF_SEVERITY.get(ownValue(message, 'severity'));
  if (level === undefined) return rejected('its severity is not 1 or 2');
  const region = toRegion({
    startLine: ownValue(message, 'line'),
    startColumn: ownValue(message, 'column'),
    endLine: ownValue(message, 'endLine'),
    endColumn: ownValue(message, 'endColumn'),
  });
  const writtenId = stringAt(message, 'ruleId');
  return accepted({
    tool: ESLINT,
    ruleId: cleanLabel(writtenId, TEXT_LIMITS.ruleId) ?? ruleOfLinter(message, text),
    message: cleanMessage(text, TEXT_LIMITS.message),
    filePath,
    region,
    snippet: source === null ? null : cutSnippet(source, region),
    context: source === null ? null : cutContext(source, region),
    scope: null,
    partialFingerprints: {},
    isSuppressed,
    evidence: { ...PLAIN_EVIDENCE, level },
    rule: writtenId === null ? undefined : helpOf(writtenId),
  });
}

const LEVELS_OF_SEVERITY: ReadonlyMap<unknown, Level> = new Map<unknown, Level>([
  [2, 'error'],
  [1, 'warning'],
]);

function ruleOfLinter(message: JsonObject, text: string): string {
  if (ownValue(message, 'fatal') === true) return PARSING_ERROR;
  return text.startsWith('Unused eslint-') ? UNUSED_DIRECTIVE : LINTER_MESSAGE;
}
