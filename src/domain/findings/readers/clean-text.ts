import { replaceControls, replaceControlsInLines } from '../../scanning/control-characters.js';

const ALL_UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** True when the text contains NUL or half a surrogate pair: PostgreSQL's text type can store neither. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The text as it can be stored: NUL and lone surrogates become U+FFFD, and text longer than `limit` is cut. */
export function cleanText(text: string, limit: number): string {
  const cut = text.length > limit ? cutText(text, limit) : text;
  return isStorable(cut) ? cut : cut.replace(ALL_UNSTORABLE, '\uFFFD');
}

/** `cleanText` for texts shown to people, without characters that would steer the display. */
export const cleanMessage = (text: string, limit: number): string => replaceControlsInLines(cleanText(text, limit));

/**
 * `cleanText` for a name on one line (a rule, a tool, a scope), without surrounding white space and without control
 * characters; null when nothing is left.
 */
export function cleanLabel(text: string | null, limit: number): string | null {
  if (text === null) return null;
  return replaceControls(cleanText(text.trim(), limit).trim()) || null;
}

/**
 * The first `limit` code units without a half pair at the end, copied: a slice would keep the whole original in memory.
 */
function cutText(text: string, limit: number): string {
  const last = text.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit;
  return Buffer.from(text.slice(0, end), 'utf16le').toString('utf16le');
}
