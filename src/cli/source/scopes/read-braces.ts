import { type SourceFile } from '../source-file.js';
import { blankLines, blankTripleQuoted } from './blank-text.js';
import { toScopeName } from './scope-name.js';
import { type NamedBody } from './scope-tree.js';

/** Longer heads than this are no heads. */
const MAX_HEAD = 2000;

/** Files of languages whose texts go over several lines within triple quotes. */
const HAS_TEXT_BLOCKS = /\.(?:kts?|java|scala|groovy|gradle|swift|dart)$/i;

/** Names the scope that the text before a `{` opens; null when it opens none. */
export type HeadReader = (head: string) => string | null;

interface OpenBrace {
  readonly name: string | null;
  readonly start: number;
  /** White space before its head. */
  readonly indent: number;
  /** Text in front of the block: the head that the block is in, when it is part of one. */
  readonly outerHead: string;
}

/**
 * Reads scopes from braces: each `{` belongs to the text since the brace or semicolon before it, but for those within
 * parentheses and types. A `}` that begins its line also closes what was opened further in, as conditional compilation
 * can leave a brace open.
 */
export function readBraces(file: SourceFile, nameOf: HeadReader): NamedBody[] {
  const bodies: NamedBody[] = [];
  const open: OpenBrace[] = [];
  let head = '';
  let headIndent = Infinity;

  const begin = (text: string, indent = Infinity): void => {
    head = text;
    headIndent = indent;
  };
  const close = (end: number): void => {
    const brace = open.pop();
    if (brace?.name != null) bodies.push({ name: brace.name, start: brace.start, end });
    begin(brace?.outerHead ?? '', brace?.outerHead === '' ? Infinity : brace?.indent);
  };
  const { path, lines } = file;
  const code = HAS_TEXT_BLOCKS.test(path) ? blankTripleQuoted(lines.lines) : lines.lines;
  blankLines(path, code).forEach((line, index) => {
    const indent = line.search(/\S/u);
    if (indent < 0 || DIRECTIVE.test(line)) return;
    let from = 0;
    for (const { index: at, 0: mark } of line.matchAll(/[{};]/g)) {
      const offset = file.lineStarts[index]! + at;
      const text = line.slice(from, at);
      if (text.trim() !== '') headIndent = Math.min(headIndent, indent);
      head = joinHead(head, text);
      from = at + 1;
      if (mark === '{') {
        const outerHead = isPartOfHead(head) ? `${head}{}` : '';
        open.push({ name: nameOf(head), start: offset, indent: Math.min(indent, headIndent), outerHead });
        begin('');
      } else if (mark === '}') {
        if (at === indent) while (open.length > 1 && open.at(-1)!.indent > indent) close(offset);
        close(offset);
      } else if (isInsideParentheses(head)) {
        // The semicolons of a `for` end nothing.
        head += mark;
      } else begin('');
    }
    const rest = line.slice(from);
    if (rest.trim() !== '') headIndent = Math.min(headIndent, indent);
    head = joinHead(head, `${rest}\n`);
  });
  while (open.length > 0) close(file.text.length);
  return bodies;
}

/** A line of the preprocessor; a `#` may also begin a comment or an attribute. */
const DIRECTIVE = /^\s*#\s*(?:if|ifdef|ifndef|elif|else|endif|define|undef|include|pragma)\b/;

/** A parameter's pattern or default, or a type: `f({ a, b }: { a: 1 }): Promise<{ c: 2 }> {`. */
const isPartOfHead = (head: string): boolean => isInsideParentheses(head) || /\)\s*:(?:[^()]*[<|&,[])?\s*$/u.test(head);

/** Line starts that continue the line above. */
const CONTINUES =
  /^(?:[:,.&|?)+]|->|=>|where\b|throws\b|extends\b|implements\b|with\b|noexcept\b|const\b|override(?:\s+final)?\s*$)/u;

/** Bounds on the types of a declaration, on lines of their own as rustfmt lays them out. */
const WHERE_CLAUSE = /\n[ \t]*where\s[^{};]*$/u;

/** The declaration that a head ends with: not every language ends the statements before it with a semicolon. */
function lastDeclaration(head: string): string {
  const lines = head.replace(WHERE_CLAUSE, '').trim().split('\n');
  let declaration = '';
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    declaration = `${lines[at]!}\n${declaration}`;
    const text = declaration.trim();
    const isListed = /,\s*$/u.test(lines[at - 1] ?? '') && !text.includes('(');
    if (text !== '' && !isListed && !CONTINUES.test(text) && !closesMoreThanItOpens(text)) break;
  }
  return declaration.trim();
}

