import { isTestOrExample } from './test-paths.js';

describe('isTestOrExample', () => {
  it.each([
    ...['test/a.js', 'src/tests/a.py', 'a/__tests__/b.ts', 'spec/a.rb', 'specs/a.rb', 'e2e/a.ts', 'fixtures/a.json'],
    ...['pkg/testdata/a.go', 'examples/a.go', 'example/src/main/java/A.java', 'sample/a.c', 'samples/a.c', 'demo/a.js'],
    ...[
      'demos/a.js',
      'playground/a.vue',
      'playgrounds/a.vue',
      'Tests/AppTests/A.swift',
      'src/a.test.ts',
      'src/test_a.py',
    ],
    ...['test.py', 'test.js', 'shop/tests.py'],
    ...['a_test.go', 'src/test/java/com/acme/Shop.java', 'core/ShopTest.java', 'fixture/a'],
  ])('%s is one', (path) => expect(isTestOrExample(path)).toBe(true));

  it.each([
    ...['src/a.js', 'src/main/java/com/example/Shop.java', 'src/main/resources/test/a.yml', 'src/testing/a.py'],
    ...['app/java/org/example/demo/Shop.java', 'src/com/example/Shop.kt', 'lib/contest/a.rb', 'src/example.py'],
    ...['src/main/scala/net/samples/A.scala', 'latest/a.js', 'src/demonstration/a.js'],
    ...['src/commands/test.ts', 'management/commands/test.py', 'latest.py'],
  ])('%s is none', (path) => expect(isTestOrExample(path)).toBe(false));
});
