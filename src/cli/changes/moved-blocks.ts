import { type LineRange } from '../../domain/changes/changed-lines.js';

/** Least block that counts as moved: lines, and characters beside white space in all of them. */
export const MIN_MOVED = { lines: 3, characters: 40 } as const;

/** Most lines of either version between two parts of a moved block: the change edited them on the way. */
const MAX_EDITED = 3;

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
 * A block goes on behind and before lines that were edited in it, which are left out: what is left of a short function has
 * fewer lines than a block. Each removed line answers for one added line, so that of two copies of a block that was removed
 * once the second is no move.
 */
export function findMovedBlocks(removed: readonly Run[], added: readonly Run[]): ReadonlyMap<string, LineRange[]> {
  const index = indexOf(removed);
  const used = new Map(removed.map((run) => [run, new Uint8Array(run.lines.length)]));
  const moved = new Map<string, LineRange[]>();
  for (const run of added) {
    // Lines up to here are those of blocks.
    let end = 0;
    const take = ({ at, from, length }: Block): void => {
      used.get(from.run)!.fill(1, from.at, from.at + length);
      const range: LineRange = [run.start + at, run.start + at + length - 1];
      const known = moved.get(run.path);
      if (known === undefined) moved.set(run.path, [range]);
      else known.push(range);
    };
    for (let at = 0; at + MIN_MOVED.lines <= run.lines.length;) {
      const block = longestBlock({ run, at }, index, used);
      if (block === null) {
        at += 1;
        continue;
      }
      take(block);
      for (let part = partBefore(run, block, used, end); part !== null; part = partBefore(run, part, used, end))
        take(part);
      end = at + block.length;
      for (let part = partBehind(run, block, used); part !== null; part = partBehind(run, part, used)) {
        take(part);
        end = part.at + part.length;
      }
      at = end;
    }
  }
  return moved;
}

/** Lines of an added run, from its place `at` on, that are equal to those of a removed one. */
interface Block {
  readonly at: number;
  readonly from: Place;
  readonly length: number;
}

/** The next part of a moved block, behind lines that were edited in it; null where it ends. */
function partBehind(run: Run, { at, from, length }: Block, used: ReadonlyMap<Run, Uint8Array>): Block | null {
  for (const [edited, former] of EDITS) {
    const part = { at: at + length + edited, from: { run: from.run, at: from.at + length + former } };
    if ((run.lines[part.at] ?? '') === '') continue;
    const common = commonLength({ run, at: part.at }, part.from, used.get(from.run)!);
    if (common > 0) return { ...part, length: common };
  }
  return null;
}

/** The part before: its lines lie behind those of the blocks before, which end at `end`. */
function partBefore(run: Run, block: Block, used: ReadonlyMap<Run, Uint8Array>, end: number): Block | null {
  const { from } = block;
  const taken = used.get(from.run)!;
  for (const [edited, former] of EDITS) {
    let [at, fromAt] = [block.at - edited, from.at - former];
    if (at <= end || (run.lines[at - 1] ?? '') === '') continue;
    const last = at;
    while (at > end && fromAt > 0 && taken[fromAt - 1] === 0 && run.lines[at - 1] === from.run.lines[fromAt - 1])
      [at, fromAt] = [at - 1, fromAt - 1];
    if (at < last) return { at, from: { run: from.run, at: fromAt }, length: last - at };
  }
  return null;
}

/** Numbers of added and of removed lines between two parts of a block, the fewest first. */
const EDITS: readonly (readonly [number, number])[] = Array.from(
  { length: (MAX_EDITED + 1) ** 2 },
  (_, index) => [index % (MAX_EDITED + 1), Math.floor(index / (MAX_EDITED + 1))] as const,
).toSorted(
  (one, other) => one[0] + one[1] - other[0] - other[1] || Math.abs(one[0] - one[1]) - Math.abs(other[0] - other[1]),
);

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
): Block | null {
  let longest: Block | null = null;
  for (const from of (index.get(keyAt(added.run, added.at)) ?? []).slice(0, MAX_CANDIDATES)) {
    const length = commonLength(added, from, used.get(from.run)!);
    if (length > (longest?.length ?? 0)) longest = { at: added.at, from, length };
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
