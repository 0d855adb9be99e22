import { ScanFailure } from './scan-failure.js';

/** Bounds on what one document may hold; a report of any known tool stays far below each of them. */
export const XML_LIMITS = {
  /** Elements open at once. */
  depth: 64,
  /** Attributes of one element. */
  attributes: 64,
  /**
   * Bytes of one attribute value, comment, processing instruction, CDATA section or run of text, unless the caller of the
   * scanner sets another bound: some formats quote source files.
   */
  tokenBytes: 64 * 1024,
  /** Bytes of one element or attribute name. */
  nameBytes: 1024,
} as const;

/** @throws ScanFailure when the token from `start` to `end` has more than `limit` bytes. */
export function checkToken(text: Uint8Array, start: number, end: number, limit: number): void {
  if (end - start > limit) {
    throw new ScanFailure('limit_exceeded', `expected a token of at most ${limit} bytes`, start, text);
  }
}

/** The document breaks the rules of XML at this offset. */
export function notWellFormed(text: Uint8Array, at: number, reason: string): ScanFailure {
  const isCutOff = at >= text.length;
  return new ScanFailure('malformed', isCutOff ? `${reason}, found the end of the report` : reason, at, text);
}
