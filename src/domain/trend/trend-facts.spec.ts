import { FactSums, folderOf, MAX_KEYS, OTHER } from './trend-facts.js';

describe('the folder of a path', () => {
  it.each([
    ['src/api/a.ts', 'src/api'],
    ['src/api/v1/a.ts', 'src/api'],
    ['src/a.ts', 'src'],
    ['a.ts', '(root)'],
    ['', '(root)'],
  ])('of %j is %s', (path, folder) => {
    expect(folderOf(path)).toBe(folder);
  });
});

describe('sums of facts', () => {
  it('add numbers up by key', () => {
    const sums = new FactSums();
    sums.add('a', [1, 0, 0, 0, 2]);
    sums.add('a', [0, 0, 0, 0, 1, 10, 4]);
    sums.add('b', [0, 1]);
    expect(sums.finish()).toEqual({ a: [1, 0, 0, 0, 3, 10, 4], b: [0, 1, 0, 0, 0, 0, 0] });
  });

  it.each([
    [MAX_KEYS - 1, MAX_KEYS - 1],
    [MAX_KEYS, MAX_KEYS],
    [MAX_KEYS + 2, MAX_KEYS + 1],
  ])('of %i keys are %i', (keys, kept) => {
    const sums = new FactSums();
    for (let at = 0; at < keys; at += 1) sums.add(`key-${at}`, [at + 1]);
    const finished = sums.finish();
    expect(Object.keys(finished)).toHaveLength(kept);
    // the fewest are joined
    expect(finished[OTHER]).toEqual(keys > MAX_KEYS ? [3, 0, 0, 0, 0, 0, 0] : undefined);
  });
});
