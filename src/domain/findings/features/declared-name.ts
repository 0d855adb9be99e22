import type { Excerpt } from './excerpt.js';

/** Lines below a lone annotation that are searched for its declaration. */
const MAX_ANNOTATIONS = 4;

/** `@Test`, `@app.route("/")`, `#[derive(Debug)]`, `[Fact]`, and nothing but a comment behind. */
const ANNOTATION = /^\s*(?:@[\w$.]+(?:\(.*\))?|#!?\[.*\]|\[[A-Z][\w.]*(?:\(.*\))?\])\s*(?:(?:\/\/|#).*)?$/s;

/** Words before a name that they declare, in most languages; Go puts a receiver between. */
const AFTER_KEYWORD =
  /(?:^|[\s({;])(?:class|interface|@interface|enum|struct|trait|record|module|namespace|protocol|impl|def|func|fn|fun|function\*?|sub|macro_rules!)\s+(?:\([^()]*\)\s*)?(?:self\.)?([\p{L}_$][\p{L}\p{N}_$]*[?!]?)/u;

/** `exports.run = function`, `const run = async (task) =>`, `run: function`. */
const ASSIGNED =
  /^\s*(?:export\s+)?(?:(?:const|let|var)\s+)?(?:[\w$]+\.)*([\p{L}_$][\p{L}\p{N}_$]*)\s*[:=]\s*(?:async\s*)?(?:function\b|\([^()]*\)\s*(?::[^=]*)?=>|[\w$]+\s*=>)/u;

/** `const run = (`, `export const run: Runner = async (task: Task, done: () => void): void => {`: see `opensFunction`. */
const ASSIGNED_HEAD =
  /^\s*(?:export\s+)?(?:const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]*)?=\s*(?:async\s*)?(?:<[^()]*>\s*)?\(/u;

/** Lines above the end of a head (`): Promise<void> => {`) that are searched for its beginning. */
const MAX_HEAD = 12;

/**
 * `public static int run(`, `run() {`, `async run(task) {`: a name before parentheses that open a body or follow a type. Type arguments
 * are one part, from the first `<` to the last `>`, since a choice for each `>` takes exponential time.
 */
const CALLABLE =
  /^\s*((?:[\p{L}_$][\p{L}\p{N}_$.:]*(?:\[\])*[\s*&]+)*(?:[\p{L}_$][\p{L}\p{N}_$.:]*<[^()]*>(?:\[\])*[\s*&]+(?:[\p{L}_$][\p{L}\p{N}_$.:]*(?:\[\])*[\s*&]+)*)?)([\p{L}_$~#][\p{L}\p{N}_$]*(?:::~?[\p{L}_$][\p{L}\p{N}_$]*)*)\s*\(([^;]*)$/u;

/** Words that begin statements, not declarations. */
const STATEMENT =
  /^(?:if|else|for|foreach|while|switch|catch|return|throw|new|await|case|do|delete|typeof|yield|assert|elif|until|unless|with|not|and|or|echo|print|sizeof|defined)$/;

/**
 * The name that the flagged line declares (a class, a function, a method), or that of the declaration below an
 * annotation; null for every other line. Read by the form of the line alone, whatever the language: a wrong name does
 * no harm as long as equal lines give equal ones.
 */
export function declaredName(excerpt: Excerpt): string | null {
  const last = Math.min(excerpt.lineCount - 1, excerpt.flagged + MAX_ANNOTATIONS);
  for (let number = excerpt.flagged; number <= last; number += 1) {
    const line = excerpt.line(number);
    const isAnnotation = ANNOTATION.test(line);
    if (isAnnotation || (number > excerpt.flagged && line.trim() === '')) continue;
    return nameIn(line) ?? (endsHead(line) ? nameAbove(excerpt, number) : null);
  }
  return null;
}

/** Some tools report an arrow function at its arrow, below its parameters. */
const endsHead = (line: string): boolean => line.trimStart().startsWith(')') && line.includes('=>');

function nameAbove(excerpt: Excerpt, end: number): string | null {
  for (let number = end - 1; number >= Math.max(0, end - MAX_HEAD); number -= 1) {
    const name = nameOfHead(excerpt.line(number));
    if (name !== null) return name;
  }
  return null;
}

/** The name that an arrow function is assigned to, where the line has all of its head, or leaves the parameters open. */
function nameOfHead(line: string): string | null {
  const head = ASSIGNED_HEAD.exec(line);
  if (head === null) return null;
  const rest = line.slice(head[0].length).trimEnd();
  const isWhole = rest.endsWith('=>') || (rest.endsWith('{') && rest.slice(0, -1).trimEnd().endsWith('=>'));
  return isWhole || !rest.includes(')') ? head[1]! : null;
}

function nameIn(line: string): string | null {
  const named = AFTER_KEYWORD.exec(line) ?? ASSIGNED.exec(line);
  if (named) return named[1]!;
  const callable = CALLABLE.exec(line);
  if (callable === null) return nameOfHead(line);
  const [, before, name, rest] = callable as unknown as [string, string, string, string];
  if (STATEMENT.test(name) || before.split(/\s+/).some((word) => STATEMENT.test(word))) return null;
  // Without a type before it, only a body distinguishes a declaration from a call.
  return before.trim() !== '' || /\{\s*$/.test(rest) ? name : null;
}
