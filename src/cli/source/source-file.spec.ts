import { lineAt, offsetAt, toSourceFile, toUtf16Column } from './source-file.js';

describe('toSourceFile', () => {
  it('splits lines as findings count them', () => {
    const file = toSourceFile('a.js', 'a\r\n  b\rc\n\nd');
    expect(file.lines.lines).toEqual(['a', '  b', 'c', '', 'd']);
    expect(file.lineStarts.map((start) => file.text.slice(start, start + 3))).toEqual([
      'a\r\n',
      '  b',
      'c\n\n',
      '\nd',
      'd',
    ]);
    expect([lineAt(file, 1), lineAt(file, 5), lineAt(file, 6), lineAt(file, 0)]).toEqual(['a', 'd', null, null]);
  });

  it('finds places: a column, or the first character of a line', () => {
    const file = toSourceFile('a.js', 'a\n  bc\n\n');
    expect([offsetAt(file, 2, 4), offsetAt(file, 2, null), offsetAt(file, 2, 99), offsetAt(file, 3, null)]).toEqual([
      5, 4, 6, 7,
    ]);
  });

  it('knows minified files by their lines', () => {
    expect(toSourceFile('a.js', 'x;'.repeat(1000)).isMinified).toBe(true);
    expect(toSourceFile('a.js', `${'x;'.repeat(1000)}\n${'y;\n'.repeat(100)}`).isMinified).toBe(false);
    expect(toSourceFile('a.js', '').isMinified).toBe(false);
  });
});

describe('toUtf16Column', () => {
  it.each([
    ['a😀b😀c', 1, 1],
    ['a😀b😀c', 2, 2],
    ['a😀b😀c', 3, 4],
    ['a😀b😀c', 4, 5],
    ['a😀b😀c', 5, 7],
    ['a😀b😀c', 6, 8],
    ['a😀', 9, 10],
    ['plain', 4, 4],
  ])('of %s: code point %d is unit %d', (line, column, expected) => {
    expect(toUtf16Column(line, column, 'unicodeCodePoints')).toBe(expected);
    expect(toUtf16Column(line, column, 'utf16CodeUnits')).toBe(column);
  });
});
