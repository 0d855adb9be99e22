import { type Parsed, parsed } from '../../report-error.js';
import type { Warning } from '../../warning.js';
import { refuseTooMany, toPlainResult } from './plain-result.js';
import { RUFF } from './read-ruff.js';
import { type ReaderOptions } from './reader-options.js';
import { type Level, type ReadReport, type ReportedTool, reportedTool } from './reported-result.js';

/** The tool of lines that tell none. */
export const UNKNOWN_TOOL = 'unknown';

/** `path:line: text` and `path:line:column: text`, also as TypeScript prints it for people: `path:line:column - text`. */
const COLON_LINE =
  /^(?<path>(?:[A-Za-z]:)?[^\s:][^:\n]{0,999}?):(?<line>\d{1,9})(?::(?<column>\d{1,9}))?(?::| -|(?= (?:error |warning )?MD\d{3}\/)) +(?<text>\S.*)$/;
/** `path(line,column): text`, of the TypeScript and C# compilers. */
const BRACKET_LINE =
  /^\s*(?<path>\S[^(\n]{0,999}?)\((?<line>\d{1,9})(?:,(?<column>\d{1,9}))?[^)\n]{0,40}\) ?: +(?<text>\S.*)$/;
/** Longest line that is looked at. */
const MAX_LINE_LENGTH = 10_000;
/** Lines at the beginning of a text, one of which tells that it is of this format. */
const LINES_THAT_TELL = 1_000;

const LEVEL =
  /^(?:\[(?<bracketed>\w+)\]|(?<word>fatal error|error|warning|note|info|information|style|refactor|convention)\b) ?:? */i;
const LEVELS: ReadonlyMap<string, Level> = new Map([
  ['fatal error', 'error'],
  ['error', 'error'],
  ['warning', 'warning'],
  ['note', 'note'],
  ['info', 'note'],
  ['information', 'note'],
  ['style', 'note'],
  ['refactor', 'note'],
  ['convention', 'note'],
]);
/** Levels of RuboCop, by the letter that it prints. */
const RUBOCOP_LEVELS: ReadonlyMap<string, Level> = new Map([
  ['I', 'note'],
  ['R', 'note'],
  ['C', 'note'],
  ['W', 'warning'],
  ['E', 'error'],
  ['F', 'error'],
]);
/** Word of a line that belongs to the one before it. */
const NOTE = 'note';
/** End of ShellCheck's lines: also its notes are results, and its files need no ending. */
const SHELLCHECK_RULE = /\[SC\d{4}\]$/;

/** Tool and rule as a text tells them; what the expression matches is cut from the message, but for its `kept` part. */
interface Signature {
  readonly tool: string;
  readonly expression: RegExp;
  /** Paths whose lines it is looked for in. */
  readonly paths?: RegExp;
}

const C_FILES = /\.(?:c|cc|cpp|cxx|h|hh|hpp|m|mm)$/i;

