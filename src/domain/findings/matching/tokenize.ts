/** The tokens of one line and the 0-based columns where they start, in order. */
export interface Tokens {
  readonly texts: readonly string[];
  readonly starts: readonly number[];
}

/** Punctuation that formatters add, drop and move: it is no evidence. */
const DROPPED = new Set([';', ',', '(', ')', '{', '}']);
/** Quotes that formatters exchange for one another. */
const QUOTES = new Set(["'", '`']);
const WORD_OR_CHAR = /[\p{L}\p{N}_$]+|[^\s]/gu;

/** Splits code into words (`[\p{L}\p{N}_$]+`) and single other characters; drops `; , ( ) { }`, and every quote is `"`. */
export function tokenize(code: string): Tokens {
  const texts: string[] = [];
  const starts: number[] = [];
  for (const match of code.matchAll(WORD_OR_CHAR)) {
    const text = match[0];
    if (DROPPED.has(text)) continue;
    texts.push(QUOTES.has(text) ? '"' : text);
    starts.push(match.index);
  }
  return { texts, starts };
}

/**
 * Words that make the shape of a statement in most languages. Names of types are no keywords here, as they stand where
 * any other type may; nor are words that one language reserves and others use as names.
 */
const KEYWORDS = new Set(
  (
    'abstract and as assert async await begin break case catch class const continue def default do elif else elsif enum ' +
    'esac except export extends extern false finally for foreach from func function goto if implements import in ' +
    'instanceof interface is let namespace new nil none not null or package pass private protected public raise ' +
    'readonly rescue return sizeof static struct super switch synchronized template then this throw throws trait true ' +
    'try typedef typename typeof undefined union unless until use using var virtual volatile while yield None True False'
  ).split(' '),
);
const WORD = /^[\p{L}_$]/u;
const NUMBER = /^\p{N}/u;

/** A token's shape: keywords and punctuation stay, other words are `I`, numbers are `0`. */
export function shapeOf(token: string): string {
  if (KEYWORDS.has(token)) return token;
  if (NUMBER.test(token)) return '0';
  return WORD.test(token) ? 'I' : token;
}
