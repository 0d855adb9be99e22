import { forEachBucket } from './buckets.js';
import type { Comparison } from './comparison.js';
import { type FeatureTable, type HashField, ROW_WORDS, WORD_OF } from './features.js';
import { hexOf } from './keyed-hash.js';
import type { HashedRename } from './known-changes.js';
import type { Side } from './side.js';

/** Larger buckets do not vote: what occurs everywhere tells nothing. */
const MAX_BUCKET = 20;
const MIN_RATIO = 0.5;
const MIN_RATIO_SAME_NAME = 0.3;
const SAME_NAME_BONUS = 0.3;

/** One path of one side, by its first row and how many of its findings are unmatched. */
interface Path {
  readonly key: string;
  readonly firstRow: number;
  unmatched: number;
}

/**
 * Finds renamed files by what their findings have in common. Candidates are baseline paths that are absent now and
 * current paths that were absent before. Each unmatched current finding splits one vote among the vanished paths whose
 * findings agree with it in `fields`; a pair of paths is accepted when the votes reach half of the unmatched findings of
 * the smaller side, or 0.3 of them where the file kept its name. Best ratio first, then votes, then path.
 */
export function voteRenames(comparison: Comparison, fields: readonly HashField[]): HashedRename[] {
  const { baseline, current } = comparison;
  const vanished = pathsOnlyIn(baseline, current);
  const appeared = pathsOnlyIn(current, baseline);
  if (vanished.size === 0 || appeared.size === 0) return [];

  const votes = new Map<string, { from: Path; to: Path; votes: number }>();
  const rowsOf = (side: Side, paths: Map<string, Path>) => ({
    table: side.table,
    rows: side.unmatched((row) => paths.has(pathKey(side.table, row))),
  });
  forEachBucket(
    rowsOf(baseline, vanished),
    rowsOf(current, appeared),
    ['rule', ...fields],
    (baselineRows, currentRows) => {
      if (baselineRows.length > MAX_BUCKET) return;
      const froms = new Set(Array.from(baselineRows, (row) => pathKey(baseline.table, row)));
      for (const row of currentRows) {
        const to = pathKey(current.table, row);
        for (const from of froms) {
          const ballot = votes.get(from + to) ?? { from: vanished.get(from)!, to: appeared.get(to)!, votes: 0 };
          ballot.votes += 1 / froms.size;
          votes.set(from + to, ballot);
        }
      }
    },
  );

  const ranked = [...votes.values()].flatMap((ballot) => {
    const { from, to } = ballot;
    const ratio = ballot.votes / Math.min(from.unmatched, to.unmatched);
    const isSameName = comparison.isEqual(from.firstRow, to.firstRow, 'baseName');
    if (ratio < (isSameName ? MIN_RATIO_SAME_NAME : MIN_RATIO)) return [];
    return [{ ...ballot, rank: ratio + (isSameName ? SAME_NAME_BONUS : 0) }];
  });
  ranked.sort(
    (a, b) =>
      b.rank - a.rank || b.votes - a.votes || a.from.firstRow - b.from.firstRow || a.to.firstRow - b.to.firstRow,
  );

  const taken = new Set<string>();
  const accepted: HashedRename[] = [];
  for (const { from, to } of ranked) {
    if (taken.has(`from ${from.key}`) || taken.has(`to ${to.key}`)) continue;
    taken.add(`from ${from.key}`).add(`to ${to.key}`);
    accepted.push({ from: baseline.table.hash(from.firstRow, 'path'), to: current.table.hash(to.firstRow, 'path') });
  }
  return accepted;
}

/** Puts the baseline's findings of renamed files under the files' new paths. */
export function applyRenames({ baseline }: Comparison, renames: readonly HashedRename[]): void {
  const targets = new Map(renames.map(({ from, to }) => [hexOf(from), to]));
  const { table } = baseline;
  for (let row = 0; row < table.count; row += 1) {
    const to = targets.get(pathKey(table, row));
    if (to !== undefined) table.setHash(row, 'path', to);
  }
}

/** Among renames that the change names, those that findings can follow: the new path held no findings before. */
export function usableRenames(comparison: Comparison, named: readonly HashedRename[]): HashedRename[] {
  const before = pathsOnlyIn(comparison.baseline, null);
  const taken = new Set<string>();
  return named.filter(({ from, to }) => {
    const isUsable = before.has(hexOf(from)) && !before.has(hexOf(to)) && !taken.has(hexOf(to));
    taken.add(hexOf(to));
    return isUsable;
  });
}

function pathsOnlyIn(side: Side, other: Side | null): Map<string, Path> {
  const paths = new Map<string, Path>();
  for (let row = 0; row < side.table.count; row += 1) {
    const key = pathKey(side.table, row);
    let path = paths.get(key);
    if (path === undefined) paths.set(key, (path = { key, firstRow: row, unmatched: 0 }));
    if (side.partner[row]! < 0) path.unmatched += 1;
  }
  for (let row = 0; other !== null && row < other.table.count; row += 1) paths.delete(pathKey(other.table, row));
  return paths;
}

function pathKey(table: FeatureTable, row: number): string {
  const at = row * ROW_WORDS + WORD_OF.path;
  return hexOf([table.words[at]!, table.words[at + 1]!]);
}
