import { type FixSpan } from '../../domain/findings/fix.js';
import { applyEdits, toTextEdits } from './file-edits.js';
import { suggestLines } from './suggest-fixes.js';

const TEXT = 'one\r\n  zwölf 🦊 x\nlast';

const replaced = (text: string, ...edits: [FixSpan, string][]): string | null => {
  const written = edits.map(([span, inserted]) => ({ span, text: inserted }));
  const placed = toTextEdits({ description: null, isSafe: true, edits: written }, text);
  return placed && applyEdits(text, placed);
};
const lines = (
  unit: 'utf16' | 'code_points' | 'bytes',
  line: number,
  from: number | null,
  to: number | null,
  end = line,
) => ({ unit, startLine: line, startColumn: from, endLine: end, endColumn: to }) as const;

describe('edits of a fix', () => {
  it.each([
    ['offsets', { unit: 'offsets', start: 0, end: 3 }, 'X\r\n  zwölf 🦊 x\nlast'],
    ['columns in UTF-16', lines('utf16', 2, 12, 13), 'one\r\n  zwölf 🦊 X\nlast'],
    ['columns in characters', lines('code_points', 2, 11, 12), 'one\r\n  zwölf 🦊 X\nlast'],
    ['columns in bytes', lines('bytes', 2, 15, 16), 'one\r\n  zwölf 🦊 X\nlast'],
    ['the end of a line', lines('utf16', 1, 4, 4), 'oneX\r\n  zwölf 🦊 x\nlast'],
    ['columns behind the end of a line', lines('utf16', 1, 1, 99), 'X\r\n  zwölf 🦊 x\nlast'],
    ['whole lines', lines('bytes', 1, null, null), 'X  zwölf 🦊 x\nlast'],
    ['the last line', lines('bytes', 3, null, null), 'one\r\n  zwölf 🦊 x\nX'],
    ['several lines', lines('utf16', 1, 2, 1, 3), 'oXlast'],
  ] as const)('are placed by %s', (_, span, expected) => {
    expect(replaced(TEXT, [span, 'X'])).toBe(expected);
  });

  it('do not count the mark at the start of a file', () => {
    expect(replaced('\uFEFFone', [{ unit: 'offsets', start: 0, end: 1 }, 'X'])).toBe('\uFEFFXne');
    expect(replaced('\uFEFFone', [lines('utf16', 1, 1, 2), 'X'])).toBe('\uFEFFXne');
    expect(replaced('\uFEFFone', [lines('bytes', 1, 2, 3), 'X'])).toBe('\uFEFFoXe');
  });

  it('fit together, in any order', () => {
    expect(
      replaced('abc', [{ unit: 'offsets', start: 2, end: 3 }, 'Z'], [{ unit: 'offsets', start: 0, end: 1 }, 'X']),
    ).toBe('XbZ');
    expect(
      replaced('abc', [{ unit: 'offsets', start: 1, end: 1 }, '-'], [{ unit: 'offsets', start: 0, end: 1 }, 'X']),
    ).toBe('X-bc');
  });

  it.each<[string, [FixSpan, string][]]>([
    ['beyond the file', [[{ unit: 'offsets', start: 0, end: 4 }, '']]],
    ['of a line that is not there', [[lines('utf16', 2, 1, 1), '']]],
    ['with an end before their start', [[lines('utf16', 1, 3, 2), '']]],
    [
      'that overlap',
      [
        [{ unit: 'offsets', start: 0, end: 2 }, ''],
        [{ unit: 'offsets', start: 1, end: 3 }, ''],
      ],
    ],
    [
      'inserted at one place',
      [
        [{ unit: 'offsets', start: 1, end: 1 }, 'a'],
        [{ unit: 'offsets', start: 1, end: 1 }, 'b'],
      ],
    ],
  ])('are refused %s', (_, edits) => {
    expect(replaced('abc', ...edits)).toBeNull();
  });
});

describe('suggestLines', () => {
  const suggest = (start: number, end: number, text: string) => {
    const edits = [{ span: { unit: 'offsets', start, end } as const, text }];
    const found = suggestLines({ description: null, isSafe: true, edits }, 'one\r\ntwo\nlast');
    return found && [found.startLine, found.endLine, found.text];
  };

  it.each([
    ['part of a line', suggest(0, 2, 'X'), [1, 1, 'Xe']],
    ['an insertion', suggest(6, 6, 'X'), [2, 2, 'tXwo']],
    ['a whole line with its end', suggest(5, 9, ''), [2, 2, '']],
    ['parts of two lines', suggest(2, 6, 'X'), [1, 2, 'onXwo']],
    ['the last line', suggest(9, 13, 'end'), [3, 3, 'end']],
    ['new lines', suggest(5, 5, 'a\nb\n'), [2, 2, 'a\nb\ntwo']],
    ['what does not fit', suggest(0, 99, ''), null],
  ])('has whole lines for %s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});
