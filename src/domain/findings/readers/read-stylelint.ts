import { type Parsed } from '../../report-error.js';
import { arrayAt, isJsonObject, type JsonObject, objectsAt, ownValue, stringAt } from './json-value.js';
import { plainReport, toNumber, toPlainResult, type WrittenResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { type Level, type ReadReport, type ReadResult, reportedTool } from './reported-result.js';

export const STYLELINT = 'stylelint';

/** Rule of what stylelint cannot parse, as it names it. */
const SYNTAX_ERROR = 'CssSyntaxError';

const levelOf = (severity: string | null): Level => (severity === 'warning' ? 'warning' : 'error');

/** Reads stylelint's JSON: one result for each of `warnings` and `parseErrors` of each file. Errors: limit_exceeded. */
export function readStylelint(value: unknown, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const files = Array.isArray(value) ? value.filter(isJsonObject) : [];
  const results = files.flatMap((file): ReadResult[] =>
    [...objectsAt(file, 'warnings'), ...objectsAt(file, 'parseErrors')].map((warning) => {
      const rule = stringAt(warning, 'rule') ?? SYNTAX_ERROR;
      return toPlainResult(
        {
          tool: STYLELINT,
          rule,
          message: withoutRule(stringAt(warning, 'text') ?? '', rule),
          path: stringAt(file, 'source'),
          region: {
            startLine: ownValue(warning, 'line'),
            startColumn: ownValue(warning, 'column'),
            endLine: ownValue(warning, 'endLine'),
            endColumn: ownValue(warning, 'endColumn'),
          },
          evidence: { level: levelOf(stringAt(warning, 'severity')) },
        },
        checkoutRoots,
      );
    }),
  );
  return plainReport(reportedTool(STYLELINT), results);
}

const withoutRule = (text: string, rule: string): string =>
  text.endsWith(` (${rule})`) ? text.slice(0, -rule.length - 3) : text;

/** True for a file of stylelint's JSON. */
export const isStylelintFile = (entry: unknown): boolean =>
  isJsonObject(entry) && stringAt(entry, 'source') !== null && hasWarnings(entry);

const hasWarnings = (file: JsonObject): boolean =>
  Array.isArray(ownValue(file, 'warnings')) &&
  (Array.isArray(ownValue(file, 'invalidOptionWarnings')) || arrayAt(file, 'warnings').some(isWarning));

const isWarning = (entry: unknown): boolean =>
  isJsonObject(entry) && stringAt(entry, 'rule') !== null && stringAt(entry, 'text') !== null;

/** A problem below the name of its file, as stylelint prints it for people: `  3:5  ✖  message  rule`. */
const PROBLEM = /^\s+(?<line>\d{1,9}):(?<column>\d{1,9})\s+(?<sign>[✖×⚠‼ℹ])\s+(?<text>\S.*)$/u;
const RULE = /^[A-Za-z@][\w@/-]{0,200}$/;
/** Longest line that is looked at. */
const MAX_LINE_LENGTH = 10_000;
/** Lines at the beginning, one of which tells that a text is of this format. */
const LINES_THAT_TELL = 1_000;

/** Reads what stylelint prints for people (`string` and `verbose`). Errors: limit_exceeded. */
export function readStylelintText(text: string, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const results: ReadResult[] = [];
  let path = '';
  let last: WrittenResult | null = null;
  const add = (): void => {
    if (last !== null) results.push(toPlainResult(last, checkoutRoots));
    last = null;
  };
  for (const written of text.split('\n')) {
    const line = written.slice(0, MAX_LINE_LENGTH).trimEnd();
    const found = PROBLEM.exec(line)?.groups;
    if (found !== undefined) {
      add();
      last = {
        tool: STYLELINT,
        ...withRule(found.text!),
        path,
        region: { startLine: toNumber(found.line), startColumn: toNumber(found.column) },
        evidence: { level: found.sign === '✖' || found.sign === '×' ? 'error' : 'warning' },
      };
    } else if (/^\S/.test(line)) {
      add();
      path = line;
    } else if (last !== null && line.trim() !== '') {
      last = continued(last, line.trim());
    }
  }
  add();
  return plainReport(reportedTool(STYLELINT), results);
}

/** The rule is behind the last two blanks. */
function withRule(text: string): Pick<WrittenResult, 'rule' | 'message'> {
  const at = text.lastIndexOf('  ');
  const rule = text.slice(at + 2);
  return at > 0 && RULE.test(rule) ? { rule, message: text.slice(0, at).trimEnd() } : { rule: null, message: text };
}

/** Adds a line of a longer message, whose rule is at the end of the first. */
const continued = (result: WrittenResult, more: string): WrittenResult => ({
  ...result,
  message: `${result.message} ${more}`,
});

/** True for a text with a problem as stylelint prints it. */
export const isStylelintText = (text: string): boolean =>
  text.split('\n', LINES_THAT_TELL).some((line) => PROBLEM.test(line.slice(0, MAX_LINE_LENGTH).trimEnd()));
