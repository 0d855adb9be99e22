import { isTestOrExample } from '../../domain/paths/test-paths.js';
import { extensionWithoutDot } from '../source/scopes/read-scopes.js';
import { CODE_ROWS, codeDirective } from './code-directives.js';
import { type CommentPlace, directivesIn, endsReach } from './comment-directives.js';
import { ignoredByDirective, NOCOV_NAME } from './coverage-marks.js';
import { type FoundDirective, namesIn, type SaidDirective } from './found-directive.js';
import { type Lexemes, type Span } from './lexemes.js';

/** Words of which each directive has one: most files have none, and are read no further. */
const HINTS = [
  /eslint|oxlint|stylelint|markdownlint|tslint|biome-ignore|deno-lint|noqa|pylint|rubocop:|nolint|NOLINT|lint:(?:file-)?ignore/,
  /phpcs:|codingStandards|phpstan-|psalm-|cppcheck-|Suppress|noinspection|CHECKSTYLE|scalastyle|swiftlint:|shellcheck|hadolint/,
  /ktlint|yamllint|luacheck|@ts-|type:\s?ignore|pyright:|mypy:|\$Flow|nosec|nosem|NOSONAR|gitleaks:|trufflehog:|allowlist/,
  /checkov:|bridgecrew:|trivy:|tfsec:|(?:istanbul|c8|v8) ignore|node:coverage|no ?cover|no ?branch|:nocov:|_EXCL_|codeCoverage/,
  /coverage:ignore|ExcludeFrom|#!?\[\s?(?:allow|expect|ignore|coverage|cfg_attr)|pragma|_Pragma|Disabled|Ignore\b|mark\.(?:skip|xfail)|skipIf|unittest/,
  /\bSkip|\.(?:skip|only|todo|fixme)\b|\b[xf](?:it|describe|test|context|specify|example)\b|^[ \t]*(?:skip|pending)\b/m,
  /\b(?:skip|pending|focus):|markTest|->(?:skip|only|todo)\(|ignore(?:_for_file)?:|credo:|coveralls-|COVERAGE-|scalafix|[Ss]tryker|zizmor|sobelow|lint[\w-]*[:-](?:disable|ignore|skip)/,
  /noqa|nosec|pragma/i,
  /NOPMD|CPD-OFF|CSOFF|SUPPRESS|skipcq|lgtm\s?\[|codeql\s?\[|ruff:|no_type_check|SkipTest|pytest\.xfail|\b[Aa]ssum(?:e|ptions\.)|@[\w.]*Generated/,
  /(?:Enabled|Disabled)If|\[["'`](?:skip|only)|\bskip\(|mark\.skip/,
  /-disable-(?:next-)?line|pyre-|ty:\s?ignore|pyrefly|no critic|nocov|HL(?:INT|int)|OPTIONS_GHC|diagnostic disable|selene:|phan-|infection-/,
  /CodeCoverage|nowarn|@silent|enabled\s*=|PendingFeature|IgnoreRest|Explicit|GTEST_SKIP|DISABLED_|doctest::skip|disabled\(|skipTest|XCTSkip/,
  /__test__|collect_ignore|tag\s+(?::skip|skip:)|@dialyzer|clj-kondo|cfg\s*\(|\.(?:ignore|fails|failing)\b|\b(?:skip|run)If\b|\bignore\s*[({]|"\.(?:ignore|only)|\b[FPX](?:It|Describe|Context|When|Specify|Entry)\(|^[ \t]*#[ \t]*if (?:0|false)\b/m,
];

export const mayHaveDirectives = (text: string): boolean => HINTS.some((hint) => hint.test(text));

/** The directives of a source that silence tools, in the order of their lines. */
export function readDirectives(path: string, text: string, { comments, strings }: Lexemes): FoundDirective[] {
  const source = new Source(text, comments, strings);
  const extension = extensionWithoutDot(path);
  const found = [
    ...readComments(source, comments, extension),
    ...readCode(source, extension, isTestOrExample(path)),
    ...ignoredByDirective(path, text).map(([line, endLine]): FoundDirective => ({
      ...{ line, endLine, family: 'coverage', directive: NOCOV_NAME, rules: [], reach: 'block', reason: null },
    })),
  ];
  return found.sort((one, other) => one.line - other.line);
}

/** A text with the places of its lines, and its parts that are not code. */
class Source {
  private readonly lineStarts: number[] = [0];
  /** The text without its comments and the insides of its strings, which are blank. */
  readonly code: string;
  private readonly strings: ReadonlySet<number>;
  readonly firstCode: number;

  constructor(
    readonly text: string,
    comments: readonly Span[],
    strings: readonly Span[],
  ) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
    const withoutComments = blank(text, comments);
    this.code = blank(
      withoutComments,
      strings.map(({ start, end }) => ({ start: start + 1, end: end - 1 })),
    );
    this.strings = new Set(strings.map(({ start }) => start));
    const first = withoutComments.replace(/^#!.*/, (line) => ' '.repeat(line.length)).search(/\S/);
    this.firstCode = first < 0 ? text.length : first;
  }

  lineOf(offset: number): number {
    let from = 0;
    let to = this.lineStarts.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.lineStarts[middle]! <= offset) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** True where code is before a place on its line. */
  isTrailing(offset: number): boolean {
    const start = this.lineStarts[this.lineOf(offset) - 1]!;
    return /\S/.test(this.code.slice(start, offset)) || this.startsString(start, offset);
  }

  private startsString(from: number, to: number): boolean {
    for (let at = from; at < to; at += 1) if (this.strings.has(at)) return true;
    return false;
  }
}

function blank(text: string, spans: readonly Span[]): string {
  let blanked = '';
  let end = 0;
  for (const { start, end: to } of spans) {
    if (start < end || to <= start) continue;
    blanked += text.slice(end, start) + text.slice(start, to).replace(/[^\n]/g, ' ');
    end = to;
  }
  return blanked + text.slice(end);
}

const OPENING = /^(?:\/\*+!?|\/\/+!?(?:\s*#(?=nosec\b))?|<!--|#+!?|--+(?:\[\[)?|;+|%+|\{#)\s*/;
const CLOSING = /\s*(?:\*+\/|--+>|#\}|\]\])\s*$/;
const STARRED = /^\s*\*+(?!\/)\s?/;

/** Longer lines of comments are cut: directives are at their beginnings, behind signs and white space. */
const MAX_LINE = 1_000;

interface SaidAt {
  readonly said: SaidDirective;
  readonly line: number;
}

function readComments(source: Source, comments: readonly Span[], extension: string): FoundDirective[] {
  const lines: { readonly text: string; readonly line: number }[] = [];
  const found: (SaidAt & { readonly at: number })[] = [];
  for (const { start, end } of comments) {
    const comment = source.text.slice(start, end);
    const isBlock = /^(?:\/\*|<!--|\{#)/.test(comment);
    const first = source.lineOf(start);
    comment.split('\n').forEach((whole, index) => {
      const raw = (index === 0 ? whole.replace(OPENING, '') : whole.replace(STARRED, '')).trimStart();
      const text = raw.slice(0, MAX_LINE).replace(CLOSING, '').trim();
      if (text === '') return;
      const place: CommentPlace = {
        ...{ isBlock, extension },
        isTrailing: index === 0 && source.isTrailing(start),
        isAtTop: end <= source.firstCode,
      };
      lines.push({ text, line: first + index });
      for (const said of directivesIn(text, place)) found.push({ said, line: first + index, at: lines.length });
    });
  }
  return found.map(({ said, line, at }) => {
    const { until, ...directive } = said;
    const end = until && lines.slice(at).find(({ text }) => endsReach(text, until));
    if (end !== undefined) return { ...directive, reach: 'block' as const, line, endLine: end.line };
    return { ...directive, line, endLine: null };
  });
}

const MAX_ARGS = 2_000;
const MAX_CONDITION = 400;

function readCode(source: Source, extension: string, isTest: boolean): FoundDirective[] {
  const found: FoundDirective[] = [];
  for (const row of CODE_ROWS) {
    if (!row.in.test(extension) || (row.isOfTests && !isTest)) continue;
    for (const match of source.code.matchAll(row.pattern)) {
      const name = match.groups!.name!;
      const end = match.index + match[0].length;
      const args = argumentsAt(source, end, name);
      if (row.isMeant?.(args.text, name) === false) continue;
      const said = codeDirective(row, name.replace(/\s+/g, ' '), args.text);
      const start = match.index + match[0].search(/\S/);
      // Of Rust, on the whole file or module; the attribute may be that of a condition.
      const isInner = /#!\[[^\]]*$/.test(source.code.slice(Math.max(0, start - MAX_CONDITION), start + 3));
      const isBlock = !isInner && said.reach === 'block';
      const endOf = /pragma/i.test(name) ? endOfPragma : endOfDeclaration;
      found.push({
        ...said,
        ...(isInner && { reach: 'file' as const }),
        line: source.lineOf(start),
        endLine: isBlock ? endOf(source, args.end, said.rules) : null,
      });
    }
  }
  return found;
}

/** Arguments of a directive, and the place behind them. */
interface Arguments {
  readonly text: string;
  readonly end: number;
}

/** The arguments behind a name with their brackets; of a pragma, and of an attribute with a value, the rest of the line. */
function argumentsAt({ text, code }: Source, from: number, name: string): Arguments {
  const rest = /^\s*/.exec(text.slice(from, from + MAX_ARGS))![0].length;
  const start = from + rest;
  const cut = (first: number, end: number): Arguments => ({ text: text.slice(first, end), end });
  const restOfLine = (first: number): Arguments => cut(first, endOfLine(text, first));
  if (name.startsWith('pragma') || code[start] === '=' || code[start] === ':') return restOfLine(from);
  if (code[start] !== '(') return code[start] === '"' || code[start] === "'" ? restOfLine(start) : cut(from, from);
  let depth = 0;
  for (let at = start; at < Math.min(code.length, start + MAX_ARGS); at += 1) {
    if (code[at] === '(') depth += 1;
    else if (code[at] === ')' && (depth -= 1) === 0) return cut(start, at + 1);
  }
  return cut(start, start + MAX_ARGS);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

const PRAGMA_END =
  /^[ \t]*#[ \t]*pragma[ \t]+(?:(?:GCC|clang)[ \t]+diagnostic[ \t]+(?<stack>push|pop)\b|warning[ \t]*\([ \t]*(?<warnings>push|pop|default)\b|warning[ \t]+restore\b(?<restored>[^\n/]*))/gm;

/** The line on which a pragma is taken back: by the pop of its stack, or where its warnings are restored; null where none is. */
function endOfPragma(source: Source, from: number, rules: readonly string[]): number | null {
  let depth = 0;
  for (const { index, groups } of source.code.slice(from).matchAll(PRAGMA_END)) {
    const { stack, warnings, restored } = groups!;
    const word = stack ?? warnings ?? 'restore';
    if (word === 'push') depth += 1;
    const isPopped = word === 'pop' && (depth -= 1) < 0;
    const names = namesIn(restored);
    const isRestored = word === 'restore' && (names.length === 0 || names.some((name) => rules.includes(name)));
    if (isPopped || isRestored || (word === 'default' && depth === 0)) return source.lineOf(from + index);
  }
  return null;
}

/** The last line of what is behind an annotation: of the body in braces, else of the statement. */
function endOfDeclaration(source: Source, from: number): number | null {
  const { code } = source;
  let depth = 0;
  for (let at = from; at < code.length; at += 1) {
    const sign = code[at];
    if (sign === '{') depth += 1;
    else if (sign === '}' && (depth -= 1) <= 0) return source.lineOf(at);
    else if (sign === ';' && depth === 0) return source.lineOf(at);
  }
  return null;
}
