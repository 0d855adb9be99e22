import { FeatureTable } from '../features/feature-table.js';
import { MAX_CANDIDATES, pairBucket, type Pairing } from './pair-bucket.js';
import { Comparison } from './state/comparison.js';

/** Findings of one file that agree in everything but the line. */
function onLines(lines: readonly number[]): FeatureTable {
  const table = FeatureTable.withRows(lines.length);
  lines.forEach((line, row) => {
    table.setInt(row, 'startLine', line);
    table.setHash(row, 'path', [1, 1]);
  });
  return table;
}

const rows = (table: FeatureTable): Int32Array => Int32Array.from({ length: table.count }, (_, row) => row);
const range = (count: number, line: (at: number) => number) =>
  onLines(Array.from({ length: count }, (_, at) => line(at)));

/** Lines `[before, now]` of the pairs that a bucket of these findings makes. */
function pairsOf(before: FeatureTable, now: FeatureTable, within?: number): [number, number][] {
  const comparison = new Comparison(before, now);
  const mayPair: Pairing['mayPair'] = within === undefined ? null : (b, c) => comparison.distance(b, c) <= within;
  pairBucket({ comparison, matchedBy: 'unchanged', mayPair }, rows(before), rows(now));
  return Array.from(comparison.current.partner).flatMap((partner, row): [number, number][] =>
    partner < 0
      ? []
      : [[comparison.baseline.table.int(partner, 'startLine'), comparison.current.table.int(row, 'startLine')]],
  );
}

describe('pairBucket', () => {
  it('pairs in order where all find a partner', () => {
    expect(pairsOf(onLines([1, 5]), onLines([3, 90]))).toEqual([
      [1, 3],
      [5, 90],
    ]);
  });

  it('pairs the nearest where not all do', () => {
    expect(pairsOf(onLines([10, 20]), onLines([1, 11, 21]))).toEqual([
      [10, 11],
      [20, 21],
    ]);
  });

  it('prefers what is more alike to what is nearer', () => {
    const [before, now] = [onLines([10]), onLines([11, 30])];
    before.setHash(0, 'before8', [7, 7]);
    now.setHash(1, 'before8', [7, 7]);
    expect(pairsOf(before, now)).toEqual([[10, 30]]);
  });

  it('prefers the annotation of the same declaration to the nearer one of another', () => {
    const [before, now] = [onLines([10, 20]), onLines([9, 11, 21])];
    const declare = (table: FeatureTable, row: number, name: number): void => {
      table.setHash(row, 'declaration', [name, name]);
      table.addTrait(row, 'isDeclaration');
      table.addTrait(row, 'knowsDeclaration');
      table.addTrait(row, 'hasText');
    };
    [1, 2].forEach((name, row) => declare(before, row, name));
    [3, 2, 1].forEach((name, row) => declare(now, row, name));
    expect(pairsOf(before, now)).toEqual([
      [20, 11],
      [10, 21],
    ]);
  });

  it('prefers the original in its place to a copy with more of its surroundings, where all else is equal', () => {
    const [before, now] = [onLines([10]), onLines([10, 30])];
    now.setHash(0, 'surroundings', [0xffffffff, 0xffff]);
    expect(pairsOf(before, now)).toEqual([[10, 10]]);
    now.setHash(0, 'after', [7, 7]);
    expect(pairsOf(before, now)).toEqual([[10, 30]]);
  });

  it('holds to its condition', () => {
    expect(pairsOf(onLines([10, 20]), onLines([12, 24]), 2)).toEqual([[10, 12]]);
  });

  describe('of more pairs than are compared one by one', () => {
    const count = Math.ceil(Math.sqrt(MAX_CANDIDATES)) + 1;

    it('pairs all that there are, in order', () => {
      const pairs = pairsOf(
        range(count, (at) => at + 1),
        range(count + 5, (at) => at + 1),
      );
      expect(pairs).toHaveLength(count);
      expect(pairs.every(([before, now]) => before <= now)).toBe(true);
    });

    it('passes over what is far when something is nearer', () => {
      const now = onLines([1, 2, 3, ...Array.from({ length: count }, (_, at) => 1000 + at)]);
      const pairs = pairsOf(
        range(count, (at) => 1000 + at),
        now,
      );
      expect(pairs.every(([before, after]) => before === after)).toBe(true);
      expect(pairs).toHaveLength(count);
    });

    it('prefers the original in its place to a copy with more of its surroundings, where all else is equal', () => {
      const [before, now] = [onLines([10]), onLines([10, 30])];
      now.setHash(0, 'surroundings', [0xffffffff, 0xffff]);
      expect(pairsOf(before, now)).toEqual([[10, 10]]);
      now.setHash(0, 'after', [7, 7]);
      expect(pairsOf(before, now)).toEqual([[10, 30]]);
    });

    it('holds to its condition', () => {
      expect(
        pairsOf(
          range(count, (at) => at + 1),
          range(count, (at) => at + 5000),
          3,
        ),
      ).toEqual([]);
      expect(
        pairsOf(
          range(count, (at) => 10 * at + 1),
          range(count, (at) => 10 * at + 3),
          3,
        ),
      ).toHaveLength(count);
    });

    it('prefers what is most alike', () => {
      const [before, now] = [range(count, (at) => at + 1), range(count + 1, (at) => at + 1)];
      before.setHash(0, 'scope', [9, 9]);
      now.setHash(count, 'scope', [9, 9]);
      for (const [table, row] of [
        [before, 0],
        [now, count],
      ] as const)
        table.addTrait(row, 'isInNamedScope');
      expect(pairsOf(before, now)).toContainEqual([1, count + 1]);
    });
  });
});
