/** The listed paths that share most names at the end with a given one. */
export interface SuffixMatch {
  /** Number of names shared at the end; 0 without any match. */
  readonly length: number;
  /** Number of paths that share that many. */
  readonly count: number;
  /** Those paths in order, none when there are more than `MAX_CANDIDATES`. */
  readonly paths: readonly string[];
}

/** Number of paths with one end above which they are not compared one by one. */
const MAX_CANDIDATES = 64;

const NO_MATCH: SuffixMatch = { length: 0, count: 0, paths: [] };

/** Lower than any character of a name, so that paths below one folder are neighbours when sorted. */
const BOUND = '\0';

/**
 * Finds paths by their ends. Paths are kept back to front and sorted, so that those with equal ends are neighbours.
 * Sorting waits for the first search, since most reports name their files just as the list does.
 */
export class SuffixIndex {
  private readonly paths: ReadonlySet<string>;
  private sortedKeys: readonly string[] | null = null;

  /** @param paths relative, with forward slashes, normalized. */
  constructor(paths: Iterable<string>) {
    this.paths = new Set(paths);
  }

  has(path: string): boolean {
    return this.paths.has(path);
  }

  /** The listed paths that share most names at the end with these, counted from the last. */
  longestMatch(segments: readonly string[]): SuffixMatch {
    const key = keyOf(segments);
    const { keys } = this;
    const at = this.position(key);
    const length = Math.max(sharedNames(keys[at], key), sharedNames(keys[at - 1], key));
    if (length === 0) return NO_MATCH;

    const shared = keyOf(segments.slice(-length));
    const start = this.position(shared);
    // Keys that continue after the shared names do so with BOUND, which is below \x01.
    const count = this.position(shared + '\x01') - start;
    const paths =
      count > MAX_CANDIDATES
        ? []
        : keys
            .slice(start, start + count)
            .map(pathOf)
            .sort();
    return { length, count, paths };
  }

  private get keys(): readonly string[] {
    return (this.sortedKeys ??= Array.from(this.paths, (path) => keyOf(path.split('/'))).sort());
  }

  /** Index of the first key that is not below this one. */
  private position(key: string): number {
    const { keys } = this;
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const keyOf = (segments: readonly string[]): string => segments.toReversed().join(BOUND);

const pathOf = (key: string): string => key.split(BOUND).reverse().join('/');

function sharedNames(a: string | undefined, b: string): number {
  if (a === undefined) return 0;
  const [ofA, ofB] = [a.split(BOUND), b.split(BOUND)];
  let shared = 0;
  while (shared < ofA.length && shared < ofB.length && ofA[shared] === ofB[shared]) shared++;
  return shared;
}
