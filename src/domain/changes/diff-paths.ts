import { Buffer } from 'node:buffer';

/** The old and new name in a file's header; null stands for /dev/null. */
export interface NamePair {
  readonly from: string | null;
  readonly to: string | null;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** A quoted name at the start of a text. */
const QUOTED = /^"((?:[^"\\]|\\[abtnvfr"\\]|\\[0-3][0-7]{2})*)"/;

/** A path of 4,096 bytes, every byte written as an escape, and its quotes. */
const MAX_QUOTED_LENGTH = 4 * 4096 + 2;

/**
 * The name in a `--- ` or `+++ ` line, or after `rename from `. Git quotes names with unusual characters like C; others
 * end at a tab, which nothing (Git, for names with spaces) or a time (GNU diff) follows. Null: quoted wrongly.
 */
export function readName(text: string): string | null {
  if (!text.startsWith('"')) return text.split('\t', 1)[0] ?? '';
  if (text.length > MAX_QUOTED_LENGTH) return null;
  const quoted = QUOTED.exec(text)?.[1];
  return quoted === undefined ? null : unquote(quoted);
}

/** The name of a side in a `--- ` or `+++ ` line, /dev/null made null. */
export function readSide(text: string): { readonly name: string | null } | null {
  const name = readName(text);
  if (name === null) return null;
  return { name: name === '/dev/null' ? null : name };
}

/**
 * The two names in `diff --git <old> <new>`. Unquoted names may contain spaces; when the file keeps its name, the space
 * between them is the one with equal names on both sides: the middle, unless the prefixes differ in length. Null when
 * the names cannot be separated: a rename states its names on lines of its own.
 */
export function splitGitHeader(text: string): NamePair | null {
  if (text.length > 2 * MAX_QUOTED_LENGTH + 1) return null;
  if (text.startsWith('"') || text.endsWith('"')) return splitQuotedHeader(text);
  const spaces = Array.from(text.matchAll(/ /g), ({ index }) => index);
  const middle = (text.length - 1) / 2;
  for (const space of spaces.includes(middle) ? [middle, ...spaces] : spaces) {
    const pair = { from: text.slice(0, space), to: text.slice(space + 1) };
    if (commonName(pair) !== null) return pair;
  }
  return null;
}

function splitQuotedHeader(text: string): NamePair | null {
  const first = QUOTED.exec(text);
  const second = first === null ? text.slice(text.indexOf(' "') + 1) : text.slice(first[0].length + 1);
  const from = first === null ? text.slice(0, text.indexOf(' "')) : unquote(first[1] ?? '');
  const to = readName(second);
  return to === null ? null : { from, to };
}

/**
 * The name in the repository of a file that keeps its name: without the prefixes by which the sides differ (`a/` and
 * `b/`, or any two folders of one segment), and unchanged when both sides agree (`--no-prefix`).
 */
export function commonName({ from, to }: { readonly from: string; readonly to: string }): string | null {
  if (from === to) return to;
  const [fromRest, toRest] = [withoutFirstSegment(from), withoutFirstSegment(to)];
  return fromRest !== null && fromRest === toRest ? toRest : null;
}

/** Drops the prefix that the new side usually has, for names that nothing else shows to have it. */
export const withoutUsualPrefix = (name: string): string => name.replace(/^b\//, '');

function withoutFirstSegment(name: string): string | null {
  const slash = name.indexOf('/');
  return slash < 0 ? null : name.slice(slash + 1);
}

/** Octal escapes stand for bytes, and only together do they make characters. */
function unquote(quoted: string): string {
  const pieces = Array.from(quoted.matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/g), ([piece, octal, letter]) => {
    if (octal !== undefined) return Buffer.from([parseInt(octal, 8)]);
    return letter === undefined ? Buffer.from(piece) : Buffer.from([ESCAPES[letter] ?? 0]);
  });
  return Buffer.concat(pieces).toString('utf8');
}
