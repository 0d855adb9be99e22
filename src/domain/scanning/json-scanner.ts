import type { ReportError } from '../report-error.js';
import { startsWith, utf8 } from './bytes.js';
import { readCount, readLineNumber } from './numbers.js';
import { type FailingScanner, ScanFailure } from './scan-failure.js';

/** Objects and arrays open at once; a report of any known tool has less than ten. */
const MAX_DEPTH = 64;

/** Digits that fit a 32-bit integer whatever they are. */
const SAFE_DIGITS = 9;

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const SMALL_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Characters that a backslash may precede, but for `u`: `"\/bfnrt`. */
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));
const LITERALS = ['true', 'false', 'null'] as const;

/**
 * A strict scanner of JSON (RFC 8259) on the bytes of a UTF-8 text. The reader steps through members and elements and
 * takes the values that it needs; all others are checked and passed over, and nothing becomes a string unasked.
 *
 * ```
 * if (json.enterObject()) while (json.nextMember()) if (json.hasKey('hits')) hits = json.count();
 * ```
 *
 * `nextMember` and `nextElement` belong to the innermost object or array; the value of the last member may be left
 * unread, whatever it is.
 */
export class JsonScanner implements FailingScanner {
  private at = 0;
  private depth = 0;
  /** True where a value begins that was not read yet. */
  private isAtValue = true;
  /** True until the open object or array has had a value. */
  private isFirst = false;
  private keyStart = 0;
  private keyEnd = 0;

  /** @param text UTF-8, checked, without a byte order mark (`decodeText`). */
  constructor(private readonly text: Uint8Array) {
    this.skipBlank();
  }

  failure(code: ReportError['code'], reason: string): ScanFailure {
    return new ScanFailure(code, reason, this.at, this.text);
  }

  /** Enters the object at hand; false for any other value, which is still to be read. */
  enterObject(): boolean {
    return this.enter(OPEN_OBJECT);
  }

  /** Enters the array at hand; false for any other value, which is still to be read. */
  enterArray(): boolean {
    return this.enter(OPEN_ARRAY);
  }

  /** Goes to the next member of the open object; false at its end, which closes it. */
  nextMember(): boolean {
    if (!this.advance(CLOSE_OBJECT)) return false;
    this.expect(QUOTE, 'expected a key in quotes');
    this.keyStart = this.at;
    this.keyEnd = this.skipString();
    this.skipBlank();
    this.expect(COLON, 'expected a colon after the key');
    this.skipBlank();
    this.isAtValue = true;
    return true;
  }

  /** Goes to the next element of the open array; false at its end, which closes it. */
  nextElement(): boolean {
    if (!this.advance(CLOSE_ARRAY)) return false;
    this.isAtValue = true;
    return true;
  }

  /** True when the last member has this ASCII key. */
  hasKey(key: string): boolean {
    const { text, keyStart, keyEnd } = this;
    return keyEnd - keyStart === key.length && startsWith(text, keyStart, key);
  }

  /** Key of the last member. */
  key(): string {
    return unescaped(this.text, this.keyStart, this.keyEnd);
  }

  /** A 32-bit hash of the last member's key, continued from another one. */
  keyHash(seed = 0): number {
    return hashOf(this.text, this.keyStart, this.keyEnd, seed);
  }

  /** Reads the value at hand as a 32-bit hash of its text, continued from another one. */
  valueHash(seed = 0): number {
    const start = this.at;
    this.skip();
    return hashOf(this.text, start, this.at, seed);
  }

  /** Reads the value at hand as a string; null for any other value, which is passed over. */
  string(): string | null {
    if (this.text[this.at] !== QUOTE) return this.passOver(null);
    const start = ++this.at;
    const end = this.skipString();
    this.isAtValue = false;
    return unescaped(this.text, start, end);
  }

  /** True when the value at hand is a number, which is still to be read. */
  isNumber(): boolean {
    const byte = this.text[this.at]!;
    return byte === MINUS || isDigit(byte);
  }

  /** Reads the value at hand as a count (`readCount`); 0 for what is no number. */
  count(): number {
    const plain = this.plainNumber();
    if (plain >= 0) return plain;
    const start = this.at;
    return this.passNumber() ? readCount(this.text, start, this.at) : 0;
  }

  /** Reads the value at hand as a line number (`readLineNumber`); 0 for what is none. */
  lineNumber(): number {
    const plain = this.plainNumber();
    if (plain >= 0) return plain;
    const start = this.at;
    return this.passNumber() ? readLineNumber(this.text, start, this.at) : 0;
  }

  /** Reads the value at hand; true for `true`, and for a number above 0, as which some tools write it. */
  isTrue(): boolean {
    if (this.isNumber()) return this.count() > 0;
    const isTrue = startsWith(this.text, this.at, 'true');
    this.skip();
    return isTrue;
  }

  /** Passes over the value at hand, checking it. */
  skip(): void {
    if (this.plainNumber() >= 0) return;
    if (this.enterObject()) while (this.nextMember());
    else if (this.enterArray()) while (this.nextElement());
    else this.skipScalar();
  }

