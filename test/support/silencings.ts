import type { Family } from '../../src/domain/findings/directive.js';

/** A change that silences a tool: a line that is added to a source, and what names it. */
export interface Silencing {
  readonly path: string;
  /** Lines of the source before the change. */
  readonly before: readonly string[];
  /** Number of lines before the added ones. */
  readonly at: number;
  readonly added: readonly string[];
  readonly named: {
    readonly family: Family;
    readonly directive: string;
    readonly rules?: readonly string[];
    readonly reason?: string;
  };
}

const JS = ['function run(code) {', '  return eval(code);', '}', "it('runs', () => run('1'));"];
const PY = ['import os', '', 'def run(code):', '    return eval(code)', '', 'def test_run():', '    assert run("1")'];
const JAVA = ['class Cart {', '  Object run(String code) {', '    return eval(code);', '  }', '}'];
const GO = [
  'package cart',
  '',
  'func Run(code string) error {',
  '\treturn eval(code)',
  '}',
  '',
  'func TestRun(t *testing.T) {',
  '\tRun("1")',
  '}',
];
const CS = ['class Cart {', '  object Run(string code) {', '    return Eval(code);', '  }', '}'];
const PHP = ['<?php', 'function run($code) {', '  return eval($code);', '}'];
const RB = ['def run(code)', '  eval(code)', 'end', '', "it 'runs' do", "  run('1')", 'end'];
const CPP = ['int run(const char* code) {', '  return system(code);', '}'];

type Named = Silencing['named'];
const of =
  (path: string, before: readonly string[]) =>
  (at: number, added: string | readonly string[], named: Named, other = path): Silencing => ({
    ...{ path: other, before, at, named },
    added: typeof added === 'string' ? [added] : added,
  });

const js = of('src/run.js', JS);
const py = of('src/run.py', PY);
const java = of('src/main/java/Cart.java', JAVA);
const go = of('cart.go', GO);
const cs = of('src/Cart.cs', CS);
const php = of('src/run.php', PHP);
const rb = of('lib/run.rb', RB);
const cpp = of('src/run.cpp', CPP);

