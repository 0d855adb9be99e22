import { countLines, mergeRanges } from '../../changes/line-ranges.js';
import { type FindingExtras } from '../listing/finding-columns.js';

/** A file of which another number of lines is duplicated. */
export interface DuplicationChange {
  readonly filePath: string;
  readonly from: number;
  readonly to: number;
}

/** Numbers of lines of each file that are in a copy, each line once. */
export function duplicatedLines(extras: Iterable<FindingExtras>): Map<string, number> {
  const ranges = new Map<string, [number, number][]>();
  for (const { clone } of extras)
    for (const [path, first, last] of clone?.places ?? []) {
      const known = ranges.get(path);
      if (known) known.push([first, last]);
      else ranges.set(path, [[first, last]]);
    }
  return new Map([...ranges].map(([path, found]) => [path, countLines(mergeRanges(found))]));
}

/** Files whose numbers differ, in the order of their paths. */
export function compareDuplication(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): DuplicationChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((filePath) => ({ filePath, from: before.get(filePath) ?? 0, to: after.get(filePath) ?? 0 }))
    .filter(({ from, to }) => from !== to)
    .sort((one, other) => (one.filePath < other.filePath ? -1 : 1));
}