/** The first that matches tells the tool. Blanks in front are looked for where they begin: from each of them takes quadratic time. */
const SIGNATURES: readonly Signature[] = [
  { tool: 'typescript', expression: /^(?<rule>TS\d{4,5}): +/ },
  { tool: 'roslyn', expression: /^(?<rule>(?:CS|CA|VB|FS|IDE|SA|MSB|NU)\d{3,5}): +/ },
  { tool: 'shellcheck', expression: /(?<! ) *\[(?<rule>SC\d{4})\]$/ },
  { tool: 'gcc', expression: /(?<! ) *\[(?<rule>-W[\w+=-]+)\]$/ },
  {
    tool: 'clang-tidy',
    expression: /(?<! ) *\[(?<rule>[a-z]+(?:-[\w.]+)+)(?:,-warnings-as-errors)?\]$/,
    paths: C_FILES,
  },
  // clang-tidy's rules have a hyphen.
  { tool: 'cppcheck', expression: /(?<! ) *\[(?<rule>[a-z][A-Za-z0-9]+)\]$/, paths: C_FILES },
  {
    tool: 'rubocop',
    expression: /^(?<level>[IRCWEF]): (?:\[Correct(?:ed|able)\] )?(?<rule>[A-Z]\w+(?:\/[A-Z]\w+)+): +/,
  },
  { tool: 'mypy', expression: /(?<! ) *\[(?<rule>[a-z][a-z-]+)\]$/, paths: /\.pyi?$/ },
  { tool: 'pylint', expression: /^(?<rule>[CRWEF]\d{4}): +/, paths: /\.pyi?$/ },
  { tool: 'flake8', expression: /^(?<rule>[A-Z]{1,4}\d{1,4}):? +(?:\[\*\] +)?/, paths: /\.(?:py|pyi|ipynb)$/ },
  { tool: 'yamllint', expression: /(?<! ) *\((?<rule>[a-z][a-z-]+)\)$/, paths: /\.ya?ml$/ },
  { tool: 'staticcheck', expression: /(?<! ) *\((?<rule>(?:SA|ST|QF|S|U)\d{4})\)$/, paths: /\.go$/ },
  { tool: 'golangci-lint', expression: /(?<! ) *\((?<rule>[a-z]\w+)\)$/, paths: /\.go$/ },
  { tool: 'eslint', expression: /(?<! ) *\[(?<level>Error|Warning)\/(?<rule>[\w@/-]+)\]$/ },
  { tool: 'markdownlint', expression: /^(?<rule>MD\d{3})\/[\w/-]+ +/ },
  { tool: 'luacheck', expression: /^\((?<rule>(?<level>[EW])\d{3})\) +/, paths: /\.(?:lua|luacheckrc|rockspec)$/ },
  {
    tool: 'stylelint',
    expression: /(?<! ) *\((?<rule>[a-z@][\w@-]*(?:\/[\w-]+)*)\)(?: \[(?<level>error|warning)\])?$/,
    paths: /\.(?:css|scss|sass|less|pcss|postcss|sss)$/,
  },
];
/** Ruff's lines, whose codes flake8 shares. */
const OF_RUFF: Signature = {
  tool: 'ruff',
  expression: /^(?<rule>[A-Z]{1,5}\d{1,4}|invalid-syntax(?=:)|SyntaxError(?=:)):? +(?:\[\*\] +)?/,
};
/** A rule at the end of a line of an unknown tool, in parentheses: a name of several parts or a code. */
const RULE_IN_PARENTHESES =
  /(?<! ) *\((?<rule>[A-Za-z@][\w@]*(?:[-/.:][\w@]+)+|[A-Z]{1,6}\d{2,5})\)(?: \[(?<level>error|warning)\])?$/;

/** Tools of lines without a rule, by the ending of their path. */
const TOOLS_OF_PATHS: readonly (readonly [paths: RegExp, tool: string])[] = [
  [C_FILES, 'gcc'],
  [/\.go$/, 'go-vet'],
  [/\.pyi?$/, 'mypy'],
];

/** A line of the format, taken apart. */
interface ReadLine {
  readonly path: string;
  readonly line: number;
  readonly column: number | null;
  readonly level: Level;
  readonly isLevelStated: boolean;
  readonly tool: string | null;
  readonly rule: string | null;
  readonly message: string;
}

/**
 * Reads what compilers and linters print for people: one result for each line `file:line:col: level: message` (gcc, clang,
 * mypy, flake8, yamllint, go vet, tsc and others). Notes belong to the line before them; other lines are passed over. The
 * tool is detected by the rule, else by the file's ending. Errors: limit_exceeded.
 */
