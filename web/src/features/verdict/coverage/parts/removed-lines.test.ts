import { expect, it } from 'vitest';
import { removedRows } from './removed-lines';

it('has a row for each removed line whose text is stored, and one for each range of others', () => {
  const removed = [
    { after: 0, from: 1, to: 4 },
    { after: 7, from: 11, to: 13 },
  ];
  const texts = new Map([
    [2, 'two'],
    [12, ''],
  ]);
  expect([...removedRows(removed, texts)]).toEqual([
    [
      0,
      [
        { n: 1, to: 1, text: null },
        { n: 2, to: 2, text: 'two' },
        { n: 3, to: 4, text: null },
      ],
    ],
    [
      7,
      [
        { n: 11, to: 11, text: null },
        { n: 12, to: 12, text: '' },
        { n: 13, to: 13, text: null },
      ],
    ],
  ]);
});
