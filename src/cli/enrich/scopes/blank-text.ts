import { commentSyntaxOf } from '../../../domain/findings/matching/comment-syntax.js';
import { stripComments } from '../../../domain/findings/matching/strip-comments.js';
import { type SourceFile } from '../source-file.js';

const QUOTED = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/g;

/** In Rust a quote may also begin a lifetime: `&'a str`. */
const QUOTED_RUST = /"(?:\\.|[^"\\])*"|'(?:\\[^']*|[^'\\])'/g;

/** Lines with their comments and the insides of their strings blanked out, so that columns stay and brackets are code. */
export function blankLines({ path, lines }: SourceFile): readonly string[] {
  const syntax = commentSyntaxOf(path);
  const quoted = path.endsWith('.rs') ? QUOTED_RUST : QUOTED;
  let isInBlock = false;
  return lines.lines.map((line) => {
    const { code, endsInBlock } = stripComments(line, syntax, isInBlock);
    isInBlock = endsInBlock;
    return code.replace(quoted, (text) => text.charAt(0) + ' '.repeat(text.length - 2) + text.charAt(0));
  });
}
