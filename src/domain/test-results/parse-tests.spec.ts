import fc from 'fast-check';
import { mutatedText } from '../../../bench/coverage-mutations.mjs';
import { propertyRuns } from '../../../test/support/programme.js';
import { isTestReport, parseTests } from './parse-tests.js';
import { keyOf, statusOf, TEST_LIMITS, type TestResult } from './test-report.js';

const errorOf = (text: string | Buffer) => {
  const answer = parseTests(Buffer.from(text));
  return answer.ok ? null : answer.error;
};

const SAMPLE = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="all" tests="5"><testsuite name="cart" file="tests/cart.py">
<testcase classname="Cart" name="total" time="0.5" line="3"/>
<testcase classname="Cart" name="price" time="1,000"><failure message="no" type="E"><![CDATA[at a<b]]></failure></testcase>
<testcase classname="Cart" name="price"/><testcase name="db"><error>x</error><rerunError><stackTrace>y</stackTrace></rerunError></testcase>
<testsuite name="in"><testcase name="later" status="notrun"/><testcase name="w"><skipped message="&lt;w&gt;"/></testcase></testsuite>
<testcase name="net"><flakyFailure message="slow"/></testcase></testsuite></testsuites>`;

describe('parseTests', () => {
  it.each([
    ['nothing', '', 'empty'],
    ['another XML', '<coverage line-rate="1"/>', 'unknown_format'],
    ['text', 'ok 1 - works', 'unknown_format'],
    ['a report that breaks off', SAMPLE.slice(0, 400), 'malformed'],
  ])('refuses %s', (_, text, code) => {
    expect(errorOf(text)).toMatchObject({ code, line: expect.any(Number), column: expect.any(Number) });
  });

  it('warns of a report without tests', () => {
    expect(parseTests(Buffer.from('<testsuites/>'))).toMatchObject({
      ok: true,
      value: { tests: [], warnings: [{ code: 'report_empty' }] },
    });
  });

  it('reads UTF-16', () => {
    const utf16 = Buffer.from(`\ufeff${SAMPLE.replace('UTF-8', 'UTF-16')}`, 'utf16le');
    expect(parseTests(utf16)).toEqual(parseTests(Buffer.from(SAMPLE)));
  });

  it('takes as many tests as are allowed, and no more', () => {
    const suite = (cases: number) => `<testsuite>${'<testcase name="t"/>'.repeat(cases)}</testsuite>`;
    expect(errorOf(suite(TEST_LIMITS.tests))).toBeNull();
    expect(errorOf(suite(TEST_LIMITS.tests + 1))).toMatchObject({ code: 'limit_exceeded' });
  });
});

it.each([
  ['<testsuites/>', true],
  ['\ufeff<!-- x --><testsuite name="a">', true],
  ['<report name="r"/>', false],
  ['{}', false],
  ['', false],
  ['<!DOCTYPE a [<!ENTITY b "c">]><testsuites/>', false],
])('isTestReport(%j) is %s', (text, expected) => {
  expect(isTestReport(Buffer.from(text))).toBe(expected);
});

describe('a written report', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((raw) => raw.replace(/[^\P{C}]/gu, '').trim());
  const model = fc.record({
    name: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }).map((raw) => `n${raw.trim()}`),
    className: text.map((name) => name || null),
    durationMs: fc.nat(5_000_000),
    line: fc.option(fc.integer({ min: 1, max: 2 ** 31 - 1 })),
    status: fc.constantFrom('passed', 'failed', 'skipped', 'flaky'),
    message: text.map((message) => message || null),
  });
  type Model = typeof model extends fc.Arbitrary<infer T> ? T : never;

  const escaped = (raw: string) => raw.replace(/[<>&"]/g, (char) => `&#${char.charCodeAt(0)};`);
  const ELEMENTS: Record<string, string> = { failed: 'failure', skipped: 'skipped', flaky: 'flakyFailure' };
  const write = ({ name, className, durationMs, line, status, message }: Model) => {
    const element = ELEMENTS[status];
    const attributes = [
      `name="${escaped(name)}" time="${durationMs / 1000}"`,
      ...(className === null ? [] : [`classname="${escaped(className)}"`]),
      ...(line === null ? [] : [`line="${line}"`]),
    ].join(' ');
    return element === undefined
      ? `<testcase ${attributes}/>`
      : `<testcase ${attributes}><${element}>${escaped(message ?? '')}</${element}></testcase>`;
  };

  it('is read as it was meant', () => {
    const distinct = fc.uniqueArray(model, { selector: ({ name, className }) => `${className}\0${name}` });
    fc.assert(
      fc.property(distinct, (cases) => {
        const answer = parseTests(Buffer.from(`<testsuite>${cases.map(write).join('\n')}</testsuite>`));
        const seen =
          answer.ok && answer.value.tests.map(({ outcome, ...test }) => ({ ...test, status: statusOf(outcome) }));
        expect(seen).toEqual(
          cases.map((one) => ({
            ...one,
            message: one.status === 'passed' ? null : one.message,
            suite: null,
            file: null,
          })),
        );
      }),
    );
  });
});

const REPORTS = propertyRuns(2_000);
/** Another part of all mutations for each commit. */
const FIRST_SEED = (Number(process.env.SEED) % 100_000) * REPORTS;

describe('mutated reports of test results', () => {
  it(`are read or refused with a place: seeds ${FIRST_SEED} to ${FIRST_SEED + REPORTS - 1}`, () => {
    const faults: string[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + REPORTS; seed++) {
      const fault = faultOf(seed);
      if (fault !== null) faults.push(`seed ${seed}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });

  it('change what is read, so that they try something', () => {
    const outcomes = new Set<string>();
    for (let seed = 1; seed <= 300; seed++) outcomes.add(JSON.stringify(parseTests(mutatedText(SAMPLE, seed))));
    expect(outcomes.size).toBeGreaterThan(50);
  });
});

function faultOf(seed: number): string | null {
  const answer = parseTests(mutatedText(SAMPLE, seed));
  if (!answer.ok) {
    const { line = 0, column = 0, message } = answer.error;
    return line >= 1 && column >= 1 && message !== '' ? null : 'an error without a place';
  }
  const { tests, counts } = answer.value;
  if (new Set(tests.map(keyOf)).size !== tests.length) return 'a test twice';
  if (counts.failed + counts.errors + counts.skipped > counts.tests) return 'counts that do not fit';
  return tests.every(isSound) ? null : 'a test that does not fit';
}

const isSound = ({ name, line, durationMs, message }: TestResult): boolean =>
  name !== '' &&
  name.length <= TEST_LIMITS.name + 10 &&
  (line === null || line >= 1) &&
  (durationMs === null || Number.isSafeInteger(durationMs)) &&
  (message === null || (message !== '' && Buffer.byteLength(message) <= TEST_LIMITS.messageBytes));
