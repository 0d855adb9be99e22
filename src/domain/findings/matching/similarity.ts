import { type Hash64, NO_HASH } from './keyed-hash.js';
import type { Vocabulary } from './vocabulary.js';

/** With their pairs so many tokens cast less than 256 votes, what one byte can count; what follows is not looked at. */
const MAX_TOKENS = 127;

/** The eight bits of each byte value, one to a byte of two words: adding them counts eight bits at once. */
const SPREAD = Uint32Array.from({ length: 2 * 256 }, (_, at) => {
  const nibble = at % 2 === 0 ? (at >> 1) & 0xf : at >> 5;
  return (nibble & 1) | ((nibble & 2) << 7) | ((nibble & 4) << 14) | ((nibble & 8) << 21);
});

/** How often each of 64 bits was set, a byte to a bit. */
const tally = new Uint32Array(16);

/**
 * A 64-bit simhash of a run of tokens and their neighbouring pairs: every one of them votes on each bit with its own hash,
 * the majority sets the bit. Texts that share most tokens differ in few bits, unrelated ones in about 32.
 *
 * M. Charikar, "Similarity Estimation Techniques from Rounding Algorithms", STOC 2002.
 *
 * @param numbers the numbers of the tokens in the vocabulary; the run goes from `from` to before `to`
 */
export function simhash({ low, high }: Vocabulary, numbers: Int32Array, from: number, to: number): Hash64 {
  const end = Math.min(to, from + MAX_TOKENS);
  if (from >= end) return NO_HASH;
  tally.fill(0);
  let before = numbers[from]!;
  vote(low[before]!, high[before]!);
  for (let at = from + 1; at < end; at += 1) {
    const number = numbers[at]!;
    vote(low[number]!, high[number]!);
    votePair(low[before]!, high[before]!, low[number]!, high[number]!);
    before = number;
  }
  const votes = 2 * (end - from) - 1;
  return [majority(0, votes), majority(8, votes)];
}

/** In how many of their 64 bits two hashes differ. */
export function differingBits(a: Hash64, b: Hash64): number {
  return bitCount(a[0] ^ b[0]) + bitCount(a[1] ^ b[1]);
}

/** Both tokens are hashed under the secret already, so that mixing them needs no key; their order matters. */
function votePair(low: number, high: number, nextLow: number, nextHigh: number): void {
  vote(
    (Math.imul(low ^ (high >>> 15), 0x9e3779b1) + nextHigh) ^ Math.imul(nextLow, 0x85ebca6b),
    (Math.imul(high ^ (low >>> 13), 0xc2b2ae35) + nextLow) ^ Math.imul(nextHigh, 0x27d4eb2f),
  );
}

function vote(low: number, high: number): void {
  for (let byte = 0; byte < 4; byte += 1) {
    const lowByte = 2 * ((low >>> (8 * byte)) & 0xff);
    const highByte = 2 * ((high >>> (8 * byte)) & 0xff);
    tally[2 * byte]! += SPREAD[lowByte]!;
    tally[2 * byte + 1]! += SPREAD[lowByte + 1]!;
    tally[2 * byte + 8]! += SPREAD[highByte]!;
    tally[2 * byte + 9]! += SPREAD[highByte + 1]!;
  }
}

/** The word of the 32 bits whose counts begin at `from`. */
function majority(from: number, votes: number): number {
  let word = 0;
  for (let bit = 0; bit < 32; bit += 1) {
    const count = (tally[from + (bit >> 2)]! >>> (8 * (bit & 3))) & 0xff;
    if (2 * count > votes) word |= 1 << bit;
  }
  return word >>> 0;
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
