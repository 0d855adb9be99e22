import { isAscii, isUtf8 } from 'node:buffer';
import { type Warning, warningOf } from '../warning.js';
import { ScanFailure } from './scan-failure.js';

/** The text of a report as UTF-8 without a byte order mark, and what had to be assumed to get there. */
export interface DecodedText {
  readonly bytes: Uint8Array;
  readonly warnings: readonly Warning[];
}

/** Bytes decoded at a time: a whole document as one string would double the peak memory. */
const CHUNK = 1 << 16;

/**
 * Brings a report into UTF-8. The encoding is decided by, in this order: the byte order mark, the zero bytes that ASCII
 * has in UTF-16, the XML declaration. Text without any of them must be UTF-8 when it is XML (the XML specification
 * requires it, section 4.3.3); else it is taken for windows-1252, with a warning, since lcov declares no encoding and
 * writes file names as the file system has them.
 *
 * @throws ScanFailure when the bytes are not text of that encoding, or contain NUL.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const utf16 = utf16Variant(bytes);
  if (utf16 !== null) return withoutNul(transcode(bytes, utf16), []);

  const text = hasUtf8Mark(bytes) ? bytes.subarray(3) : bytes;
  const declared = declaredEncoding(text);
  if (declared === null || isUtf8Label(declared)) {
    if (isUtf8(text)) return withoutNul(text, []);
    if (declared === null && !startsWithMarkup(text)) {
      const warning = warningOf('encoding_assumed', 'the report is not valid UTF-8 and was read as windows-1252');
      return withoutNul(transcode(text, 'windows-1252'), [warning]);
    }
    throw new ScanFailure('malformed', 'expected valid UTF-8', firstInvalidUtf8(text), text);
  }
  if (/^(utf-?16|utf-?32|ucs-?[24]|iso-10646)/i.test(declared)) {
    throw new ScanFailure('malformed', `declared as ${declared}, but the bytes do not match; expected UTF-8`, 0, text);
  }
  return withoutNul(isAscii(text) ? text : transcode(text, declared), []);
}

function utf16Variant(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return null;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (second === 0 && first > 0 && first < 0x80) return 'utf-16le';
  if (first === 0 && second > 0 && second < 0x80) return 'utf-16be';
  return null;
}

const hasUtf8Mark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

const isUtf8Label = (label: string): boolean => /^utf-?8$/i.test(label);

const startsWithMarkup = (bytes: Uint8Array): boolean => /^\s*</.test(head(bytes));

const head = (bytes: Uint8Array): string => asBuffer(bytes).toString('latin1', 0, 256);

/** A view of the bytes as a Buffer, whose searches are native. */
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** The encoding that an XML declaration names; whether the declaration is well-formed is the scanner's to say. */
function declaredEncoding(bytes: Uint8Array): string | null {
  return /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(head(bytes))?.[1] ?? null;
}

/** Decodes chunk by chunk, so that never more than one chunk exists as a string. */
function transcode(bytes: Uint8Array, encoding: string): Uint8Array {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new ScanFailure(
      'malformed',
      `the encoding ${encoding.slice(0, 40)} is not supported; expected UTF-8`,
      0,
      bytes,
    );
  }
  const isWindows = decoder.encoding === 'windows-1252';
  let output = Buffer.allocUnsafe(bytes.length + (bytes.length >> 1) + 16);
  let length = 0;
  for (let at = 0; at <= bytes.length; at += CHUNK) {
    let chunk: string;
    try {
      chunk = decoder.decode(bytes.subarray(at, at + CHUNK), { stream: at + CHUNK <= bytes.length });
    } catch {
      throw new ScanFailure('malformed', `expected valid ${encoding}`, length, output.subarray(0, length));
    }
    if (isWindows) chunk = chunk.replace(CONTROLS, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80]!);
    // A UTF-16 unit takes at most three bytes of UTF-8.
    if (length + chunk.length * 3 > output.length) output = grown(output, length + chunk.length * 3);
    length += output.write(chunk, length, 'utf8');
  }
  return output.subarray(0, length);
}

/** Characters that ISO-8859-1 lacks: versions of Node decode windows-1252 as if it lacked them too. */
const CONTROLS = /[\x80-\x9f]/g;
const WINDOWS_1252 =
  '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

function grown(buffer: Buffer, atLeast: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(Math.max(atLeast, buffer.length + (buffer.length >> 1)));
  buffer.copy(larger);
  return larger;
}

function withoutNul(bytes: Uint8Array, warnings: readonly Warning[]): DecodedText {
  const nul = asBuffer(bytes).indexOf(0);
  if (nul >= 0) throw new ScanFailure('malformed', 'expected text, found a NUL byte', nul, bytes);
  // One class of array for the scanners' loops, whatever the caller has: V8 compiles them for what it has seen.
  return { bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), warnings };
}

/** Offset of the first byte that breaks UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing over U+10FFFF). */
function firstInvalidUtf8(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = utf8Length(bytes[at]!);
    if (length === 0 || !isUtf8(bytes.subarray(at, at + length))) break;
    at += length;
  }
  return at;
}

function utf8Length(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
