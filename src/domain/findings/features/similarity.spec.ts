import { KeyedHasher } from './keyed-hash.js';
import { differingBits, simhash } from './similarity.js';
import { Vocabulary } from './vocabulary.js';

const vocabulary = new Vocabulary(new KeyedHasher(new Uint8Array(32).fill(5)));
const hash = (text: string) => {
  const numbers = Int32Array.from(text.split(' '), (word) => vocabulary.numberOfText(word));
  return simhash(vocabulary, numbers, 0, numbers.length);
};
const words = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

describe('simhash', () => {
  it('of equal texts does not differ', () => {
    expect(differingBits(hash('a b c'), hash('a b c'))).toBe(0);
  });

  it('of a text with one word changed differs less than of another text', () => {
    const text = words('a', 30);
    const edited = text.with(15, 'other').join(' ');
    const near = differingBits(hash(text.join(' ')), hash(edited));
    const far = differingBits(hash(text.join(' ')), hash(words('b', 30).join(' ')));
    expect(near).toBeGreaterThan(0);
    expect(near).toBeLessThan(15);
    expect(far).toBeGreaterThan(18);
  });

  it('depends on the order of words', () => expect(hash('a b c d')).not.toEqual(hash('d c b a')));

  it('counts all votes of the longest text that it looks at', () => {
    const text = words('a', 127);
    expect(hash([...text, 'more', 'words'].join(' '))).toEqual(hash(text.join(' ')));
    expect(hash([...text.slice(0, 126), 'other'].join(' '))).not.toEqual(hash(text.join(' ')));
    expect(hash(Array.from({ length: 127 }, () => 'same').join(' '))).toEqual(hash('same same same'));
  });

  it('of nothing is no hash', () => expect(simhash(vocabulary, new Int32Array(0), 0, 0)).toEqual([0, 0]));
});

describe('differingBits', () => {
  it.each([
    [[0, 0], [0, 0], 0],
    [[0xffffffff, 0xffffffff], [0, 0], 64],
    [[0b101, 0], [0b110, 1], 3],
  ] as const)('of %j and %j is %i', (a, b, bits) => expect(differingBits(a, b)).toBe(bits));
});
