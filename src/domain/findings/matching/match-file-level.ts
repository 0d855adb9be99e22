import type { FeatureTable } from '../features/feature-table.js';
import { wordingOf } from '../segments/file-facts.js';
import { forEachBucket, type Rows } from './index/buckets.js';
import { RowIndex } from './index/row-index.js';
import { pairBucket, type Pairing } from './pair-bucket.js';
import type { Comparison } from './state/comparison.js';
import type { Side } from './state/side.js';

/** Pass 0: findings about a whole file. */
export function matchFileLevel(comparison: Comparison): void {
  matchAtLine1(comparison);
  matchJudgedFiles(comparison);
}

/** Pairs the findings of rules that judge a file as a whole, on whatever line they are reported. */
function matchJudgedFiles(comparison: Comparison): void {
  const { baseline, current } = comparison;
  const now = current.unmatched((row) => current.table.has(row, 'judgesFile'));
  if (now.rows.length > 0) pairFilesOf(comparison, baseline.unmatched(), now);
}

/**
 * Pairs findings about a whole file (a missing docstring, a missing header). They are reported at line 1 and are the same
 * problem whatever line 1 reads. Recognized by their wording: a message form that neither side reports on another line.
 */
function matchAtLine1(comparison: Comparison): void {
  const { baseline, current } = comparison;
  const atLine1 = [rowsAtLine1(baseline), rowsAtLine1(current)] as const;
  if (atLine1.some(({ rows }) => rows.length === 0)) return;
  const isFileLevel = fileLevelWordings(comparison, atLine1[1].rows);
  const [before, now] = atLine1.map(({ table, rows }) => ({
    table,
    rows: rows.filter((row) => isFileLevel(table, row)),
  }));
  pairFilesOf(comparison, before!, now!);
}

function pairFilesOf(comparison: Comparison, before: Rows, now: Rows): void {
  const pairing: Pairing = { comparison, matchedBy: 'file_level', mayPair: null };
  forEachBucket(before, now, ['rule', 'path', 'messageForm'], (baselineRows, currentRows) =>
    pairBucket(pairing, baselineRows, currentRows),
  );
}

const rowsAtLine1 = (side: Side): Rows => side.unmatched((row) => side.table.int(row, 'startLine') === 1);

/** True when the wording of a row is one of those of the current `rows` that no side has on another line than the first. */
function fileLevelWordings(
  { baseline, current, beside }: Comparison,
  rows: Int32Array,
): (of: FeatureTable, row: number) => boolean {
  const wordings = new RowIndex(current.table, rows.length, ['rule', 'messageForm']);
  const isElsewhere = new Uint8Array(rows.length);
  for (const row of rows)
    if (beside.wordings.has(wordingOf(current.table, row))) isElsewhere[wordings.add(row)] = 1;
    else wordings.add(row);
  let left = wordings.groupCount - isElsewhere.reduce((sum, each) => sum + each, 0);
  for (const { table: searched } of [baseline, current]) {
    // Most tools have no such findings, and that is soon known.
    for (let row = 0; row < searched.count && left > 0; row += 1) {
      if (searched.int(row, 'startLine') === 1) continue;
      const wording = wordings.find(searched, row);
      if (wording < 0 || isElsewhere[wording] === 1) continue;
      isElsewhere[wording] = 1;
      left -= 1;
    }
  }
  return (of, row) => isElsewhere[wordings.find(of, row)] === 0;
}
