import { type ChangedFile, type Hunk, type LineRange } from '../../domain/changes/changed-lines.js';
import { intersectRanges, mergeRanges, withoutRanges } from '../../domain/changes/line-ranges.js';
import { findMovedBlocks, MIN_MOVED, type Run } from './moved-blocks.js';

/** Sum of added and removed lines above which moves are not searched: such a change is a tool's. */
const MAX_LINES = 1_000_000;

/** A changed file with the lines of its versions, as far as they are known. */
export interface TextOfFile {
  readonly file: ChangedFile;
  /** Lines of the new version. */
  readonly now: readonly string[] | null;
  /** Lines of the version at the merge base. */
  readonly before: readonly string[] | null;
}

type SetAside = Pick<ChangedFile, 'moved' | 'unchangedButSpace' | 'onTarget'>;

/** The lines of each file that its change did not write: moved ones, those in which only white space differs, and those that the target has. */
export function findUnwritten(files: readonly TextOfFile[]): ReadonlyMap<ChangedFile, SetAside> {
  const pairs = new Map(files.map(({ file }) => [file, pairIgnoringSpace(file)]));
  const removed = files.flatMap(({ file, before }) =>
    runsOf(file.oldPath ?? file.path, withoutRanges(file.removed ?? [], pairs.get(file)!.before), before),
  );
  const added = files.flatMap(({ file, now }) =>
    runsOf(file.path, withoutRanges(file.added, pairs.get(file)!.now), now),
  );
  const isTooLarge = [...removed, ...added].reduce((sum, { lines }) => sum + lines.length, 0) > MAX_LINES;
  const moved = isTooLarge ? new Map<string, LineRange[]>() : findMovedBlocks(removed, added);
  return new Map(
    files.map(({ file, now }) => [
      file,
      {
        moved: now === null ? null : mergeRanges(moved.get(file.path) ?? []),
        unchangedButSpace: file.hunksIgnoringSpace && pairs.get(file)!.now,
        onTarget: now === null ? null : heldByTarget(file, now),
      },
    ]),
  );
}

/**
 * The lines that the target has, by whole runs of added lines or by blocks of the size of moved ones: a single line that
 * code of the target shares with other code at the same place, such as `return null;`, is not held by it.
 */
function heldByTarget({ added, onTarget }: ChangedFile, now: readonly string[]): LineRange[] | null {
  const isHeld = ([from, to]: LineRange): boolean => {
    if (added.some((run) => run[0] === from && run[1] === to)) return true;
    const characters = now
      .slice(from - 1, to)
      .join('')
      .replace(/\s+/g, '').length;
    return to - from + 1 >= MIN_MOVED.lines && characters >= MIN_MOVED.characters;
  };
  return onTarget?.filter(isHeld) ?? null;
}

const runsOf = (path: string, ranges: readonly LineRange[], lines: readonly string[] | null): Run[] =>
  lines === null
    ? []
    : ranges.map(([from, to]) => ({
        path,
        start: from,
        lines: lines.slice(from - 1, to).map((line) => line.replace(/\s+/g, '')),
      }));

/** The lines of both versions that the comparison without white space keeps, and the plain one removes and adds. */
function pairIgnoringSpace({ added, removed, hunksIgnoringSpace }: ChangedFile): {
  readonly before: readonly LineRange[];
  readonly now: readonly LineRange[];
} {
  if (hunksIgnoringSpace === null || removed === null || removed.length === 0) return { before: [], now: [] };
  const before: LineRange[] = [];
  const now: LineRange[] = [];
  for (const { first, last, shift } of keptBy(hunksIgnoringSpace)) {
    const kept = intersectRanges([[first, last]], removed).map(([from, to]): LineRange => [from + shift, to + shift]);
    for (const [from, to] of intersectRanges(kept, added)) {
      now.push([from, to]);
      before.push([from - shift, to - shift]);
    }
  }
  return { before: mergeRanges(before), now: mergeRanges(now) };
}

/** Old lines that hunks keep, each stretch with the distance to its new place. */
function keptBy(hunks: readonly Hunk[]): { first: number; last: number; shift: number }[] {
  const kept: { first: number; last: number; shift: number }[] = [];
  let [next, shift] = [1, 0];
  for (const [oldStart, oldLines, newStart, newLines] of hunks) {
    const first = oldLines === 0 ? oldStart + 1 : oldStart;
    if (first > next) kept.push({ first: next, last: first - 1, shift });
    next = first + oldLines;
    shift = (newLines === 0 ? newStart + 1 : newStart) + newLines - next;
  }
  return [...kept, { first: next, last: Number.MAX_SAFE_INTEGER - 1e9, shift }];
}
