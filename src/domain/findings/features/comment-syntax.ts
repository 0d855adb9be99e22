/** Comment markers of a language, as far as they are visible in one line at a time. */
export interface CommentSyntax {
  /** Markers of comments that end with the line. */
  readonly line: readonly string[];
  /** A line marker counts only at the line's start or after white space: `$#` and `a#b` are no comments in a shell. */
  readonly isLineMarkerSpaced: boolean;
  readonly block: { readonly open: string; readonly close: string } | null;
  /** True when a line that starts with `*` continues a block comment whose beginning is out of sight. */
  readonly hasStarredLines: boolean;
  /** Flags by ASCII code: 1 for a character with which a comment may begin. */
  readonly openings: Uint8Array;
  /** Marks of comments; a text without any of them has no comments. */
  readonly marks: readonly string[];
}

function syntax(line: string[], rest: Partial<CommentSyntax> = {}): CommentSyntax {
  const { block = null, hasStarredLines = false } = rest;
  const openings = new Uint8Array(128);
  for (const marker of [...line, ...(block ? [block.open] : [])]) openings[marker.charCodeAt(0)] = 1;
  // A block is opened and closed by signs that hold the star.
  const marks = [...line, ...(hasStarredLines ? ['*'] : block ? [block.open, block.close] : [])];
  return { line, isLineMarkerSpaced: false, block, hasStarredLines, ...rest, openings, marks };
}

const SLASH_STAR = { open: '/*', close: '*/' };
const ANGLE = { open: '<!--', close: '-->' };

const NONE = syntax([]);
const C = syntax(['//'], { block: SLASH_STAR, hasStarredLines: true });
const CSS = syntax([], { block: SLASH_STAR, hasStarredLines: true });
const HASH = syntax(['#']);
const SPACED_HASH = syntax(['#'], { isLineMarkerSpaced: true });
const PHP = syntax(['//', '#'], { block: SLASH_STAR, hasStarredLines: true });
const DASHES = syntax(['--']);
const SQL = syntax(['--'], { block: SLASH_STAR, hasStarredLines: true });
const SEMICOLON = syntax([';']);
const PERCENT = syntax(['%']);
const BASIC = syntax(["'"], { isLineMarkerSpaced: true });
const MARKUP = syntax([], { block: ANGLE });

const EXTENSIONS: readonly (readonly [CommentSyntax, string])[] = [
  [
    C,
    'js jsx mjs cjs ts tsx mts cts c h cc cpp cxx hpp hh hxx ino java kt kts scala go rs swift cs dart groovy gradle m mm',
  ],
  [C, 'proto less scss sass styl jsonc json5 v sv zig glsl hlsl cu vue svelte'],
  [CSS, 'css'],
  [HASH, 'py pyi pyx rb rake gemspec ru pl pm r jl nim ex exs cr coffee tcl'],
  [SPACED_HASH, 'sh bash zsh ksh bats fish yml yaml toml ini conf cfg properties mk cmake ps1 psm1 dockerfile'],
  [PHP, 'php phtml tf hcl'],
  [DASHES, 'lua hs elm adb ads vhd vhdl'],
  [SQL, 'sql'],
  [SEMICOLON, 'lisp el clj cljs cljc edn scm rkt asm s'],
  [PERCENT, 'tex erl hrl'],
  [BASIC, 'vb bas vbs'],
  [MARKUP, 'html htm xml xhtml xsl svg md'],
];

const BY_EXTENSION: ReadonlyMap<string, CommentSyntax> = new Map(
  EXTENSIONS.flatMap(([language, extensions]) => extensions.split(' ').map((extension) => [extension, language])),
);

/**
 * The comment syntax of a file, by its extension. Files without one (scripts, `Makefile`, `Dockerfile`) are read as a
 * shell would; an unknown extension has no comments, so that nothing is dropped by mistake.
 */
export function commentSyntaxOf(path: string): CommentSyntax {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return SPACED_HASH;
  return BY_EXTENSION.get(name.slice(dot + 1).toLowerCase()) ?? NONE;
}
