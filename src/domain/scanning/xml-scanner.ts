import type { ReportError } from '../report-error.js';
import { areSame, startsWith, utf8 } from './bytes.js';
import { hashStep, MAX_NAMES, NameTable } from './name-table.js';
import { readCount, readFraction, readLineNumber } from './numbers.js';
import { type FailingScanner, ScanFailure } from './scan-failure.js';
import { CLASSES, NAME_CHAR, NAME_START, resolveReferences, SPACE } from './xml-characters.js';
import { notWellFormed, XML_LIMITS } from './xml-limits.js';
import {
  checkName,
  findCdataEnd,
  skipComment,
  skipDeclaration,
  skipDoctype,
  skipInstruction,
  skipSpace,
  skipText,
  skipValue,
} from './xml-markup.js';

export const XML_END_OF_DOCUMENT = 0;
export const XML_START = 1;
export const XML_END = 2;
export const XML_TEXT = 3;
export type XmlEvent = typeof XML_END_OF_DOCUMENT | typeof XML_START | typeof XML_END | typeof XML_TEXT;

/** Digits that fit a 32-bit integer whatever they are; a longer number is read again on demand. */
const SAFE_DIGITS = 9;
/** In place of the number of a value that is not digits alone. */
const NOT_DIGITS = -1;
/** Length of markup that was not seen yet. It is longer than any text, so nothing is compared with it. */
const NOT_SEEN = 1 << 30;

const EXCLAMATION = 0x21;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const SLASH = 0x2f;
const ZERO = 0x30;
const NINE = 0x39;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const QUESTION = 0x3f;

/**
 * A strict scanner of XML 1.0 on the bytes of a UTF-8 text: the reader pulls one event after the other and asks for the
 * attributes that it needs, by the id that a name has in the vocabulary; nothing becomes a string unasked.
 *
 * It accepts what a non-validating processor must accept, but for three things: a document type with an internal subset
 * is refused, namespaces are not resolved (a prefix is part of the name), and `XML_LIMITS` hold.
 *
 * Its states between two events:
 * - PROLOG (no element yet): space, comments, instructions, one document type, then the root element.
 * - CONTENT (`depth` above 0): text, CDATA, comments, instructions, start and end tags.
 * - SELF_CLOSING (`isSelfClosing`): the start of `<a/>` was reported; its end is the next event.
 * - EPILOG (`depth` 0 after the root element): space, comments, instructions, then the end of the document.
 *
 * Reports repeat themselves. Two memories let markup that was seen before be compared instead of parsed: `nextAttribute*`
 * inside a tag, from one value to the next; `nextElement*` between tags, from the end of one to the first value of the
 * next. Only markup that was parsed once is remembered, so what equals it is well-formed.
 */
export class XmlScanner implements FailingScanner {
  /** Id of the element that the last start or end event is about. */
  name = -1;
  /** Elements open after the last event, the one that just started included. */
  depth = 0;
  /** True when text between tags is reported; it is checked in either case. */
  wantsText = false;

  private readonly names: NameTable;
  private readonly openNames = new Int16Array(XML_LIMITS.depth);
  private lastStarted = 0;

  /** By name id: the number of the element that had this attribute last, where its value is, and the number that it is. */
  private readonly seenIn = new Int32Array(MAX_NAMES).fill(-1);
  private readonly valueStarts = new Int32Array(MAX_NAMES);
  private readonly valueEnds = new Int32Array(MAX_NAMES);
  private readonly valueNumbers = new Int32Array(MAX_NAMES);

  /** By the id of an element or attribute name: markup that followed it last in its tag, up to the opening quote. */
  private readonly nextAttributeStarts = new Int32Array(MAX_NAMES);
  private readonly nextAttributeLengths = new Int32Array(MAX_NAMES).fill(NOT_SEEN);
  /** The attribute that this markup names. */
  private readonly nextAttributes = new Int16Array(MAX_NAMES);

  /** By the id of the element that started last: markup between two tags and up to the opening quote of the second one. */
  private readonly nextElementStarts = new Int32Array(MAX_NAMES);
  private readonly nextElementLengths = new Int32Array(MAX_NAMES).fill(NOT_SEEN);
  /** The element and the attribute that this markup names. */
  private readonly nextElements = new Int16Array(MAX_NAMES);
  private readonly nextElementAttributes = new Int16Array(MAX_NAMES);

