import { startsWith, utf8 } from './bytes.js';
import {
  CLASSES,
  isCharacter,
  isNameCharacter,
  NAME_CHAR,
  PLAIN_TEXT,
  PLAIN_VALUE,
  resolveReference,
  SPACE,
} from './xml-characters.js';
import { checkToken, notWellFormed, XML_LIMITS } from './xml-limits.js';

/*
 * The grammar of XML 1.0 below the level of tags: declaration, document type, comments, processing instructions, text,
 * values and names. Each function checks what begins at an offset and answers the offset behind it; `limit` is the most
 * bytes that a token may have.
 */

/** `<?xml version=... encoding=... standalone=...?>`, section 2.8; only allowed at offset 0. */
export function skipDeclaration(text: Uint8Array): number {
  const end = indexOf(text, '?>', 0);
  if (end < 0) throw notWellFormed(text, text.length, 'expected ?> to end the XML declaration');
  const declaration = ascii(text, 0, end + 2);
  if (!DECLARATION.test(declaration)) {
    throw notWellFormed(text, 0, 'expected an XML declaration with version, then encoding, then standalone');
  }
  return end + 2;
}

const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.[0-9]+\1(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])[A-Za-z][A-Za-z0-9._-]*\2)?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(?:yes|no)\3)?[ \t\r\n]*\?>$/;

/** `<?target ...?>`, section 2.6. */
export function skipInstruction(text: Uint8Array, start: number, limit: number): number {
  const targetEnd = skipName(text, start + 2);
  if (/^xml$/i.test(ascii(text, start + 2, targetEnd))) {
    throw notWellFormed(text, start, 'expected an XML declaration only at the start of the report');
  }
  const end = indexOf(text, '?>', targetEnd);
  if (end < 0) throw notWellFormed(text, text.length, 'expected ?> to end a processing instruction');
  if (end > targetEnd && (CLASSES[text[targetEnd]!]! & SPACE) === 0) {
    throw notWellFormed(text, targetEnd, 'expected white space after the target of a processing instruction');
  }
  checkCharacters(text, targetEnd, end, limit);
  return end + 2;
}

/** `<!-- ... -->`, section 2.5: no `--` inside. */
export function skipComment(text: Uint8Array, start: number, limit: number): number {
  const end = indexOf(text, '--', start + 4);
  if (end < 0) throw notWellFormed(text, text.length, 'expected --> to end a comment');
  if (text[end + 2] !== 0x3e) throw notWellFormed(text, end + 2, 'expected > after -- in a comment');
  checkCharacters(text, start + 4, end, limit);
  return end + 3;
}

/** `<![CDATA[ ... ]]>`, section 2.7: answers the offset of its end mark. */
export function findCdataEnd(text: Uint8Array, start: number, limit: number): number {
  const end = indexOf(text, ']]>', start);
  if (end < 0) throw notWellFormed(text, text.length, 'expected ]]> to end a CDATA section');
  checkCharacters(text, start, end, limit);
  return end;
}

/**
 * `<!DOCTYPE name PUBLIC "..." "...">` or SYSTEM or bare, section 2.8. Nothing is fetched. An internal subset may be
 * there if it is empty (Pester writes `[]`); one with declarations is refused, since entities are declared there.
 */
export function skipDoctype(text: Uint8Array, start: number): number {
  let at = skipSpace(text, start + '<!DOCTYPE'.length, true);
  at = skipName(text, at);
  const beforeId = at;
  at = skipSpace(text, at, false);
  const keyword = ascii(text, at, at + 6);
  if (keyword === 'PUBLIC' || keyword === 'SYSTEM') {
    if (at === beforeId) throw notWellFormed(text, at, 'expected white space after the name of the document type');
    at = skipSpace(text, at + 6, true);
    if (keyword === 'PUBLIC') at = skipSpace(text, skipLiteral(text, at, isPublicIdByte), true);
    at = skipSpace(
      text,
      skipLiteral(text, at, () => true),
      false,
    );
  }
  if (text[at] === 0x5b) {
    at = skipSpace(text, at + 1, false);
    if (text[at] !== 0x5d)
      throw notWellFormed(text, at, 'expected ]; a document type with declarations is not allowed');
    at = skipSpace(text, at + 1, false);
  }
  if (text[at] !== 0x3e) throw notWellFormed(text, at, 'expected > to end the document type');
  return at + 1;
}

