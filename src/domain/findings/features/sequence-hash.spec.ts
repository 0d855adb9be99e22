import { FeatureTable } from './feature-table.js';
import { KeyedHasher } from './keyed-hash.js';
import { digestShapes, digestTokens, SequenceCipher } from './sequence-hash.js';
import { Vocabulary } from './vocabulary.js';

const vocabulary = new Vocabulary(new KeyedHasher(new Uint8Array(32).fill(5)));
const numbers = (text: string) => Int32Array.from(text.split(' '), (word) => vocabulary.numberOfText(word));
const digest = (text: string) => digestTokens(vocabulary, numbers(text), 0, text.split(' ').length);
const shape = (text: string) => digestShapes(vocabulary, numbers(text), 0, text.split(' ').length);

describe('digests of tokens', () => {
  it('depend on every token, on the order and on the number', () => {
    const digests = ['a b', 'b a', 'a', 'b', 'a b c', 'a a', 'a a a'].map((text) => digest(text).join());
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('look at the run alone', () => expect(digestTokens(vocabulary, numbers('x a b y'), 1, 3)).toEqual(digest('a b')));

  it('of shapes ignore names', () => {
    expect(shape('if total')).toEqual(shape('if sum'));
    expect(shape('if total')).not.toEqual(shape('while total'));
  });

  it('of nothing are no hash', () => {
    expect(digestTokens(vocabulary, numbers('a'), 1, 1)).toEqual([0, 0]);
    expect(digestShapes(vocabulary, numbers('a'), 1, 0)).toEqual([0, 0]);
  });
});

describe('SequenceCipher', () => {
  const filled = (count: number): FeatureTable => {
    const table = FeatureTable.withRows(count);
    for (let row = 0; row < count; row += 1) {
      table.setHash(row, 'line', [row % 100, 1]);
      table.setHash(row, 'path', [row, 2]);
    }
    return table;
  };
  const encrypted = (count: number, secret: number): FeatureTable => {
    const table = filled(count);
    new SequenceCipher(new Uint8Array(32).fill(secret)).encrypt(table, ['line', 'after']);
    return table;
  };

  it('keeps equal equal and unequal apart, over any number of rows', () => {
    const table = encrypted(10_000, 1);
    const texts = Array.from({ length: table.count }, (_, row) => table.hash(row, 'line').join());
    expect(new Set(texts).size).toBe(100);
    expect(texts[0]).toBe(texts[9_900]);
  });

  it('depends on the secret', () => {
    expect(encrypted(1, 1).hash(0, 'line')).not.toEqual(encrypted(1, 2).hash(0, 'line'));
    expect(encrypted(1, 1).hash(0, 'line')).not.toEqual([0, 1]);
  });

  it('leaves other fields, and what is not there', () => {
    const table = encrypted(3, 1);
    expect(table.hash(2, 'path')).toEqual([2, 2]);
    expect(table.hash(2, 'after')).toEqual([0, 0]);
  });
});
