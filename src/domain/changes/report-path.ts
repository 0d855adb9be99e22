import { type FieldError } from '../exact/field-error.js';
import { REPOSITORY_PATH_EXPECTED, toRepositoryPath } from './repository-path.js';

/**
 * The place of a report in the repository as an upload's field `report_path` says it; null where it is left out or empty. What
 * is wrong with it is added to the errors.
 */
export function readReportPath(
  { report_path: written = '' }: Readonly<Record<string, string>>,
  errors: FieldError[],
): string | null {
  if (written === '') return null;
  const path = toRepositoryPath(written);
  if (path === null) errors.push({ field: 'report_path', message: REPOSITORY_PATH_EXPECTED });
  return path;
}
