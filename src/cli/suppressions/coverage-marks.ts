import { type LineRange } from '../../domain/changes/changed-lines.js';
import { mergeRanges } from '../../domain/changes/line-ranges.js';

const RUBY = /\.(?:rb|rake|gemspec|ru)$/;
const NOCOV = /^\s*#\s*:nocov:/;

export const NOCOV_NAME = ':nocov:';

/** Lines between two `:nocov:` of SimpleCov, these included; the last one that is not closed reaches to the end. */
export function ignoredByDirective(path: string, text: string): LineRange[] {
  if (!RUBY.test(path)) return [];
  const lines = text.split('\n');
  const marks = lines.flatMap((line, at) => (NOCOV.test(line) ? [at + 1] : []));
  const ranges: LineRange[] = [];
  for (let at = 0; at < marks.length; at += 2) ranges.push([marks[at]!, marks[at + 1] ?? lines.length]);
  return mergeRanges(ranges);
}
