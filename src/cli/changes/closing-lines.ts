import { type LineRange } from '../../domain/changes/changed-lines.js';
import { mergeRanges } from '../../domain/changes/line-ranges.js';

const CLOSING = /^\s*[)\]}][)\]},;\s]*(?:(?:\/\/|#|--).*)?$/;

/** Lines that hold nothing but closing brackets and punctuation, a comment behind them aside. */
export const closingLines = (text: string): LineRange[] =>
  mergeRanges(text.split('\n').flatMap((line, at): LineRange[] => (CLOSING.test(line) ? [[at + 1, at + 1]] : [])));
