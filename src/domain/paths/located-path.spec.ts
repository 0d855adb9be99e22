import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/programme.js';
import { climbs, isPlainPath, joinPath, locatePath, pathText } from './located-path.js';

describe('locatePath', () => {
  it.each([
    ['src/a.ts', 'src/a.ts'],
    ['./src//a.ts', 'src/a.ts'],
    ['src/./b/../a.ts', 'src/a.ts'],
    ['src\\b\\..\\a.ts', 'src/a.ts'],
    ['..\\a.ts', '../a.ts'],
    ['a/../../b', '../b'],
    ['../../b', '../../b'],
    ['/repo/src/../a.ts', '/repo/a.ts'],
    ['C:\\Repo\\A.cs', 'c:/Repo/A.cs'],
    ['d:/a', 'd:/a'],
    ['C:a.cs', 'c:/a.cs'],
    ['\\\\?\\C:\\a', 'c:/a'],
    ['\\\\?\\UNC\\host\\share\\a', '/host/share/a'],
    ['\\\\host\\share\\a', '/host/share/a'],
    ['file:///home/x/a%20b.ts', '/home/x/a b.ts'],
    ['file:///C:/x/a.ts', 'c:/x/a.ts'],
    ['file://localhost/x/a.ts', '/x/a.ts'],
    ['file:/x/a.ts', '/x/a.ts'],
    ['file:///x/100%.ts', '/x/100%.ts'],
    [' a.ts ', 'a.ts'],
    ['.hidden/..b/c...d', '.hidden/..b/c...d'],
  ])('reads %j as %j', (written, expected) => {
    expect(pathText(locatePath(written)!)).toBe(expected);
  });

  it.each(['', '.', './', '/', 'C:\\', 'a/..', '/../etc/passwd', 'C:\\..\\..\\a', 'file:///../a', 'a\0b'])(
    'refuses %j',
    (written) => {
      expect(locatePath(written)).toBeNull();
    },
  );
});

describe('isPlainPath', () => {
  it.each(['a', 'src/a.ts', '.github/..x/...', 'a b/c', 'sr\u00e9c/a.ts'])('says so of %j', (path) => {
    expect(isPlainPath(path)).toBe(true);
  });

  it('says so only of what is read as it is written', () => {
    const parts = fc.constantFrom(
      'a',
      'b.ts',
      '.',
      '..',
      '/',
      '\\\\',
      ':',
      ' ',
      '\0',
      '\n',
      'c:',
      'file:',
      '\u00a0',
      '',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 6 }), (written) => {
        const path = written.join('');
        if (isPlainPath(path)) expect(locatePath(` ${path}`)).toEqual({ root: '', segments: path.split('/') });
      }),
      { numRuns: propertyRuns(3_000) },
    );
  });
});

describe('joinPath', () => {
  it.each([
    ['/repo', 'src/a.ts', '/repo/src/a.ts'],
    ['/repo/build', '../src/a.ts', '/repo/src/a.ts'],
    ['C:\\repo', '..\\a.ts', 'c:/a.ts'],
    ['src', 'a.ts', 'src/a.ts'],
    ['src', '../../a.ts', '../a.ts'],
    ['/repo', '/other/a.ts', '/other/a.ts'],
  ])('goes from %j to %j', (base, below, expected) => {
    expect(pathText(joinPath(locatePath(base)!, locatePath(below)!)!)).toBe(expected);
  });

  it('knows what climbs', () => {
    expect(joinPath(locatePath('/repo')!, locatePath('../../a.ts')!)).toBeNull();
    expect(climbs(locatePath('../a.ts')!)).toBe(true);
    expect(climbs(locatePath('..a.ts')!)).toBe(false);
  });
});
