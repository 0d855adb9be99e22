import { blankLines, blankTripleQuoted } from '../scopes/blank-text.js';
import { type SourceFile } from '../source-file.js';

const HAS_TRIPLE_QUOTES = /\.(?:pyi?|pyx|kts?|scala|groovy|swift|dart|jl)$/i;
/** Closing words that stand alone on their line, beside brackets and punctuation. */
const CLOSING = /^(?:end|fi|done|esac|else|then|do|begin)$/i;

/**
 * The executable lines of a file whose language has no grammar here, ascending: lines that hold more than white space,
 * comments, brackets, punctuation and the closing word of a block. Declarations count, which a coverage tool would leave
 * out, so that the lines are rather too many.
 */
export function readExecutableByLayout({ path, text }: SourceFile): number[] {
  const lines = text.split('\n');
  const blanked = blankLines(path, HAS_TRIPLE_QUOTES.test(path) ? blankTripleQuoted(lines) : lines);
  return blanked.flatMap((line, index) => {
    const words = line.trim().replace(/^[^\p{L}\p{N}_$@"'`]+|[^\p{L}\p{N}_$@"'`]+$/gu, '');
    return words === '' || CLOSING.test(words) ? [] : [index + 1];
  });
}
