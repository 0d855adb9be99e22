import type { Vocabulary } from './vocabulary.js';

const INITIAL_LENGTH = 64;

/** Tokens in reading order, by their numbers in a vocabulary; the memory is reused. */
export class TokenRun {
  numbers = new Int32Array(INITIAL_LENGTH);
  /** Offset in its text at which each token ends. */
  ends = new Int32Array(INITIAL_LENGTH);
  length = 0;

  constructor(readonly vocabulary: Vocabulary) {}

  /** Removes all tokens. */
  clear(): void {
    this.length = 0;
  }

  add(number: number, end: number): void {
    if (this.length === this.numbers.length) this.grow();
    this.numbers[this.length] = number;
    this.ends[this.length] = end;
    this.length += 1;
  }

  private grow(): void {
    const { numbers, ends } = this;
    this.numbers = new Int32Array(2 * numbers.length);
    this.ends = new Int32Array(2 * ends.length);
    this.numbers.set(numbers);
    this.ends.set(ends);
  }
}
