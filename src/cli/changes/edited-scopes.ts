import { type LineRange } from '../../domain/changes/changed-lines.js';
import { cleanLabel } from '../../domain/findings/readers/clean-text.js';
import { TEXT_LIMITS } from '../../domain/findings/readers/report-limits.js';
import { type ScopeTree } from '../source/scopes/scope-tree.js';

/**
 * The paths of the innermost named scopes around each line of the ranges, as findings name them, cut to their length. A
 * line that opens a scope belongs to it as well as to the one around it.
 */
export function scopesOfLines(text: string, ranges: readonly LineRange[], scopes: ScopeTree): string[] {
  const starts = lineStartsOf(text);
  const paths = new Set<string>();
  for (const [from, to] of ranges) {
    for (let line = from; line <= Math.min(to, starts.length); line += 1) {
      const start = starts[line - 1]!;
      const end = starts[line] ?? text.length;
      const indent = text.slice(start, end).search(/\S/u);
      if (indent < 0) continue;
      for (const path of scopes.pathsWithin(start + indent, end)) paths.add(path);
    }
  }
  return [...paths].map((path) => cleanLabel(path, TEXT_LIMITS.scope)).filter((path) => path !== null);
}

/** Offsets at which lines begin, counted as git does: only LF ends a line. */
function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}