  /** Checks that nothing but white space is behind the document's value. */
  finish(): void {
    if (this.isAtValue) this.skip();
    this.skipBlank();
    if (this.at < this.text.length) throw this.malformed('expected the end of the report');
  }

  /** Reads the value at hand when it is one to nine digits and nothing else; -1 for any other, which is still to be read. */
  private plainNumber(): number {
    const { text } = this;
    let { at } = this;
    let value = 0;
    for (let digit: number; (digit = text[at]! ^ ZERO) < 10; at++) value = (value * 10 + digit) | 0;
    const length = at - this.at;
    const byte = text[at];
    const isPlain = length > 0 && length <= SAFE_DIGITS && (length === 1 || text[this.at] !== ZERO);
    if (!isPlain || !(byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT)) return -1;
    this.at = at;
    this.isAtValue = false;
    return value;
  }

  /** Passes over the value at hand; true when it was a number. */
  private passNumber(): boolean {
    const isNumber = this.isNumber();
    this.skip();
    return isNumber;
  }

  private passOver<Value>(value: Value): Value {
    this.skip();
    return value;
  }

  private enter(opening: number): boolean {
    if (this.text[this.at] !== opening || !this.isAtValue) return false;
    this.depth++;
    if (this.depth > MAX_DEPTH) throw this.failure('limit_exceeded', `expected at most ${MAX_DEPTH} levels`);
    this.at++;
    this.isAtValue = false;
    this.isFirst = true;
    return true;
  }

  /** Goes behind the comma; false behind the closing bracket. */
  private advance(closing: number): boolean {
    if (this.isAtValue) this.skip();
    this.skipBlank();
    const { isFirst } = this;
    this.isFirst = false;
    if (this.text[this.at] === closing) {
      this.at++;
      this.depth--;
      return false;
    }
    if (isFirst) return true;
    this.expect(COMMA, `expected a comma or ${String.fromCharCode(closing)}`);
    this.skipBlank();
    return true;
  }

  private skipScalar(): void {
    this.isAtValue = false;
    if (this.isNumber()) this.skipNumber();
    else if (this.text[this.at] === QUOTE) {
      this.at++;
      this.skipString();
    } else this.skipLiteral();
  }

  private skipLiteral(): void {
    const literal = LITERALS.find((each) => startsWith(this.text, this.at, each));
    if (literal === undefined) throw this.malformed('expected a value');
    this.at += literal.length;
  }

  private skipNumber(): void {
    const { text } = this;
    if (text[this.at] === MINUS) this.at++;
    if (text[this.at] === ZERO) this.at++;
    else this.skipDigits();
    if (text[this.at] === POINT) {
      this.at++;
      this.skipDigits();
    }
    if ((text[this.at]! | 0x20) === 0x65) {
      this.at++;
      if (text[this.at] === PLUS || text[this.at] === MINUS) this.at++;
      this.skipDigits();
    }
  }

  private skipDigits(): void {
    const start = this.at;
    while (isDigit(this.text[this.at]!)) this.at++;
    if (this.at === start) throw this.malformed('expected a digit');
  }

  /** Goes behind the closing quote of a string and answers its offset. */
  private skipString(): number {
    const { text } = this;
    let { at } = this;
    for (;;) {
      const byte = text[at];
      if (byte === QUOTE) {
        this.at = at + 1;
        return at;
      }
      if (byte === undefined || byte < 0x20) {
        this.at = at;
        throw this.malformed('expected the end of a string');
      }
      if (byte !== BACKSLASH) at++;
      else {
        this.at = at;
        at = this.escapeEnd(at + 1);
      }
    }
  }

  /** Offset behind an escape whose backslash is in front of `at`. */
  private escapeEnd(at: number): number {
    const { text } = this;
    if (text[at] !== SMALL_U) {
      if (!ESCAPED.has(text[at]!)) throw this.malformed('expected a JSON escape sequence');
      return at + 1;
    }
    if (!/^[0-9a-fA-F]{4}$/.test(utf8(text, at + 1, Math.min(at + 5, text.length)))) {
      throw this.malformed('expected four hexadecimal digits');
    }
    return at + 5;
  }

  private expect(byte: number, reason: string): void {
    if (this.text[this.at] !== byte) throw this.malformed(reason);
    this.at++;
  }

  private skipBlank(): void {
    const { text } = this;
    let { at } = this;
    for (let byte = text[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = text[++at]);
    this.at = at;
  }

  private malformed(reason: string): ScanFailure {
    const isCutOff = this.at >= this.text.length;
    return this.failure('malformed', isCutOff ? `${reason}, found the end of the report` : reason);
  }
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= 0x39;

/** FNV-1a. */
function hashOf(text: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed ^ 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text[at]!, 0x01000193);
  return hash >>> 0;
}

/** The text of a string between its quotes; half a surrogate pair becomes U+FFFD. */
function unescaped(text: Uint8Array, start: number, end: number): string {
  const raw = utf8(text, start, end);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string).toWellFormed() : raw;
}
