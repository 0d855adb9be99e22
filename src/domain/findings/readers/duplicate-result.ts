import { cleanText } from './clean-text.js';
import { normalizeReportPath } from './report-path.js';
import { TEXT_LIMITS } from './report-limits.js';
import { accepted, PLAIN_EVIDENCE, type ReadResult, rejected } from './reported-result.js';
import { toRegion, toSnippet } from './source-text.js';

/** One rule for the duplicates of every tool that finds nothing else. */
export const DUPLICATED_BLOCK = 'duplicated-block';

/** Where one of the copies of a duplicated block is. */
export interface DuplicatePlace {
  readonly path: string;
  readonly startLine: number | null;
  readonly startColumn: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

export interface DuplicatedBlock {
  /** The copy that the finding stands at: the one that the report names first. */
  readonly place: DuplicatePlace;
  readonly others: readonly DuplicatePlace[];
  readonly lines: number | null;
  readonly fragment: string | null;
}

/** A duplicated block as one result, however many copies it has; its message names the other places. */
export function toDuplicate(tool: string, block: DuplicatedBlock, roots: readonly string[]): ReadResult {
  const path = normalizeReportPath(block.place.path, roots);
  if (!path.ok) return rejected(path.reason);
  const region = toRegion({ ...block.place });
  const lines = block.lines ?? (region.startLine === null ? null : region.endLine! - region.startLine + 1);
  const others = block.others.map((place) => quotePlace(place, roots)).join(', ');
  const size = lines === null ? 'Duplicated block' : `Duplicated block of ${lines} lines`;
  return accepted({
    tool,
    ruleId: DUPLICATED_BLOCK,
    message: cleanText(others === '' ? size : `${size}, also at ${others}`, TEXT_LIMITS.message),
    filePath: path.path,
    region,
    snippet: toSnippet(block.fragment),
    context: null,
    scope: null,
    partialFingerprints: {},
    isSuppressed: false,
    evidence: { ...PLAIN_EVIDENCE, duplicatedLines: lines },
  });
}

function quotePlace(place: DuplicatePlace, roots: readonly string[]): string {
  const path = normalizeReportPath(place.path, roots);
  const name = path.ok ? (path.path ?? place.path) : place.path;
  return place.startLine === null ? `"${name}"` : `"${name}:${place.startLine}"`;
}
