import fc from 'fast-check';
import { ScopeTree } from './scope-tree.js';

describe('ScopeTree', () => {
  const tree = new ScopeTree([
    { name: 'total', start: 20, end: 40 },
    { name: 'Cart', start: 10, end: 60 },
    { name: 'again', start: 20, end: 40 },
    { name: 'add', start: 40, end: 50 },
    { name: 'main', start: 70, end: 80 },
    { name: 'crossing', start: 45, end: 65 },
  ]);

  it.each([
    [9, null],
    [10, 'Cart'],
    [19, 'Cart'],
    [20, 'Cart.total'],
    [39, 'Cart.total'],
    [40, 'Cart.add'],
    [49, 'Cart.add'],
    [50, 'Cart'],
    [59, 'Cart'],
    [60, null],
    [70, 'main'],
    [80, null],
  ])('offset %d lies in %s', (offset, path) => {
    expect(tree.pathAt(offset)).toBe(path);
  });

  it('says nothing without scopes', () => {
    expect(new ScopeTree([]).pathAt(3)).toBeNull();
  });

  it('finds all bodies that hold a place, as looking at each of them does', () => {
    /** Ranges that nest: each is cut into the gaps of those before it. */
    const ranges = fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 25 }).map((pairs) =>
      pairs.reduce<{ name: string; start: number; end: number }[]>((kept, [a, b], index) => {
        const [start, end] = a < b ? [a, b] : [b, a];
        const fits = kept.every(
          (other) =>
            end <= other.start ||
            start >= other.end ||
            (start >= other.start && end < other.end) ||
            (start <= other.start && end > other.end),
        );
        return start < end && fits ? [...kept, { name: `f${index}`, start, end }] : kept;
      }, []),
    );
    fc.assert(
      fc.property(ranges, fc.nat(62), (bodies, offset) => {
        const around = bodies
          .filter(({ start, end }) => start <= offset && offset < end)
          .sort((a, b) => b.end - b.start - (a.end - a.start))
          .map(({ name }) => name);
        expect(new ScopeTree(bodies).pathAt(offset)).toBe(around.length === 0 ? null : around.join('.'));
      }),
    );
  });
});
