import fc from 'fast-check';
import { RecentChanges } from './recent-changes.js';

describe('RecentChanges', () => {
  it('knows which tags have changed since a mark', () => {
    const changes = new RecentChanges(10);
    changes.record('a');
    const mark = changes.mark();
    expect(changes.haveChanged(['a', 'b'], mark)).toBe(false);
    changes.record('b');
    expect([changes.haveChanged(['a'], mark), changes.haveChanged(['a', 'b'], mark)]).toEqual([false, true]);
    expect(changes.haveChanged(['b'], changes.mark())).toBe(false);
  });

  it('takes everything for changed in a gap', () => {
    const changes = new RecentChanges(10);
    const mark = changes.mark();
    changes.recordGap();
    expect([changes.haveChanged([], mark), changes.haveChanged(['a'], changes.mark())]).toEqual([true, false]);
  });

  it('takes everything for changed since before what it has forgotten', () => {
    const changes = new RecentChanges(2);
    const mark = changes.mark();
    changes.record('a');
    const later = changes.mark();
    changes.record('b');
    expect(changes.haveChanged(['x'], mark)).toBe(false);
    changes.record('c');
    expect([changes.haveChanged(['x'], mark), changes.haveChanged(['x'], later)]).toEqual([true, false]);
    // One tag again and again takes the room of one.
    for (let again = 0; again < 5; again += 1) changes.record('c');
    expect(changes.haveChanged(['x'], later)).toBe(false);
  });

  it('never overlooks a change, whatever its capacity', () => {
    const aTag = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.oneof(aTag, fc.constant('gap')), { maxLength: 20 }),
        fc.nat(20),
        fc.array(aTag, { maxLength: 3 }),
        (capacity, events, at, tags) => {
          const changes = new RecentChanges(capacity);
          const record = (event: string) => (event === 'gap' ? changes.recordGap() : changes.record(event));
          events.slice(0, at).forEach(record);
          const mark = changes.mark();
          const later = events.slice(at);
          later.forEach(record);
          const hasChanged = later.some((event) => event === 'gap' || tags.includes(event));
          if (hasChanged) expect(changes.haveChanged(tags, mark)).toBe(true);
          else if (new Set(later).size <= capacity - 1) expect(changes.haveChanged(tags, mark)).toBe(false);
        },
      ),
    );
  });
});
