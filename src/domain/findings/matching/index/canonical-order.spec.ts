import fc from 'fast-check';
import { FeatureTable, ROW_WORDS } from '../../features/feature-table.js';
import { canonicalOrder } from './canonical-order.js';

const table = fc
  .array(fc.array(fc.nat(2), { minLength: ROW_WORDS, maxLength: ROW_WORDS }), { maxLength: 30 })
  .map((rows) => new FeatureTable(Uint32Array.from(rows.flat())));

describe('canonicalOrder', () => {
  it('is the same table whatever the order of its rows', () => {
    fc.assert(
      fc.property(table, (given) => {
        const reversed = given.select(Array.from({ length: given.count }, (_, row) => given.count - 1 - row));
        expect(reversed.select(canonicalOrder(reversed)).words).toEqual(given.select(canonicalOrder(given)).words);
      }),
    );
  });

  it('holds every row once', () => {
    fc.assert(
      fc.property(table, (given) =>
        expect(Array.from(canonicalOrder(given)).sort((a, b) => a - b)).toEqual(
          Array.from({ length: given.count }, (_, row) => row),
        ),
      ),
    );
  });

  it('orders by path, then line, then column', () => {
    const given = FeatureTable.withRows(4);
    [
      [2, 1, 1],
      [1, 9, 1],
      [1, 3, 7],
      [1, 3, 2],
    ].forEach(([path, line, column], row) => {
      given.setHash(row, 'path', [path!, 0]);
      given.setInt(row, 'startLine', line!);
      given.setInt(row, 'startColumn', column!);
    });
    expect(Array.from(canonicalOrder(given))).toEqual([3, 2, 1, 0]);
  });
});
