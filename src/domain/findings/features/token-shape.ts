/**
 * Words that make the shape of a statement in most languages. Names of types are no keywords here, as any other type
 * may replace them; nor are words that one language reserves and others use as names.
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
const STARTS_AS_NAME = /^[\p{L}_$]/u;
const STARTS_AS_NUMBER = /^\p{N}/u;

/** A token's shape: keywords and punctuation stay, other words are `I`, numbers are `0`. */
export function shapeOf(token: string): string {
  if (KEYWORDS.has(token)) return token;
  if (STARTS_AS_NUMBER.test(token)) return '0';
  return STARTS_AS_NAME.test(token) ? 'I' : token;
}
