import { type ReportError } from '../report-error.js';

/**
 * Reason and place of a scanner's failure. Thrown inside the scanners only, where a check of every return value would
 * cost more than the scanning itself; `parseCoverage` and `parseFindings` turn it into a value.
 */
export class ScanFailure extends Error {
  constructor(
    readonly code: ReportError['code'],
    /** The expected text, and the text found instead. */
    reason: string,
    /** Offset into `text` of the byte that cannot be. */
    readonly offset: number,
    /** The UTF-8 text that was scanned. */
    readonly text: Uint8Array,
  ) {
    super(reason);
  }

  toReportError(): ReportError {
    return { code: this.code, message: this.message, ...positionIn(this.text, this.offset) };
  }
}

/** A scanner that reports its position at a fault. */
export interface FailingScanner {
  /** A failure at what was scanned last. */
  failure(code: ReportError['code'], reason: string): ScanFailure;
}

/** Line and column of an offset, both from 1; a column counts characters, not bytes. Lines end with LF, CRLF or CR. */
export function positionIn(text: Uint8Array, offset: number): { line: number; column: number } {
  const end = Math.min(offset, text.length);
  let line = 1;
  let column = 1;
  for (let at = 0; at < end; at++) {
    const byte = text[at]!;
    if (byte === 0x0a || (byte === 0x0d && text[at + 1] !== 0x0a)) {
      line++;
      column = 1;
    } else if ((byte & 0xc0) !== 0x80) {
      column++;
    }
  }
  return { line, column };
}
