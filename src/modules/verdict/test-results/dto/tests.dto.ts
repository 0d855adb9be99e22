import { IsOptional } from 'class-validator';
import type { ListedTest } from '../../../../domain/test-results/survey-tests.js';
import type { TestStatus } from '../../../../domain/test-results/test-report.js';
import { WarningDto } from '../../../../platform/openapi/warning.dto.js';
import type { Page } from '../../../../platform/validation/cursor.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import { QueryChoice } from '../../../../platform/validation/query-fields.js';
import {
  LISTED_TEST_STATUSES,
  type ListedTestStatus,
  TEST_CHANGES,
  TEST_SORTS,
  type TestChange,
  type TestSort,
} from '../ingest/tests.tasks.js';
import type { TakenTests } from '../tests.service.js';

/** Summary of an accepted report of test results. */
export class TestsTakenDto {
  /** @example 12345 */
  scan_id!: number;
  /** Number of distinct tests; a test that ran several times counts once. @example 812 */
  records_persisted!: number;
  /** Number of test cases in the report. @example 812 */
  tests!: number;
  /** Number of test cases with a failure. @example 2 */
  failed!: number;
  /** @example 14 */
  skipped!: number;
  /** Number of test cases with an error, not counting failures. @example 0 */
  errors!: number;
  /** True if the same bytes were uploaded before and nothing changed. */
  repeated!: boolean;
  warnings!: WarningDto[];
}

/** Filter and page of a scan's tests. */
export class ListTestsDto extends PageQueryDto {
  /** `missing`: tests of the base that are gone and were not renamed. Default: all tests of the scan. */
  @IsOptional()
  @QueryChoice(LISTED_TEST_STATUSES)
  status?: ListedTestStatus;

  /** `newly_skipped`: tests that ran on the base and are now skipped. Default: all. */
  @IsOptional()
  @QueryChoice(TEST_CHANGES)
  change?: TestChange;

  /** `slowest`: longest last run first. Default: by file, class and name. */
  @IsOptional()
  @QueryChoice(TEST_SORTS)
  sort?: TestSort;
}

/** A test with all its runs. */
export class TestDto {
  /** @example "test_total[empty]" */
  name!: string;
  /** @example "tests.test_cart" */
  class_name!: string | null;
  /** Path in the repository; null if reports name none. @example "tests/test_cart.py" */
  file!: string | null;
  /** @example 12 */
  line!: number | null;
  /** `flaky`: both failed and passed, in this scan or across scans of its commit. @example "failed" */
  status!: TestStatus | 'missing';
  /** Of the last run. @example 23 */
  duration_ms!: number | null;
  /** Failure message or reason for skipping, at most 4 KiB. @example "AssertionError: 3 != 4" */
  message!: string | null;
}

/** Tests of a scan in the order of their files, classes and names. */
export class TestListDto {
  tests!: TestDto[];
  /** Value of `cursor` for the next page; null on the last page. */
  next_cursor!: string | null;
}

export const toTestsTakenDto = (scanId: number, { report, isRepeated }: TakenTests): TestsTakenDto => ({
  scan_id: scanId,
  records_persisted: report.testCount,
  ...report.counts,
  repeated: isRepeated,
  warnings: [...report.warnings],
});

export const toTestListDto = ({ items, nextCursor }: Page<ListedTest>): TestListDto => ({
  tests: items.map(({ name, className, file, line, status, durationMs, message }) => ({
    name,
    class_name: className,
    ...{ file, line, status },
    duration_ms: durationMs,
    message,
  })),
  next_cursor: nextCursor,
});
