import { type AnalyzerResult } from '../analyzers/analyzer.js';
import { type MetricsBody } from '../api/scan-api.js';
import { type Inventory } from '../source/inventory.js';

/**
 * Measures taken by the scanner itself. Without an analyzer that read files there are none of files: a count of files
 * that nobody read would pass for a measure. A file that one analyzer could not parse counts as skipped.
 */
export function measureRun(inventory: Inventory, analyses: readonly AnalyzerResult[]): MetricsBody {
  const versions = Object.fromEntries(
    analyses.flatMap(({ tool }) => (tool.version === null ? [] : [[tool.name, tool.version]])),
  ) as Record<string, string>;
  if (analyses.length === 0) return { tool_versions: versions };
  const unparsed = new Set(analyses.flatMap(({ unparsed: files }) => files ?? []));
  const duplicationPct = analyses.find((each) => each.duplicationPct != null)?.duplicationPct;
  return {
    tool_versions: versions,
    files_parsed: inventory.sources.length - unparsed.size,
    files_skipped: inventory.unread.length + unparsed.size,
    lines_of_code: inventory.linesOfCode,
    ...(duplicationPct != null && { duplication_pct: duplicationPct }),
  };
}
