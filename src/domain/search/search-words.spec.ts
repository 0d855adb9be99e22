import { searchWords } from './search-words.js';

const wordsOf = (...values: string[]) => searchWords('file', values).map(({ word, value }) => `${word} ${value}`);

describe('searchWords', () => {
  it('are the text and its parts, in lower case', () => {
    expect(wordsOf('src/Cart.ts')).toEqual(['src/cart.ts src/Cart.ts', 'src src/Cart.ts', 'cart.ts src/Cart.ts']);
    expect(searchWords('rule', ['no-eval'])).toEqual([{ kind: 'rule', word: 'no-eval', value: 'no-eval' }]);
  });

  it('lead to three texts each', () => {
    const found = wordsOf('a/1', 'a/2', 'a/3', 'a/4');
    expect(found.filter((line) => line.startsWith('a a/'))).toEqual(['a a/1', 'a a/2', 'a a/3']);
    expect(found).toContain('4 a/4');
  });

  it('fit the index', () => {
    const long = (length: number) => 'x'.repeat(length);
    expect(searchWords('file', [long(401)])).toEqual([]);
    expect(searchWords('file', [long(400)])).toEqual([{ kind: 'file', word: long(150), value: long(400) }]);
    expect(
      searchWords(
        'file',
        Array.from({ length: 30_000 }, (_, at) => `f${at}`),
      ),
    ).toHaveLength(20_000);
  });
});
