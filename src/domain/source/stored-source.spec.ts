import fc from 'fast-check';
import {
  addressOfSource,
  blankAlike,
  blankedLines,
  blankSource,
  decodeSource,
  encodeSource,
  linesBetween,
  linesBlankedWhole,
  readSource,
  type StoredSource,
} from './stored-source.js';

const source = (text: string, ranges: [number, number][] | null = null): StoredSource =>
  readSource(Buffer.from(text), ranges) as StoredSource;

describe('stored source', () => {
  it('comes back as it was, line by line', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n\0\uFEFF]/g, ''))),
        (lines) => {
          const read = source(lines.map((line) => `${line}\n`).join(''));
          expect(decodeSource(encodeSource(read))).toEqual(read);
          expect(linesBetween(read, 1, lines.length).map(({ text }) => text)).toEqual(lines);
        },
      ),
    );
  });

  it('has an address of its repository', () => {
    const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    expect(addressOfSource('x', one)).toEqual(addressOfSource('x', one));
    expect(addressOfSource('x', one)).not.toEqual(addressOfSource('x', other));
  });

  it('is blanked by the numbers of its lines', () => {
    const parts = source('a = "one"\nb = "two"\n', [
      [5, 5],
      [9, 9],
    ]);
    const blanked = blankSource(parts, new Set([9]));
    expect(blanked.lines).toEqual(['a = "one"', 'b = "***"']);
    expect(blankSource(blanked, new Set([9]))).toEqual(blanked);
    expect(blankSource(source('key: ***\nsay *** or hunter2\n'), new Set([1, 2])).lines).toEqual(['key: ***', '***']);
  });

  it('is blanked where a line is alike but for its secret, or the same', () => {
    const known = source('***\n  ***\npass = "***"\n');
    expect(blankedLines(known)).toEqual(['pass = "***"']);
    const text = source('Title\n***\n  text\npass = "hunter2"\n');
    expect(blankAlike(text, new Set(blankedLines(known))).lines).toEqual(['Title', '***', '  text', 'pass = "***"']);
    expect(linesBlankedWhole(text, new Set([1, 4, 9]))).toEqual([{ n: 1, text: 'Title' }]);
    expect(blankAlike(text, new Set(['Title'])).lines).toEqual(['***', '***', '  text', 'pass = "hunter2"']);
  });
});
