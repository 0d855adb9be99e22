import type { HashField } from '../features/feature-table.js';
import { hexOf } from '../features/keyed-hash.js';
import { forEachBucket, type Rows } from './index/buckets.js';
import type { HashedRename } from './known-changes.js';
import type { Comparison } from './state/comparison.js';
import type { FileRows, Side } from './state/side.js';

/** Size above which a bucket does not vote: lines that occur everywhere prove nothing. */
const MAX_BUCKET = 20;
const MIN_RATIO = 0.5;
const MIN_RATIO_SAME_NAME = 0.3;
const SAME_NAME_BONUS = 0.3;

/**
 * Finds renamed files by what their findings have in common. Candidates are baseline paths that are absent now and
 * current paths that were absent before. Each unmatched current finding splits one vote among the vanished paths whose
 * findings agree with it in `fields`; a pair of paths is accepted when the votes reach half of the unmatched findings of
 * the smaller side, or 0.3 of them where the file kept its name. Best ratio first, then votes, then path.
 */
export function voteRenames(comparison: Comparison, fields: readonly HashField[]): HashedRename[] {
  const { baseline, current } = comparison;
  const vanished = filesOnlyIn(baseline, current);
  const appeared = filesOnlyIn(current, baseline);
  if (vanished.length === 0 || appeared.length === 0) return [];

  const taken = new Set<FileRows>();
  return countVotes(comparison, vanished, appeared, fields)
    .flatMap((ballot) => rank(comparison, ballot))
    .sort(byRank)
    .filter(({ from, to }) => {
      if (taken.has(from) || taken.has(to)) return false;
      taken.add(from).add(to);
      return true;
    })
    .map(({ from, to }) => ({
      from: baseline.table.hash(from.from, 'path'),
      to: current.table.hash(to.from, 'path'),
    }));
}

interface Ballot {
  readonly from: FileRows;
  readonly to: FileRows;
  votes: number;
}

type RankedBallot = Ballot & { readonly rank: number };

function countVotes(
  { baseline, current }: Comparison,
  vanished: readonly FileRows[],
  appeared: readonly FileRows[],
  fields: readonly HashField[],
): Ballot[] {
  const ballots = new Map<FileRows, Map<FileRows, Ballot>>();
  const rowsOf = (side: Side, files: readonly FileRows[]): Rows =>
    side.unmatchedOf(files, (row) => knows(side, row, fields));
  const [fromOf, toOf] = [fileFinder(vanished), fileFinder(appeared)];
  forEachBucket(rowsOf(baseline, vanished), rowsOf(current, appeared), ['rule', ...fields], (before, now) => {
    if (before.length > MAX_BUCKET) return;
    const froms = new Set(Array.from(before, fromOf));
    for (const row of now) {
      const to = toOf(row);
      for (const from of froms) {
        let ballotsOfFile = ballots.get(from);
        if (ballotsOfFile === undefined) ballots.set(from, (ballotsOfFile = new Map<FileRows, Ballot>()));
        let ballot = ballotsOfFile.get(to);
        if (ballot === undefined) ballotsOfFile.set(to, (ballot = { from, to, votes: 0 }));
        ballot.votes += 1 / froms.size;
      }
    }
  });
  return [...ballots.values()].flatMap((ofFile) => [...ofFile.values()]);
}

/** True when a finding has the compared fields: findings without text agree in all that is read from the text. */
function knows({ table }: Side, row: number, fields: readonly HashField[]): boolean {
  return table.has(row, 'hasText') || !fields.includes('line');
}

/** Finds the file of a row, by halving: files are ascending. */
function fileFinder(files: readonly FileRows[]): (row: number) => FileRows {
  return (row) => {
    let low = 0;
    let high = files.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (files[middle]!.from <= row) low = middle;
      else high = middle - 1;
    }
    return files[low]!;
  };
}

/** The ballot with its rank, or nothing where the votes do not suffice. */
function rank(comparison: Comparison, ballot: Ballot): RankedBallot[] {
  const { from, to, votes } = ballot;
  const unmatched = Math.min(
    comparison.baseline.unmatchedIn(from).rows.length,
    comparison.current.unmatchedIn(to).rows.length,
  );
  const ratio = votes / unmatched;
  const isSameName = comparison.isEqual(from.from, to.from, 'baseName');
  if (ratio < (isSameName ? MIN_RATIO_SAME_NAME : MIN_RATIO)) return [];
  return [{ ...ballot, rank: ratio + (isSameName ? SAME_NAME_BONUS : 0) }];
}

function byRank(a: RankedBallot, b: RankedBallot): number {
  return b.rank - a.rank || b.votes - a.votes || a.from.from - b.from.from || a.to.from - b.to.from;
}

/** Puts the baseline's findings of renamed files under the files' new paths. */
export function applyRenames(comparison: Comparison, renames: readonly HashedRename[]): void {
  const targets = new Map(renames.map(({ from, to }) => [hexOf(from), to]));
  for (const file of comparison.baseline.files) {
    const to = targets.get(file.path);
    if (to !== undefined) comparison.rename(file, to);
  }
}

/** Among renames that the change names, those that findings can follow: the new path held no findings before. */
export function usableRenames({ baseline }: Comparison, named: readonly HashedRename[]): HashedRename[] {
  const before = new Set(baseline.files.map(({ path }) => path));
  const taken = new Set<string>();
  return named.filter(({ from, to }) => {
    const [source, target] = [`from ${hexOf(from)}`, `to ${hexOf(to)}`];
    if (!before.has(hexOf(from)) || before.has(hexOf(to)) || taken.has(source) || taken.has(target)) return false;
    taken.add(source).add(target);
    return true;
  });
}

/** The files of one side that the other does not have. */
function filesOnlyIn(side: Side, other: Side): FileRows[] {
  const known = new Set(other.files.map(({ path }) => path));
  return side.files.filter(({ path }) => !known.has(path));
}
