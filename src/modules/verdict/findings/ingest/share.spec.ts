import fc from 'fast-check';
import { claim, isFirst, sharesOf, WHOLE } from './share.js';

describe('shares', () => {
  it('together are all results, each once, whoever is how fast', () => {
    fc.assert(
      fc.property(fc.nat(9_000), fc.integer({ min: 2, max: 5 }), fc.array(fc.nat(4)), (count, of, speeds) => {
        const shares = sharesOf(of).map((share) => claim(share, count)[Symbol.iterator]());
        const claimed = [...speeds.map((at) => shares[at % of]!), ...shares.flatMap((share) => Array(12).fill(share))]
          .map((share: Iterator<readonly [number, number]>) => share.next())
          .flatMap(({ done, value }) => (done === true ? [] : [value]));
        const inOrder = claimed.sort(([one], [other]) => one - other);
        expect(inOrder.flatMap(([from, to]) => Array.from({ length: to - from }, (_, at) => from + at))).toEqual([
          ...Array(count).keys(),
        ]);
      }),
    );
  });

  it('of which one is first', () => {
    expect(sharesOf(3).map(isFirst)).toEqual([true, false, false]);
  });

  it('that are one are everything', () => {
    expect(sharesOf(1)).toEqual([WHOLE]);
    expect([...claim(WHOLE, 7_000)]).toEqual([[0, 7_000]]);
  });
});
