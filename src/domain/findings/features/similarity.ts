import { type Hash64, NO_HASH } from './keyed-hash.js';
import type { Vocabulary } from './vocabulary.js';

/** Limit of tokens: with their pairs they cast less than 256 votes, which fit eight binary digits. */
const MAX_TOKENS = 127;
const DIGITS = 8;

/** Counts of set bits for each of 32 bits: in binary, one word for each digit, the lowest first. */
const counts = new Int32Array(DIGITS);

/** Mixing of neighbouring pairs for one half of the hash. */
interface PairMix {
  readonly shift: number;
  readonly first: number;
  readonly second: number;
}

const LOW_PAIRS: PairMix = { shift: 15, first: 0x9e3779b1, second: 0x85ebca6b };
const HIGH_PAIRS: PairMix = { shift: 13, first: 0xc2b2ae35, second: 0x27d4eb2f };

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
  // Majority of 2n - 1 votes.
  const half = end - from - 1;
  countVotes(low, high, LOW_PAIRS, numbers, from, end);
  const majorityLow = countedAbove(half);
  countVotes(high, low, HIGH_PAIRS, numbers, from, end);
  return [majorityLow, countedAbove(half)];
}

/** Number of their 64 bits in which two hashes differ. */
export function differingBits(a: Hash64, b: Hash64): number {
  return bitCount(a[0] ^ b[0]) + bitCount(a[1] ^ b[1]);
}

/**
 * Counts the votes of a run on 32 bits: those of one half of the tokens' hashes, and those of neighbouring pairs, which are
 * hashed under the secret already, so that mixing them needs no key; their order matters. All bits are counted at once, by
 * carry-save adders: four votes make one that counts four, and only that is carried on.
 */
function countVotes(
  own: Uint32Array,
  other: Uint32Array,
  { shift, first, second }: PairMix,
  numbers: Int32Array,
  from: number,
  end: number,
): void {
  counts.fill(0);
  let ones = 0;
  let twos = 0;
  /** Contribution of the last token to the vote of its pair with the next. */
  let mixed = 0;
  for (let at = from; at < end; at += 2) {
    const number = numbers[at]!;
    const vote = own[number]!;
    const pairVote = at === from ? 0 : (mixed + other[number]!) ^ Math.imul(vote, second);
    mixed = Math.imul(vote ^ (other[number]! >>> shift), first);
    let sum = ones ^ vote;
    const carry = (ones & vote) | (sum & pairVote);
    ones = sum ^ pairVote;

    let nextVote = 0;
    let nextPairVote = 0;
    if (at + 1 < end) {
      const next = numbers[at + 1]!;
      nextVote = own[next]!;
      nextPairVote = (mixed + other[next]!) ^ Math.imul(nextVote, second);
      mixed = Math.imul(nextVote ^ (other[next]! >>> shift), first);
    }
    sum = ones ^ nextVote;
    const nextCarry = (ones & nextVote) | (sum & nextPairVote);
    ones = sum ^ nextPairVote;

    sum = twos ^ carry;
    let fours = (twos & carry) | (sum & nextCarry);
    twos = sum ^ nextCarry;
    for (let digit = 2; fours !== 0; digit += 1) {
      const before = counts[digit]!;
      counts[digit] = before ^ fours;
      fours &= before;
    }
  }
  counts[0] = ones;
  counts[1] = twos;
}

/** The bits that were counted more than so many times. */
function countedAbove(limit: number): number {
  let above = 0;
  let equal = -1;
  for (let digit = DIGITS - 1; digit >= 0; digit -= 1) {
    const count = counts[digit]!;
    if (((limit >> digit) & 1) === 0) {
      above |= equal & count;
      equal &= ~count;
    } else {
      equal &= count;
    }
  }
  return above >>> 0;
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
