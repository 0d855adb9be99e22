import fc from 'fast-check';
import { processorMs } from '../../../../test/support/processor-time.js';
import type { ClonePlace } from './clone.js';
import { groupCopies, type ReportedCopies } from './group-copies.js';

const place = (filePath: string, startLine: number, endLine: number): ClonePlace => ({ filePath, startLine, endLine });
const pair = (one: ClonePlace, other: ClonePlace, text: string | null = null): ReportedCopies => ({
  places: [one, other],
  text,
});
const written = ({ filePath, startLine, endLine }: ClonePlace) => `${filePath}:${startLine}-${endLine}`;
const setsOf = (reported: readonly ReportedCopies[]) => groupCopies(reported).map(({ places }) => places.map(written));

describe('copies of one text', () => {
  it.each<[string, ReportedCopies[], string[][]]>([
    [
      'are one set where one copy is paired with each other',
      [pair(place('a', 1, 30), place('b', 5, 34)), pair(place('a', 1, 30), place('c', 9, 38))],
      [['a:1-30', 'b:5-34', 'c:9-38']],
    ],
    [
      'are one set where each is paired with the next',
      [
        pair(place('a', 1, 30), place('b', 5, 34)),
        pair(place('b', 5, 34), place('c', 9, 38)),
        pair(place('c', 10, 38), place('d', 1, 29)),
      ],
      [['a:1-30', 'b:5-34', 'c:9-38', 'd:1-29']],
    ],
    [
      'are one set where their text is the same but for white space',
      [
        pair(place('a', 1, 30), place('b', 5, 34), 'x = 1;\n  y'),
        pair(place('c', 1, 30), place('d', 5, 34), 'x = 1;\ny'),
      ],
      [['a:1-30', 'b:5-34', 'c:1-30', 'd:5-34']],
    ],
    [
      'are two where they share less than two thirds of a copy',
      [pair(place('a', 1, 30), place('b', 5, 34)), pair(place('a', 1, 12), place('c', 9, 20))],
      [
        ['a:1-30', 'b:5-34'],
        ['a:1-12', 'c:9-20'],
      ],
    ],
    [
      'hold what lies within two of them',
      [pair(place('a', 1, 30), place('b', 5, 34)), pair(place('a', 20, 26), place('b', 24, 30))],
      [['a:1-30', 'b:5-34']],
    ],
    [
      'hold what lies within two of them for the longest of them',
      [
        pair(place('a', 1, 60), place('b', 1, 60)),
        pair(place('a', 40, 100), place('b', 40, 100)),
        pair(place('a', 41, 55), place('b', 41, 55)),
      ],
      [
        ['a:1-60', 'b:1-60'],
        ['a:40-100', 'b:40-100'],
      ],
    ],
    ['may reach into each other', [pair(place('a', 1, 20), place('a', 6, 25))], [['a:1-20', 'a:6-25']]],
    ['are none where the report names no lines', [{ places: [], text: null }], [[]]],
    [
      'have nothing in common with those of an empty text',
      [pair(place('a', 1, 9), place('b', 1, 9), ' '), pair(place('c', 1, 9), place('d', 1, 9), '')],
      [
        ['a:1-9', 'b:1-9'],
        ['c:1-9', 'd:1-9'],
      ],
    ],
  ])('%s', (_, reported, sets) => {
    expect(setsOf(reported)).toEqual(sets);
  });

  it('are the same in any order of the pairs', () => {
    const aPlace = fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 4, max: 25 }))
      .map(([file, start, length]) => place(file, start, start + length));
    const aPair = fc
      .tuple(aPlace, aPlace, fc.option(fc.constantFrom('x', 'y', 'z')))
      .map(([one, other, text]) => pair(one, other, text));
    const reordered = fc
      .array(aPair, { maxLength: 12 })
      .chain((pairs) => fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length })));
    fc.assert(
      fc.property(reordered, ([pairs, shuffled]) => {
        expect(
          setsOf(shuffled)
            .map((set) => set.join())
            .sort(),
        ).toEqual(
          setsOf(pairs)
            .map((set) => set.join())
            .sort(),
        );
      }),
    );
  });

  it('hold each reported pair once, and at least two places', () => {
    const aStart = fc.integer({ min: 1, max: 90 });
    const pairs = fc.array(
      fc.tuple(aStart, aStart).map(([one, other]) => pair(place('a', one, one + 9), place('b', other, other + 9))),
    );
    fc.assert(
      fc.property(pairs, (reported) => {
        const sets = groupCopies(reported);
        expect(sets.flatMap(({ members }) => members).sort((one, other) => one - other)).toEqual(
          reported.map((_, at) => at),
        );
        for (const { places } of sets) expect(places.length).toBeGreaterThan(1);
      }),
    );
  });

  it('are found in seconds among 10,000 that overlap', () => {
    const reported = Array.from({ length: 10_000 }, (_, at) =>
      pair(place('a', 1 + (at % 2500), 500 + at), place('b', 1 + at, 600 + at)),
    );
    expect(processorMs(() => groupCopies(reported))).toBeLessThan(8_000);
  });
});
