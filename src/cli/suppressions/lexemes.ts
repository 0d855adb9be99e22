import { commentSyntaxOf } from '../../domain/findings/features/comment-syntax.js';
import { findComments } from '../../domain/findings/features/strip-comments.js';
import { type KindSpan, openWalk } from '../source/grammars/tree-sitter.js';
import { blankTripleQuoted } from '../source/scopes/blank-text.js';
import { extensionWithoutDot } from '../source/scopes/read-scopes.js';

/** Part of a text: from `start` to before `end`, as offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Parts of a source that are not code: comments and texts. */
export interface Lexemes {
  /** In the order of the text. */
  readonly comments: readonly Span[];
  readonly strings: readonly Span[];
}

/** A language whose grammar tells comments and strings from code. */
interface LexedLanguage {
  readonly wasm: string;
  readonly comments: string;
  readonly strings: string;
  /** Nodes whose text the grammar does not read: signs tell there. */
  readonly unread?: string;
}

const language = (name: string, comments: string, strings: string, unread?: string): LexedLanguage => ({
  wasm: `tree-sitter-${name}.wasm`,
  comments,
  strings,
  ...(unread !== undefined && { unread }),
});

const JAVASCRIPT = language('javascript', 'comment', 'string template_string regex jsx_text');
const TYPESCRIPT = language('typescript', 'comment', 'string template_string regex');
const TSX = language('tsx', 'comment', 'string template_string regex jsx_text');
const PYTHON = language('python', 'comment', 'string');
const JAVA = language('java', 'line_comment block_comment', 'string_literal character_literal');
const GO = language('go', 'comment', 'interpreted_string_literal raw_string_literal rune_literal');
const CSHARP = language(
  'c-sharp',
  'comment',
  'string_literal verbatim_string_literal raw_string_literal interpolated_string_expression character_literal',
);
const PHP = language('php', 'comment', 'string encapsed_string heredoc nowdoc text');
const CPP = language('cpp', 'comment', 'string_literal raw_string_literal char_literal', 'preproc_arg');
const RUBY = language('ruby', 'comment', 'string heredoc_body regex string_array');
const RUST = language('rust', 'line_comment block_comment', 'string_literal raw_string_literal char_literal');

const EXTENSIONS: readonly (readonly [LexedLanguage, string])[] = [
  [JAVASCRIPT, 'js mjs cjs jsx'],
  [TYPESCRIPT, 'ts mts cts'],
  [TSX, 'tsx'],
  [PYTHON, 'py pyi'],
  [JAVA, 'java'],
  [GO, 'go'],
  [CSHARP, 'cs'],
  [PHP, 'php phtml'],
  [CPP, 'c h cc cpp cxx hpp hh hxx'],
  [RUBY, 'rb rake gemspec'],
  [RUST, 'rs'],
];

const BY_EXTENSION: ReadonlyMap<string, LexedLanguage> = new Map(
  EXTENSIONS.flatMap(([lexed, extensions]) => extensions.split(' ').map((extension) => [extension, lexed])),
);

/** Languages with the signs of another one, by their extensions: files that are tracked by whole lines all the same. */
const SIGNS_OF: Readonly<Record<string, string>> = {
  ...{
    fs: 'cs',
    fsx: 'cs',
    fsi: 'cs',
    sol: 'c',
    bzl: 'py',
    star: 'py',
    astro: 'vue',
    mdx: 'md',
    erb: 'html',
    fsproj: 'xml',
  },
  ...{ csproj: 'xml', props: 'xml', targets: 'xml', jsonnet: 'php', nix: 'py', graphql: 'py', rst: 'sh' },
};

/** Signs of comments in a file. */
const signsOf = (path: string): ReturnType<typeof commentSyntaxOf> => {
  const extension = SIGNS_OF[extensionWithoutDot(path)];
  return commentSyntaxOf(extension === undefined ? path : `a.${extension}`);
};

/** True for a file of a language with comments. */
export const hasSigns = (path: string): boolean => signsOf(path).marks.length > 0;

type Walk = (text: string) => KindSpan[] | null;

/** Tells comments and strings from code: by the grammar of a language, else by its signs for comments and its quotes. */
export class Lexer {
  private readonly grammars = new Map<LexedLanguage, Promise<Walk | null>>();

  /** @param explain called where a grammar cannot be used */
  constructor(private readonly explain: (message: string) => void = () => undefined) {}

  async read(path: string, text: string): Promise<Lexemes> {
    const lexed = BY_EXTENSION.get(extensionWithoutDot(path));
    const byGrammar = lexed && (await this.readByGrammar(lexed, path, text));
    return byGrammar ?? readBySigns(path, text);
  }

