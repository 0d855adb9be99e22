const BLANK = /[ \t\n\r]*/y;
/** Between quotes: anything from the space on but quote and backslash, and escapes. */
const STRING = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Next expected token: a value; a value or `]`; a key; a key or `}`; a colon; the token after a whole value. */
type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'next';

/**
 * Offset of the first character that breaks the grammar of JSON (RFC 8259); null for valid JSON. JSON.parse is faster
 * and decides; this finds the place of its failure for people, which engines report in some cases only.
 */
export function findJsonFault(text: string): number | null {
  const closers: string[] = [];
  let expected: Expected = 'value';
  for (let at = skip(BLANK, text, 0); at < text.length; at = skip(BLANK, text, at)) {
    const character = text[at]!;
    if (character === closers.at(-1) && CLOSABLE.has(expected)) {
      closers.pop();
      expected = 'next';
      at += 1;
    } else if (expected === 'value' || expected === 'first value') {
      if (character === '{' || character === '[') {
        closers.push(character === '{' ? '}' : ']');
        expected = character === '{' ? 'first key' : 'first value';
        at += 1;
      } else {
        const end = skip(character === '"' ? STRING : SCALAR, text, at);
        if (end === at) return at;
        expected = 'next';
        at = end;
      }
    } else if (expected === 'key' || expected === 'first key') {
      const end = skip(STRING, text, at);
      if (end === at) return at;
      expected = 'colon';
      at = end;
    } else if (expected === 'colon') {
      if (character !== ':') return at;
      expected = 'value';
      at += 1;
    } else {
      if (character !== ',' || closers.length === 0) return at;
      expected = closers.at(-1) === '}' ? 'key' : 'value';
      at += 1;
    }
  }
  return closers.length === 0 && expected === 'next' ? null : text.length;
}

/** States in which `}` or `]` is allowed: behind a value, or at once. */
const CLOSABLE: ReadonlySet<Expected> = new Set(['first value', 'first key', 'next']);

/** Offset behind the match of the expression at `at`; `at` itself when it does not match. */
function skip(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : at;
}
