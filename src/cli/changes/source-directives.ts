import { type LineRange } from '../../domain/changes/changed-lines.js';
import { mergeRanges } from '../../domain/changes/line-ranges.js';

const CLOSING = /^\s*[)\]}][)\]},;\s]*(?:(?:\/\/|#|--).*)?$/;

/** Lines that hold nothing but closing brackets and punctuation, a comment behind them aside. */
export const closingLines = (text: string): LineRange[] =>
  mergeRanges(text.split('\n').flatMap((line, at): LineRange[] => (CLOSING.test(line) ? [[at + 1, at + 1]] : [])));

const RUBY = /\.(?:rb|rake|gemspec|ru)$/;
const NOCOV = /^\s*#\s*:nocov:/;

/** Lines between two `:nocov:` of SimpleCov, these included; the last one that is not closed reaches to the end. */
export function ignoredByDirective(path: string, text: string): LineRange[] {
  if (!RUBY.test(path)) return [];
  const lines = text.split('\n');
  const marks = lines.flatMap((line, at) => (NOCOV.test(line) ? [at + 1] : []));
  const ranges: LineRange[] = [];
  for (let at = 0; at < marks.length; at += 2) ranges.push([marks[at]!, marks[at + 1] ?? lines.length]);
  return mergeRanges(ranges);
}