  private async readByGrammar(lexed: LexedLanguage, path: string, text: string): Promise<Lexemes | null> {
    const walk = await this.open(lexed);
    try {
      const spans = walk?.(text) ?? null;
      if (spans === null) return null;
      const unread = spansOf(spans, 'unread').map(({ start, end }) =>
        moved(readBySigns(path, text.slice(start, end)), start),
      );
      return {
        comments: inOrder([...spansOf(spans, 'comment'), ...unread.flatMap(({ comments }) => comments)]),
        strings: inOrder([...spansOf(spans, 'string'), ...unread.flatMap(({ strings }) => strings)]),
      };
    } catch (error) {
      this.explain(`${path} cannot be parsed (${String(error)}); its comments are found by their markers`);
      return null;
    }
  }

  private open(lexed: LexedLanguage): Promise<Walk | null> {
    const known =
      this.grammars.get(lexed) ??
      openWalk(lexed.wasm, kindsOf(lexed)).catch((error: unknown) => {
        this.explain(`no grammar ${lexed.wasm} (${String(error)}): comments are found by their markers`);
        return null;
      });
    this.grammars.set(lexed, known);
    return known;
  }
}

const kindsOf = ({ comments, strings, unread = '' }: LexedLanguage): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({ comment: comments, string: strings, unread }).flatMap(([kind, names]) =>
      names.split(' ').map((name) => [name, kind] as const),
    ),
  );

const spansOf = (spans: readonly KindSpan[], kind: string): Span[] => spans.filter((span) => span.kind === kind);

const inOrder = (spans: readonly Span[]): Span[] => [...spans].sort((one, other) => one.start - other.start);

function moved({ comments, strings }: Lexemes, by: number): Lexemes {
  const move = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  return { comments: comments.map(move), strings: strings.map(move) };
}

const HAS_TRIPLE_QUOTES = /^(?:kts?|scala|groovy|gradle|swift|dart|jl|pyx)$/;
const QUOTED = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/g;
/** Scripts and styles in a page have signs of their own. */
const PAGES = /^(?:vue|svelte|astro|html?|xhtml)$/;
const PAGE_COMMENTS = /<!--[\s\S]*?-->|(?<![:\w"'])\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const MARKUP_COMMENTS = /<!--[\s\S]*?-->/g;
/** Texts of JSON, in which notebooks keep the lines of their cells, and the line ends within them. */
const JSON_TEXT = /"([^"\\]*(?:\\.[^"\\]*)*)"/g;
const LINE_END = /\\n/;

function readBySigns(path: string, text: string): Lexemes {
  const extension = extensionWithoutDot(path);
  if (PAGES.test(extension)) {
    const comments = Array.from(text.matchAll(PAGE_COMMENTS), spanOfMatch(0));
    return { comments, strings: [] };
  }
  if (extension === 'md') return { comments: Array.from(text.matchAll(MARKUP_COMMENTS), spanOfMatch(0)), strings: [] };
  if (extension === 'ipynb') return readNotebook(text);
  const lines = text.split('\n');
  const read = HAS_TRIPLE_QUOTES.test(extension) ? blankTripleQuoted(lines) : lines;
  const syntax = signsOf(path);
  const [comments, strings]: [Span[], Span[]] = [[], []];
  let start = 0;
  let isInBlock = false;
  for (const line of read) {
    const found: number[] = [];
    isInBlock = findComments(found, line, 0, line.length, syntax, isInBlock);
    let code = line;
    for (let at = 0; at < found.length; at += 2) {
      const [from, to] = [found[at]!, found[at + 1]!];
      addJoined(comments, { start: start + from, end: start + to }, from === 0 && at === 0, text);
      code = code.slice(0, from) + ' '.repeat(to - from) + code.slice(to);
    }
    strings.push(...Array.from(code.matchAll(QUOTED), spanOfMatch(start)));
    start += line.length + 1;
  }
  return { comments, strings };
}

const spanOfMatch =
  (offset: number) =>
  ({ index, 0: found }: RegExpExecArray): Span => ({ start: offset + index, end: offset + index + found.length });

/** Adds a comment, as the rest of the one before where that ends with the line before and is a block's. */
function addJoined(comments: Span[], span: Span, isAtLineStart: boolean, text: string): void {
  const before = comments.at(-1);
  const isRest =
    isAtLineStart &&
    before?.end === span.start - 1 &&
    text.startsWith('/*', before.start) &&
    !text.slice(before.start, before.end).endsWith('*/');
  if (isRest) comments[comments.length - 1] = { start: before.start, end: span.end };
  else comments.push(span);
}

/** Comments of Python in the cells of a notebook. */
function readNotebook(text: string): Lexemes {
  const comments: Span[] = [];
  for (const { index, 1: content } of text.matchAll(JSON_TEXT)) {
    let start = index + 1;
    for (const line of content!.split(LINE_END)) {
      const found: number[] = [];
      if (line.includes('#')) findComments(found, line, 0, line.length, commentSyntaxOf('cell.py'), false);
      for (let at = 0; at < found.length; at += 2)
        comments.push({ start: start + found[at]!, end: start + found[at + 1]! });
      start += line.length + 2;
    }
  }
  return { comments, strings: [] };
}
