import fc from 'fast-check';
import { type CutSections, cutSections, type Section, type SectionKey } from './cut-sections.js';

/** A section whose entries are numbers, each its own key. */
const section = (kind: string, entries: readonly number[]): Section<string> => ({
  kind,
  count: entries.length,
  keyAt: (place) => [entries[place]!],
  placeAfter: ([key]) => entries.filter((entry) => entry <= Number(key)).length,
});

describe('cutSections', () => {
  it('lists every entry once, page by page, in the order of the sections', () => {
    const ascending = fc.uniqueArray(fc.nat(20), { maxLength: 6 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(
        fc.array(ascending, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        (lists, limit) => {
          const sections = lists.map((list, index) => section(`kind-${index}`, list));
          const listed: string[] = [];
          const sizes: number[] = [];
          let after: SectionKey<string> | null = null;
          do {
            const { slices, next }: CutSections<string> = cutSections(sections, limit, after);
            const page = slices.flatMap(({ kind, from, to }) => {
              const list = lists[Number(kind.slice(5))]!;
              return list.slice(from, to).map((entry) => `${kind}: ${entry}`);
            });
            listed.push(...page);
            sizes.push(page.length);
            after = next;
          } while (after !== null);
          expect(listed).toEqual(lists.flatMap((list, index) => list.map((entry) => `kind-${index}: ${entry}`)));
          // only the last page may have room left, and only an empty list has an empty page
          expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
          expect(sizes.at(-1) === 0).toBe(listed.length === 0);
        },
      ),
    );
  });
});
