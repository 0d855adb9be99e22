import { KeyedHasher } from './keyed-hash.js';
import { TokenRun } from './token-run.js';
import { tokenize } from './tokenize.js';
import { Vocabulary } from './vocabulary.js';

const vocabulary = new Vocabulary(new KeyedHasher(new Uint8Array(32).fill(5)));

function read(text: string, from = 0, to = text.length): TokenRun {
  const run = new TokenRun(vocabulary);
  tokenize(run, text, from, to);
  return run;
}

const numbers = (code: string): number[] => [...read(code).numbers.subarray(0, read(code).length)];
const numbersOf = (texts: readonly string[]): number[] => texts.map((text) => vocabulary.numberOfText(text));

describe('tokenize', () => {
  it.each([
    ['const total = a.b + 12;', ['const', 'total', '=', 'a', '.', 'b', '+', '12']],
    ['f(a, {b}, [c])', ['f', 'a', 'b', '[', 'c', ']']],
    ['\'a\' + `b` + "c"', ['"', 'a', '"', '+', '"', 'b', '"', '+', '"', 'c', '"']],
    ['größe_2 = $el', ['größe_2', '=', '$el']],
    ['x >>= 1', ['x', '>', '>', '=', '1']],
    [' \t\r ', []],
    ['«😀»', ['«', '😀', '»']],
    ['a𝐀1😀😀', ['a𝐀1', '😀', '😀']],
  ])('%j', (code, expected) => expect(numbers(code)).toEqual(numbersOf(expected)));

  it('tells where each token ends', () => {
    expect([...read('  f(a, bcd)').ends.subarray(0, 3)]).toEqual([3, 5, 10]);
  });

  it('looks at a piece of a text alone', () => {
    const run = read('let total = 1', 4, 7);
    expect([run.length, run.numbers[0], run.ends[0]]).toEqual([1, vocabulary.numberOfText('tot'), 7]);
  });

  it('takes lines of any number of tokens', () => {
    const words = Array.from({ length: 1_000 }, (_, at) => `word${at}`);
    expect(numbers(words.join(' '))).toEqual(numbersOf(words));
  });

  it.each(['foo(\n', 'foo(', ' foo ( ', 'foo;'])('sees the same in %j', (code) =>
    expect(numbers(code)).toEqual(numbersOf(['foo'])),
  );
});
