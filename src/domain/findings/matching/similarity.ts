import { type Hash64, type KeyedHasher, NO_HASH } from './keyed-hash.js';

/**
 * A 64-bit simhash of a line's tokens and neighbouring pairs of tokens: every one of them votes on each bit with its own
 * hash, the majority sets the bit. Lines that share most tokens differ in few bits; unrelated ones in about 32.
 */
export function simhash(tokens: readonly string[], hasher: KeyedHasher): Hash64 {
  if (tokens.length === 0) return NO_HASH;
  const votes = new Int32Array(64);
  let before: Hash64 | null = null;
  for (const token of tokens) {
    const hash = hasher.hash('tokens', token);
    vote(votes, hash);
    if (before !== null) vote(votes, pairOf(before, hash));
    before = hash;
  }
  return [majority(votes, 0), majority(votes, 32)];
}

/** In how many of their 64 bits two hashes differ. */
export function differingBits(a: Hash64, b: Hash64): number {
  return bitCount(a[0] ^ b[0]) + bitCount(a[1] ^ b[1]);
}

/** Both parts are keyed already, so that mixing them needs no key; the order of the two matters. */
function pairOf(first: Hash64, second: Hash64): Hash64 {
  return [
    (Math.imul(first[0] ^ (first[1] >>> 15), 0x9e3779b1) + second[1]) ^ Math.imul(second[0], 0x85ebca6b),
    (Math.imul(first[1] ^ (first[0] >>> 13), 0xc2b2ae35) + second[0]) ^ Math.imul(second[1], 0x27d4eb2f),
  ];
}

function vote(votes: Int32Array, [low, high]: Hash64): void {
  for (let bit = 0; bit < 32; bit += 1) {
    votes[bit]! += (low >>> bit) & 1 ? 1 : -1;
    votes[bit + 32]! += (high >>> bit) & 1 ? 1 : -1;
  }
}

function majority(votes: Int32Array, from: number): number {
  let word = 0;
  for (let bit = 0; bit < 32; bit += 1) if (votes[from + bit]! > 0) word |= 1 << bit;
  return word >>> 0;
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
