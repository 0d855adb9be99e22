import fc from 'fast-check';
import { FeatureTable } from '../../features/feature-table.js';
import { forEachBucket } from './buckets.js';

const values = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 40 });

function tableOf(given: readonly (readonly [number, number])[]) {
  const table = FeatureTable.withRows(given.length);
  given.forEach(([message, column], row) => {
    table.setHash(row, 'message', [message, 7]);
    table.setInt(row, 'startColumn', column);
  });
  return { table, rows: Int32Array.from(given.keys()) };
}

describe('forEachBucket', () => {
  it('visits each value that both sides have once, with all of its rows in order', () => {
    fc.assert(
      fc.property(values, values, (before, now) => {
        const visited: string[] = [];
        forEachBucket(tableOf(before), tableOf(now), ['message', 'startColumn'], (b, c) => {
          const value = String(before[b[0]!]);
          expect(Array.from(b)).toEqual([...before.keys()].filter((row) => String(before[row]) === value));
          expect(Array.from(c)).toEqual([...now.keys()].filter((row) => String(now[row]) === value));
          visited.push(value);
        });
        const shared = new Set(before.map(String).filter((value) => now.map(String).includes(value)));
        expect([...visited].sort()).toEqual([...shared].sort());
      }),
    );
  });

  it('puts all rows into one bucket when no field is given', () => {
    const sizes: number[] = [];
    forEachBucket(
      tableOf([
        [1, 1],
        [2, 2],
      ]),
      tableOf([[3, 3]]),
      [],
      (b, c) => sizes.push(b.length, c.length),
    );
    expect(sizes).toEqual([2, 1]);
  });
});
