import { SILENCINGS, sourceOf } from '../../../test/support/silencings.js';
import { Lexer } from './lexemes.js';
import { mayHaveDirectives, readDirectives } from './read-directives.js';

const lexer = new Lexer((message) => {
  throw new Error(message);
});
const read = async (path: string, text: string) => readDirectives(path, text, await lexer.read(path, text));

describe('each of the forty silencings', () => {
  it.each(SILENCINGS.map((each) => [each.added.join('\n'), each.path, each] as const))(
    '%s in %s',
    async (_, path, each) => {
      const text = sourceOf(each);
      const { rules = [], reason = null, ...named } = each.named;
      expect(mayHaveDirectives(text)).toBe(true);
      expect(await read(path, text)).toMatchObject([{ ...named, rules, reason, line: each.at + 1 }]);
    },
  );
});

/** A source of one language with a directive on its second line, by family. */
const NAMED: readonly (readonly [family: string, path: string, directive: string, text: string])[] = [
  ['lint', 'a.js', 'eslint-disable-line', 'a(); // eslint-disable-line'],
  ['lint', 'a.js', 'eslint', '/* eslint no-eval: 0 */'],
  ['lint', 'a.ts', 'biome-ignore', '// biome-ignore lint/a/b: why'],
  ['lint', 'a.ts', 'oxlint-disable-next-line', '// oxlint-disable-next-line'],
  ['lint', 'a.ts', 'oxlint-disable', '/* oxlint-disable */'],
  ['lint', 'a.scss', 'stylelint-disable-line', 'a { b: c } /* stylelint-disable-line */'],
  ['lint', 'a.py', 'ruff: noqa', '# ruff: noqa'],
  ['lint', 'a.py', 'pylint: skip-file', '# pylint: skip-file'],
  ['lint', 'a.php', 'phpstan-ignore', '<?php // @phpstan-ignore argument.type (why)'],
  ['lint', 'a.php', 'phpcs:disable', '<?php // phpcs:disable'],
  ['lint', 'A.java', 'noinspection', '//noinspection unchecked'],
  ['lint', 'a.kt', '@Suppress', '@Suppress("a") val b = 1'],
  ['lint', 'a.rs', '#[expect]', '#[expect(unused)] fn b() {}'],
  ['lint', 'a.swift', 'swiftlint:disable', '// swiftlint:disable force_cast'],
  ['lint', 'a.sh', 'shellcheck disable', '# shellcheck disable=SC2034'],
  ['lint', 'Dockerfile', 'hadolint ignore', '# hadolint ignore=DL3006'],
  ['lint', 'a.c', 'NOLINTBEGIN', '// NOLINTBEGIN'],
  ['types', 'a.ts', '@ts-expect-error', '// @ts-expect-error'],
  ['types', 'a.tsx', '@ts-ignore', 'const b = <a>{/* @ts-ignore */}</a>;'],
  ['types', 'a.ts', '@ts-nocheck', '// @ts-nocheck'],
  ['types', 'a.py', 'pyright: ignore', 'a = 1  # pyright: ignore[b]'],
  ['types', 'a.py', 'mypy: ignore-errors', '# mypy: ignore-errors'],
  ['security', 'a.py', 'nosec', 'a()  # nosec'],
  ['security', 'a.js', 'nosemgrep', 'a(); // nosemgrep'],
  ['security', 'a.tf', 'checkov:skip', '# checkov:skip=CKV_1:why'],
  ['security', 'Dockerfile', 'trivy:ignore', '# trivy:ignore:DS002'],
  ['security', 'a.yaml', 'gitleaks:allow', 'a: b # gitleaks:allow'],
  ['coverage', 'a.js', 'c8 ignore next', '/* c8 ignore next */'],
  ['coverage', 'a.js', 'v8 ignore next', '/* v8 ignore next 3 */'],
  ['coverage', 'a.js', 'node:coverage disable', '/* node:coverage disable */'],
  ['coverage', 'a.py', 'pragma: no cover', 'a()  # pragma: no cover'],
  ['coverage', 'a.cpp', 'LCOV_EXCL_START', '// LCOV_EXCL_START'],
  ['coverage', 'a.cpp', 'GCOVR_EXCL_LINE', 'a(); // GCOVR_EXCL_LINE'],
  ['coverage', 'a.php', '@codeCoverageIgnore', '<?php /** @codeCoverageIgnore */'],
  ['tests', 'tests/conftest.py', 'collect_ignore', 'collect_ignore = ["test_a.py"]'],
  ['tests', 'a.test.ts', 'describe.skip', "describe.skip('b', () => {});"],
  ['tests', 'a.test.ts', 'xdescribe', "xdescribe('b', () => {});"],
  ['tests', 'a.test.ts', 'fit', "fit('b', () => {});"],
  ['tests', 'a.test.ts', 'fdescribe', "fdescribe('b', () => {});"],
  ['tests', 'a.test.ts', 'it.todo', "it.todo('b');"],
  ['tests', 'ATest.java', '@Ignore', '@Ignore class B {}'],
  ['tests', 'test_a.py', 'unittest.skip', '@unittest.skip("b")'],
  ['tests', 'a_spec.rb', 'skip', "skip 'later'"],
  ['lint', 'a.sol', 'solhint-disable-next-line', '// solhint-disable-next-line no-inline-assembly'],
  ['lint', 'a.dart', 'ignore', 'a(); // ignore: avoid_print'],
  ['lint', 'a.dart', 'ignore_for_file', '// ignore_for_file: type=lint'],
  ['lint', 'a.ex', 'credo:disable-for-next-line', '# credo:disable-for-next-line Credo.Check.Warning'],
  ['lint', 'a.scala', '@nowarn', '@annotation.nowarn("cat=unused") val a = 1'],
  ['lint', 'a.scala', 'scalafix:off', '// scalafix:off DisableSyntax.var'],
  ['lint', 'a.pl', 'no critic', 'eval $a; ## no critic (ProhibitStringyEval)'],
  ['lint', 'a.r', 'nolint start', '# nolint start: line_length_linter.'],
  ['lint', 'a.lua', 'selene: allow', '-- selene: allow(unused_variable)'],
  ['lint', 'a.lua', 'diagnostic disable-next-line', '---@diagnostic disable-next-line: undefined-global'],
  ['lint', 'a.hs', 'OPTIONS_GHC', '{-# OPTIONS_GHC -Wno-unused-imports #-}'],
  ['lint', 'a.hs', 'HLINT ignore', '{- HLINT ignore "Use map" -}'],
  ['lint', 'a.clj', ':clj-kondo/ignore', '#_:clj-kondo/ignore (a)'],
  ['lint', 'a.erl', 'compile', '-compile(nowarn_unused_function).'],
  ['lint', 'a.php', '@SuppressWarnings', '<?php /** @SuppressWarnings(PHPMD.A) */'],
  ['lint', 'a.php', 'phan-suppress-next-line', '<?php // @phan-suppress-next-line PhanA'],
  ['lint', 'a.ps1', 'SuppressMessage', '[Diagnostics.CodeAnalysis.SuppressMessageAttribute("A", "b")]'],
  ['lint', 'a.tf', 'tflint-ignore', '# tflint-ignore: terraform_naming_convention'],
  ['lint', 'a.proto', 'buf:lint:ignore', '// buf:lint:ignore ENUM_VALUE_PREFIX'],
  ['types', 'a.py', 'ty: ignore', 'a = 1  # ty: ignore[b]'],
  ['types', 'a.py', 'pyre-ignore', 'a = 1  # pyre-ignore[16]'],
  ['types', 'a.py', 'mypy: disable-error-code', '# mypy: disable-error-code="misc"'],
  ['types', 'a.ex', '@dialyzer', '@dialyzer {:nowarn_function, a: 1}'],
  ['security', '.github/workflows/a.yml', 'zizmor: ignore', 'a: b # zizmor: ignore[artipacked]'],
  ['security', 'a.ex', 'sobelow_skip', '# sobelow_skip ["Traversal"]'],
  ['coverage', 'a.ex', 'coveralls-ignore-start', '# coveralls-ignore-start'],
  ['coverage', 'a.scala', '$COVERAGE-OFF$', '// $COVERAGE-OFF$'],
  ['coverage', 'a.r', 'nocov', 'a() # nocov'],
  ['coverage', 'a.ts', 'Stryker disable next-line', '// Stryker disable next-line all: no test'],
  ['coverage', 'a.php', 'CodeCoverageIgnore', '<?php #[CodeCoverageIgnore] function a() {}'],
  ['tests', 'a.test.ts', 'test.skipIf', "test.skipIf(true)('b', () => {});"],
  ['tests', 'a.test.ts', 'test.fails', "test.fails('b', () => {});"],
  ['tests', 'a.test.ts', 'skip', "test('b', { skip: true }, () => {});"],
  ['tests', 'a.test.ts', 'this.skip', "it('b', function () { this.skip(); });"],
  ['tests', 'test_a.py', 'pytest.skip', 'def test_a(): pytest.skip("later")'],
  ['tests', 'test_a.py', '__test__ = False', '  __test__ = False'],
  ['tests', 'ATest.java', '@Test(enabled = false)', '@Test(enabled = false) void b() {}'],
  ['tests', 'CartSpec.kt', 'config(enabled = false)', '"b".config(enabled = false) { }'],
  ['tests', 'CartSpec.scala', 'ignore', 'test("b".ignore) { }'],
  ['tests', 'CartSpec.groovy', '@PendingFeature', '@PendingFeature def b() {}'],
  ['tests', 'ATests.cs', '[Explicit]', '[Explicit] public void B() {}'],
  ['tests', 'a_test.dart', 'skip', "test('b', () {}, skip: 'later');"],
  ['tests', 'a_test.exs', '@tag :skip', '@tag :skip'],
  ['tests', 'a_test.cc', 'DISABLED_', 'TEST(A, DISABLED_B) {}'],
  ['tests', 'a_test.cc', 'GTEST_SKIP', 'TEST(A, B) { GTEST_SKIP(); }'],
  ['tests', 'ATests.swift', '.disabled', '@Test(.disabled("later")) func b() {}'],
  ['tests', 'CartTest.php', 'skip', "<?php it('b', fn () => 1)->skip('later');"],
  ['tests', 'tests/a.rs', '#[cfg(any())]', '#[cfg(any())] fn a() {}'],
  ['lint', 'a.py', 'noqa', 'a()  # NOQA'],
  ['lint', 'a.py', 'ruff: ignore', 'a()  # ruff: ignore[S602]'],
  ['lint', 'a.py', 'ruff: disable', '# ruff: disable[S602]'],
  ['lint', 'a.py', 'pydocstyle: noqa', '# pydocstyle: noqa'],
  ['lint', 'a.py', 'pylint: disable-msg', 'a()  # pylint:disable-msg=W1510'],
  ['lint', 'a.py', 'pylint: disable-all', '# pylint: disable-all'],
  ['lint', 'a.py', 'skipcq', 'a()  # skipcq: BAN-B602'],
  ['lint', 'A.java', '@SuppressWarnings', '@java.lang.SuppressWarnings("all") class A {}'],
  ['lint', 'A.java', 'NOPMD', 'int sum = 0; //NOPMD - counted below'],
  ['lint', 'A.java', 'CPD-OFF', '// CPD-OFF'],
  ['lint', 'A.java', 'CSOFF', '// CSOFF: MagicNumber'],
  ['lint', 'A.java', 'SUPPRESS CHECKSTYLE', 'int a = 3; // SUPPRESS CHECKSTYLE MagicNumber'],
  ['lint', 'A.java', 'CHECKSTYLE.SUPPRESS', '// CHECKSTYLE.SUPPRESS: MagicNumber'],
  ['types', 'a.py', '@no_type_check', '@typing.no_type_check\ndef a(): pass'],
  ['types', 'a.py', 'pyright: basic', '# pyright: basic'],
  ['types', 'a.py', 'pyright: reportMissingImports', '# pyright: reportMissingImports=false'],
  ['types', 'a.py', 'mypy: disallow-untyped-defs', '# mypy: disallow-untyped-defs=False'],
  ['security', 'a.py', 'codeql', '# codeql[py/command-line-injection]'],
  ['security', 'A.java', '@SuppressFBWarnings', '@edu.umd.cs.findbugs.annotations.SuppressFBWarnings("A") class A {}'],
  ['coverage', 'a.py', 'pragma: no cover', 'a()  # PRAGMA: NO COVER'],
  ['coverage', 'A.java', '@Generated', '@lombok.Generated\nclass A {}'],
  ['coverage', 'A.java', '@ExcludeFromJacocoGeneratedReport', '@ExcludeFromJacocoGeneratedReport\nvoid a() {}'],
  ['tests', 'ATest.java', '@Disabled', '@org.junit.jupiter.api.Disabled @Test void a() {}'],
  ['tests', 'ATest.java', '@EnabledIf', '@EnabledIf("false") @Test void a() {}'],
  ['tests', 'ATest.java', 'assumeTrue', '@Test void a() { assumeTrue(false); }'],
  ['tests', 'ATest.java', 'Assumptions.abort', '@Test void a() { Assumptions.abort("later"); }'],
  ['tests', 'test_a.py', 'pytest.mark.skip', 'later = pytest.mark.skip'],
  ['tests', 'test_a.py', 'pytest.mark.skipif', '@pytest.mark.skipif(1 == 1, reason="later")\ndef test_a(): pass'],
  ['tests', 'test_a.py', 'pytest.mark.skipif', 'pytestmark = [pytest.mark.skipif("True")]'],
  ['tests', 'test_a.py', 'pytest.xfail', 'def test_a(): pytest.xfail("later")'],
  ['tests', 'test_a.py', 'raise unittest.SkipTest', 'def test_a(): raise unittest.SkipTest("later")'],
  ['tests', 'a.test.ts', 'it.skip', "it['skip']('a', () => {});"],
  ['tests', 'a.test.ts', 'it.only', 'it["only"]("a", () => {});'],
  ['tests', 'a.test.ts', 'it.skip', 'const later = it.skip;'],
  ['tests', 'a.test.ts', 'skip', "it('a', ({ skip }) => { skip(); });"],
];

