import type { Finding } from '../../src/domain/findings/finding.js';

/** Fields of a report besides the code. */
export interface FlaggedCodeOptions {
  readonly path?: string;
  readonly rule?: string;
  /** The message, from what is flagged. */
  readonly message?: (flagged: string) => string;
  /** A tool that names no enclosing scopes. */
  readonly withoutScopes?: boolean;
  /** A tool that reports no source text. */
  readonly withoutText?: boolean;
}

const OPENS = '«';
const CLOSES = '»';
const LINES_BEFORE = 10;
const LINES_AFTER = 16;

/**
 * The findings of an analyzer that flags the text between « and » in some code, with the context and the enclosing
 * named functions that a report contains. The marks are no part of the code; each pair is on one line.
 */
export function flagged(code: string, options: FlaggedCodeOptions = {}): Finding[] {
  const { path = 'src/cart.js', rule = 'no-eval', message = (text) => `'${text}' is not allowed.` } = options;
  const marked = code.split('\n');
  const lines = marked.map((line) => line.replaceAll(OPENS, '').replaceAll(CLOSES, ''));
  const scopes = scopesOf(lines);
  return marked.flatMap((line, at) =>
    marksIn(line).map(({ column, text }) => ({
      tool: 'analyzer',
      ruleId: rule,
      type: 'code_smell' as const,
      severity: 'medium' as const,
      debtKind: 'other' as const,
      message: message(text),
      filePath: path,
      region: { startLine: at + 1, startColumn: column, endLine: at + 1, endColumn: column + text.length },
      snippet: options.withoutText ? null : lines[at]!,
      context: options.withoutText ? null : contextOf(lines, at),
      scope: options.withoutScopes || options.withoutText ? null : scopes[at]!,
      partialFingerprints: {},
      isSuppressed: false,
    })),
  );
}

function marksIn(line: string): { column: number; text: string }[] {
  const marks: { column: number; text: string }[] = [];
  let column = 1;
  for (const [part, opens] of splitKeeping(line)) {
    if (opens) marks.push({ column, text: part });
    column += part.length;
  }
  return marks;
}

/** The parts of a line, each with a flag for being between marks. */
function splitKeeping(line: string): [part: string, isMarked: boolean][] {
  return line.split(OPENS).flatMap((part, at): [string, boolean][] =>
    at === 0
      ? [[part, false]]
      : [
          [part.slice(0, part.indexOf(CLOSES)), true],
          [part.slice(part.indexOf(CLOSES) + 1), false],
        ],
  );
}

function contextOf(lines: readonly string[], at: number) {
  const first = Math.max(0, at - LINES_BEFORE);
  return { startLine: first + 1, text: lines.slice(first, at + LINES_AFTER + 1).join('\n') };
}

/** For each line the names of the functions whose braces enclose it, from outside to inside. */
function scopesOf(lines: readonly string[]): string[] {
  const open: (string | null)[] = [];
  return lines.map((line) => {
    const scope = open.filter((name) => name !== null).join('.');
    let name = /(?:function|class) (\w+)/.exec(line)?.[1] ?? null;
    for (const char of line) {
      if (char === '{') {
        open.push(name);
        name = null;
      } else if (char === '}') {
        open.pop();
      }
    }
    return scope;
  });
}
