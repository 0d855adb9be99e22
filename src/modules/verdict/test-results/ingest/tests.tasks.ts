import { createHash } from 'node:crypto';
import { type PackedFileList, unpackFileList } from '../../../../domain/paths/packed-file-list.js';
import { type Parsed, parsed } from '../../../../domain/report-error.js';
import { placeTests } from '../../../../domain/scanned/place-tests.js';
import { packTests, unpackTests } from '../../../../domain/test-results/pack-tests.js';
import { parseTests } from '../../../../domain/test-results/parse-tests.js';
import {
  type ListedTest,
  type SurveyedUploads,
  surveyTests,
  type TestSurvey,
  type TestTotals,
  type TestUpload,
} from '../../../../domain/test-results/survey-tests.js';
import type { CaseCounts } from '../../../../domain/test-results/test-report.js';
import type { Warning } from '../../../../domain/warning.js';
import type { TaskResult } from '../../../../platform/workers/serve-tasks.js';

/** A report to read, with what is known of its place in the repository. */
export interface ReadTestsInput {
  readonly bytes: Uint8Array;
  readonly fileList: PackedFileList | null;
  readonly reportPath: string | null;
}

/** A report ready to be stored. */
export interface ReadTests {
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly counts: CaseCounts;
  /** Number of distinct tests. */
  readonly testCount: number;
  readonly warnings: readonly Warning[];
  /** SHA-256 of its bytes. */
  readonly digest: Uint8Array;
}

/** Packed uploads, by what they are to the scan. */
export type PackedUploads = Pick<SurveyedUploads, 'deleted'> &
  Readonly<Record<'own' | 'earlier' | 'base', readonly PackedUpload[]>>;

/** An upload as it is stored. */
export interface PackedUpload {
  readonly key: string | null;
  readonly content: Uint8Array;
}

/** Statuses by which tests are listed. */
export const LISTED_TEST_STATUSES = ['failed', 'flaky', 'skipped', 'missing'] as const;
export type ListedTestStatus = (typeof LISTED_TEST_STATUSES)[number];

/** Changes against the base by which tests are listed. */
export const TEST_CHANGES = ['newly_skipped'] as const;
export type TestChange = (typeof TEST_CHANGES)[number];

/** Orders of a list other than that of files, classes and names. */
export const TEST_SORTS = ['slowest'] as const;
export type TestSort = (typeof TEST_SORTS)[number];

/** Part of a list. */
export interface TestPage {
  /** Left out: tests are listed whatever became of them. */
  readonly change?: TestChange | undefined;
  /** Null: all tests that the scan ran. */
  readonly status: ListedTestStatus | null;
  readonly sort?: TestSort | undefined;
  readonly from: number;
  readonly limit: number;
}

/** Numbers of a scan's tests; `missing` counts those of the base that are gone. */
export interface CountedTests {
  readonly totals: TestTotals;
  readonly baseTotal: number;
  readonly missing: number;
  /** Tests that went with their source. */
  readonly excused: number;
  /** Tests that ran on the base and are skipped here. */
  readonly newlySkipped: number;
}

/** Reads a report and brings its paths to those of the repository, as far as these are known. */
export function readTests({ bytes, fileList, reportPath }: ReadTestsInput): Parsed<ReadTests> {
  const report = parseTests(bytes);
  if (!report.ok) return report;
  const { counts, warnings, tests } = report.value;
  const placed = placeTests(tests, unpackFileList(fileList), reportPath);
  const digest = createHash('sha256').update(bytes).digest();
  return parsed({ packed: packTests(placed), counts, testCount: placed.length, warnings, digest });
}

export function countTests(uploads: PackedUploads): CountedTests {
  const { totals, baseTotal, missing, excused, newlySkipped } = survey(uploads);
  return { totals, baseTotal, missing: missing.length, excused, newlySkipped: newlySkipped.length };
}

/** Some tests of a scan, one more than the page holds where there are more. */
export function listTests({ uploads, page }: { uploads: PackedUploads; page: TestPage }): readonly ListedTest[] {
  const { tests, missing, newlySkipped } = survey(uploads);
  const { change, status, sort, from, limit } = page;
  const changed = change === undefined ? tests : newlySkipped;
  const withMissing = change === undefined ? [...tests, ...missing] : newlySkipped;
  const listed = status === null ? changed : withMissing.filter((test) => test.status === status);
  const sorted = sort === undefined ? listed : listed.toSorted((a, b) => (b.durationMs ?? -1) - (a.durationMs ?? -1));
  return sorted.slice(from, from + limit + 1);
}

/** Uploads by what tells their tests from others: and their outcomes: without messages, lines and times. */
export const nameTests = (uploads: readonly PackedUpload[]): PackedUpload[] =>
  uploads.map(({ key, content }) => ({
    key,
    content: packTests(unpackTests(content).map((test) => ({ ...test, line: null, durationMs: null, message: null }))),
  }));

const survey = ({ own, earlier, base, deleted }: PackedUploads): TestSurvey =>
  surveyTests({ deleted, own: own.map(unpack), earlier: earlier.map(unpack), base: base.map(unpack) });

const unpack = ({ key, content }: PackedUpload): TestUpload => ({ key, tests: unpackTests(content) });

/** The functions above as tasks of the worker pool. */
export const TESTS_TASKS = {
  readTests(input: ReadTestsInput): TaskResult {
    const output = readTests(input);
    return { output, transfer: output.ok ? [output.value.packed.buffer] : [] };
  },
  countTests: (uploads: PackedUploads): TaskResult => ({ output: countTests(uploads), transfer: [] }),
  nameTests: (uploads: readonly PackedUpload[]): TaskResult => ({ output: nameTests(uploads), transfer: [] }),
  listTests: (input: Parameters<typeof listTests>[0]): TaskResult => ({ output: listTests(input), transfer: [] }),
};