export function readLines(
  text: string,
  warnings: readonly Warning[],
  { checkoutRoots = [], tool }: ReaderOptions = {},
  signatures = SIGNATURES,
): Parsed<ReadReport> {
  const lines = text.split('\n').flatMap((line) => readLine(line, signatures) ?? []);
  const tooMany = refuseTooMany(lines.length);
  if (tooMany !== null) return tooMany;
  const tools = new Map<string | null, ReportedTool>();
  for (const line of lines) {
    tools.set(
      line.tool,
      reportedTool(line.tool ?? tool ?? UNKNOWN_TOOL, { isUnnamed: line.tool === null && tool === undefined }),
    );
  }
  return parsed({
    tools: [...tools.values()],
    results: lines.map(({ path, line, column, level, isLevelStated, tool: told, rule, message }) =>
      toPlainResult(
        {
          tool: told ?? tool ?? UNKNOWN_TOOL,
          rule,
          message,
          path,
          region: { startLine: line, startColumn: column },
          evidence: { level, isLevelStated },
        },
        checkoutRoots,
      ),
    ),
    duplicationPct: null,
    linesOfCode: null,
    warnings,
  });
}

/** Reads the lines that Ruff prints for people (`concise`). Errors: limit_exceeded. */
export const readRuffText = (
  text: string,
  warnings: readonly Warning[],
  options: ReaderOptions = {},
): Parsed<ReadReport> => readLines(text, warnings, { ...options, tool: RUFF }, [OF_RUFF]);

/** True when one of the first lines of a text is of this format. */
export function isLines(text: string): boolean {
  return text.split('\n', LINES_THAT_TELL).some((line) => readLine(line, SIGNATURES) !== null);
}

/** The line taken apart; null for a note and for any other text. */
function readLine(written: string, signatures: readonly Signature[]): ReadLine | null {
  if (written.length > MAX_LINE_LENGTH) return null;
  const line = written.trimEnd();
  const found = (COLON_LINE.exec(line) ?? BRACKET_LINE.exec(line))?.groups;
  const isOfShellCheck = SHELLCHECK_RULE.test(line);
  if (found === undefined || !(isOfShellCheck || isPath(found.path!))) return null;
  const said = LEVEL.exec(found.text!);
  const word = (said?.groups!.bracketed ?? said?.groups!.word)?.toLowerCase();
  if (word === NOTE && !isOfShellCheck) return null;
  const level = word === undefined ? undefined : LEVELS.get(word);
  const text = level === undefined ? found.text! : found.text!.slice(said![0].length);
  return {
    ...toldBy(found.path!, text, level, signatures),
    path: found.path!,
    line: Number(found.line),
    column: toColumn(found.column),
  };
}

/** A file has an ending or lies in a folder: `12:30:45: text` names none. */
const isPath = (path: string): boolean => /[\\/]|\.[A-Za-z]\w*$/.test(path);

const toColumn = (column: string | undefined): number | null => (column === undefined ? null : Number(column));

/** Tool, rule, level and message of a text; without a level that is stated, it is a warning. */
function toldBy(
  path: string,
  written: string,
  stated: Level | undefined,
  signatures: readonly Signature[],
): Pick<ReadLine, 'tool' | 'rule' | 'level' | 'isLevelStated' | 'message'> {
  // C#'s compiler ends a line with the project that it builds.
  const text = written.replace(/(?<! ) +\[[^[\]\n]+\.\w+proj\]$/, '');
  for (const { tool, expression, paths } of signatures) {
    const match = paths === undefined || paths.test(path) ? expression.exec(text) : null;
    if (match === null) continue;
    const level = stated ?? levelOf(match.groups!.level ?? '');
    return { tool, rule: match.groups!.rule!, ...withDefault(level), message: text.replace(match[0], '') };
  }
  const tool = signatures === SIGNATURES ? (TOOLS_OF_PATHS.find(([paths]) => paths.test(path))?.[1] ?? null) : null;
  const named = RULE_IN_PARENTHESES.exec(text);
  const level = stated ?? levelOf(named?.groups!.level ?? '');
  return {
    tool,
    rule: named?.groups!.rule ?? null,
    ...withDefault(level),
    message: named === null ? text : text.replace(named[0], ''),
  };
}

const withDefault = (level: Level | undefined): Pick<ReadLine, 'level' | 'isLevelStated'> => ({
  level: level ?? 'warning',
  isLevelStated: level !== undefined,
});

const levelOf = (word: string): Level | undefined => RUBOCOP_LEVELS.get(word) ?? LEVELS.get(word.toLowerCase());
