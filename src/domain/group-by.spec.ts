import { groupBy } from './group-by.js';

describe('groupBy', () => {
  it('keeps the order of keys and of items', () => {
    const groups = groupBy(['b1', 'a1', 'b2'], ([letter]) => letter);
    expect([...groups]).toEqual([
      ['b', ['b1', 'b2']],
      ['a', ['a1']],
    ]);
  });

  it('has no group where there is no item', () => {
    expect(groupBy([], String)).toEqual(new Map());
  });
});
