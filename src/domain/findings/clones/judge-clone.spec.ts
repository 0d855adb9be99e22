import fc from 'fast-check';
import type { LineRange } from '../../changes/changed-lines.js';
import type { ClonePlace } from './clone.js';
import { countNewDuplication, findAddedCopies, isNewClone } from './judge-clone.js';

const place = (filePath: string, startLine: number, endLine: number): ClonePlace => ({ filePath, startLine, endLine });
const added = (...files: [path: string, ...ranges: LineRange[]][]) =>
  new Map(files.map(([path, ...ranges]) => [path, ranges]));
const PAIR = [place('a', 1, 20), place('b', 11, 30)];

describe('copies that a change added', () => {
  it.each<[string, ClonePlace[], ReturnType<typeof added>, string[]]>([
    ['the one in a new file', PAIR, added(['b', [1, 40]]), ['b']],
    ['both, the one of more added lines first', PAIR, added(['a', [1, 6]], ['b', [11, 30]]), ['b', 'a']],
    ['none of untouched files', PAIR, added(['c', [1, 40]]), []],
    ['none around which lines are added', PAIR, added(['a', [21, 40]], ['b', [1, 10]]), []],
    ['none of few added lines', PAIR, added(['a', [3, 6]]), []],
    ['one of as many added lines as the least block has', PAIR, added(['a', [3, 5], [9, 10]]), ['a']],
    ['a short one of which half is added', [place('a', 1, 4), place('b', 1, 4)], added(['a', [3, 9]]), ['a']],
    ['none of a short one of which less is added', [place('a', 1, 4), place('b', 1, 4)], added(['a', [4, 9]]), []],
  ])('%s', (_, places, lines, files) => {
    expect(findAddedCopies(places, lines).map(({ filePath }) => filePath)).toEqual(files);
  });

  it.each([
    [null, true],
    [1, true],
    [2, false],
    [3, false],
  ])('of a text that had %j copies: new is %j', (knownCopies, isNew) => {
    expect(isNewClone({ places: PAIR, knownCopies }, added(['b', [11, 30]]))).toBe(isNew);
    expect(isNewClone({ places: PAIR, knownCopies }, added(['c', [11, 30]]))).toBe(false);
  });
});

describe('duplication among added lines', () => {
  it('counts each added line once', () => {
    const places = [place('a', 1, 20), place('a', 11, 30), place('b', 1, 20)];
    const lines = added(['a', [5, 14], [29, 40]], ['b', [20, 22]], ['c', [1, 5]]);
    expect(countNewDuplication(places, lines)).toEqual({ duplicated: 13, added: 30 });
    expect(countNewDuplication([], added())).toEqual({ duplicated: 0, added: 0 });
  });

  it('is what counting line by line gives', () => {
    const aRange = fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.nat(9))
      .map(([from, more]): LineRange => [from, from + more]);
    const someLines = fc
      .uniqueArray(fc.integer({ min: 1, max: 40 }))
      .map((lines) => lines.map((line): LineRange => [line, line]));
    fc.assert(
      fc.property(fc.array(aRange), someLines, (copies, lines) => {
        const places = copies.map(([from, to]) => place('a', from, to));
        const inCopies = lines.filter(([line]) => copies.some(([from, to]) => from <= line && line <= to)).length;
        expect(countNewDuplication(places, added(['a', ...lines]))).toEqual({
          duplicated: inCopies,
          added: lines.length,
        });
      }),
    );
  });
});
