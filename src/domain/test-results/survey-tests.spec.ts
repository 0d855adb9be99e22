import fc from 'fast-check';
import { packTests, unpackTests } from './pack-tests.js';
import { surveyTests, type TestSurvey } from './survey-tests.js';
import { FAILED, PASSED, type TestResult } from './test-report.js';

const test = (name: string, more: Partial<TestResult> = {}): TestResult => ({
  ...{
    name,
    className: 'Cart',
    suite: null,
    file: 'cart.py',
    line: null,
    outcome: PASSED,
    durationMs: 1,
    message: null,
  },
  ...more,
});
const failing = (name: string, message = 'no'): TestResult => test(name, { outcome: FAILED, message });
const skipped = (name: string): TestResult => test(name, { outcome: 0, message: 'later' });
const uploads = (...runs: TestResult[][]) => runs.map((tests) => ({ key: null, tests }));
const NOTHING = { own: [], earlier: [], base: [], deleted: [] };
const statuses = ({ tests }: TestSurvey): Record<string, string> =>
  Object.fromEntries(tests.map(({ name, status }) => [name, status]));

describe('surveyTests', () => {
  it.each<[string, TestResult[], TestResult[], string[]]>([
    ['ran and is skipped', [test('a'), failing('b'), test('c')], [skipped('a'), skipped('b'), test('c')], ['a', 'b']],
    ['was skipped before', [skipped('a')], [skipped('a')], []],
    ['is new and skipped', [test('a')], [test('a'), skipped('b')], []],
    ['ran, moved and is skipped', [test('a')], [{ ...skipped('a'), file: 'other.py' }], ['a']],
    ['was renamed and is skipped', [test('a'), skipped('b')], [skipped('c'), skipped('d')], ['c']],
    ['was renamed beside one that was skipped', [test('a'), skipped('b')], [test('c'), skipped('d')], []],
    [
      'moved with others of its name, in any order',
      [test('t', { file: 'a' }), { ...skipped('t'), file: 'b' }, test('t', { file: 'c' })],
      [test('t', { file: 'x' }), test('t', { file: 'y' }), { ...skipped('t'), file: 'z' }],
      [],
    ],
  ])('of a test that %s', (_, base, own, expected) => {
    const { newlySkipped } = surveyTests({ ...NOTHING, base: uploads(base), own: uploads(own) });
    expect(newlySkipped.map(({ name, status }) => [name, status])).toEqual(expected.map((name) => [name, 'skipped']));
  });

  it('counts each test of all uploads once', () => {
    const { totals } = surveyTests({
      ...NOTHING,
      own: uploads([test('a'), failing('b')], [test('a'), skipped('c')]),
    });
    expect(totals).toEqual({ total: 3, passed: 1, failed: 1, skipped: 1, flaky: 0 });
  });

  it.each([
    ['failed and passed', [failing('t'), test('t')], 'flaky'],
    ['passed and failed', [test('t'), failing('t')], 'flaky'],
    ['failed twice', [failing('t'), failing('t')], 'failed'],
    ['skipped and passed', [skipped('t'), test('t')], 'passed'],
    ['skipped and failed', [skipped('t'), failing('t')], 'failed'],
    ['skipped twice', [skipped('t'), skipped('t')], 'skipped'],
  ])('%s in two uploads', (_, runs, status) => {
    expect(statuses(surveyTests({ ...NOTHING, own: uploads(...runs.map((run) => [run])) }))).toEqual({ t: status });
  });

  it.each([
    ['failed under one, passed under the other', failing('t'), test('t'), [], 'failed'],
    ['passed under one, failed under the other', test('t'), failing('t'), [], 'failed'],
    ['skipped under one, passed under the other', skipped('t'), test('t'), [], 'passed'],
    [
      'failed and passed under one, passed under the other',
      test('t', { outcome: FAILED | PASSED }),
      test('t'),
      [],
      'flaky',
    ],
    [
      'failed and passed under one, failed under the other',
      test('t', { outcome: FAILED | PASSED }),
      failing('t'),
      [],
      'failed',
    ],
    ['failed under one now and passed earlier', failing('t'), test('t'), [['node18', test('t')]], 'flaky'],
    [
      'failed under one now and passed earlier under the other',
      failing('t'),
      test('t'),
      [['node20', test('t')]],
      'failed',
    ],
    ['passed now, and failed earlier under another key', test('t'), test('t'), [['node16', failing('t')]], 'passed'],
  ] as const)('of two keys, %s', (_, one, other, before, status) => {
    const own = [
      { key: 'node18', tests: [one] },
      { key: 'node20', tests: [other] },
    ];
    const earlier = before.map(([key, run]) => ({ key, tests: [run] }));
    expect(statuses(surveyTests({ ...NOTHING, own, earlier }))).toEqual({ t: status });
  });

  it('is failed exactly where a key has no run that passed, in any order of uploads', () => {
    const outcomes = fc.array(
      fc.record({ key: fc.constantFrom('a', 'b', null), outcome: fc.constantFrom(PASSED, FAILED) }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(outcomes, (runs) => {
        const own = runs.map(({ key, outcome }) => ({ key, tests: [test('t', { outcome })] }));
        const keys = [...new Set(runs.map(({ key }) => key))];
        const isFailed = keys.some((key) => runs.every((run) => run.key !== key || run.outcome === FAILED));
        const isPassed = runs.every(({ outcome }) => outcome === PASSED);
        const expected = isFailed ? 'failed' : isPassed ? 'passed' : 'flaky';
        for (const order of [own, own.toReversed()])
          expect(statuses(surveyTests({ ...NOTHING, own: order }))).toEqual({ t: expected });
      }),
    );
  });

  it.each([
    ['failed here, passed in an earlier scan of the commit', failing('t'), test('t'), 'flaky'],
    ['passed here, failed in an earlier one', test('t'), failing('t'), 'flaky'],
    ['skipped here, failed in an earlier one', skipped('t'), failing('t'), 'skipped'],
    ['passed here, skipped in an earlier one', test('t'), skipped('t'), 'passed'],
  ])('%s', (_, here, before, status) => {
    expect(statuses(surveyTests({ ...NOTHING, own: uploads([here]), earlier: uploads([before]) }))).toEqual({
      t: status,
    });
  });

  it('shows the text of the failure, wherever it was', () => {
    const texts = (runs: TestResult[][]) =>
      surveyTests({ ...NOTHING, own: uploads(...runs) }).tests.map(({ message }) => message);
    expect(texts([[failing('t', 'first')], [failing('t', 'second')]])).toEqual(['first']);
    expect(texts([[test('t')], [failing('t', 'second')]])).toEqual(['second']);
    expect(texts([[skipped('t')], [failing('t', 'second')]])).toEqual(['second']);
  });

  it('tells tests of one name in other classes and files apart', () => {
    const own = uploads([
      ...[test('t'), test('t', { className: 'Price' }), test('t', { file: 'b.py' }), test('t', { file: null })],
    ]);
    expect(surveyTests({ ...NOTHING, own }).totals.total).toBe(4);
  });

  describe('names tests of the base as missing', () => {
    const missing = (base: TestResult[], own: TestResult[]): string[] =>
      surveyTests({ ...NOTHING, own: uploads(own), base: uploads(base) }).missing.map(({ name }) => name);

    it.each<[string, TestResult[], TestResult[], string[]]>([
      ['that are gone', [test('a'), test('b')], [test('a')], ['b']],
      ['none that is skipped now', [test('a')], [skipped('a')], []],
      ['none that moved to another file', [test('a')], [test('a', { file: 'other.py' })], []],
      ['none that was renamed in its file', [test('a'), test('b')], [test('a'), test('c')], []],
      ['one of two where one took their place', [test('a'), test('b')], [test('c')], ['a']],
      ['one whose file got none, though another got one', [test('a')], [test('b', { file: 'other.py' })], ['a']],
      ['none of an empty base', [], [test('a')], []],
    ])('%s', (_, base, own, expected) => {
      const names = missing(base, own);
      expect(names).toHaveLength(expected.length);
      if (expected.length !== 1 || base.length === 1) expect(names).toEqual(expected);
    });

    it('by their suite where reports name no file', () => {
      const inSuite = (name: string, suite: string) => test(name, { file: null, suite, className: `${suite} ${name}` });
      expect(missing([inSuite('a', 's'), inSuite('b', 't')], [inSuite('c', 's')])).toEqual(['b']);
    });

    it.each([
      ['in another module of pytest', 'test_a', 'test_b.TestB', ['t']],
      ['in the same module of pytest', 'test_a.TestA', 'test_a.TestB', []],
      ['in the describe block of node:test', 'test', 'test', []],
    ])('but for a new one %s', (_, before, now, expected) => {
      const found = missing(
        [test('t', { file: null, suite: 's', className: before })],
        [test('u', { file: null, suite: 's', className: now })],
      );
      expect(found).toEqual(expected);
    });

    it('but for those whose source went with their file', () => {
      const inFile = (name: string) => test(name, { file: `test/${name}.test.js` });
      const survey = surveyTests({
        ...NOTHING,
        own: uploads([inFile('c')]),
        base: uploads([inFile('a'), inFile('b'), inFile('c')]),
        deleted: ['lib/a.js', 'test/a.test.js', 'test/b.test.js'].map((path) => ({ path, kind: null })),
      });
      expect([survey.missing.map(({ name }) => name), survey.excused]).toEqual([['b'], 1]);
    });

    it('where no results came, none', () => {
      const survey = surveyTests({ ...NOTHING, base: uploads([test('a')]) });
      expect([survey.missing, survey.baseTotal]).toEqual([[], 1]);
    });

    it('at most as many as the base has more', () => {
      const names = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 10 });
      fc.assert(
        fc.property(names, names, (base, own) => {
          const gone = base.filter((name) => !own.includes(name)).length;
          const added = own.filter((name) => !base.includes(name)).length;
          const asTests = (all: string[]) => all.map((name) => test(name));
          expect(missing(asTests(base), asTests(own))).toHaveLength(Math.max(0, gone - added));
        }),
      );
    });
  });

  it('lists in the order of files, classes and names, however the uploads came', () => {
    const all = [test('b'), test('a'), test('z', { file: 'a.py' }), test('y', { className: 'A' })];
    const names = (own: TestResult[][]) =>
      surveyTests({ ...NOTHING, own: uploads(...own) }).tests.map(({ name }) => name);
    expect(names([all])).toEqual(['z', 'y', 'a', 'b']);
    expect(names(all.map((one) => [one]).reverse())).toEqual(names([all]));
  });
});

it('unpacks tests as they were packed', () => {
  const result = fc.record({
    name: fc.string({ unit: 'binary' }),
    className: fc.option(fc.string()),
    suite: fc.option(fc.string()),
    file: fc.option(fc.string()),
    line: fc.option(fc.nat()),
    outcome: fc.integer({ min: 0, max: 3 }),
    durationMs: fc.option(fc.nat()),
    message: fc.option(fc.string()),
  });
  fc.assert(
    fc.property(fc.array(result), (tests) => {
      expect(unpackTests(packTests(tests))).toEqual(tests);
    }),
  );
});
