import { type CodeLines, countClone } from './counted-clones.js';

/** A source of which `.` is a line of code and `-` is none. */
const aSource = (marks: string): CodeLines => ({
  lines: [...marks].map((_, at) => `line ${at + 1}`),
  isCode: [...marks].map((mark) => mark === '.'),
});
const aClone = (first: [number, number], second: [number, number]) => ({
  lines: first[1] - first[0] + 1,
  fragment: 'as reported',
  tokens: 70,
  firstFile: { name: 'a', start: first[0], end: first[1], startLoc: {} },
  secondFile: { name: 'b', start: second[0], end: second[1] },
});
const count = (clone: ReturnType<typeof aClone>, sources: Record<string, CodeLines>) =>
  countClone(clone, (name) => sources[name] ?? null, 5);

describe('a clone', () => {
  it('of code stays as it is, also of files that cannot be read', () => {
    const clone = aClone([1, 5], [3, 8]);
    expect(count(clone, { a: aSource('.....'), b: aSource('--.-....') })).toBe(clone);
    expect(count(clone, {})).toBe(clone);
  });

  it('loses imports and comments at its beginning and end', () => {
    const clone = count(aClone([1, 9], [1, 8]), { a: aSource('--.....--'), b: aSource('-..-...-') });
    expect(clone).toMatchObject({
      lines: 5,
      tokens: 70,
      fragment: 'line 3\nline 4\nline 5\nline 6\nline 7',
      firstFile: { name: 'a', start: 3, end: 7 },
      secondFile: { name: 'b', start: 2, end: 7 },
    });
  });

  it.each([
    ['--------', '........'],
    ['........', '---.--..'],
    ['....----', '....----'],
  ])('of too few lines of code does not count: %s and %s', (a, b) => {
    expect(count(aClone([1, 8], [1, 8]), { a: aSource(a), b: aSource(b) })).toBeNull();
  });
});
