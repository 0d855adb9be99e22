import type { ChangedLines } from '../changes/changed-lines.js';
import { namedBy, type ReportedFile } from '../findings/tracking/compare-files.js';

/**
 * Files in which a directive of the scan may have been before: a copy of one in a file that the change leaves alone is
 * another directive. Null where the changed files are not known.
 */
export const sourcesOfDirectives = (
  changes: ChangedLines | null,
  files: readonly ReportedFile[],
): ReadonlySet<string> | null => changes && new Set([...namedBy(changes), ...files.map(({ path }) => path)]);
