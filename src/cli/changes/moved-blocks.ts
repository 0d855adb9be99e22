import { type LineRange } from '../../domain/changes/changed-lines.js';

/** Least block that counts as moved: lines, and characters beside white space in all of them. */
export const MIN_MOVED = { lines: 3, characters: 40 } as const;

/** Number of places tried for one block; texts that stand in more are boilerplate. */
const MAX_CANDIDATES = 50;

/** Consecutive lines of one version of a file. */
export interface Run {
  readonly path: string;
  /** Number of the first line, from 1. */
  readonly start: number;
  /** Texts without white space. */
  readonly lines: readonly string[];
}

/** A line of a removed run. */
interface Place {
  readonly run: Run;
  readonly at: number;
}

/**
 * Blocks among the added lines that are equal to removed ones but for white space, by the path of the file that they were added to.
 * Each removed line answers for one added line, so that of two copies of a block that was removed once the second is no move.
 */
export function findMovedBlocks(removed: readonly Run[], added: readonly Run[]): ReadonlyMap<string, LineRange[]> {
  const index = indexOf(removed);
  const used = new Map(removed.map((run) => [run, new Uint8Array(run.lines.length)]));
  const moved = new Map<string, LineRange[]>();
  for (const run of added) {
    for (let at = 0; at + MIN_MOVED.lines <= run.lines.length;) {
      const block = longestBlock({ run, at }, index, used);
      if (block === null) {
        at += 1;
        continue;
      }
      used.get(block.from.run)!.fill(1, block.from.at, block.from.at + block.length);
      const range: LineRange = [run.start + at, run.start + at + block.length - 1];
      const known = moved.get(run.path);
      if (known === undefined) moved.set(run.path, [range]);
      else known.push(range);
      at += block.length;
    }
  }
  return moved;
}

/** Places of removed lines by the texts of the least block that begins there. */
function indexOf(removed: readonly Run[]): ReadonlyMap<string, readonly Place[]> {
  const index = new Map<string, Place[]>();
  for (const run of removed) {
    for (let at = 0; at + MIN_MOVED.lines <= run.lines.length; at += 1) {
      const key = keyAt(run, at);
      if (key === BLANK_LINES) continue;
      const places = index.get(key);
      if (places === undefined) index.set(key, [{ run, at }]);
      else places.push({ run, at });
    }
  }
  return index;
}

/** They begin no block: a long run of them would be compared from each of its lines on. */
const BLANK_LINES = '\n'.repeat(MIN_MOVED.lines - 1);

const keyAt = ({ lines }: Run, at: number): string => lines.slice(at, at + MIN_MOVED.lines).join('\n');

/** The longest unused removed block that begins like the added lines from a place on; null where none is large enough. */
function longestBlock(
  added: Place,
  index: ReadonlyMap<string, readonly Place[]>,
  used: ReadonlyMap<Run, Uint8Array>,
): { readonly from: Place; readonly length: number } | null {
  let longest: { from: Place; length: number } | null = null;
  for (const from of (index.get(keyAt(added.run, added.at)) ?? []).slice(0, MAX_CANDIDATES)) {
    const length = commonLength(added, from, used.get(from.run)!);
    if (length > (longest?.length ?? 0)) longest = { from, length };
  }
  if (longest === null || longest.length < MIN_MOVED.lines) return null;
  const block = added.run.lines.slice(added.at, added.at + longest.length);
  const characters = block.reduce((sum, line) => sum + line.length, 0);
  return characters < MIN_MOVED.characters ? null : longest;
}

function commonLength(added: Place, from: Place, used: Uint8Array): number {
  let length = 0;
  while (
    from.at + length < from.run.lines.length &&
    added.run.lines[added.at + length] === from.run.lines[from.at + length] &&
    used[from.at + length] === 0
  )
    length += 1;
  return length;
}
