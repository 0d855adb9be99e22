/** Characters of a text that are read at most. */
const MAX_LENGTH = 64 * 1024;
/** Least length of a line: shorter ones, such as `return null;`, are in many texts. */
const MIN_LENGTH = 16;

/**
 * The line by which a duplicated text is recognized: of its lines, without white space, the one of the least hash. A
 * text that loses lines at either end keeps it as long as that line stays, and it is unchanged when the copies are
 * paired otherwise. The first and last line are left out when there are others: a tool may quote code of one copy alone
 * in them.
 */
export function signatureOf(text: string): string | null {
  const lines = text
    .slice(0, MAX_LENGTH)
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/\s+/gu, ''));
  const inner = lines.length > 4 ? lines.slice(1, -1) : lines;
  return leastOf(inner.filter((line) => line.length >= MIN_LENGTH)) ?? leastOf(inner.filter((line) => line !== ''));
}

function leastOf(lines: readonly string[]): string | null {
  let least: string | null = null;
  let leastHash = Infinity;
  for (const line of lines) {
    const hash = hashOf(line);
    if (hash < leastHash || (hash === leastHash && least !== null && line < least)) [least, leastHash] = [line, hash];
  }
  return least;
}

/** FNV-1a over code units: it only has to scatter the choice. */
function hashOf(line: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < line.length; at += 1) hash = Math.imul(hash ^ line.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
