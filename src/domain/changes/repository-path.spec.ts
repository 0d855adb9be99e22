import fc from 'fast-check';
import { toRepositoryPath } from './repository-path.js';

describe('toRepositoryPath', () => {
  it.each<[path: string, repositoryPath: string | null]>([
    ['src/a.ts', 'src/a.ts'],
    ['./src/a.ts', 'src/a.ts'],
    ['src//a.ts', 'src/a.ts'],
    ['src/./b/../a.ts', 'src/a.ts'],
    ['src\\win\\a.ts', 'src/win/a.ts'],
    ['a b/ü.ts', 'a b/ü.ts'],
    ['..a/b..', '..a/b..'],
    ['', null],
    ['.', null],
    ['a/..', null],
    ['..', null],
    ['../a.ts', null],
    ['src/../../a.ts', null],
    ['..\\a.ts', null],
    ['/etc/passwd', null],
    ['\\\\server\\a.ts', null],
    ['C:\\a.ts', null],
    ['c:/a.ts', null],
    ['a\0.ts', null],
    ['x'.repeat(4096), 'x'.repeat(4096)],
    ['x'.repeat(4097), null],
  ])('of %j is %j', (path, repositoryPath) => {
    expect(toRepositoryPath(path)).toBe(repositoryPath);
  });

  it('stays inside the repository and is steady, whatever the path', () => {
    const aSegment = fc.oneof(fc.constantFrom('.', '..', '', 'a', 'C:'), fc.string());
    const aPath = fc
      .tuple(fc.array(aSegment), fc.constantFrom('/', '\\'))
      .map(([segments, slash]) => segments.join(slash));
    fc.assert(
      fc.property(aPath, (path) => {
        const result = toRepositoryPath(path);
        if (result === null) return;
        expect(result.split('/').filter((segment) => ['', '.', '..'].includes(segment))).toEqual([]);
        // A drive letter below a dot, as in `./C:/a`, is a folder of that name, and no path of its own.
        if (!/^[A-Za-z]:\//.test(result)) expect(toRepositoryPath(result)).toBe(result);
      }),
    );
  });
});
