import type { CoverageFormat } from '../../domain/coverage/coverage-report.js';
import { mergePackedLines } from '../../domain/coverage/merge-coverage.js';
import type { TaskResult } from '../../platform/workers/serve-tasks.js';
import { coverageBuffers, type CoverageRows, encodeCoverage } from './coverage-rows.js';

/** Packed lines of one file from several uploads. */
export interface FileParts {
  readonly path: string;
  /** The format that the file is listed with. */
  readonly format: CoverageFormat;
  readonly parts: readonly Uint8Array[];
}

/** Merges each file from its parts. */
export function mergeFiles(files: readonly FileParts[]): CoverageRows {
  return encodeCoverage(
    files.map(({ path, parts }) => mergePackedLines(path, parts)),
    (index) => files[index]!.format,
  );
}

/** The function above as a task of the worker pool. */
export const MERGE_TASKS = {
  mergeFiles(input: readonly FileParts[]): TaskResult {
    const output = mergeFiles(input);
    return { output, transfer: coverageBuffers(output) };
  },
};
