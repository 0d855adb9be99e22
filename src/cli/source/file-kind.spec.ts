import { kindOfPath } from './file-kind.js';

describe('kindOfPath', () => {
  it.each<[kind: ReturnType<typeof kindOfPath>, paths: string[]]>([
    [
      'source',
      ['src/cart.ts', 'lib/cart.py', 'cmd/main.go', 'src/main/java/Cart.java', 'scripts/release.sh', 'latest.js'],
    ],
    ['source', ['src/contest.py', 'src/manifest.ts', 'src/docs/render.ts', 'src/Latest.java', 'app/Inspector.cs']],
    ['test', ['test/cart.js', 'src/__tests__/cart.ts', 'src/cart.spec.ts', 'src/cart.test.tsx', 'pkg/cart_test.go']],
    ['test', ['tests/test_cart.py', 'test_cart.py', 'conftest.py', 'spec/cart_spec.rb', 'src/test/java/Cart.java']],
    ['test', ['app/CartTest.java', 'app/CartTests.cs', 'app/CartIT.java', 'e2e/login.ts', 'src/cart.cy.ts']],
    [
      'generated',
      ['dist/index.js', 'vendor/x/y.go', 'a.min.js', 'api/cart.pb.go', 'api/cart_pb2.py', 'Form.Designer.cs'],
    ],
    [
      'generated',
      ['src/__generated__/types.ts', 'lib/cart.g.dart', 'src/schema.generated.ts', 'zz_generated.deepcopy.go'],
    ],
    ['declaration', ['src/types.d.ts', 'index.d.mts', 'cart.pyi', 'include/cart.h', 'cart.hpp']],
    [
      'other',
      ['README.md', 'package.json', 'eslint.config.mjs', '.eslintrc.js', '.github/x.js', 'docs/conf.py', 'setup.py'],
    ],
    [
      'other',
      [
        'playground/main.ts',
        'packages/nuxt/playground/app.vue',
        'lib/demo/a.js',
        'libs/x/samples/a.py',
        'a/example/b.go',
      ],
    ],
    ['test', ['test/fixtures/app.js', 'packages/a/fixture/b.ts', 'examples/cart.test.ts', 'demo/tests/a.js']],
    [
      'source',
      [
        'src/main/java/com/acme/demo/A.java',
        'src/main/resources/demo/a.js',
        'com/example/Cart.kt',
        'src/main/kotlin/test/A.kt',
      ],
    ],
    ['other', ['examples/src/main/java/com/acme/A.java', 'samples/Cart.kt']],
    ['source', ['src/democracy.ts', 'src/sampler/a.ts']],
    [
      'other',
      ['style.css', 'index.html', 'examples/a.js', 'packages/core/bench/a.ts', 'gulpfile.js', 'Cart.stories.tsx'],
    ],
  ])('is %s for %j', (kind, paths) => {
    expect(paths.map((path) => [path, kindOfPath(path)])).toEqual(paths.map((path) => [path, kind]));
  });
});
