import { forEachBucket } from './index/buckets.js';
import type { Comparison } from './state/comparison.js';

/** Number of different messages, at equal distances in both places, that is no accident. */
const MIN_MESSAGES = 3;
/** Number of possible pairs above which they prove nothing. */
const MAX_PAIRS = 64;

/** A baseline and a current row of the same message, and the number of that message. */
interface Candidate {
  readonly before: number;
  readonly now: number;
  readonly message: number;
}

/**
 * Pairs findings without text where a block of code moved, within a file or to another: at least three different
 * messages at the same distances from each other in both places. The longest block first.
 */
export function matchMovedBlocks(comparison: Comparison): void {
  const blocks = findShifts(comparison).filter((block) => countMessages(block) >= MIN_MESSAGES);
  for (const block of blocks.sort(byLength)) {
    const left = block.filter(({ before, now }) => !comparison.arePaired(before, now));
    if (countMessages(left) < MIN_MESSAGES) continue;
    for (const { before, now } of left) {
      if (!comparison.arePaired(before, now)) comparison.pair(before, now, 'moved_block');
    }
  }
}

/** Possible move of a candidate: the numbers of the two files, and the offset in lines. */
interface Move {
  readonly files: number;
  readonly shift: number;
}

/**
 * Candidates that could have gone from one file into another by one offset in lines, in the order of their current
 * rows.
 */
function findShifts(comparison: Comparison): Candidate[][] {
  const forEachCandidate = findCandidates(comparison);
  const tally = new MoveTally(comparison.baseline.table.count + comparison.current.table.count);
  forEachCandidate((_, move) => tally.add(move));
  const shifts = new Map<number, Map<number, Candidate[]>>();
  forEachCandidate((candidate, move) => {
    if (!tally.isOften(move)) return;
    let ofFiles = shifts.get(move.files);
    if (ofFiles === undefined) shifts.set(move.files, (ofFiles = new Map<number, Candidate[]>()));
    const block = ofFiles.get(move.shift);
    if (block === undefined) ofFiles.set(move.shift, [candidate]);
    else block.push(candidate);
  });
  return [...shifts.values()].flatMap((ofFiles) => [...ofFiles.values()]).map((block) => block.sort(byRow));
}

/** Visits all possible pairs, as often as needed: there may be too many to keep. */
function findCandidates(comparison: Comparison): (visit: (candidate: Candidate, move: Move) => void) => void {
  const { baseline, current } = comparison;
  const messages: [rowsBefore: Int32Array, rowsNow: Int32Array][] = [];
  forEachBucket(baseline.unmatched(), current.unmatched(), ['rule', 'message', 'extent'], (rowsBefore, rowsNow) => {
    if (rowsBefore.length * rowsNow.length <= MAX_PAIRS) messages.push([rowsBefore.slice(), rowsNow.slice()]);
  });
  return (visit) =>
    messages.forEach(([rowsBefore, rowsNow], message) => {
      for (const now of rowsNow) {
        for (const before of rowsBefore) {
          if (!comparison.isTextMissing(before, now)) continue;
          const files = baseline.fileOf[before]! * current.files.length + current.fileOf[now]!;
          const shift = current.table.int(now, 'startLine') - baseline.table.int(before, 'startLine');
          visit({ before, now, message }, { files, shift });
        }
      }
    });
}

/**
 * Counts moves, of which there may be millions, in a byte for each: different ones may share it, so that too many are
 * called frequent, never too few.
 */
class MoveTally {
  private readonly counts: Uint8Array;

  constructor(expected: number) {
    let size = 256;
    while (size < 8 * expected && size < 1 << 23) size *= 2;
    this.counts = new Uint8Array(size);
  }

  add(move: Move): void {
    const slot = this.slotOf(move);
    if (this.counts[slot]! < MIN_MESSAGES) this.counts[slot]! += 1;
  }

  isOften(move: Move): boolean {
    return this.counts[this.slotOf(move)]! >= MIN_MESSAGES;
  }

  private slotOf({ files, shift }: Move): number {
    const mixed = Math.imul(files ^ Math.imul(shift, 0x9e3779b1), 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (this.counts.length - 1);
  }
}

const countMessages = (block: readonly Candidate[]): number => new Set(block.map(({ message }) => message)).size;

const byRow = (a: Candidate, b: Candidate): number => a.now - b.now || a.before - b.before;

function byLength(a: readonly Candidate[], b: readonly Candidate[]): number {
  return b.length - a.length || byRow(a[0]!, b[0]!);
}
