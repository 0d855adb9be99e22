import { MEASURE } from './run-jscpd.js';
import { NO_WORD, WORD_NUMBERS } from './script-words.js';

/**
 * Names the files that may share a clone with a text: those with all words of one of its windows. A clone is at least as many tokens
 * long as a window has words and marks, and each token is one of them or more.
 *
 * @param sequence words and marks of the text, of `readSharedWords`
 * @param files words of the files
 */
export function findPartners(sequence: Int32Array, files: ReadonlyMap<string, Uint16Array>): string[] {
  if (sequence.length < MEASURE.minTokens) return [];
  const isThere = new Uint8Array(WORD_NUMBERS);
  const partners: string[] = [];
  for (const [file, words] of files) {
    for (const word of words) isThere[word] = 1;
    if (hasWindow(sequence, isThere)) partners.push(file);
    for (const word of words) isThere[word] = 0;
  }
  return partners;
}

/** True where some window has no word that is missing. */
function hasWindow(sequence: Int32Array, isThere: Uint8Array): boolean {
  const last = sequence.length - MEASURE.minTokens;
  for (let start = 0; start <= last;) {
    let at = start + MEASURE.minTokens - 1;
    while (at >= start && (sequence[at] === NO_WORD || isThere[sequence[at]!] === 1)) at -= 1;
    if (at < start) return true;
    start = at + 1;
  }
  return false;
}
