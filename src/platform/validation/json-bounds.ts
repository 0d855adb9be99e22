/** Bounds of a JSON text: the objects and lists within each other, and all values together, an empty one of them for two. */
export interface JsonBounds {
  readonly depth: number;
  readonly values: number;
  /** Keys of one object, and entries of one list. */
  readonly keys: number;
  readonly entries: number;
}

/** Bounds of what other services answer: far beyond a page of theirs, and parsed within 25 ms. */
export const ANSWER_BOUNDS: JsonBounds = { depth: 64, values: 100_000, keys: 100_000, entries: 100_000 };

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The bound that a JSON text in UTF-8 breaks; null for none. Counts brackets and commas outside of strings before the
 * text is parsed: a parser makes millions of values of a few megabytes, and nothing else happens meanwhile. A text that is
 * no JSON may pass: it stays for the parser to refuse.
 */
export function brokenBound(bytes: Uint8Array, bounds: JsonBounds): keyof JsonBounds | null {
  /** For each container that is open, what is counted in it and how many more there may be. */
  const open: { readonly bound: 'keys' | 'entries'; left: number }[] = [];
  let values = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at]!) {
      case QUOTE:
        at = closingQuote(bytes, at + 1);
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT: {
        const bound = bytes[at] === OPEN_OBJECT ? 'keys' : 'entries';
        open.push({ bound, left: bounds[bound] - 1 });
        values += 1;
        break;
      }
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        open.pop();
        break;
      case COMMA: {
        values += 1;
        const within = open.at(-1);
        if (within !== undefined && --within.left < 0) return within.bound;
      }
    }
    if (open.length > bounds.depth) return 'depth';
    if (values > bounds.values) return 'values';
  }
  return null;
}

/** Offset of the quote that closes a string whose text begins at `start`; behind the text where none does. */
function closingQuote(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
