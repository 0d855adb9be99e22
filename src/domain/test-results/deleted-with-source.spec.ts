import { type FileKind } from '../changes/changed-lines.js';
import { wentWithSource } from './deleted-with-source.js';

const deleted = (path: string, kind: FileKind | null = null) => ({ path, kind });
const test = (file: string | null, className: string | null = null) => ({ file, suite: null, className });

describe('wentWithSource', () => {
  it.each([
    ['a source of its name', ['lib/foo.js', 'test/foo.test.js'], test('test/foo.test.js'), true],
    ['a source of its name in Go', ['a/foo.go', 'b/foo_test.go'], test('b/foo_test.go'), true],
    ['a source of its name in Python', ['src/foo.py', 'tests/test_foo.py'], test(null, 'tests.test_foo'), true],
    [
      'a source of its name in Java',
      ['src/main/java/a/Foo.java', 'src/test/java/a/FooTest.java'],
      test(null, 'a.FooTest'),
      true,
    ],
    ['a source of its folder', ['lib/bar.js', 'lib/foo.test.js'], test('lib/foo.test.js'), true],
    ['another test alone', ['lib/bar.test.js', 'lib/foo.test.js'], test('lib/foo.test.js'), false],
    ['a source of another name and folder', ['lib/bar.js', 'test/foo.test.js'], test('test/foo.test.js'), false],
    ['a source, while its own file stays', ['lib/foo.js'], test('test/foo.test.js'), false],
  ])('%s', (_, paths, gone, expected) => {
    expect(wentWithSource(paths.map((path) => deleted(path)))(gone)).toBe(expected);
  });

  it.each([
    ['another file of the tests', deleted('lib/helper.js', 'test'), false],
    ['a file that is no code', deleted('lib/helper.json', 'other'), false],
    ['a source in another language', deleted('lib/foo.ts', 'source'), true],
    ['a file of unknown kind that is no code', deleted('lib/README.md'), false],
    ['a helper of unknown kind in a folder of tests', deleted('test/foo.js'), false],
  ])('beside %s', (_, other, expected) => {
    const files = [other, deleted('lib/foo.test.js', 'test')];
    expect(wentWithSource(files)(test('lib/foo.test.js'))).toBe(expected);
  });
});
