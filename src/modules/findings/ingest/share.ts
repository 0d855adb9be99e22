/** What one of the threads that read a report together reads of it: as much as it comes to. */
export interface Share {
  /** To it belongs what cannot be divided. */
  readonly isFirst: boolean;
  /** How many results were claimed for all shares, in memory that they have in common; null for one that is all. */
  readonly claimed: Int32Array<SharedArrayBuffer> | null;
}

export const WHOLE: Share = { isFirst: true, claimed: null };

/** So many shares of one report. */
export function sharesOf(count: number): Share[] {
  if (count === 1) return [WHOLE];
  const claimed = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return Array.from({ length: count }, (_, index) => ({ isFirst: index === 0, claimed }));
}

/** Ranges of results, each from the first to before the second number; they rise. */
export type Ranges = Iterable<readonly [from: number, to: number]>;

/** Results claimed at once: so many that little is done for each claim, so few that all threads end together. */
const CLAIM = 1000;

/** Claims results of so many for a share until none is left. */
export function* claim({ claimed }: Share, count: number): Ranges {
  if (claimed === null) {
    yield [0, count];
    return;
  }
  for (;;) {
    const from = Atomics.add(claimed, 0, CLAIM);
    if (from >= count) return;
    yield [from, Math.min(count, from + CLAIM)];
  }
}
