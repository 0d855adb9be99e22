import { KeyedHasher } from './keyed-hash.js';
import { Vocabulary } from './vocabulary.js';

const hasher = new KeyedHasher(new Uint8Array(32).fill(5));
const words = (count: number) => Array.from({ length: count }, (_, at) => `word${at}`);

describe('Vocabulary', () => {
  it('numbers each text once, however many there are', () => {
    const vocabulary = new Vocabulary(hasher);
    const numbers = words(3_000).map((word) => vocabulary.numberOfText(word));
    expect(new Set(numbers).size).toBe(3_000);
    expect(words(3_000).map((word) => vocabulary.numberOfText(word))).toEqual(numbers);
  });

  it('tells texts apart whose characters mix alike', () => {
    const vocabulary = new Vocabulary(hasher);
    const [a, b] = [vocabulary.numberOf('ab', 0, 2, 7), vocabulary.numberOf('ba', 0, 2, 7)];
    expect(a).not.toBe(b);
    expect(vocabulary.numberOf('abc', 0, 3, 7)).not.toBe(a);
    expect(vocabulary.numberOf('ab', 0, 2, 7)).toBe(a);
  });

  it('knows the keyed hash of each token and of its shape', () => {
    const vocabulary = new Vocabulary(hasher);
    for (const [text, shape] of [
      ['total', 'I'],
      ['if', 'if'],
      ['12', '0'],
    ] as const) {
      const number = vocabulary.numberOfText(text);
      expect([vocabulary.low[number], vocabulary.high[number]]).toEqual(hasher.hash('token', text));
      expect([vocabulary.shapeLow[number], vocabulary.shapeHigh[number]]).toEqual(hasher.hash('token', shape));
    }
  });

  it('starts afresh when it is full, and only where room is made', () => {
    const vocabulary = new Vocabulary(hasher);
    const first = vocabulary.numberOfText('first');
    words(70_000).forEach((word) => vocabulary.numberOfText(word));
    expect(vocabulary.numberOfText('first')).toBe(first);
    vocabulary.makeRoom(1);
    vocabulary.numberOfText('second');
    const number = vocabulary.numberOfText('first');
    expect(number).toBe(1);
    expect([vocabulary.low[number], vocabulary.high[number]]).toEqual(hasher.hash('token', 'first'));
  });
});
