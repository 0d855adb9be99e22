import fc from 'fast-check';
import type { Hunk } from '../../changes/changed-lines.js';
import { LineMap, REMOVED, SAME_LINES } from './line-map.js';

describe('LineMap', () => {
  it.each<[what: string, hunks: Hunk[], lines: number[], expected: number[]]>([
    ['lines put in', [[2, 0, 3, 2]], [1, 2, 3], [1, 2, 5]],
    ['lines put before the first', [[0, 0, 1, 3]], [1, 2], [4, 5]],
    ['lines taken out', [[2, 2, 1, 0]], [1, 2, 3, 4], [1, REMOVED, REMOVED, 2]],
    ['lines replaced by more', [[2, 1, 2, 3]], [1, 2, 3], [1, REMOVED, 5]],
    ['several hunks', [[1, 1, 0, 0], [4, 0, 4, 1], [6, 1, 6, 1]], [1, 2, 4, 5, 6, 7], [REMOVED, 1, 3, 5, REMOVED, 7]], // prettier-ignore
  ])('follows %s', (_, hunks, lines, expected) => {
    const map = new LineMap(hunks);
    expect(lines.map((line) => map.newLineOf(line))).toEqual(expected);
  });

  it('knows which hunk holds a line of either side', () => {
    const map = new LineMap([
      [2, 2, 2, 1],
      [7, 0, 7, 1],
    ]);
    expect([1, 2, 3, 4, 7, 8].map((line) => map.hunkOfOld(line))).toEqual([-1, 0, 0, -1, -1, -1]);
    expect([1, 2, 3, 6, 7, 8].map((line) => map.hunkOfNew(line))).toEqual([-1, 0, -1, -1, 1, -1]);
  });

  it('knows which line took the place of another where a hunk replaces as many lines as it removes', () => {
    const map = new LineMap([
      [2, 2, 3, 2],
      [7, 1, 8, 3],
    ]);
    expect([1, 2, 3, 4, 7].map((line) => map.editedLineOf(line))).toEqual([REMOVED, 3, 4, REMOVED, REMOVED]);
  });

  it('keeps every line of a file without hunks', () => {
    expect([1, 9].map((line) => SAME_LINES.newLineOf(line))).toEqual([1, 9]);
  });

  it('agrees with a walk over both versions, whatever was edited', () => {
    const edits = fc.array(fc.record({ kept: fc.integer({ min: 1, max: 4 }), removed: fc.nat(3), added: fc.nat(3) }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(edits, (list) => {
        const hunks: Hunk[] = [];
        const expected = new Map<number, number>();
        let [old, now] = [0, 0];
        for (const { kept, removed, added } of list) {
          for (let line = 0; line < kept; line += 1) expected.set(++old, ++now);
          if (removed + added === 0) continue;
          hunks.push([removed === 0 ? old : old + 1, removed, added === 0 ? now : now + 1, added]);
          for (let line = 0; line < removed; line += 1) expected.set(++old, REMOVED);
          now += added;
        }
        expected.set(old + 1, now + 1);
        const map = new LineMap(hunks);
        for (const [line, newLine] of expected) expect(map.newLineOf(line)).toBe(newLine);
      }),
    );
  });
});
