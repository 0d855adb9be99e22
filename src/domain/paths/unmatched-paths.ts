/** Number of paths that a verdict names. */
const MAX_NAMES = 10;

/** Paths of reports without a place in the repository. */
export interface UnmatchedPaths {
  readonly count: number;
  readonly firstTen: readonly string[];
}

/** Number and first ten, in the order of the paths. */
export function unmatchedPathsOf(paths: Iterable<string>): UnmatchedPaths {
  const sorted = [...new Set(paths)].sort();
  return { count: sorted.length, firstTen: sorted.slice(0, MAX_NAMES) };
}

/** Paths of several reports: each of those that are named counts once. */
export function joinUnmatched(several: readonly UnmatchedPaths[]): UnmatchedPaths {
  const named = several.flatMap(({ firstTen }) => firstTen);
  const distinct = [...new Set(named)].sort();
  const repeated = named.length - distinct.length;
  return {
    count: several.reduce((sum, { count }) => sum + count, -repeated),
    firstTen: distinct.slice(0, MAX_NAMES),
  };
}
