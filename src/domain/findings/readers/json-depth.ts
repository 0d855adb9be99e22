const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Offset of the bracket that nests arrays and objects deeper than `limit`, or null. A parser would build a hundred million
 * arrays from as many opening brackets before it finds that they never close.
 */
export function findTooDeepNesting(text: string, limit: number): number | null {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at === -1) return null;
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > limit) return at;
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1;
    }
  }
  return null;
}

/** Offset of the quote that closes the string opened at `start`; -1 where none does. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote;
    quote = text.indexOf('"', quote + 1);
  }
  return -1;
}
