/** Number of insertions and deletions above which two sequences count as unlike and are not compared to the end. */
export const MAX_EDITS = 1000;

/**
 * The positions of a longest common subsequence of two sequences, by Myers' O(ND) algorithm: fast where little changed,
 * which is the usual case. Null when more than `MAX_EDITS` edits lie between the two.
 *
 * E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986).
 *
 * @param isSame whether element `a` of the first equals element `b` of the second
 */
export function commonSubsequence(
  lengthA: number,
  lengthB: number,
  isSame: (a: number, b: number) => boolean,
): [a: number, b: number][] | null {
  /** For each number of edits: the furthest position in `a` on every diagonal a - b, -1 beyond the outermost ones. */
  const history: Int32Array[] = [];
  let furthest = new Int32Array(0);
  for (let edits = 0; edits <= Math.min(MAX_EDITS, lengthA + lengthB); edits += 1) {
    const next = new Int32Array(2 * edits + 5).fill(-1);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let a = edits === 0 ? 0 : stepOnto(furthest, edits, diagonal);
      while (a < lengthA && a - diagonal < lengthB && isSame(a, a - diagonal)) a += 1;
      next[diagonal + edits + 2] = a;
      if (a >= lengthA && a - diagonal >= lengthB) return trace(history, edits, lengthA, lengthB);
    }
    history.push(next);
    furthest = next;
  }
  return null;
}

/** Position in `a` by the better of the two ways onto a diagonal. */
function stepOnto(furthest: Int32Array, edits: number, diagonal: number): number {
  const from = sourceOf(furthest, edits, diagonal);
  return furthest[from + edits + 1]! + (from < diagonal ? 1 : 0);
}

/** Diagonal of that way: one deletion from the diagonal below, one insertion from the one above. */
function sourceOf(furthest: Int32Array, edits: number, diagonal: number): number {
  const below = furthest[diagonal + edits]!;
  const above = furthest[diagonal + edits + 2]!;
  return diagonal === -edits || (diagonal !== edits && below < above) ? diagonal + 1 : diagonal - 1;
}

/** Walks the edits back from the end and collects the snakes between them. */
function trace(history: readonly Int32Array[], edits: number, lengthA: number, lengthB: number): [number, number][] {
  const common: [number, number][] = [];
  let a = lengthA;
  let diagonal = lengthA - lengthB;
  for (let left = edits; left >= 0; left -= 1) {
    const start = left === 0 ? 0 : stepOnto(history[left - 1]!, left, diagonal);
    while (a > start) {
      a -= 1;
      common.push([a, a - diagonal]);
    }
    if (left === 0) break;
    diagonal = sourceOf(history[left - 1]!, left, diagonal);
    a = history[left - 1]![diagonal + left + 1]!;
  }
  return common.reverse();
}
