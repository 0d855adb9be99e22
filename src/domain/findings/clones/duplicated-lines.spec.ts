import { compareDuplication, duplicatedLines } from './duplicated-lines.js';

const clone = (...places: [string, number, number][]) => ({ clone: { signature: null, places } });

it('counts each line of a file once, whatever copies it is in', () => {
  const found = duplicatedLines([clone(['a', 1, 10], ['b', 5, 14]), clone(['a', 8, 12], ['a', 30, 30]), {}]);
  expect([...found]).toEqual([
    ['a', 13],
    ['b', 10],
  ]);
});

it('lists files whose numbers differ', () => {
  const [before, after] = [
    new Map(Object.entries({ a: 1, b: 2, c: 3 })),
    new Map(Object.entries({ b: 2, c: 4, d: 5 })),
  ];
  expect(compareDuplication(before, after)).toEqual([
    { filePath: 'a', from: 1, to: 0 },
    { filePath: 'c', from: 3, to: 4 },
    { filePath: 'd', from: 0, to: 5 },
  ]);
});
