import fc from 'fast-check';
import { MOST_TEXT, toData, toDataLines, toDataText } from './untrusted-text.js';

const UNSEEN = [
  ...[0x00, 0x09, 0x0a, 0x0d, 0x1f, 0x7f, 0x85, 0x9f, 0x61c, 0x200b, 0x200f],
  ...[0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2065, 0x2066, 0x2069, 0x206f, 0xfeff],
  ...[0xad, 0x180e, 0x3164, 0xfe00, 0xfe0f, 0xd800, 0xdfff, 0xe0000, 0xe0041, 0xe007f, 0xe01ef],
];
const SEEN = [
  ...[0x20, 0x7e, 0xa0, 0xac, 0xae, 0x61b, 0x61d, 0x200a, 0x2010, 0x2027, 0x202f, 0x205f, 0x2070],
  ...[0x3163, 0x3165, 0xfdff, 0xfe10, 0xfefe, 0x1f600, 0xe1000],
];

describe('toDataText', () => {
  it.each(UNSEEN)('replaces U+%i', (point) => {
    expect(toDataText(`a${String.fromCodePoint(point)}b`)).toBe('a\uFFFDb');
  });

  it.each(SEEN)('leaves U+%i', (point) => {
    expect(toDataText(String.fromCodePoint(point))).toBe(String.fromCodePoint(point));
  });

  it.each([MOST_TEXT - 1, MOST_TEXT])('leaves a text of %i characters whole', (length) => {
    expect(toDataText('x'.repeat(length))).toHaveLength(length);
  });

  it('cuts a longer one, between characters', () => {
    expect(toDataText('x'.repeat(MOST_TEXT + 1))).toBe(`${'x'.repeat(MOST_TEXT - 1)}…`);
    expect(toDataText(`${'x'.repeat(MOST_TEXT - 2)}😀😀`)).toBe(`${'x'.repeat(MOST_TEXT - 2)}…`);
  });
});

describe('toDataLines', () => {
  it.each([0, 1, 58, 59])('has a line for each of %i rows', (count) => {
    expect(
      toDataLines(
        'head',
        Array.from({ length: count }, () => ({})),
      ).split('\n'),
    ).toHaveLength(count + 1);
  });

  it.each([60, 500])('says how many of %i rows are left out', (count) => {
    const lines = toDataLines(
      'head',
      Array.from({ length: count }, (_, at) => ({ at })),
    ).split('\n');
    expect(lines).toHaveLength(60);
    expect(lines.at(-1)).toBe(`${count - 58} more are not shown here.`);
  });

  it('quotes texts of reports', () => {
    expect(toDataLines('head', [{ message: '"\n- x' }])).toBe(String.raw`head
- {"message":"\"�- x"}`);
  });
});

describe('toData', () => {
  it('keeps help longer and cursors whole', () => {
    const long = 'y'.repeat(5_000);
    const { help, next_cursor, message } = toData({ help: long, next_cursor: long, message: long }) as Record<
      string,
      string
    >;
    expect([help!.length, next_cursor!.length, message!.length]).toEqual([4_000, 5_000, MOST_TEXT]);
  });

  it('leaves the same when it is repeated, and all but texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.double(), (text, number) => {
        const once = toData({ message: text, list: [text, number, true, null] });
        expect(toData(once)).toEqual(once);
        expect(once).toMatchObject({ list: [expect.any(String), number, true, null] });
      }),
    );
  });
});
