import { isUtf8 } from 'node:buffer';
import { beginsAsUtf8 } from './decode-text.js';

/** Bytes that arrive one after the other, in memory that has room for all of them. */
export interface ArrivingBytes {
  /** Waits for a good deal more than was there the last time, or for the end, and answers all that has arrived. */
  waitForMore(): Arrived;
}

/** Bytes that have arrived so far. */
export interface Arrived {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

/** Thrown for bytes that are not UTF-8 to be read unchanged: another encoding, or no text. */
export class NotPlainText extends Error {}

const LESS = 0x3c;
const GREATER = 0x3e;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * UTF-8 text of which a scanner reads the beginning while the rest arrives. Every piece ends where no character and, as
 * good as always, no token is cut in two. Where one is after all, the scanner fails: a failure says nothing until the
 * text was scanned as a whole.
 */
export class ArrivingText {
  private text: Uint8Array = new Uint8Array(0);
  private isWhole = false;
  private isMarkup = false;

  constructor(private readonly arriving: ArrivingBytes) {}

  /**
   * The text with more behind what was answered last, in the same memory; null when it is whole.
   *
   * @throws NotPlainText
   */
  readonly grow = (): Uint8Array | null => {
    const start = this.text.length;
    while (!this.isWhole) {
      const { bytes, isWhole } = this.arriving.waitForMore();
      this.isWhole = isWhole;
      if (start === 0) this.begin(bytes);
      const end = isWhole ? bytes.length : this.lastEnd(bytes, start);
      if (end === start) continue;
      if (!isPlain(bytes.subarray(start, end))) throw new NotPlainText();
      this.text = bytes.subarray(0, end);
      return this.text;
    }
    return null;
  };

  private begin(text: Uint8Array): void {
    if (!beginsAsUtf8(text)) throw new NotPlainText();
    this.isMarkup = text.find((byte) => byte > 0x20) === LESS;
  }

  /** Behind the last line, or the last tag that another tag or a new line follows; `start` where there is none. */
  private lastEnd(text: Uint8Array, start: number): number {
    if (!this.isMarkup) return Math.max(text.lastIndexOf(NEWLINE) + 1, start);
    let end = text.length - 1;
    do end = text.lastIndexOf(GREATER, end - 1);
    while (end > start && !isBehindTag(text[end + 1]!));
    return Math.max(end + 1, start);
  }
}

const isBehindTag = (byte: number): boolean => byte === LESS || byte === NEWLINE || byte === RETURN;

const isPlain = (piece: Uint8Array): boolean =>
  isUtf8(piece) && !Buffer.from(piece.buffer, piece.byteOffset, piece.length).includes(0);