  private readonly view: DataView;
  private at: number;
  private elements = 0;
  private isSelfClosing = false;
  private hasDoctype = false;
  private textStart = 0;
  private textEnd = 0;
  private isTextLiteral = false;

  /**
   * @param text UTF-8, checked, without a byte order mark (`decodeText`).
   * @param vocabulary the names that the reader asks for, each having its index as id.
   * @param tokenBytes the most bytes of one token (see `XML_LIMITS`).
   */
  constructor(
    private readonly text: Uint8Array,
    vocabulary: readonly string[],
    private readonly tokenBytes: number = XML_LIMITS.tokenBytes,
  ) {
    this.names = new NameTable(vocabulary);
    this.view = viewOf(text);
    this.at = startsWith(text, 0, '<?xml') && (CLASSES[text[5]!]! & SPACE) !== 0 ? skipDeclaration(text) : 0;
  }

  /** @throws ScanFailure where the text is not well-formed or breaks a limit. */
  next(): XmlEvent {
    if (this.isSelfClosing) {
      this.isSelfClosing = false;
      return this.close(this.name);
    }
    const familiar = this.familiarStart();
    if (familiar >= 0) return this.readAttributes(familiar);
    for (;;) {
      const { text, at: start } = this;
      const at = this.depth === 0 ? skipSpace(text, start, false) : skipText(text, start, this.tokenBytes);
      this.at = at;
      if (at === text.length) return this.finish();
      if (at > start && this.depth > 0 && this.wantsText) return this.reportText(start, at, false);
      if (text[at] !== LESS) throw notWellFormed(text, at, 'expected < to begin a tag');
      const byte = text[at + 1];
      if (byte === SLASH) return this.endTag(at + 2);
      if (byte === QUESTION) this.at = skipInstruction(text, at, this.tokenBytes);
      else if (byte !== EXCLAMATION) return this.startTag(start, at + 1);
      else if (startsWith(text, at, '<!--')) this.at = skipComment(text, at, this.tokenBytes);
      else if (this.depth > 0 && startsWith(text, at, '<![CDATA[')) {
        const end = findCdataEnd(text, at + 9, this.tokenBytes);
        this.at = end + 3;
        if (this.wantsText && end > at + 9) return this.reportText(at + 9, end, true);
      } else if (startsWith(text, at, '<!DOCTYPE')) this.doctype(at);
      else throw notWellFormed(text, at, 'expected a tag, a comment or a CDATA section');
    }
  }

  has(attribute: number): boolean {
    return this.seenIn[attribute] === this.elements;
  }

  /** The count that an attribute holds (see `readCount`); 0 without the attribute. */
  count(attribute: number): number {
    if (this.seenIn[attribute] !== this.elements) return 0;
    const number = this.valueNumbers[attribute]!;
    return number !== NOT_DIGITS
      ? number
      : readCount(this.text, this.valueStarts[attribute]!, this.valueEnds[attribute]!);
  }

  /** The line number that an attribute holds (see `readLineNumber`); 0 without the attribute. */
  lineNumber(attribute: number): number {
    if (this.seenIn[attribute] !== this.elements) return 0;
    const number = this.valueNumbers[attribute]!;
    return number !== NOT_DIGITS
      ? number
      : readLineNumber(this.text, this.valueStarts[attribute]!, this.valueEnds[attribute]!);
  }

  /** Part and whole of `n% (part/whole)` in an attribute (see `readFraction`); null without. */
  fraction(attribute: number): readonly [part: number, whole: number] | null {
    if (this.seenIn[attribute] !== this.elements) return null;
    return readFraction(this.text, this.valueStarts[attribute]!, this.valueEnds[attribute]!);
  }

  /** True when the attribute is present with exactly this ASCII text. */
  says(attribute: number, expected: string): boolean {
    const start = this.valueStarts[attribute]!;
    if (!this.has(attribute) || this.valueEnds[attribute]! - start !== expected.length) return false;
    for (let i = 0; i < expected.length; i++) if (this.text[start + i] !== expected.charCodeAt(i)) return false;
    return true;
  }

  /** An attribute's value with references resolved and white space normalized (section 3.3.3); null without it. */
  value(attribute: number): string | null {
    if (!this.has(attribute)) return null;
    const raw = utf8(this.text, this.valueStarts[attribute]!, this.valueEnds[attribute]!);
    return resolveReferences(raw.replace(/\r\n|[\r\n\t]/g, ' '));
  }

