import { createCipheriv, createHmac } from 'node:crypto';
import { type FeatureTable, type HashField, ROW_WORDS, WORD_OF } from './feature-table.js';
import { type Hash64, NO_HASH } from './keyed-hash.js';
import type { Vocabulary } from './vocabulary.js';

/** Tokens by their numbers, and for each number the halves of a hash. */
interface HashedTokens {
  readonly numbers: Int32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/**
 * Digests a run of tokens to 64 bits by mixing their keyed hashes in order. Not to be stored: the mixing
 * reveals something to a reader who knows parts of the code, which `SequenceCipher` prevents. An empty run has `NO_HASH`.
 *
 * @param numbers the numbers of the tokens in the vocabulary; the run goes from `from` to before `to`
 */
export function digestTokens(vocabulary: Vocabulary, numbers: Int32Array, from: number, to: number): Hash64 {
  const { low, high } = vocabulary;
  return digest({ numbers, low, high }, from, to, 0x243f6a88, 0x85a308d3);
}

/** Digests the shapes of the tokens as `digestTokens` does the tokens. */
export function digestShapes(vocabulary: Vocabulary, numbers: Int32Array, from: number, to: number): Hash64 {
  const { shapeLow: low, shapeHigh: high } = vocabulary;
  return digest({ numbers, low, high }, from, to, 0x13198a2e, 0x03707344);
}

function digest(
  { numbers, low, high }: HashedTokens,
  from: number,
  to: number,
  seedLow: number,
  seedHigh: number,
): Hash64 {
  if (from >= to) return NO_HASH;
  let digestLow = seedLow ^ (to - from);
  let digestHigh = seedHigh;
  for (let at = from; at < to; at += 1) {
    const number = numbers[at]!;
    digestLow = (Math.imul(((digestLow << 13) | (digestLow >>> 19)) ^ low[number]!, 0x9e3779b1) + digestHigh) | 0;
    digestHigh = (Math.imul(((digestHigh << 11) | (digestHigh >>> 21)) ^ high[number]!, 0x85ebca6b) ^ digestLow) | 0;
  }
  return [digestLow >>> 0, digestHigh >>> 0];
}

const BLOCK = 16;
const CHUNK_ROWS = 4096;

/**
 * Turns the digests of a table into keyed hashes: each is one block of AES-256 under a key of its own that is derived from
 * the repository's secret, cut to 64 bits. A pseudorandom function of a keyed digest is a keyed hash of the text, like an
 * HMAC of it; but where an HMAC costs microseconds of call overhead for every text, this takes one call for thousands.
 */
export class SequenceCipher {
  private readonly key: Buffer;

  constructor(secret: Uint8Array) {
    this.key = createHmac('sha256', secret).update('key of sequences').digest();
  }

  /** Encrypts the given fields of all rows in place; missing values stay `NO_HASH`. */
  encrypt(table: FeatureTable, fields: readonly HashField[]): void {
    const cipher = createCipheriv('aes-256-ecb', this.key, null).setAutoPadding(false);
    const offsets = fields.map((field) => WORD_OF[field]);
    for (let from = 0; from < table.count; from += CHUNK_ROWS) {
      const to = Math.min(table.count, from + CHUNK_ROWS);
      const blocks = new Uint32Array(((to - from) * fields.length * BLOCK) / 4);
      forEachDigest(from, to, offsets, (word, at) => {
        blocks[at] = table.words[word]!;
        blocks[at + 1] = table.words[word + 1]!;
      });
      const encrypted = cipher.update(new Uint8Array(blocks.buffer));
      forEachDigest(from, to, offsets, (word, at) => {
        if (table.words[word] === 0 && table.words[word + 1] === 0) return;
        table.words[word] = encrypted.readUInt32LE(4 * at);
        table.words[word + 1] = encrypted.readUInt32LE(4 * at + 4);
      });
    }
  }
}

/** Visits the digests of some rows, each with its index among the table's words and that of its block. */
function forEachDigest(
  from: number,
  to: number,
  offsets: readonly number[],
  visit: (word: number, at: number) => void,
): void {
  let at = 0;
  for (let row = from; row < to; row += 1) {
    for (const offset of offsets) {
      visit(row * ROW_WORDS + offset, at);
      at += BLOCK / 4;
    }
  }
}
