import type { KeyedHasher } from './keyed-hash.js';
import { Recent } from './recent.js';
import { shapeOf } from './tokenize.js';

/** A word or sign of code with its keyed hash and that of its shape, each as two unsigned 32-bit halves. */
export interface Token {
  readonly length: number;
  readonly low: number;
  readonly high: number;
  readonly shapeLow: number;
  readonly shapeHigh: number;
}

/** Tokens that are kept. */
const MEMORY = 1 << 16;

/** The tokens met so far: each text has one object and is hashed once. */
export class Vocabulary {
  private readonly known = new Recent<Token>(MEMORY);

  constructor(private readonly hasher: KeyedHasher) {}

  token(text: string): Token {
    return this.known.get(text) ?? this.known.keep(text, this.read(text));
  }

  private read(text: string): Token {
    const [low, high] = this.hasher.hash('token', text);
    const [shapeLow, shapeHigh] = this.hasher.hash('token', shapeOf(text));
    return { length: text.length, low, high, shapeLow, shapeHigh };
  }
}
