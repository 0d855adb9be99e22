import { shapeOf, tokenize } from './tokenize.js';

const texts = (code: string): readonly string[] => tokenize(code).texts;

describe('tokenize', () => {
  it.each([
    ['const total = a.b + 12;', ['const', 'total', '=', 'a', '.', 'b', '+', '12']],
    ['f(a, {b}, [c])', ['f', 'a', 'b', '[', 'c', ']']],
    ['\'a\' + `b` + "c"', ['"', 'a', '"', '+', '"', 'b', '"', '+', '"', 'c', '"']],
    ['größe_2 = $el', ['größe_2', '=', '$el']],
    ['x >>= 1', ['x', '>', '>', '=', '1']],
    [' \t\r ', []],
    ['«😀»', ['«', '😀', '»']],
  ])('%j', (code, expected) => expect(texts(code)).toEqual(expected));

  it('tells where each token starts', () => {
    expect(tokenize('  f(a, b)').starts).toEqual([2, 4, 7]);
  });

  it.each(['foo(\n', 'foo(', ' foo ( ', 'foo;'])('sees the same in %j', (code) => expect(texts(code)).toEqual(['foo']));
});

describe('shapeOf', () => {
  it.each([
    ['if', 'if'],
    ['total', 'I'],
    ['$el', 'I'],
    ['_x', 'I'],
    ['ähre', 'I'],
    ['12', '0'],
    ['0x1f', '0'],
    ['=', '='],
    ['"', '"'],
    ['int', 'I'],
  ])('%j is %j', (token, shape) => expect(shapeOf(token)).toBe(shape));
});
