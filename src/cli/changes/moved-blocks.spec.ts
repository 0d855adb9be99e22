import fc from 'fast-check';
import { findMovedBlocks, MIN_MOVED, type Run } from './moved-blocks.js';

const LINE = 'x'.repeat(14);
const BLOCK = [`${LINE}1`, `${LINE}2`, `${LINE}3`];
const run = (lines: readonly string[], path = 'a.js', start = 1): Run => ({ path, start, lines });
const isBlock = (lines: readonly string[]): boolean =>
  lines.length >= MIN_MOVED.lines && lines.join('').length >= MIN_MOVED.characters;
const moved = (removed: readonly Run[], added: readonly Run[]) => Object.fromEntries(findMovedBlocks(removed, added));

describe('findMovedBlocks', () => {
  it('finds a block within a file and between files, and leaves out lines that were edited', () => {
    const added = [run(['new', ...BLOCK, 'edited', ...BLOCK], 'b.js', 10), run(BLOCK, 'a.js', 40)];
    expect(moved([run(BLOCK), run(BLOCK, 'old.js'), run(BLOCK, 'c.js')], added)).toEqual({
      'b.js': [[11, 13], [15, 17]], // prettier-ignore
      'a.js': [[40, 42]],
    });
  });

  it.each([
    ['two lines', BLOCK.slice(0, 2), false],
    ['three lines', BLOCK, true],
    ['three lines of 39 characters', ['x'.repeat(13), 'y'.repeat(13), 'z'.repeat(13)], false],
    ['three lines of 40 characters', ['x'.repeat(13), 'y'.repeat(13), 'z'.repeat(14)], true],
  ])('takes %s: %s', (_, lines, isMoved) => {
    expect(moved([run(lines)], [run(lines, 'b.js')])).toEqual(isMoved ? { 'b.js': [[1, lines.length]] } : {});
  });

  it.each<[string, string[], string[], [number, number][]]>([
    ['an edited line', ['head', 'was', ...BLOCK, 'was', '}'], ['head', 'is', ...BLOCK, 'is', '}'], [[1, 1], [3, 5], [7, 7]]], // prettier-ignore
    ['lines that were added', ['head', ...BLOCK, '}'], ['head', 'one', 'two', ...BLOCK, 'three', '}'], [[1, 1], [4, 6], [8, 8]]], // prettier-ignore
    ['lines that were deleted', ['head', 'one', 'two', 'three', ...BLOCK, 'four', '}'], ['head', ...BLOCK, '}'], [[1, 1], [2, 4], [5, 5]]], // prettier-ignore
    ['four edited lines', ['head', 'a', 'b', 'c', 'd', ...BLOCK], ['head', 'e', 'f', 'g', 'h', ...BLOCK], [[6, 8]]],
    ['blank lines alone', ['', 'was', ...BLOCK, 'was', ''], ['', 'is', ...BLOCK, 'is', ''], [[3, 5]]],
  ])('goes on behind and before %s', (_, removed, added, ranges) => {
    expect(moved([run(removed)], [run(added, 'b.js')])['b.js']?.toSorted(([one], [other]) => one - other)).toEqual(
      ranges,
    );
  });

  it('goes on with no line that answers for another already', () => {
    expect(moved([run(['head', 'was', ...BLOCK])], [run(['head', 'is', ...BLOCK, 'head', 'is'], 'b.js')])).toEqual({
      'b.js': [[3, 5], [1, 1]], // prettier-ignore
    });
  });

  it('lets one removed block answer for one copy', () => {
    expect(moved([run(BLOCK)], [run(BLOCK, 'b.js'), run(BLOCK, 'c.js')])).toEqual({ 'b.js': [[1, 3]] });
  });

  it('takes the longest of several blocks that begin alike', () => {
    const long = [...BLOCK, 'and more', 'of it'];
    expect(moved([run([...BLOCK, 'other']), run(long, 'old.js')], [run(long, 'b.js')])).toEqual({ 'b.js': [[1, 5]] });
  });

  it('looks for no move of blank lines', () => {
    const blank = run(Array.from({ length: 50_000 }, () => ''));
    const started = process.cpuUsage();
    expect(moved([blank], [{ ...blank, path: 'b.js' }])).toEqual({});
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5);
  });

  it('never takes more lines for moved than were removed, and those alone that were', () => {
    const lines = fc.array(fc.constantFrom(...'abcde'.split('').map((letter) => letter.repeat(15)), ''), {
      maxLength: 12,
    });
    const runs = fc.array(lines, { maxLength: 4 });
    fc.assert(
      fc.property(runs, runs, (removed, added) => {
        const found = findMovedBlocks(
          removed.map((each, index) => run(each, `old${index}`)),
          added.map((each, index) => run(each, `new${index}`)),
        );
        const left = removed.flat();
        for (const [path, ranges] of found) {
          const blocks = ranges.map(([from, to]) => added[Number(path.slice(3))]!.slice(from - 1, to));
          expect(blocks.some(isBlock)).toBe(true);
          for (const [at, [from, to]] of ranges.entries()) {
            const block = blocks[at]!;
            expect(block.length).toBe(to - from + 1);
            for (const line of block) {
              expect(left).toContain(line);
              left.splice(left.indexOf(line), 1);
            }
          }
        }
      }),
    );
  });
});