  /** The text of the last text event, line ends normalized to LF (section 2.11). */
  textValue(): string {
    const raw = utf8(this.text, this.textStart, this.textEnd).replace(/\r\n?/g, '\n');
    return this.isTextLiteral ? raw : resolveReferences(raw);
  }

  /** Id of the element `levels` above the one that just started; -1 above the root. */
  ancestor(levels: number): number {
    const index = this.depth - 1 - levels;
    return index < 0 ? -1 : this.openNames[index]!;
  }

  /** All attributes of the element that just started, by name. */
  attributes(): Map<string, string> {
    const all = new Map<string, string>();
    for (let id = 0; id < MAX_NAMES; id++) if (this.has(id)) all.set(this.names.nameOf(id), this.value(id)!);
    return all;
  }

  nameOf(id: number): string {
    return this.names.nameOf(id);
  }

  failure(code: ReportError['code'], reason: string): ScanFailure {
    return new ScanFailure(code, reason, this.at, this.text);
  }

  /** Reads a start tag from behind its `<`; the markup between it and the tag before begins at `markupStart`. */
  private startTag(markupStart: number, start: number): XmlEvent {
    const previous = this.lastStarted;
    const name = this.readName(start, previous);
    this.open(name, start);
    const id = this.attributeStart(this.at, name);
    if (id < 0) return XML_START;
    this.nextElementStarts[previous] = markupStart;
    this.nextElementLengths[previous] = this.at - markupStart;
    this.nextElements[previous] = name;
    this.nextElementAttributes[previous] = id;
    return this.readAttributes(id);
  }

  /**
   * Opens an element when what follows is what followed the last started one before: the text between, the element's
   * name and its first attribute, up to the opening quote. Answers the id of that attribute, else -1.
   */
  private familiarStart(): number {
    const previous = this.lastStarted;
    const length = this.nextElementLengths[previous]!;
    if (this.depth === 0 || this.wantsText || this.at + length > this.text.length) return -1;
    if (!areSame(this.view, this.at, this.nextElementStarts[previous]!, length)) return -1;
    this.open(this.nextElements[previous]!, this.at);
    this.at += length;
    return this.nextElementAttributes[previous]!;
  }

  private open(name: number, at: number): void {
    if (this.depth === 0 && this.elements > 0) {
      throw notWellFormed(this.text, at - 1, 'expected nothing after the root element');
    }
    if (this.depth === XML_LIMITS.depth) {
      throw this.overLimit(at, `expected at most ${XML_LIMITS.depth} nested elements`);
    }
    this.name = name;
    this.lastStarted = name;
    this.openNames[this.depth++] = name;
    this.elements++;
  }

  /** Reads from behind the opening quote of the first attribute's value to the end of the tag. */
  private readAttributes(first: number): XmlEvent {
    const { text, view, seenIn, elements } = this;
    const end = text.length;
    let at = this.at;
    for (let id = first, count = 1; ; count++) {
      const quote = text[at - 1]!;
      const valueStart = at;
      let number = 0;
      let byte: number;
      for (; (byte = text[at]!) >= ZERO && byte <= NINE; at++) number = (number * 10 + byte - ZERO) | 0;
      if (byte !== quote || at - valueStart > SAFE_DIGITS) {
        number = NOT_DIGITS;
        at = skipValue(text, valueStart, at, quote, this.tokenBytes);
      }

      if (seenIn[id] === elements) throw notWellFormed(text, valueStart, 'expected each attribute only once');
      if (count > XML_LIMITS.attributes) {
        throw this.overLimit(valueStart, `expected at most ${XML_LIMITS.attributes} attributes`);
      }
      seenIn[id] = elements;
      this.valueStarts[id] = valueStart;
      this.valueEnds[id] = at;
      this.valueNumbers[id] = number;

      at++;
      const length = this.nextAttributeLengths[id]!;
      if (at + length <= end && areSame(view, at, this.nextAttributeStarts[id]!, length)) {
        id = this.nextAttributes[id]!;
        at += length;
      } else {
        id = this.attributeStart(at, id);
        if (id < 0) return XML_START;
        at = this.at;
      }
    }
  }

