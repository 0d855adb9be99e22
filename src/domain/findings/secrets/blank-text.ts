import { BLANK, blankTokens } from './token-shapes.js';

/** A quoted part with at least one character; an apostrophe within a word begins none. */
const QUOTED = /(?<![\p{L}\p{N}])(["'`])((?:\\.|(?!\1)[^\\\n])+)\1/gu;
const ASSIGNED = /([:=]\s*)([^\s;,)]+)/g;

/**
 * The message of a finding as it may be kept and shown: without tokens of a known shape and, of a rule that finds secrets, without
 * its quoted parts.
 */
export function blankMessage(message: string, isSecret: boolean): string {
  const blanked = blankTokens(message);
  return isSecret ? blanked.replace(QUOTED, `$1${BLANK}$1`) : blanked;
}

/** A line of source in which a secret was found: the quoted texts are blanked, else what is assigned, else all of the line. */
export function blankLine(line: string): string {
  if (line.trim() === '') return line;
  const tokens = blankTokens(line);
  const quoted = tokens.replace(QUOTED, `$1${BLANK}$1`);
  if (quoted !== line) return quoted;
  const assigned = line.replace(ASSIGNED, `$1${BLANK}`);
  return assigned === line ? line.replace(/\S.*/u, BLANK) : assigned;
}

/** The texts in quotes, of source or of a message. */
export const quotedTexts = (text: string): string[] => [...text.matchAll(QUOTED)].map(([, , inner]) => inner!);
