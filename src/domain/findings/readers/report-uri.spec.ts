import { pathOfUri } from './report-uri.js';

describe('pathOfUri', () => {
  it.each([
    ['src/a.ts', 'src/a.ts'],
    ['src/a%20b.ts', 'src/a b.ts'],
    ['src/%E2%82%AC.cs', 'src/€.cs'],
    ['src/%E9.cs', 'src/%E9.cs'],
    ['src/100%.cs', 'src/100%.cs'],
    ['src/C#/a.cs', 'src/C#/a.cs'],
    ['src/[id]?.ts', 'src/[id]?.ts'],
    ['file:///w/a.c', '/w/a.c'],
    ['FILE:///w/a.c', '/w/a.c'],
    ['file:/w/a.c', '/w/a.c'],
    ['file:src/a.c', 'src/a.c'],
    ['file://localhost/w/a.c', '/w/a.c'],
    ['file://host/share/a.c', '//host/share/a.c'],
    ['file:///C:/w/a.c', '/C:/w/a.c'],
    ['file:///c%3A/w/a.c', '/c:/w/a.c'],
    ['file://C:/w/a.c', '/C:/w/a.c'],
    ['C:/w/a.c', 'C:/w/a.c'],
    ['C:\\w\\100%20.c', 'C:\\w\\100%20.c'],
    ['https://host/repo/a.c', '//host/repo/a.c'],
    ['archive:/w/a.c', '/w/a.c'],
    ['library/alpine:3.1', 'library/alpine:3.1'],
    ['pkg:npm/left-pad@1.0.0', 'pkg:npm/left-pad@1.0.0'],
  ])('%j names %j', (uri, path) => {
    expect(pathOfUri(uri)).toBe(path);
  });
});
