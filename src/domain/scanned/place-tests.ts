import { resolvePaths } from '../findings/resolve-finding-paths.js';
import type { PlacedTest } from '../gate/actions/action-facts.js';
import type { ListedTest } from '../test-results/survey-tests.js';
import type { TestResult } from '../test-results/test-report.js';

/**
 * Brings the paths of tests to those of the repository.
 *
 * @param fileList null: they are not known
 */
export function placeTests(
  tests: readonly TestResult[],
  fileList: readonly string[] | null,
  reportPath: string | null,
): readonly TestResult[] {
  if (fileList === null) return tests;
  const resolved = resolvePaths(new Set(tests.flatMap(({ file }) => file ?? [])), fileList, reportPath);
  if (resolved.size === 0) return tests;
  return tests.map((test) => ({ ...test, file: test.file && (resolved.get(test.file) ?? test.file) }));
}

/** A test with its place, by the name under which people know it. */
export const toPlacedTest = ({ name, className, file, line }: ListedTest): PlacedTest => ({
  name: className === null || name.startsWith(className) ? name : `${className} ${name}`,
  className,
  filePath: file,
  range: file === null || line === null ? null : [line, line],
});
