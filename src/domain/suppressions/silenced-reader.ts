import type { FindingColumns } from '../findings/listing/finding-columns.js';
import { findingReader, type ListedFinding } from '../findings/listing/listed-finding.js';
import { groupBy } from '../group-by.js';
import { type Silenced, silencedBy } from './silenced.js';

/**
 * Reads the problems that directives silence, null for none.
 *
 * @param columns problems of the scan that has the directives
 */
export function silencedReader(columns: FindingColumns): (finding: ListedFinding) => Silenced | null {
  const findingAt = findingReader(columns);
  const rows = Array.from(columns.isSuppressed).flatMap((is, row) => (is === 1 ? [row] : []));
  const byPath = groupBy(rows.map(findingAt), ({ filePath }) => filePath);
  return ({ directive, filePath, startLine }) =>
    directive && silencedBy(directive, startLine, byPath.get(filePath) ?? []);
}
