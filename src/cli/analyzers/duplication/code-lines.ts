import path from 'node:path';
import { commentSyntaxOf } from '../../../domain/findings/features/comment-syntax.js';
import { stripComments } from '../../../domain/findings/features/strip-comments.js';

/** Import syntax of a language: on one line, or over several from one that opens to one that closes. */
interface ImportSyntax {
  readonly extensions: string;
  readonly line: RegExp;
  readonly opens?: RegExp;
  readonly closes?: RegExp;
}

const IMPORTS: readonly ImportSyntax[] = [
  {
    extensions: 'js jsx mjs cjs ts tsx mts cts vue svelte astro coffee',
    line: /^(import\b(?!\s*[.(])|export\s+(type\s+)?(\*|\{[^}]*\})[^;]*\bfrom\b|(const|let|var)\s[^;]*=\s*require\(|require\(|['"]use strict['"])/,
    opens: /^(import|export)\s+([\w$]+\s*,\s*)?(type\s+)?\{[^}]*$|^(const|let|var)\s+\{[\w$,\s:]*$/,
    closes: /^\}\s*(from\b|=\s*require\()/,
  },
  {
    extensions: 'py pyi pyx',
    line: /^(import|from)\s/,
    opens: /^from\s[^(]*\([^)]*$/,
    closes: /\)$/,
  },
  {
    extensions: 'go',
    line: /^(import\s+([\w.]+\s+)?"|package\s)/,
    opens: /^import\s*\($/,
    closes: /^\)/,
  },
  {
    extensions: 'java kt kts groovy scala dart swift hs elm d',
    line: /^(@testable\s+)?(import|package|module|library|part|export)\s/,
  },
  {
    extensions: 'cs fs vb',
    line: /^((global\s+)?using\s+(static\s+)?[\w.]+(\s*=\s*[\w.<>]+)?\s*;|namespace\s|open\s|Imports\s)/,
  },
  { extensions: 'php phtml', line: /^(<\?php|namespace\s|use\s|(require|include)(_once)?\b|declare\s*\()/ },
  { extensions: 'rb rake', line: /^(require|require_relative|load|autoload|include|extend)\s/ },
  {
    extensions: 'rs',
    line: /^(pub(\([\w\s]+\))?\s+)?(use|mod|extern\s+crate)\s[^{]*;$|^(pub(\([\w\s]+\))?\s+)?use\s.*;$/,
    opens: /^(pub(\([\w\s]+\))?\s+)?use\s[^;]*$/,
    closes: /;$/,
  },
  {
    extensions: 'c h cc cpp cxx hpp hh hxx m mm',
    line: /^(#\s*(include|import|pragma\s+once)\b|@import\s|using\s|import\s)/,
  },
  {
    extensions: 'ex exs erl lua r jl pl pm ml',
    line: /^(alias|import|require|use|library|using|open|-include|local\s+\w+\s*=\s*require)\b/,
  },
  { extensions: 'css scss sass less', line: /^@(import|use|forward|charset)\b/ },
];

const BY_EXTENSION: ReadonlyMap<string, ImportSyntax> = new Map(
  IMPORTS.flatMap((syntax) => syntax.extensions.split(' ').map((extension) => [extension, syntax])),
);

/** Lines above which an import is taken for code, since nothing closes it. */
const MAX_IMPORT_LINES = 200;

/**
 * True for each line of a source, in order, with code of its own: neither blank nor a comment (licence headers among
 * them) nor part of an import.
 */
export function findCodeLines(file: string, text: string): boolean[] {
  const comments = commentSyntaxOf(file);
  const imports = BY_EXTENSION.get(path.posix.extname(file).slice(1).toLowerCase());
  let isInBlock = false;
  const lines = text.split(/\r\n|\n|\r/).map((line) => {
    const { code, endsInBlock } = stripComments(line, comments, isInBlock);
    isInBlock = endsInBlock;
    return code.trim();
  });
  const isCode = lines.map((line) => line !== '');
  if (imports === undefined) return isCode;
  for (let at = 0; at < lines.length; at += 1) {
    const end = endOfImport(lines, at, imports);
    for (; end !== null && at < end; at += 1) isCode[at] = false;
    if (end !== null) isCode[at] = false;
  }
  return isCode;
}

/** The last line of an import that begins on a line; null where none does. */
function endOfImport(lines: readonly string[], start: number, { line, opens, closes }: ImportSyntax): number | null {
  const first = lines[start]!;
  if (opens?.test(first) && closes !== undefined) {
    for (let at = start + 1; at < Math.min(lines.length, start + MAX_IMPORT_LINES); at += 1)
      if (closes.test(lines[at]!)) return at;
    return null;
  }
  return line.test(first) ? start : null;
}
