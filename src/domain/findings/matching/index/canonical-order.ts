import { type FeatureTable, ROW_WORDS, WORD_OF, wordsOf } from '../../features/feature-table.js';
import { RowIndex } from './row-index.js';

/** The words by which findings of one file are ordered; then all others, so that only equal rows tie. */
const FIRST_WORDS = wordsOf(['startLine', 'startColumn', 'rule', 'message']);
const WORDS = Int32Array.from([
  ...FIRST_WORDS,
  ...Array.from({ length: ROW_WORDS }, (_, word) => word).filter((word) => !FIRST_WORDS.includes(word)),
]);

/**
 * The rows of a table in the order in which the matcher looks at them, whatever order they came in: by path, line,
 * column, rule and message. Paths order by hash. Rows are put into files first and sorted within, which keeps the whole
 * near linear.
 */
export function canonicalOrder(table: FeatureTable): Uint32Array {
  const { count, words } = table;
  const compare = (a: number, b: number): number => {
    const left = a * ROW_WORDS;
    const right = b * ROW_WORDS;
    for (const word of WORDS) {
      const difference = words[left + word]! - words[right + word]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const comparePaths = (a: number, b: number): number =>
    words[a * ROW_WORDS + WORD_OF.path]! - words[b * ROW_WORDS + WORD_OF.path]! ||
    words[a * ROW_WORDS + WORD_OF.path + 1]! - words[b * ROW_WORDS + WORD_OF.path + 1]!;

  const isInOrder = (row: number): boolean => {
    const difference = comparePaths(row - 1, row);
    return difference < 0 || (difference === 0 && compare(row - 1, row) <= 0);
  };

  const order = new Uint32Array(count);
  let ordered = Math.min(1, count);
  while (ordered < count && isInOrder(ordered)) order[ordered] = ordered++;
  // A baseline comes as it was packed: in order.
  if (ordered === count) return order;

  const index = new RowIndex(table, count, ['path']);
  const files: number[][] = [];
  for (let row = 0; row < count; row += 1) (files[index.add(row)] ??= []).push(row);
  files.sort((a, b) => comparePaths(a[0]!, b[0]!));

  let at = 0;
  for (const file of files) {
    order.set(file.sort(compare), at);
    at += file.length;
  }
  return order;
}
