import { findMissing } from './find-missing.js';
import { FAILED, keyOf, statusOf, TEST_STATUSES, type TestResult, type TestStatus } from './test-report.js';

/** Uploads with the tests of each. */
export type TestUploads = readonly (readonly TestResult[])[];

/** Results that bear on those of one scan. */
export interface SurveyedUploads {
  readonly own: TestUploads;
  /** Uploads of earlier scans of the same commit. */
  readonly earlier: TestUploads;
  readonly base: TestUploads;
}

/** A test as it is listed: with its own status, or missing. */
export type ListedTest = Omit<TestResult, 'outcome'> & { readonly status: TestStatus | 'missing' };

/** Numbers of tests by their status; `total` is the sum of the others. */
export type TestTotals = Readonly<Record<TestStatus | 'total', number>>;

/** The results of a scan; each list in the order of files, classes and names. */
export interface TestSurvey {
  readonly totals: TestTotals;
  readonly tests: readonly ListedTest[];
  /** Number of tests of the base. */
  readonly baseTotal: number;
  /** Tests of the base that are gone. */
  readonly missing: readonly ListedTest[];
}

/**
 * Joins all uploads of a scan test by test. A test that failed in one run and passed in another is flaky, be both in the
 * scan's uploads or one of them in those of an earlier scan of the commit.
 */
export function surveyTests({ own, earlier, base }: SurveyedUploads): TestSurvey {
  const ofBase = uniteUploads(base);
  const ofScan = uniteUploads(own);
  const before = uniteUploads(earlier);
  const tests = sorted(ofScan).map(([key, test]) => {
    const seen = before.get(key);
    if (seen === undefined || test.outcome === 0) return listed(test, statusOf(test.outcome));
    const outcome = test.outcome | seen.outcome;
    return listed({ ...test, message: test.message ?? seen.message }, statusOf(outcome));
  });
  const missing = own.length === 0 ? [] : sorted(findMissing(ofBase, ofScan));
  return {
    totals: countByStatus(tests),
    tests,
    baseTotal: ofBase.size,
    missing: missing.map(([, test]) => listed(test, 'missing')),
  };
}

/** Tests of all uploads by their identity, with the outcomes of all their runs; texts are those of a failure where there is one. */
export function uniteUploads(uploads: TestUploads): Map<string, TestResult> {
  const united = new Map<string, TestResult>();
  for (const test of uploads.flat()) {
    const key = keyOf(test);
    const before = united.get(key);
    united.set(key, before === undefined ? test : unite(before, test));
  }
  return united;
}

function unite(before: TestResult, after: TestResult): TestResult {
  const outcome = before.outcome | after.outcome;
  const hasFailedFirst = (before.outcome & FAILED) !== 0;
  const explained = hasFailedFirst || (after.outcome & FAILED) === 0 ? before : after;
  return {
    ...before,
    outcome,
    line: before.line ?? after.line,
    durationMs: after.durationMs ?? before.durationMs,
    message: explained.message,
  };
}

const listed = (
  { name, className, suite, file, line, durationMs, message }: TestResult,
  status: ListedTest['status'],
): ListedTest => ({ name, className, suite, file, line, status, durationMs, message });

const sorted = (tests: ReadonlyMap<string, TestResult>): (readonly [string, TestResult])[] =>
  [...tests].sort(([one], [other]) => (one < other ? -1 : 1));

function countByStatus(tests: readonly ListedTest[]): TestTotals {
  const counts = TEST_STATUSES.map(
    (status) => [status, tests.filter((test) => test.status === status).length] as const,
  );
  return { total: tests.length, ...(Object.fromEntries(counts) as Record<TestStatus, number>) };
}
