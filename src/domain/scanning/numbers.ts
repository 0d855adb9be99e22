/** Hits saturate here: it is what a `Uint32Array` holds, and no reader tells four billion from more. */
export const MAX_HITS = 0xffffffff;

/** Greatest line number that is read (2^31-1): larger ones are no lines of a source file, and it fits an `integer` column. */
export const MAX_LINE = 0x7fffffff;

/** The sum of two counts, saturating. */
export const sumOfCounts = (a: number, b: number): number => Math.min(a + b, MAX_HITS);

const OPENING = 0x28;
const CLOSING = 0x29;
const SLASH = 0x2f;

/**
 * A count as the tools write it, from `start` to `end`: digits, or a decimal with fraction and exponent (lcov allows
 * both), with white space around it. A count between whole numbers is rounded up, so that what ran stays above 0. What
 * is negative or no number counts 0.
 */
export function readCount(text: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = text[at]! - 0x30;
    if (digit < 0 || digit > 9) return readUnusualCount(text, start, end);
    value = value * 10 + digit;
  }
  return value <= MAX_HITS ? value : MAX_HITS;
}

function readUnusualCount(text: Uint8Array, start: number, end: number): number {
  if (end - start > 64) return 0;
  const written = Buffer.from(text.subarray(start, end)).toString('latin1').trim();
  if (!/^\+?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(written)) return 0;
  return Math.min(Math.ceil(Number(written)), MAX_HITS);
}

/** A line number from 1, white space around it allowed; 0 for anything else. */
export function readLineNumber(text: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = text[at]! - 0x30;
    if (digit < 0 || digit > 9) return readUnusualLineNumber(text, start, end);
    value = value * 10 + digit;
  }
  return value <= MAX_LINE ? value : 0;
}

function readUnusualLineNumber(text: Uint8Array, start: number, end: number): number {
  if (end - start > 64) return 0;
  const written = Buffer.from(text.subarray(start, end)).toString('latin1').trim();
  return /^\+?\d+$/.test(written) && Number(written) <= MAX_LINE ? Number(written) : 0;
}

/** Part and whole of a text such as `50% (1/2)`; null when it has none, or a part greater than the whole. */
export function readFraction(
  text: Uint8Array,
  start: number,
  end: number,
): readonly [part: number, whole: number] | null {
  let at = start;
  while (at < end && text[at] !== OPENING) at++;
  let slash = at;
  while (slash < end && text[slash] !== SLASH) slash++;
  let closing = slash;
  while (closing < end && text[closing] !== CLOSING) closing++;
  if (closing >= end) return null;
  const part = readCount(text, at + 1, slash);
  const whole = readCount(text, slash + 1, closing);
  return whole > 0 && part <= whole ? [part, whole] : null;
}