  /**
   * Reads from behind an element's name or an attribute (`previous`) up to the next value, and remembers it; answers the
   * id of the attribute, or -1 at the end of the tag.
   */
  private attributeStart(start: number, previous: number): number {
    const text = this.text;
    let at = skipSpace(text, start, false);
    const byte = text[at];
    if (byte === GREATER || byte === SLASH) {
      this.isSelfClosing = byte === SLASH;
      if (this.isSelfClosing && text[++at] !== GREATER) throw notWellFormed(text, at, 'expected > after /');
      this.at = at + 1;
      return -1;
    }
    if (at === start) throw notWellFormed(text, at, 'expected white space, > or />');
    const id = this.readName(at, 0);
    at = skipSpace(text, this.at, false);
    if (text[at] !== EQUALS) throw notWellFormed(text, at, 'expected = after the name of an attribute');
    at = skipSpace(text, at + 1, false);
    const quote = text[at];
    if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE)
      throw notWellFormed(text, at, 'expected a quoted attribute value');
    this.at = at + 1;
    this.nextAttributeStarts[previous] = start;
    this.nextAttributeLengths[previous] = this.at - start;
    this.nextAttributes[previous] = id;
    return id;
  }

  private endTag(start: number): XmlEvent {
    const text = this.text;
    if (this.depth === 0) throw notWellFormed(text, start, 'expected no end tag outside the root element');
    const open = this.openNames[this.depth - 1]!;
    let at = this.names.matchAt(open, text, start);
    if (at < 0 || (CLASSES[text[at]!]! & NAME_CHAR) !== 0) {
      throw notWellFormed(text, start, `expected </${this.names.nameOf(open).slice(0, 80)}>`);
    }
    while ((CLASSES[text[at]!]! & SPACE) !== 0) at++;
    if (text[at] !== GREATER) throw notWellFormed(text, at, 'expected > to end a tag');
    this.at = at + 1;
    return this.close(open);
  }

  private close(name: number): XmlEvent {
    this.name = name;
    this.depth--;
    return XML_END;
  }

  /** Id of the name at `start`. Reports repeat themselves: `guess`, the name that stood here last time, is tried first. */
  private readName(start: number, guess: number): number {
    const text = this.text;
    const guessEnd = this.names.matchAt(guess, text, start);
    if (guessEnd > start && (CLASSES[text[guessEnd]!]! & NAME_CHAR) === 0) {
      this.at = guessEnd;
      return guess;
    }
    let at = start;
    let hash = 0;
    let seen = 0;
    const limit = start + XML_LIMITS.nameBytes;
    for (let byte: number; at <= limit && (CLASSES[(byte = text[at]!)]! & NAME_CHAR) !== 0; at++) {
      hash = hashStep(hash, byte);
      seen |= byte;
    }
    if (at > limit) throw this.overLimit(start, `expected a name of at most ${XML_LIMITS.nameBytes} bytes`);
    if (at === start || (CLASSES[text[start]!]! & NAME_START) === 0) {
      throw notWellFormed(text, start, 'expected a name');
    }
    if (seen >= 0x80) checkName(text, start, at);
    const id = this.names.idOf(text, start, at, hash);
    if (id < 0) throw this.overLimit(start, 'expected fewer distinct names in one report');
    this.at = at;
    return id;
  }

  private doctype(at: number): void {
    if (this.elements > 0 || this.hasDoctype) {
      throw notWellFormed(this.text, at, 'expected at most one document type, before the root element');
    }
    this.hasDoctype = true;
    this.at = skipDoctype(this.text, at);
  }

  private reportText(start: number, end: number, isLiteral: boolean): XmlEvent {
    this.textStart = start;
    this.textEnd = end;
    this.isTextLiteral = isLiteral;
    return XML_TEXT;
  }

  private finish(): XmlEvent {
    if (this.depth > 0) {
      const open = this.names.nameOf(this.openNames[this.depth - 1]!).slice(0, 80);
      throw notWellFormed(this.text, this.at, `expected </${open}>`);
    }
    if (this.elements === 0) throw notWellFormed(this.text, this.at, 'expected a root element');
    return XML_END_OF_DOCUMENT;
  }

  private overLimit(at: number, reason: string): ScanFailure {
    return new ScanFailure('limit_exceeded', reason, at, this.text);
  }
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView => new DataView(buffer, byteOffset, length);
