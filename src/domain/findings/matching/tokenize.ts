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

/** Words that make the shape of a statement, in the languages that analyzers read most. */
const KEYWORDS = new Set(
  (
    'abstract and as assert async await begin bool boolean break byte case catch char class const continue def default ' +
    'defer del delete do done double elif else elsif end ensure enum esac except export extends extern false fi final ' +
    'finally float fn for foreach from func function global go goto if implements import in include inline instanceof ' +
    'int interface is lambda let local long match mod module mut namespace new nil none not null of or package pass ' +
    'private protected pub public raise readonly rescue return self short signed sizeof static struct super switch ' +
    'synchronized template then this throw throws trait true try type typedef typename typeof undef union unless ' +
    'unsigned until use using var virtual void volatile when where while with yield None True False'
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
