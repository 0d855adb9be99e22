/**
 * Part of a report that one reader reads: all of it, or, where several threads read a report together, the results that it
 * claims from a counter in shared memory. A report that cannot be divided belongs to the first part.
 */
export type Share =
  | { readonly kind: 'whole' }
  | {
      readonly kind: 'part';
      readonly isFirst: boolean;
      /** Number of results claimed by all parts so far. */
      readonly claimed: Int32Array<SharedArrayBuffer>;
    };

export const WHOLE: Share = { kind: 'whole' };

/** Divides a report into this many shares. */
export function sharesOf(count: number): Share[] {
  if (count === 1) return [WHOLE];
  const claimed = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return Array.from({ length: count }, (_, index) => ({ kind: 'part', isFirst: index === 0, claimed }));
}

export const isFirst = (share: Share): boolean => share.kind === 'whole' || share.isFirst;

/** Ascending ranges of results, each from the first index to before the second. */
export type Ranges = Iterable<readonly [from: number, to: number]>;

/** Results claimed at once: enough that a claim costs little, few enough that all threads end together. */
const CLAIM = 1000;

/** Claims results for a share until none of the `count` results is left. */
export function* claim(share: Share, count: number): Ranges {
  if (share.kind === 'whole') {
    yield [0, count];
    return;
  }
  for (;;) {
    const from = Atomics.add(share.claimed, 0, CLAIM);
    if (from >= count) return;
    yield [from, Math.min(count, from + CLAIM)];
  }
}