/** Forty ways to silence a tool, five in each of eight languages. */
export const SILENCINGS: readonly Silencing[] = [
  js(0, '/* eslint-disable */', { family: 'lint', directive: 'eslint-disable' }),
  js(1, '  // eslint-disable-next-line no-eval -- trusted input', {
    ...{ family: 'lint', directive: 'eslint-disable-next-line', rules: ['no-eval'], reason: 'trusted input' },
  }),
  js(1, '  // @ts-ignore', { family: 'types', directive: '@ts-ignore' }, 'src/run.ts'),
  js(0, '/* istanbul ignore next */', { family: 'coverage', directive: 'istanbul ignore next' }),
  js(4, "it.only('adds', () => run('2'));", { family: 'tests', directive: 'it.only' }, 'test/run.test.tsx'),
  py(3, '    x = eval(code)  # noqa: S307 checked above', {
    ...{ family: 'lint', directive: 'noqa', rules: ['S307'], reason: 'checked above' },
  }),
  py(0, '# pylint: disable=eval-used', { family: 'lint', directive: 'pylint: disable', rules: ['eval-used'] }),
  py(3, '    y = code + 1  # type: ignore[operator]', {
    family: 'types',
    directive: 'type: ignore',
    rules: ['operator'],
  }),
  py(3, '    os.system(code)  # nosec B605', { family: 'security', directive: 'nosec', rules: ['B605'] }),
  py(
    5,
    '@pytest.mark.skip(reason="slow")',
    { family: 'tests', directive: 'pytest.mark.skip', reason: 'slow' },
    'tests/test_run.py',
  ),
  java(1, '  @SuppressWarnings("unchecked")', { family: 'lint', directive: '@SuppressWarnings', rules: ['unchecked'] }),
  java(2, '    log(code); // NOSONAR', { family: 'security', directive: 'NOSONAR' }),
  java(1, '  // CHECKSTYLE:OFF', { family: 'lint', directive: 'CHECKSTYLE:OFF' }),
  java(1, '  @SuppressFBWarnings(value = "SQL_INJECTION", justification = "bound")', {
    ...{ family: 'security', directive: '@SuppressFBWarnings', rules: ['SQL_INJECTION'], reason: 'bound' },
  }),
  java(
    1,
    '  @Disabled("flaky")',
    { family: 'tests', directive: '@Disabled', reason: 'flaky' },
    'src/test/java/CartTest.java',
  ),
  go(3, '\tlog(code) //nolint:errcheck // never fails', {
    ...{ family: 'lint', directive: 'nolint', rules: ['errcheck'], reason: 'never fails' },
  }),
  go(2, '//lint:ignore SA1000 kept for callers', {
    ...{ family: 'lint', directive: 'lint:ignore', rules: ['SA1000'], reason: 'kept for callers' },
  }),
  go(3, '\texec(code) // #nosec G204 -- fixed command', {
    ...{ family: 'security', directive: 'nosec', rules: ['G204'], reason: 'fixed command' },
  }),
  go(3, '\tquery(code) // nosemgrep: go.lang.sql', {
    family: 'security',
    directive: 'nosemgrep',
    rules: ['go.lang.sql'],
  }),
  go(7, '\tt.Skip("later")', { family: 'tests', directive: 't.Skip', reason: 'later' }, 'cart_test.go'),
  cs(0, '#pragma warning disable CS0168', { family: 'lint', directive: '#pragma warning disable', rules: ['CS0168'] }),
  cs(1, '  [SuppressMessage("Design", "CA1031:DoNotCatch", Justification = "logged")]', {
    ...{ family: 'lint', directive: 'SuppressMessage', rules: ['CA1031'], reason: 'logged' },
  }),
  cs(1, '  [ExcludeFromCodeCoverage]', { family: 'coverage', directive: 'ExcludeFromCodeCoverage' }),
  cs(1, '  [Ignore("broken")]', { family: 'tests', directive: '[Ignore]', reason: 'broken' }, 'tests/CartTests.cs'),
  cs(2, '    Log(code); // NOSONAR reviewed', { family: 'security', directive: 'NOSONAR', reason: 'reviewed' }),
  php(2, '  // phpcs:ignore Squiz.PHP.Eval -- needed', {
    ...{ family: 'lint', directive: 'phpcs:ignore', rules: ['Squiz.PHP.Eval'], reason: 'needed' },
  }),
  php(2, '  // @phpstan-ignore-next-line', { family: 'lint', directive: 'phpstan-ignore-next-line' }),
  php(1, '/** @psalm-suppress MixedArgument */', {
    family: 'lint',
    directive: 'psalm-suppress',
    rules: ['MixedArgument'],
  }),
  php(1, '// @codeCoverageIgnoreStart', { family: 'coverage', directive: '@codeCoverageIgnoreStart' }),
  php(2, '  secret(); // gitleaks:allow', { family: 'security', directive: 'gitleaks:allow' }),
  rb(0, '# rubocop:disable Security/Eval -- trusted', {
    ...{ family: 'lint', directive: 'rubocop:disable', rules: ['Security/Eval'], reason: 'trusted' },
  }),
  rb(0, '# :nocov:', { family: 'coverage', directive: ':nocov:' }),
  rb(4, "xit 'adds' do", { family: 'tests', directive: 'xit' }, 'spec/run_spec.rb'),
  rb(5, "  pending 'later'", { family: 'tests', directive: 'pending', reason: 'later' }, 'spec/add_spec.rb'),
  rb(1, '  log(code) # nosemgrep', { family: 'security', directive: 'nosemgrep' }),
  cpp(1, '  log(code); // NOLINT(cert-env33-c)', { family: 'lint', directive: 'NOLINT', rules: ['cert-env33-c'] }),
  cpp(1, '  // cppcheck-suppress nullPointer', {
    family: 'lint',
    directive: 'cppcheck-suppress',
    rules: ['nullPointer'],
  }),
  cpp(0, '#pragma GCC diagnostic ignored "-Wall"', {
    ...{ family: 'lint', directive: '#pragma GCC diagnostic ignored', rules: ['-Wall'] },
  }),
  cpp(1, '  log(code); // LCOV_EXCL_LINE', { family: 'coverage', directive: 'LCOV_EXCL_LINE' }),
  cpp(1, '  // NOLINTNEXTLINE', { family: 'lint', directive: 'NOLINTNEXTLINE' }),
];

/** The source behind the change. */
export const sourceOf = ({ before, at, added }: Silencing): string =>
  [...before.slice(0, at), ...added, ...before.slice(at), ''].join('\n');