function closesMoreThanItOpens(text: string): boolean {
  return (text.match(/\)/g)?.length ?? 0) > (text.match(/\(/g)?.length ?? 0);
}

const joinHead = (head: string, text: string): string => (head + text).slice(-MAX_HEAD);

function isInsideParentheses(head: string): boolean {
  let depth = 0;
  for (const { 0: mark } of head.matchAll(/[()]/g)) depth += mark === '(' ? 1 : -1;
  return depth > 0;
}

const NAME = String.raw`#?[\p{L}_$~][\p{L}\p{N}_$]*`;
const QUALIFIED = String.raw`${NAME}(?:(?:::|\.)${NAME})*[?!]?`;

/** Words that are followed by parentheses and a block, and name nothing. */
const CONTROL =
  /^(?:if|else|elif|elseif|for|foreach|forEach|while|until|switch|select|match|case|when|catch|try|do|return|throw|new|with|using|lock|fixed|synchronized|guard|defer|unless|loop|async|await|yield|sizeof|typeof|function|func|fn|fun|__attribute__|__declspec|decltype|requires|noexcept|operator)$/u;

/** The parameters of a C++ template, which may be called `class T`. */
const TEMPLATE = /\btemplate\s*<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>/gu;

/** Annotations and attributes before a declaration. */
const ANNOTATION = /@[\p{L}_][\p{L}\p{N}_.]*(?:\s*\([^()]*\))?|#!?\[[^\]]*\]|^\s*(?:\[[^\]]*\]\s*)+/gu;

const TYPE = new RegExp(
  String.raw`\b(?:class|struct|interface|enum|union|trait|record|object|protocol|extension|actor|mixin|contract|library)\s+(?:class\s+|struct\s+)?(${QUALIFIED})`,
  'u',
);
const IMPLEMENTATION = new RegExp(
  String.raw`^(?:unsafe\s+)?impl\b(?:.*\bfor\s+)?[^\p{L}_]*(?:<.*?>\s*)?(${QUALIFIED})`,
  'su',
);
const GO_METHOD = new RegExp(String.raw`^func\s*\(\s*(?:${NAME}\s+)?\*?\s*(${NAME})[^)]*\)\s*(${NAME})`, 'u');
const ASSIGNED = new RegExp(
  String.raw`(${QUALIFIED})\s*(?:<-|=|:)\s*(?:async\s*)?(?:function\b|fn\b|func\b|\(|${NAME}\s*=>)`,
  'u',
);
const KEYWORD_FUNCTION = new RegExp(
  String.raw`\b(?:function|func|fun|fn|sub|def)\s+(?:<[^>]*>\s*)?(${QUALIFIED})`,
  'u',
);
/** Scala puts an equals sign before the body of a method. */
const DEFINITION = new RegExp(String.raw`^(?:[a-z]+\s+)*def\s+${NAME}`, 'u');
const CALLED = new RegExp(String.raw`(?<![.@\p{L}\p{N}_$])(${QUALIFIED})\s*(?:<[^()]*>\s*)?\(`, 'u');

/** The head of a type or function in a language with braces (C and its kin, Rust, Kotlin, Swift, shells). */
export const nameOfHead: HeadReader = (written) => {
  const head = lastDeclaration(written).replace(TEMPLATE, ' ').replace(ANNOTATION, ' ').trim();
  if (head === '' || isInsideParentheses(head)) return null;
  if (/[,(:[]$|\breturn$/u.test(head) || (/[^=!<>]=$/u.test(head) && !DEFINITION.test(head))) return null;
  const method = GO_METHOD.exec(head);
  if (method !== null) return toScopeName(`${method[1]!}.${method[2]!}`);
  const implementation = head.startsWith('impl') || head.startsWith('unsafe impl') ? IMPLEMENTATION.exec(head) : null;
  const type = implementation ?? TYPE.exec(head.replace(/\([^()]*\)/g, '()'));
  if (type !== null && !/\)\s*\S*$/u.test(head.slice(0, type.index))) return toScopeName(type[1]!);
  const named = KEYWORD_FUNCTION.exec(head) ?? ASSIGNED.exec(head) ?? CALLED.exec(head);
  if (named === null || CONTROL.test(named[1]!)) return null;
  return toScopeName(named[1]!);
};

/** A rule of a style sheet goes by its selector. */
export const nameOfRule: HeadReader = (head) => toScopeName(head) || null;
