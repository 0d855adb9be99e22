import { readJunit } from './read-junit.js';
import { statusOf, type TestReport, type TestResult } from './test-report.js';

const read = (xml: string): TestReport => readJunit(Buffer.from(xml));
const first = (xml: string): TestResult => read(xml).tests[0]!;
const inSuite = (cases: string, attributes = 'name="suite"'): string =>
  `<testsuites><testsuite ${attributes}>${cases}</testsuite></testsuites>`;
const statuses = (report: TestReport): Record<string, string> =>
  Object.fromEntries(report.tests.map(({ name, outcome }) => [name, statusOf(outcome)]));

describe('readJunit', () => {
  describe('reads what tools write', () => {
    it('jest-junit', () => {
      const report = read(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="jest tests" tests="2" failures="1" errors="0" time="1.5">
  <testsuite name="cart" errors="0" failures="1" skipped="0" timestamp="2026-01-01T00:00:00" time="1.2" tests="2">
    <testcase classname="cart adds" name="cart adds" time="0.003" file="src/cart.test.ts"></testcase>
    <testcase classname="cart removes" name="cart removes" time="0.02" file="src/cart.test.ts">
      <failure>Error: expected 1
    at Object.&lt;anonymous&gt; (src/cart.test.ts:9:5)</failure>
    </testcase>
  </testsuite>
</testsuites>`);
      expect(report.counts).toEqual({ tests: 2, failed: 1, skipped: 0, errors: 0 });
      expect(report.tests[1]).toEqual({
        name: 'cart removes',
        className: 'cart removes',
        suite: 'cart',
        file: 'src/cart.test.ts',
        line: null,
        outcome: 2,
        durationMs: 20,
        message: 'Error: expected 1\n    at Object.<anonymous> (src/cart.test.ts:9:5)',
      });
    });

    it('pytest, whose lines count from 0', () => {
      const report =
        read(`<testsuites><testsuite name="pytest" errors="1" failures="0" skipped="1" tests="3" hostname="ci">
        <testcase classname="tests.test_cart" name="test_total[1]" file="tests/test_cart.py" line="0" time="0.001" />
        <testcase classname="tests.test_cart" name="test_db" file="tests/test_cart.py" line="11" time="0.000">
          <error message="failed on setup with &quot;OSError&quot;">def test_db(db): ...</error></testcase>
        <testcase classname="tests.test_cart" name="test_win" time="0">
          <skipped type="pytest.skip" message="not on Linux">tests/test_cart.py:20: not on Linux</skipped></testcase>
      </testsuite></testsuites>`);
      expect(report.counts).toEqual({ tests: 3, failed: 0, skipped: 1, errors: 1 });
      expect(report.tests.map(({ line }) => line)).toEqual([1, 12, null]);
      expect(report.tests.map(({ message }) => message)).toEqual([
        null,
        'failed on setup with "OSError"\ndef test_db(db): ...',
        'tests/test_cart.py:20: not on Linux',
      ]);
    });

    it('Surefire with reruns, whose text lies in a stack trace', () => {
      const report = read(`<testsuite name="com.acme.CartTest" time="1,234.5" tests="2">
        <properties><property name="java.version" value="21"/></properties>
        <testcase name="flaky" classname="com.acme.CartTest" time="1,234.567">
          <flakyFailure message="expected 1" type="AssertionError"><stackTrace><![CDATA[AssertionError: expected 1
	at CartTest.flaky]]></stackTrace><system-out><![CDATA[noise]]></system-out></flakyFailure>
        </testcase>
        <testcase name="broken" classname="com.acme.CartTest" time="0.1">
          <failure message="no" type="AssertionError"><![CDATA[AssertionError: no]]></failure>
          <rerunFailure message="no again" type="AssertionError"><stackTrace>again</stackTrace></rerunFailure>
          <system-out>log</system-out>
        </testcase></testsuite>`);
      expect(statuses(report)).toEqual({ flaky: 'flaky', broken: 'failed' });
      expect(report.counts).toEqual({ tests: 2, failed: 1, skipped: 0, errors: 0 });
      expect(report.tests.map(({ message }) => message)).toEqual([
        'AssertionError: expected 1\n\tat CartTest.flaky',
        'AssertionError: no',
      ]);
      expect(report.tests[0]!.durationMs).toBe(1_234_567);
    });

    it('PHPUnit, with absolute paths in suites within suites', () => {
      const report = read(`<testsuites><testsuite name="all"><testsuite name="CartTest" file="/app/tests/CartTest.php">
        <testcase name="testTotal" class="CartTest" classname="CartTest" file="/app/tests/CartTest.php" line="12" assertions="1" time="0.004"/>
        <testsuite name="CartTest::testPrice"><testcase name="testPrice with data set #0" assertions="0" time="0.1"><skipped/></testcase></testsuite>
      </testsuite></testsuite></testsuites>`);
      expect(report.tests.map(({ file, line, suite, className }) => [file, line, suite, className])).toEqual([
        ['app/tests/CartTest.php', 12, 'CartTest', 'CartTest'],
        ['app/tests/CartTest.php', null, 'CartTest::testPrice', null],
      ]);
      expect(report.counts).toEqual({ tests: 2, failed: 0, skipped: 1, errors: 0 });
    });

    it('go-junit-report', () => {
      const report =
        read(`<testsuites tests="2" failures="1"><testsuite name="example.org/cart" tests="2" failures="1" id="0" time="0.02">
        <testcase name="TestTotal/empty" classname="example.org/cart" time="0.010"></testcase>
        <testcase name="TestTotal/full" classname="example.org/cart" time="0.010">
          <failure message="Failed" type=""><![CDATA[    cart_test.go:9: got 1]]></failure></testcase>
      </testsuite></testsuites>`);
      expect(report.tests[1]!.message).toBe('Failed\ncart_test.go:9: got 1');
      expect(statuses(report)).toEqual({ 'TestTotal/empty': 'passed', 'TestTotal/full': 'failed' });
    });

    it('GoogleTest, which marks a disabled test by its status', () => {
      expect(
        statuses(
          read(
            inSuite(
              '<testcase name="Runs" status="run" result="completed" time="0" classname="Cart"/>' +
                '<testcase name="DISABLED_Total" status="notrun" result="suppressed" time="0" classname="Cart"/>',
            ),
          ),
        ),
      ).toEqual({ Runs: 'passed', DISABLED_Total: 'skipped' });
    });

    it('Gradle, which lists each run of a test', () => {
      const run = (name: string, content = '') =>
        `<testcase name="${name}()" classname="CartTest">${content}</testcase>`;
      const failure = '<failure message="no">no</failure>';
      const report = read(inSuite(run('a', failure) + run('a', failure) + run('a') + run('b', failure) + run('c')));
      expect(statuses(report)).toEqual({ 'a()': 'flaky', 'b()': 'failed', 'c()': 'passed' });
    });
  });

  describe('tells tests of one name apart', () => {
    const CASES = { passed: '<testcase name="t"/>', failed: '<testcase name="t"><failure>no</failure></testcase>' };
    it.each([
      ['both pass', ['passed', 'passed'], ['passed', 'passed']],
      ['both fail', ['failed', 'failed'], ['failed', 'failed']],
      ['one fails behind a pass', ['passed', 'failed'], ['passed', 'failed']],
      ['two pass behind a failure', ['failed', 'passed', 'passed'], ['failed', 'passed', 'passed']],
      ['a rerun passes', ['failed', 'passed'], ['flaky']],
    ] as const)('%s', (_, written, expected) => {
      const report = read(inSuite(written.map((status) => CASES[status]).join('')));
      expect(report.tests.map(({ outcome }) => statusOf(outcome))).toEqual(expected);
      expect(new Set(report.tests.map(({ name }) => name)).size).toBe(expected.length);
    });

    it('leaves out numbers that the report uses itself', () => {
      const named = (name: string) => `<testcase name="${name}"/>`;
      const report = read(inSuite(named('t') + named('t') + named('t #2') + named('t')));
      expect(report.tests.map(({ name }) => name).sort()).toEqual(['t', 't #2', 't #3', 't #4']);
    });
  });

  describe('keeps texts within their limits', () => {
    const failing = (text: string) =>
      first(inSuite(`<testcase name="t"><failure>${text}</failure></testcase>`)).message!;
    it.each([
      [4096, 'x'.repeat(4096), 4096],
      [4097, 'x'.repeat(4097), 4096],
      ['4095 and a long character', `${'x'.repeat(4095)}\u{1f600}`, 4095],
      ['a huge text in pieces', '<![CDATA[x]]>y'.repeat(9000), 4096],
    ])('a text of %s bytes', (_, text, bytes) => {
      expect(Buffer.byteLength(failing(text))).toBe(bytes);
    });

    it('a name', () => {
      expect(first(inSuite(`<testcase name="${'n'.repeat(1001)}"/>`)).name).toHaveLength(1000);
    });

    it('output of the tests beside them', () => {
      const output = `<system-out>${'x'.repeat(200_000)}</system-out>`;
      expect(first(inSuite(`<testcase name="t">${output}<failure message="no"/></testcase>${output}`)).message).toBe(
        'no',
      );
    });
  });

  it('takes a bad time, line or path for none', () => {
    expect(first(inSuite('<testcase name="t" time="soon" line="-4" file="../../out.py"/>'))).toMatchObject({
      durationMs: null,
      line: null,
      file: null,
    });
  });

  it.each([
    [
      'an element of the same name inside a failure',
      '<testcase name="t"><failure><testcase name="u"/>no</failure></testcase>',
    ],
    ['a suite inside a case', '<testcase name="t"><testsuite name="s"/><failure>no</failure></testcase>'],
  ])('reads one case around %s', (_, content) => {
    const report = read(inSuite(content));
    expect(report.tests).toHaveLength(1);
    expect(report.tests[0]).toMatchObject({ name: 't', message: 'no' });
  });
});
