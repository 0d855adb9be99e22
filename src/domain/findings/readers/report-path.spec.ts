import fc from 'fast-check';
import { isBelowRoot, normalizeReportPath } from './report-path.js';

describe('normalizeReportPath', () => {
  it.each([
    ['src/a.ts', 'src/a.ts'],
    ['./src//a.ts', 'src/a.ts'],
    ['src/./x/../a.ts', 'src/a.ts'],
    ['src\\lib\\a.cs', 'src/lib/a.cs'],
    ['/home/me/a.ts', 'home/me/a.ts'],
    ['C:\\work\\a.cs', 'work/a.cs'],
    ['/C:/work/a.cs', 'work/a.cs'],
    ['\\\\host\\share\\a.cs', 'host/share/a.cs'],
    ['\\\\?\\C:\\work\\a.cs', 'work/a.cs'],
    ['  src/a.ts ', 'src/a.ts'],
    ['src/C#/a b%20.cs', 'src/C#/a b%20.cs'],
    ['src/', 'src'],
    ['', null],
    ['.', null],
    ['./', null],
    ['/', null],
    ['C:\\', null],
  ])('%j becomes %j', (written, path) => {
    expect(normalizeReportPath(written)).toEqual({ ok: true, path });
  });

  it.each([
    ['/w/repo/src/a.ts', ['/w/repo'], 'src/a.ts'],
    ['/w/repo/src/a.ts', ['/w/repo/'], 'src/a.ts'],
    ['/w/repo/src/a.ts', ['/other', '/w'], 'repo/src/a.ts'],
    ['/w/repo/src/a.ts', ['/w/repo', '/w'], 'src/a.ts'],
    ['/w/repository/a.ts', ['/w/repo'], 'w/repository/a.ts'],
    ['/W/Repo/a.ts', ['/w/repo'], 'W/Repo/a.ts'],
    ['C:\\W\\Repo\\a.ts', ['c:/w/repo'], 'a.ts'],
    ['C:\\W\\a.ts', ['/w'], 'W/a.ts'],
    ['//host/share/a.ts', ['//host/share'], 'a.ts'],
    ['/w/repo', ['/w/repo'], null],
    ['w/repo/a.ts', ['/w/repo'], 'w/repo/a.ts'],
    ['/w/repo/../lib/a.ts', ['/w/repo'], 'w/lib/a.ts'],
  ])('%j below %j becomes %j', (written, roots, path) => {
    expect(normalizeReportPath(written, roots)).toEqual({ ok: true, path });
  });

  it.each([
    ['../a.ts', 'climbs'],
    ['src/../../a.ts', 'climbs'],
    ['/../a.ts', 'climbs'],
    ['C:\\..\\a.ts', 'climbs'],
    ['src/\0.ts', 'NUL'],
    ['src/\ud800.ts', 'invalid character'],
    ['a'.repeat(1001), 'longer'],
  ])('%j is refused', (written, reason) => {
    expect(normalizeReportPath(written)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  it('takes exactly 1,000 characters', () => {
    expect(normalizeReportPath('a'.repeat(1000))).toMatchObject({ ok: true });
  });

  it('gives back what it made, and never more than a plain relative path', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', 'C:', '\\', '/', 'a', 'b c', '%2e', '\0'), fc.string());
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.constantFrom('/a', 'C:/a', '/'), { maxLength: 2 }), (parts, roots) => {
        const once = normalizeReportPath(parts.join('/'), roots);
        if (!once.ok || once.path === null) return;
        const segments = once.path.split('/');
        expect(segments).not.toContain('..');
        expect(segments).not.toContain('.');
        expect(segments).not.toContain('');
        expect(once.path).not.toMatch(/[\\\0]/);
      }),
    );
  });
});

describe('isBelowRoot', () => {
  it.each([
    ['/w/a', ['/w'], true],
    ['/v/a', ['/w'], false],
    ['w/a', ['/w'], false],
    ['/w/../v/a', ['/w'], false],
  ])('%j below %j: %j', (path, roots, expected) => {
    expect(isBelowRoot(path, roots)).toBe(expected);
  });
});
