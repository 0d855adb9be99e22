import { commentSyntaxOf } from '../../../domain/findings/features/comment-syntax.js';
import { stripComments } from '../../../domain/findings/features/strip-comments.js';

const QUOTED = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/g;

/** In Rust a quote may also begin a lifetime: `&'a str`. */
const QUOTED_RUST = /"(?:\\.|[^"\\])*"|'(?:\\[^']*|[^'\\])'/g;

const TRIPLE_QUOTES = /"""|'''/g;

/** Lines whose text within triple quotes is blanked out, over as many lines as it goes. */
export function blankTripleQuoted(lines: readonly string[]): readonly string[] {
  let closing: string | null = null;
  return lines.map((line) => {
    if (closing === null && !line.includes('"""') && !line.includes("'''")) return line;
    let blanked = '';
    let from = 0;
    for (const { index, 0: quotes } of line.matchAll(TRIPLE_QUOTES)) {
      if (closing !== null && quotes !== closing) continue;
      blanked += closing === null ? line.slice(from, index) : ' '.repeat(index - from);
      blanked += '   ';
      from = index + 3;
      closing = closing === null ? quotes : null;
    }
    return blanked + (closing === null ? line.slice(from) : ' '.repeat(line.length - from));
  });
}

/** Files of languages in which a text may begin with `<<EOF` and go on to a line of that word. */
const HAS_HERE_DOCUMENTS = /\.(?:rb|rake|cr|sh|bash|zsh|ksh|bats|pl|pm|php|phtml|tf|hcl)$/i;
const HERE_DOCUMENT = /<<[-~<]?\s?(["'`]?)([A-Z_][A-Z0-9_]*)\1/;

/** Lines whose here-documents are blanked out. */
function blankHereDocuments(lines: readonly string[]): readonly string[] {
  let terminator: string | null = null;
  return lines.map((line) => {
    if (terminator === null) {
      terminator = HERE_DOCUMENT.exec(line)?.[2] ?? null;
      return line;
    }
    if (line.trim().replace(/[;,)]+$/, '') === terminator) terminator = null;
    return '';
  });
}

/** Lines with their comments and the insides of their strings blanked out, so that columns stay and brackets are code. */
export function blankLines(path: string, lines: readonly string[]): readonly string[] {
  const syntax = commentSyntaxOf(path);
  const quoted = path.endsWith('.rs') ? QUOTED_RUST : QUOTED;
  let isInBlock = false;
  return (HAS_HERE_DOCUMENTS.test(path) ? blankHereDocuments(lines) : lines).map((line) => {
    const { code, endsInBlock } = stripComments(line, syntax, isInBlock);
    isInBlock = endsInBlock;
    return code.replace(quoted, (text) => text.charAt(0) + ' '.repeat(text.length - 2) + text.charAt(0));
  });
}
