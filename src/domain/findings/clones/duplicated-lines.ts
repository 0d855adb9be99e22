import { countLines, mergeRanges } from '../../changes/line-ranges.js';
import { groupBy } from '../../group-by.js';
import { type FindingExtras } from '../listing/finding-columns.js';
import { type StoredClone } from './stored-clone.js';

/** A file of which another number of lines is duplicated. */
export interface DuplicationChange {
  readonly filePath: string;
  readonly from: number;
  readonly to: number;
}

/** Numbers of lines of each file that are in a copy, each line once. */
export function duplicatedLines(extras: Iterable<FindingExtras>): Map<string, number> {
  const byPath = groupBy(placesIn(extras), ([path]) => path);
  return new Map(
    [...byPath].map(([path, places]) => [path, countLines(mergeRanges(places.map(([, from, to]) => [from, to])))]),
  );
}

function* placesIn(extras: Iterable<FindingExtras>): Iterable<StoredClone['places'][number]> {
  for (const { clone } of extras) yield* clone?.places ?? [];
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
