import fc from 'fast-check';
import { SuffixIndex } from './suffix-index.js';

const aPath = fc.array(fc.constantFrom('a', 'b', 'a-b', 'a.b', 'ab', '\x01'), { minLength: 1, maxLength: 5 });

describe('SuffixIndex', () => {
  it('finds the paths that share most names at the end', () => {
    fc.assert(
      fc.property(fc.array(aPath, { maxLength: 30 }), aPath, (listed, wanted) => {
        const paths = [...new Set(listed.map((path) => path.join('/')))];
        const shared = (path: string): number => {
          const names = path.split('/').reverse();
          const wantedNames = wanted.toReversed();
          const differs = names.findIndex((name, i) => name !== wantedNames[i]);
          return differs < 0 ? names.length : differs;
        };
        const length = Math.max(0, ...paths.map(shared));
        const best = length === 0 ? [] : paths.filter((path) => shared(path) === length).sort();
        expect(new SuffixIndex(paths).longestMatch(wanted)).toEqual({ length, count: best.length, paths: best });
      }),
    );
  });

  it('knows the paths it holds', () => {
    const index = new SuffixIndex(['a/b', 'c']);
    expect(['a/b', 'c', 'b', 'a'].map((path) => index.has(path))).toEqual([true, true, false, false]);
  });

  it('only counts where very many paths end alike', () => {
    const index = new SuffixIndex(Array.from({ length: 5000 }, (_, i) => `p${i}/index.ts`));
    expect(index.longestMatch(['x', 'index.ts'])).toEqual({ length: 1, count: 5000, paths: [] });
  });
});
