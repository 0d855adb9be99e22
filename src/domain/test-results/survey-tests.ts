import { groupBy } from '../group-by.js';
import { type DeletedFile, wentWithSource } from './deleted-with-source.js';
import { findGone, type GoneTests } from './find-missing.js';
import { FAILED, keyOf, statusOf, TEST_STATUSES, type TestResult, type TestStatus } from './test-report.js';

/** An upload of test results. */
export interface TestUpload {
  /** Runs under one key are of one environment; null: no key was given, and all such uploads are of one. */
  readonly key: string | null;
  readonly tests: readonly TestResult[];
}
export type TestUploads = readonly TestUpload[];

/** Results that bear on those of one scan. */
export interface SurveyedUploads {
  readonly own: TestUploads;
  /** Uploads of earlier scans of the same commit. */
  readonly earlier: TestUploads;
  readonly base: TestUploads;
  /** Files that the change deletes. */
  readonly deleted: readonly DeletedFile[];
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
  /** Tests of the base that are gone, but for those that went with their source. */
  readonly missing: readonly ListedTest[];
  /** Number of tests that went with their source. */
  readonly excused: number;
  /** Tests that ran on the base and are skipped here, renamed ones under their names here. */
  readonly newlySkipped: readonly ListedTest[];
}

/**
 * Joins all uploads of a scan test by test. A test that failed in one run and passed in another of the same upload key is flaky,
 * be both in the scan's uploads or one of them in those of an earlier scan of the commit. One that failed in all runs of a key
 * is failed, whatever it did under others: it does not pass in every environment.
 */
export function surveyTests({ own, earlier, base, deleted }: SurveyedUploads): TestSurvey {
  const ofBase = uniteUploads(base);
  const ofScan = uniteKeys(own, earlier);
  const tests = sorted(ofScan).map(([, test]) => listed(test, statusOf(test.outcome)));
  const { missing: unpaired, renamed } = own.length === 0 ? NONE_GONE : findGone(ofBase, ofScan);
  const gone = sorted(unpaired);
  const isExcused = wentWithSource(deleted);
  const missing = gone.filter(([, test]) => !isExcused(test));
  return {
    totals: countByStatus(tests),
    tests,
    baseTotal: ofBase.size,
    missing: missing.map(([, test]) => listed(test, 'missing')),
    excused: gone.length - missing.length,
    newlySkipped: sorted(ofScan)
      .filter(([key, test]) => test.outcome === 0 && hasRun(ofBase.get(key) ?? renamed.get(test)))
      .map(([, test]) => listed(test, 'skipped')),
  };
}

const NONE_GONE: GoneTests = { missing: new Map(), renamed: new Map() };

const hasRun = (test: TestResult | undefined): boolean => test !== undefined && test.outcome !== 0;

/** Tests of the scan's uploads by their identity, with the outcomes of all their runs, those of earlier scans among them. */
function uniteKeys(own: TestUploads, earlier: TestUploads): Map<string, TestResult> {
  const united = new Map<string, TestResult>();
  const earlierOf = groupBy(earlier, ({ key }) => key);
  for (const [uploadKey, uploads] of groupBy(own, ({ key }) => key)) {
    const before = uniteUploads(earlierOf.get(uploadKey) ?? []);
    for (const [key, test] of uniteUploads(uploads)) {
      const here = withEarlier(test, before.get(key));
      const others = united.get(key);
      united.set(key, others === undefined ? here : acrossKeys(others, here));
    }
  }
  return united;
}

/** A test that was skipped here stays skipped. */
const withEarlier = (test: TestResult, seen: TestResult | undefined): TestResult =>
  seen === undefined || test.outcome === 0
    ? test
    : { ...test, outcome: test.outcome | seen.outcome, message: test.message ?? seen.message };

const acrossKeys = (one: TestResult, other: TestResult): TestResult => {
  const failed = [one, other].find(({ outcome }) => outcome === FAILED);
  return failed === undefined ? unite(one, other) : { ...unite(one, other), outcome: FAILED, message: failed.message };
};

/** Tests of all uploads by their identity, with the outcomes of all their runs; texts are those of a failure where there is one. */
function uniteUploads(uploads: TestUploads): Map<string, TestResult> {
  const united = new Map<string, TestResult>();
  for (const test of uploads.flatMap(({ tests }) => tests)) {
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