/** PubidChar, section 2.3. */
const isPublicIdByte = (byte: number): boolean =>
  /[ \r\na-zA-Z0-9\-'()+,./:=?;!*#@$_%]/.test(String.fromCharCode(byte));

function skipLiteral(text: Uint8Array, start: number, isAllowed: (byte: number) => boolean): number {
  const quote = text[start];
  if (quote !== 0x22 && quote !== 0x27) throw notWellFormed(text, start, 'expected a quoted identifier');
  let end = start + 1;
  while (end < text.length && text[end] !== quote && isAllowed(text[end]!)) end++;
  if (text[end] !== quote) throw notWellFormed(text, end, 'expected the closing quote of an identifier');
  checkCharacters(text, start + 1, end, XML_LIMITS.tokenBytes);
  return end + 1;
}

/** Text between tags, section 2.4, up to the next `<` or the end of the report. */
export function skipText(text: Uint8Array, start: number, limit: number): number {
  const end = text.length;
  let at = start;
  for (;;) {
    while (at < end && (CLASSES[text[at]!]! & PLAIN_TEXT) !== 0) at++;
    const byte = text[at];
    if (at >= end || byte === 0x3c) break;
    if (byte === 0x5d && startsWith(text, at, ']]>')) throw notWellFormed(text, at, 'expected no ]]> in text');
    at = skipCharacter(text, at);
  }
  checkToken(text, start, at, limit);
  return at;
}

/** The rest of an attribute value that begins at `start`, section 3.1, up to its closing quote. */
export function skipValue(text: Uint8Array, start: number, from: number, quote: number, limit: number): number {
  const end = text.length;
  let at = from;
  for (;;) {
    while (at < end && (CLASSES[text[at]!]! & PLAIN_VALUE) !== 0) at++;
    const byte = text[at];
    if (byte === quote) break;
    if (at >= end) throw notWellFormed(text, at, 'expected the closing quote of an attribute value');
    if (byte === 0x3c) throw notWellFormed(text, at, 'expected no < in an attribute value');
    at = skipCharacter(text, at);
  }
  checkToken(text, start, at, limit);
  return at;
}

function skipCharacter(text: Uint8Array, at: number): number {
  if (text[at] === 0x26) return skipReference(text, at);
  checkByte(text, at);
  return at + 1;
}

/** A character reference or one of the five predefined entities, section 4.1; none is longer than 32 bytes. */
function skipReference(text: Uint8Array, start: number): number {
  for (const entity of ENTITIES) if (startsWith(text, start, entity)) return start + entity.length;
  let end = start + 1;
  while (end < text.length && end - start < 32 && text[end] !== 0x3b) end++;
  if (text[end] !== 0x3b || resolveReference(utf8(text, start + 1, end)) === null) {
    throw notWellFormed(text, start, 'expected a character reference or one of &amp; &lt; &gt; &apos; &quot;');
  }
  return end + 1;
}

const ENTITIES = ['&amp;', '&lt;', '&gt;', '&quot;', '&apos;'];

/** Section 2.3, at least one white space character when `isRequired`. */
export function skipSpace(text: Uint8Array, start: number, isRequired: boolean): number {
  let at = start;
  while (at < text.length && (CLASSES[text[at]!]! & SPACE) !== 0) at++;
  if (isRequired && at === start) throw notWellFormed(text, at, 'expected white space');
  return at;
}

/** A name of section 2.3. */
export function skipName(text: Uint8Array, start: number): number {
  let end = start;
  while (end < text.length && (CLASSES[text[end]!]! & NAME_CHAR) !== 0) end++;
  checkName(text, start, end);
  return end;
}

/** Judges a name character by character, those beyond ASCII included. */
export function checkName(text: Uint8Array, start: number, end: number): void {
  checkToken(text, start, end, XML_LIMITS.nameBytes);
  let offset = start;
  for (const character of Buffer.from(text.subarray(start, end)).toString()) {
    if (!isNameCharacter(character.codePointAt(0)!, offset === start)) break;
    offset += Buffer.byteLength(character);
  }
  if (offset < end || start === end) throw notWellFormed(text, offset, 'expected a name');
}

/** Every character is an XML character; the text is known to be valid UTF-8. */
function checkCharacters(text: Uint8Array, start: number, end: number, limit: number): void {
  checkToken(text, start, end, limit);
  for (let at = start; at < end; at++) checkByte(text, at);
}

/** The byte at this offset belongs to an XML character (section 2.2). */
function checkByte(text: Uint8Array, at: number): void {
  const byte = text[at]!;
  const isNonCharacter = byte === 0xef && text[at + 1] === 0xbf && text[at + 2]! >= 0xbe;
  if (isNonCharacter || (byte < 0x80 && !isCharacter(byte))) {
    throw notWellFormed(text, at, 'expected a character that XML allows');
  }
}

const ascii = (text: Uint8Array, start: number, end: number): string =>
  Buffer.from(text.subarray(start, Math.min(end, start + 256))).toString('latin1');

function indexOf(text: Uint8Array, mark: string, from: number): number {
  return Buffer.from(text.buffer, text.byteOffset, text.length).indexOf(mark, from, 'latin1');
}
