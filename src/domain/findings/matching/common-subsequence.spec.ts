import fc from 'fast-check';
import { propertyRuns } from '../../../../test/support/programme.js';
import { commonSubsequence } from './common-subsequence.js';

const common = (a: readonly unknown[], b: readonly unknown[]) =>
  commonSubsequence(a.length, b.length, (x, y) => a[x] === b[y]);

/** The length of a longest common subsequence, by the textbook's table. */
function lengthByTable(a: readonly unknown[], b: readonly unknown[]): number {
  let above = new Array<number>(b.length + 1).fill(0);
  for (const value of a) {
    const row = [0];
    b.forEach((other, at) => row.push(value === other ? above[at]! + 1 : Math.max(above[at + 1]!, row[at]!)));
    above = row;
  }
  return above[b.length]!;
}

describe('commonSubsequence', () => {
  it('is common, ascending and as long as any', () => {
    const sequence = fc.array(fc.nat(4), { maxLength: 25 });
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        const pairs = common(a, b)!;
        expect(pairs).toHaveLength(lengthByTable(a, b));
        pairs.forEach(([x, y], at) => {
          expect(a[x]).toBe(b[y]);
          if (at > 0) expect(x > pairs[at - 1]![0] && y > pairs[at - 1]![1]).toBe(true);
        });
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  it('gives up on sequences that have next to nothing in common', () => {
    expect(
      common(
        Array.from({ length: 3000 }, (_, at) => at),
        Array.from({ length: 3000 }, (_, at) => -at - 1),
      ),
    ).toBeNull();
  });

  it('is quick where little changed', () => {
    const a = Array.from({ length: 200_000 }, (_, at) => at);
    expect(common(a, a.toSpliced(1000, 3))).toHaveLength(a.length - 3);
  });
});
