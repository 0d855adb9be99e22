import type { KeyedHasher } from './keyed-hash.js';
import { shapeOf } from './token-shape.js';

/** Limits of the stored tokens and of their characters. */
const MAX_TOKENS = 1 << 16;
const MAX_CHARACTERS = 1 << 20;

/**
 * The tokens (words and signs of code) met so far: each text has one number and is hashed once, with its shape. An
 * open-addressing hash table over typed arrays that is queried with ranges of a text, so that a token met before costs
 * no memory. When it is full it is emptied, but only in `makeRoom`: numbers are valid until then.
 */
export class Vocabulary {
  /** By number: the halves of the keyed hash of each token, and of that of its shape. */
  low = new Uint32Array(0);
  high = new Uint32Array(0);
  shapeLow = new Uint32Array(0);
  shapeHigh = new Uint32Array(0);
  /** Start value of `mixed`: derived from the secret, so that nobody can choose tokens that collide. */
  readonly seed: number;

  private count = 0;
  /** Keys by number: the mixed characters of each token, with their range in `characters`. */
  private keys = new Int32Array(0);
  private ends = new Uint32Array(1);
  private characters = new Uint16Array(1 << 12);
  /** Number of the token in each slot, counted from 1. */
  private slots = new Int32Array(0);

  constructor(private readonly hasher: KeyedHasher) {
    [this.seed] = hasher.hash('token', '');
    this.resize(1 << 8);
  }

  /** Mixes a further character (UTF-16 unit) into the key of a token; the key of none is `seed`. */
  mixed(key: number, unit: number): number {
    const product = Math.imul(key ^ unit, 0x9e3779b1);
    return product ^ (product >>> 15);
  }

  /** Removes all tokens when those of a text of that length might not fit. */
  makeRoom(length: number): void {
    if (this.count + length <= MAX_TOKENS && this.ends[this.count]! + length <= MAX_CHARACTERS) return;
    this.count = 0;
    this.slots.fill(0);
  }

  /** The number of the token in a text from `from` to before `to`; `key` is its characters mixed. */
  numberOf(text: string, from: number, to: number, key: number): number {
    const { slots, keys } = this;
    const mask = slots.length - 1;
    let slot = (key ^ (key >>> 16)) & mask;
    for (let number = slots[slot]!; number > 0; number = slots[slot]!) {
      if (keys[number - 1] === key && this.isTextOf(number - 1, text, from, to)) return number - 1;
      slot = (slot + 1) & mask;
    }
    return this.add(text.slice(from, to), key);
  }

  /** The number of a whole text that is one token. */
  numberOfText(text: string): number {
    let key = this.seed;
    for (let at = 0; at < text.length; at += 1) key = this.mixed(key, text.charCodeAt(at));
    return this.numberOf(text, 0, text.length, key);
  }

  private isTextOf(number: number, text: string, from: number, to: number): boolean {
    const { characters, ends } = this;
    const start = ends[number]!;
    if (ends[number + 1]! - start !== to - from) return false;
    for (let at = from; at < to; at += 1) if (characters[start + at - from] !== text.charCodeAt(at)) return false;
    return true;
  }

  private add(text: string, key: number): number {
    if (this.count === this.keys.length) this.resize(2 * this.count);
    const number = this.count++;
    const start = this.ends[number]!;
    const end = start + text.length;
    if (end > this.characters.length) this.characters = grown(this.characters, Math.max(end, 2 * start));
    for (let at = 0; at < text.length; at += 1) this.characters[start + at] = text.charCodeAt(at);
    this.ends[number + 1] = end;
    this.keys[number] = key;
    [this.low[number], this.high[number]] = this.hasher.compute('token', text);
    [this.shapeLow[number], this.shapeHigh[number]] = this.hasher.hash('token', shapeOf(text));
    this.slots[this.freeSlot(key)] = number + 1;
    return number;
  }

  private freeSlot(key: number): number {
    const mask = this.slots.length - 1;
    let slot = (key ^ (key >>> 16)) & mask;
    while (this.slots[slot]! > 0) slot = (slot + 1) & mask;
    return slot;
  }

  /** Makes room for so many tokens, a power of two. */
  private resize(capacity: number): void {
    this.low = grown(this.low, capacity);
    this.high = grown(this.high, capacity);
    this.shapeLow = grown(this.shapeLow, capacity);
    this.shapeHigh = grown(this.shapeHigh, capacity);
    this.keys = grown(this.keys, capacity);
    this.ends = grown(this.ends, capacity + 1);
    this.slots = new Int32Array(2 * capacity);
    for (let number = 0; number < this.count; number += 1) this.slots[this.freeSlot(this.keys[number]!)] = number + 1;
  }
}

function grown<Column extends Uint32Array | Int32Array | Uint16Array>(column: Column, length: number): Column {
  const larger = new (column.constructor as new (length: number) => Column)(length);
  larger.set(column);
  return larger;
}
