import type { Warning } from '../warning.js';

/** Limits of one report of test results. */
export const TEST_LIMITS = {
  bytes: 25 * 1024 * 1024,
  tests: 200_000,
  /** Longest names, classes and suites, in UTF-16 code units; the rest is cut off. */
  name: 1_000,
  /** Longest text of a test, in bytes of UTF-8; the rest is cut off. */
  messageBytes: 4 * 1024,
} as const;

/** Ways in which a test ended in its runs, as bits; none for a test that was skipped each time. */
export const PASSED = 1;
export const FAILED = 2;

export const TEST_STATUSES = ['passed', 'failed', 'flaky', 'skipped'] as const;
export type TestStatus = (typeof TEST_STATUSES)[number];

/** Identity of a test: two runs of it agree in all three. */
export interface TestName {
  readonly name: string;
  readonly className: string | null;
  /** Path in the repository, as far as it is known; null where the report names none. */
  readonly file: string | null;
}

/** One test with its runs. */
export interface TestResult extends TestName {
  /** Suite that the report names around it. */
  readonly suite: string | null;
  /** From 1. */
  readonly line: number | null;
  /** `PASSED` and `FAILED`, joined over all runs. */
  readonly outcome: number;
  readonly durationMs: number | null;
  /** Text of its first failure, or reason of its skipping. */
  readonly message: string | null;
}

/** Cases of a report by their end, as its tool counts them: errors are no failures. */
export interface CaseCounts {
  readonly tests: number;
  readonly failed: number;
  readonly skipped: number;
  readonly errors: number;
}

/** Contents of a report of test results: each test once, in the order of the report. */
export interface TestReport {
  readonly counts: CaseCounts;
  readonly tests: readonly TestResult[];
  readonly warnings: readonly Warning[];
}

/** Status of a test with these runs: flaky where it both passed and failed. */
export function statusOf(outcome: number): TestStatus {
  if (outcome === (PASSED | FAILED)) return 'flaky';
  if (outcome === FAILED) return 'failed';
  return outcome === PASSED ? 'passed' : 'skipped';
}

/** Identity of a test as a text: two results with equal ones are of one test. */
export const keyOf = ({ name, className, file }: TestName): string => `${file ?? ''}\0${className ?? ''}\0${name}`;
