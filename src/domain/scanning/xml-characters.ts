/** The character classes of XML 1.0 (fifth edition): sections 2.2 and 2.3. */

/** May begin a name. */
export const NAME_START = 1;
/** May continue a name. */
export const NAME_CHAR = 2;
export const SPACE = 4;
/** Between tags: passed over without a second look. */
export const PLAIN_TEXT = 8;
/** In an attribute value, in either quotes: passed over without a second look. */
export const PLAIN_VALUE = 16;

/**
 * The classes of every byte of UTF-8. Bytes of longer characters count as plain and as part of names; 0xEF alone is
 * not plain, because U+FFFE and U+FFFF, which are no XML characters, begin with it. What a name may hold beyond ASCII
 * is judged by `isNameCharacter`.
 */
export const CLASSES = byteClasses();

function byteClasses(): Uint8Array {
  const classes = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const char = String.fromCharCode(byte);
    let bits = 0;
    if (byte >= 0x80 || /[A-Za-z_:]/.test(char)) bits |= NAME_START | NAME_CHAR;
    if (/[-.0-9]/.test(char)) bits |= NAME_CHAR;
    if (/[ \t\r\n]/.test(char)) bits |= SPACE;
    const isCharacter = (byte >= 0x20 && byte !== 0xef) || (bits & SPACE) !== 0;
    if (isCharacter && !/[<&\]]/.test(char)) bits |= PLAIN_TEXT;
    if (isCharacter && !/[<&"']/.test(char)) bits |= PLAIN_VALUE;
    classes[byte] = bits;
  }
  return classes;
}

/** Char, section 2.2, of a code point. */
export function isCharacter(code: number): boolean {
  return code >= 0x20
    ? code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
    : code === 0x09 || code === 0x0a || code === 0x0d;
}

const NAME_START_BEYOND_ASCII: readonly (readonly [number, number])[] = [
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
  [0x10000, 0xeffff],
];

const NAME_CHAR_BEYOND_ASCII: readonly (readonly [number, number])[] = [
  ...NAME_START_BEYOND_ASCII,
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
];

/** NameStartChar (`isFirst`) or NameChar, section 2.3, of a code point. */
export function isNameCharacter(code: number, isFirst: boolean): boolean {
  if (code < 0x80) return (CLASSES[code]! & (isFirst ? NAME_START : NAME_CHAR)) !== 0;
  const ranges = isFirst ? NAME_START_BEYOND_ASCII : NAME_CHAR_BEYOND_ASCII;
  return ranges.some(([from, to]) => code >= from && code <= to);
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', apos: "'", quot: '"' };

/**
 * The text that a reference stands for, `body` being what is between `&` and `;`; null when it is neither one of the
 * five predefined entities nor a reference to an XML character.
 */
export function resolveReference(body: string): string | null {
  if (!body.startsWith('#')) return Object.hasOwn(NAMED_ENTITIES, body) ? NAMED_ENTITIES[body]! : null;
  const isHex = body.startsWith('#x');
  const digits = body.slice(isHex ? 2 : 1);
  if (!(isHex ? /^[0-9a-fA-F]+$/ : /^[0-9]+$/).test(digits)) return null;
  const code = parseInt(digits, isHex ? 16 : 10);
  return isCharacter(code) ? String.fromCodePoint(code) : null;
}

/** Text whose references are known to be right, with what they stand for in their place. */
export const resolveReferences = (raw: string): string =>
  raw.includes('&') ? raw.replace(/&([^;]*);/g, (_, body: string) => resolveReference(body) ?? '') : raw;