describe('each directive of a tool', () => {
  it.each(NAMED)('of %s in %s: %s', async (family, path, directive, text) => {
    expect(mayHaveDirectives(text)).toBe(true);
    expect(await read(path, `\n${text}\n`)).toMatchObject([{ line: 2, family, directive }]);
  });
});

describe('a source', () => {
  it.each<[string, string, string, unknown]>([
    ['a string', 'a.js', "const a = '// eslint-disable-line';\nconst b = `\n/* eslint-disable */\n`;\n", []],
    ['a string of Python', 'a.py', 'a = """\n# noqa\n"""\nb = "# type: ignore"\n', []],
    ['a string of Go', 'a.go', 'package a\nvar a = `//nolint`\nvar b = "// #nosec"\n', []],
    ['text of JSX', 'a.tsx', 'const a = <p>it.skip(1) // eslint-disable-line</p>;\n', []],
    ['a pattern', 'a.js', 'const a = /it.skip\\(/;\n', []],
    ['a method of that name', 'a.test.js', "db.find().skip(3);\nmodel.fit(x);\nq.only('a');\n", []],
    ['a comment that speaks of one', 'a.js', '// do not use eslint-disable here\n// see @ts-ignore\n', []],
    ['the end of a range', 'a.js', '/* eslint-enable */\n// c8 ignore stop\n', []],
    ['a line comment that ESLint does not heed', 'a.js', '// eslint-disable\n', []],
    [
      'a conditional skip',
      'test_a.py',
      '@pytest.mark.skipif(sys.platform == "win32", reason="x")\ndef test_a(): pass\n',
      [],
    ],
    [
      'a skip behind a condition',
      'a_test.go',
      'package a\nfunc TestA(t *testing.T) {\n\tif x {\n\t\tt.Skip("x")\n\t}\n}\n',
      [],
    ],
    [
      'skips behind conditions of other languages',
      'a_test.rb',
      "def test_a\n  skip 'x' if jruby?\n  begin\n    b\n  rescue LoadError\n    skip 'y'\n  end\nend\n",
      [],
    ],
    [
      'conditions among the arguments of a skip',
      'a.test.ts',
      "test.skipIf(isWindows)('a', () => {});\ntest('b', { skip: isWindows }, () => {});\nit('c', function () {\n  if (d) {\n    e();\n    this.skip();\n  }\n});\nquery({ skip: true });\n",
      [],
    ],
    [
      'a word of another language',
      'a.ts',
      '// ignore: the rest\n// no critic of this\n// nocov\n// lint the ignore list\nconst config = a.config({ enabled: false });\n',
      [],
    ],
    [
      'a skip that is sure',
      'test_a.py',
      '@pytest.mark.skipif(True, reason="x")\ndef test_a(): pass\n',
      [{ directive: 'pytest.mark.skipif', reason: 'x' }],
    ],
    [
      'a test that may fail',
      'test_a.py',
      '@pytest.mark.xfail\ndef test_a(): pass\n',
      [{ directive: 'pytest.mark.xfail' }],
    ],
    [
      'a test that may fail, with a reason',
      'test_a.py',
      'class A(TestCase):\n    @unittest.expectedFailure\n    def test_a(self): pass\n\n@mark.xfail(reason="x")\ndef test_b(): pass\n',
      [{ directive: 'unittest.expectedFailure' }, { directive: 'pytest.mark.xfail', reason: 'x' }],
    ],
    [
      'a test that may fail on some systems',
      'test_a.py',
      '@pytest.mark.xfail(sys.platform == "win32", reason="x")\ndef test_a(): pass\n',
      [],
    ],
    [
      'a whole file',
      'a.py',
      '# ruff: noqa: E501\nx = 1\n',
      [{ directive: 'ruff: noqa', rules: ['E501'], reach: 'file' }],
    ],
    [
      'two on a line',
      'a.py',
      'x = 1  # type: ignore[a]  # noqa: E501\n',
      [{ rules: ['a'], reason: null }, { rules: ['E501'] }],
    ],
    [
      'a block',
      'a.js',
      'a();\n/* eslint-disable no-eval */\nb();\n/* eslint-enable no-eval */\n',
      [{ line: 2, reach: 'block', endLine: 4 }],
    ],
    [
      'rules that are off',
      'a.js',
      '/* eslint no-eval: 0, eqeqeq: "off", semi: 2 */\n',
      [{ directive: 'eslint', rules: ['no-eval', 'eqeqeq'] }],
    ],
    [
      'a doc comment',
      'a.php',
      '<?php\n/**\n * Runs.\n *\n * @codeCoverageIgnore\n */\nfunction a() {}\n',
      [{ line: 5, family: 'coverage' }],
    ],
    [
      'a type of Rust',
      'a.rs',
      '#![allow(dead_code)]\n#[expect(unused, reason = "later")]\nfn a() {}\n',
      [
        { directive: '#[allow]', reach: 'file' },
        { directive: '#[expect]', rules: ['unused'], reason: 'later' },
      ],
    ],
    [
      'a test of Rust',
      'a.rs',
      '#[test]\n#[ignore = "slow"]\nfn a() {}\n',
      [{ directive: '#[ignore]', reason: 'slow', family: 'tests' }],
    ],
    [
      'Kotlin',
      'a.kt',
      '@file:Suppress("MagicNumber")\nval a = """\n// NOSONAR\n"""\nval b = 1 // NOSONAR\n',
      [{ directive: '@file:Suppress', rules: ['MagicNumber'] }, { line: 5 }],
    ],
    [
      'Swift',
      'a.swift',
      'let a = 1 // swiftlint:disable:this force_cast\n',
      [{ directive: 'swiftlint:disable:this', rules: ['force_cast'], reach: 'line' }],
    ],
    [
      'a shell',
      'a.sh',
      '#!/bin/sh\na=1\n# shellcheck disable=SC2086\necho "# shellcheck disable=SC1" $a\n',
      [{ line: 3, rules: ['SC2086'] }],
    ],
    [
      'a Dockerfile',
      'Dockerfile',
      'FROM a\n# hadolint ignore=DL3006\nRUN b\n',
      [{ directive: 'hadolint ignore', rules: ['DL3006'] }],
    ],
    [
      'Terraform',
      'a.tf',
      '#checkov:skip=CKV_1:public on purpose\nx = 1 #trivy:ignore:AVD-1\n',
      [{ rules: ['CKV_1'], reason: 'public on purpose' }, { rules: ['AVD-1'] }],
    ],
    [
      'styles',
      'a.css',
      '/* stylelint-disable color-no-hex */\na { color: #fff }\n',
      [{ directive: 'stylelint-disable', rules: ['color-no-hex'] }],
    ],
    [
      'Vue',
      'a.vue',
      '<template><a href="https://x"/></template>\n<!-- eslint-disable vue/no-v-html -->\n<script>\n// @ts-ignore\n</script>\n',
      [{ rules: ['vue/no-v-html'] }, { directive: '@ts-ignore' }],
    ],
    [
      'a notebook',
      'a.ipynb',
      '{"cells": [{"source": [\n "x = 1  # noqa\\n",\n "y = \'# noqa\'"\n]}]}\n',
      [{ line: 2, directive: 'noqa' }],
    ],
    [
      'a skip of Mocha, and none under a condition',
      'a.test.js',
      "it('a', function (done) {\n  this.skip();\n});\nit('b', function () {\n  if (old(1)) {\n    this.skip();\n  }\n});\ntest('c', async (t) => {\n  t.skip();\n});\n",
      [{ line: 2, directive: 'this.skip' }, { line: 10 }],
    ],
    [
      'skips of XCTest, and none under a condition',
      'ATests.swift',
      'final class A: XCTestCase {\n  func testA() throws {\n    throw XCTSkip("why")\n  }\n  func testB() throws {\n    try XCTSkipIf(true, "later")\n    try XCTSkipIf(isOld)\n  }\n}\n',
      [
        { line: 3, reason: 'why' },
        { line: 6, directive: 'XCTSkipIf', reason: 'later' },
      ],
    ],
    [
      'tests that are not compiled',
      'Tests/BTests.swift',
      '#if false\nfunc testA() {}\n#endif\n#if DEBUG\n#endif\n',
      [{ line: 1, directive: '#if false', family: 'tests' }],
    ],
    [
      'a notebook of one line',
      'b.ipynb',
      JSON.stringify({ cells: [{ source: ['x = 1  # noqa: E501\n', 'y'] }, { source: 'a = "#"\nb()  # nosec\n' }] }),
      [{ rules: ['E501'] }, { directive: 'nosec' }],
    ],
    [
      'directives of PHPStan that name no rules',
      'a.php',
      '<?php\n// @phpstan-ignore-next-line the type is wrong\na();\nb(); // @phpstan-ignore-line (why)\n',
      [
        { line: 2, rules: [], reach: 'next_line', reason: 'the type is wrong' },
        { line: 4, rules: [], reach: 'line', reason: 'why' },
      ],
    ],
    [
      'tests of Ginkgo',
      'a_test.go',
      'package a\nvar _ = FDescribe("a", func() {\n  ginkgo.FIt("b", c)\n  PIt("d", e)\n  It("f", g)\n})\n',
      [{ directive: 'FDescribe', reason: null }, { directive: 'FIt' }, { directive: 'PIt' }],
    ],
    [
      'the body behind an annotation with a list',
      'A.java',
      'class A {\n  @SuppressWarnings({"a", "b"})\n  void b() {\n    c();\n  }\n}\n',
      [{ line: 2, rules: ['a', 'b'], endLine: 5 }],
    ],
    [
      'a pragma up to the restore of its warning',
      'a.cs',
      'class A {\n#pragma warning disable CS1, CS2\nint b;\n#pragma warning restore CS9\nint c;\n#pragma warning restore CS2\n}\n',
      [{ line: 2, directive: '#pragma warning disable', rules: ['CS1', 'CS2'], endLine: 6 }],
    ],
    [
      'a pragma up to the pop of its stack',
      'a.c',
      '#pragma GCC diagnostic push\n#pragma GCC  diagnostic ignored "-Wa"\n#pragma GCC diagnostic push\n#pragma GCC diagnostic pop\nint a;\n#pragma GCC diagnostic pop\nint b;\n',
      [{ line: 2, directive: '#pragma GCC diagnostic ignored', rules: ['-Wa'], endLine: 6 }],
    ],
    [
      'a pragma that nothing takes back',
      'a.cpp',
      'int a() { return 1; }\n#pragma warning(disable: 4996)\nint b() { return 1; }\n',
      [{ line: 2, directive: '#pragma warning disable', rules: ['4996'], reach: 'block', endLine: null }],
    ],
    [
      'a directive behind much white space',
      'a.js',
      `/*${' '.repeat(2_000)}eslint-disable no-eval */\n`,
      [{ directive: 'eslint-disable', rules: ['no-eval'] }],
    ],
    [
      'names as their tools spell them',
      'a.py',
      '#pylint:disable=a\nx = 1  # NOQA\ny = 1  # type:ignore\nz = 1  # pragma:no cover\n# mypy:ignore-errors\n',
      [
        { directive: 'pylint: disable' },
        { directive: 'noqa' },
        { directive: 'type: ignore' },
        { directive: 'pragma: no cover' },
        { directive: 'mypy: ignore-errors' },
      ],
    ],
    [
      'macros of C',
      'a.h',
      '#define A 11 // NOLINT(a)\n#define B _Pragma("GCC diagnostic ignored \\"-Wa\\"") \\\n  C\n#define D __pragma(warning(disable : 4996)) // not NOLINT\n#define E "// NOLINT" _Pragma("once")\n',
      [
        { line: 1, directive: 'NOLINT', rules: ['a'], reach: 'line' },
        { line: 2, directive: '#pragma GCC diagnostic ignored', rules: ['-Wa'], endLine: null },
        { line: 4, directive: '#pragma warning disable', rules: ['4996'] },
      ],
    ],
    [
      'a value of the name of an attribute',
      'ATests.cs',
      'class A {\n  [Test, NUnit.Framework.Ignore("later")]\n  void B() => C(x, D.Ignore, [e, F.Ignore]);\n}\n',
      [{ line: 2, directive: '[Ignore]', reason: 'later' }],
    ],
    [
      'attributes of F#',
      'a.fs',
      '[<Ignore("later")>]\nlet a = 1\n[<ExcludeFromCodeCoverage>]\nlet b = 1\n',
      [{ directive: '[Ignore]' }, { directive: 'ExcludeFromCodeCoverage' }],
    ],
    [
      'attributes of Rust under a condition',
      'a.rs',
      '#![cfg_attr(windows, allow(a), allow(b))]\n#[cfg_attr(not(feature = "x"), allow(c))]\nfn d() {}\n#[test]\n#[cfg_attr(test, ignore)]\nfn e() {}\n#[test]\n#[cfg_attr(miri, ignore)]\nfn f() {}\n',
      [
        { line: 1, rules: ['a'], reach: 'file' },
        { line: 1, rules: ['b'], reach: 'file' },
        { line: 2, rules: ['c'], reach: 'block', endLine: 3 },
        { line: 5, directive: '#[ignore]' },
      ],
    ],
    ['no hint', 'a.js', 'const a = 1;\n', []],
  ])('%s', async (_, path, text, expected) => {
    expect(await read(path, text)).toMatchObject(expected as object[]);
    expect(await read(path, text)).toHaveLength((expected as object[]).length);
    if ((expected as object[]).length > 0) expect(mayHaveDirectives(text)).toBe(true);
  });

  it('of a megabyte of signs is read in linear time', async () => {
    for (const sign of [' ', '[', '/', '#', '*', '(', 'a', '@', '-', 'x.', "'", '"', '\n', '{', ', '])
      await read('a.kt', `// noqa ${sign.repeat(100_000 / sign.length)}`);
  }, 20_000);

  it('is no text in a string, whatever time passes meanwhile', async () => {
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 60_000));
    const text = 'const a = `\n// eslint-disable-next-line no-eval\n`;\n';
    expect(await read('a.js', text)).toEqual([]);
    clock.mockRestore();
  });

  it('is found in a tree of many levels', async () => {
    const text = `f(); // eslint-disable-line no-eval\n${'('.repeat(200_000)}`;
    expect(await read('a.js', text)).toMatchObject([{ line: 1, rules: ['no-eval'] }]);
  }, 20_000);

  it('is found by signs in a text that exhausts the parser', async () => {
    const text = `f(); // eslint-disable-line no-eval\n${'a<b<c,'.repeat(100_000)}`;
    expect(await read('a.ts', text)).toMatchObject([{ line: 1, rules: ['no-eval'] }]);
    expect(await read('b.ts', 'const a = `\n// @ts-ignore\n`;\n')).toEqual([]);
  }, 20_000);
});
