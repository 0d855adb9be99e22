import { matchCounted } from './counted-files.js';

describe('files in which duplication counts', () => {
  it.each<[string[], string[]]>([
    [[], ['src/a.ts', 'lib/b.ts']],
    [['src'], ['lib/b.ts']],
    [['lib/**'], ['src/a.ts']],
    [['!**'], ['src/a.ts', 'lib/b.ts', 'test/c.ts', 'src/d.spec.ts']],
    [
      ['!test', 'lib'],
      ['src/a.ts', 'test/c.ts'],
    ],
    [
      ['!test', 'test/c.ts'],
      ['src/a.ts', 'lib/b.ts'],
    ],
  ])('by %j are %j', (globs, counted) => {
    const files = ['src/a.ts', 'lib/b.ts', 'test/c.ts', 'src/d.spec.ts'];
    expect(files.filter(matchCounted(globs))).toEqual(counted);
  });
});
