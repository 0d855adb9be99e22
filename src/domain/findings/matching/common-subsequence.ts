/** Number of insertions and deletions above which two sequences count as unlike and are not compared to the end. */
const MAX_EDITS = 1000;

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
  /** For each number of edits: the furthest position in `a` on every diagonal a - b, before those edits' last snake. */
  const history: Int32Array[] = [];
  let furthest = new Int32Array([0, 0, 0]);
  for (let edits = 0; edits <= Math.min(MAX_EDITS, lengthA + lengthB); edits += 1) {
    const next = new Int32Array(2 * edits + 5);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let a = edits === 0 ? 0 : stepFrom(furthest, edits, diagonal).a;
      while (a < lengthA && a - diagonal < lengthB && isSame(a, a - diagonal)) a += 1;
      next[diagonal + edits + 2] = a;
      if (a >= lengthA && a - diagonal >= lengthB) return trace(history, edits, lengthA, lengthB);
    }
    history.push(next);
    furthest = next;
  }
  return null;
}

/** The better of the two ways onto a diagonal: one deletion from the diagonal below, one insertion from the one above. */
function stepFrom(furthest: Int32Array, edits: number, diagonal: number): { a: number; from: number } {
  const below = diagonal - 1;
  const above = diagonal + 1;
  const at = (side: number): number => (Math.abs(side) > edits - 1 ? -1 : furthest[side + edits - 1 + 2]!);
  return diagonal === -edits || (diagonal !== edits && at(below) < at(above))
    ? { a: at(above), from: above }
    : { a: at(below) + 1, from: below };
}

/** Walks the edits back from the end and collects the snakes between them. */
function trace(history: readonly Int32Array[], edits: number, lengthA: number, lengthB: number): [number, number][] {
  const common: [number, number][] = [];
  let a = lengthA;
  let diagonal = lengthA - lengthB;
  for (let left = edits; left >= 0; left -= 1) {
    const step = left === 0 ? { a: 0, from: 0 } : stepFrom(history[left - 1]!, left, diagonal);
    while (a > step.a) {
      a -= 1;
      common.push([a, a - diagonal]);
    }
    if (left === 0) break;
    a = history[left - 1]![step.from + left - 1 + 2]!;
    diagonal = step.from;
  }
  return common.reverse();
}
