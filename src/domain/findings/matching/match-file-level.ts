import { forEachBucket } from './buckets.js';
import type { Comparison } from './comparison.js';
import { pairBucket, type Pairing } from './pair-bucket.js';
import { RowIndex } from './row-index.js';
import type { Side } from './side.js';

/**
 * Pass 0. What is said of a whole file (a missing docstring, a missing header) is reported at line 1 and is the same
 * problem whatever line 1 reads. Recognized by its wording: a message form that neither side reports on another line.
 */
export function matchFileLevel(comparison: Comparison): void {
  const { baseline, current } = comparison;
  const elsewhere = [wordingsBelowLine1(baseline), wordingsBelowLine1(current)];
  const fileLevel = (side: Side) => ({
    table: side.table,
    rows: side.unmatched(
      (row) =>
        side.table.int(row, 'startLine') === 1 && elsewhere.every((wordings) => wordings.find(side.table, row) < 0),
    ),
  });
  const pairing: Pairing = { comparison, matchedBy: 'file_level', mayPair: null };
  forEachBucket(fileLevel(baseline), fileLevel(current), ['rule', 'path', 'messageForm'], (baselineRows, currentRows) =>
    pairBucket(pairing, baselineRows, currentRows),
  );
}

function wordingsBelowLine1({ table }: Side): RowIndex {
  const wordings = new RowIndex(table, table.count, ['rule', 'messageForm']);
  for (let row = 0; row < table.count; row += 1) if (table.int(row, 'startLine') !== 1) wordings.add(row);
  return wordings;
}
