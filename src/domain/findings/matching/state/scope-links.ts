import { hexOf } from '../../features/keyed-hash.js';
import { forEachBucket } from '../index/buckets.js';
import { NONE, type Side } from './side.js';

/**
 * Scopes of a file by the scopes that they turned into: a function that was renamed, split or wrapped takes its
 * findings along, while a line that was copied elsewhere goes alone. Evidence are the pairs made so far, and the lines
 * that are unmatched on both sides and could be paired in one way only.
 */
export class ScopeLinks {
  /** The baseline lines on which findings went, or could go, from one scope into another. */
  private readonly lines = new Map<string, Set<number>>();

  constructor(
    private readonly baseline: Side,
    private readonly current: Side,
  ) {
    baseline.partner.forEach((currentRow, row) => {
      if (currentRow !== NONE && baseline.table.isEqual(row, current.table, currentRow, 'path'))
        this.note(row, currentRow);
    });
    forEachBucket(baseline.unmatched(), current.unmatched(), ['path', 'rule', 'line', 'message'], (before, now) => {
      if (before.length === 1 && now.length === 1) this.note(before[0]!, now[0]!);
    });
  }

  /** True when findings on two lines, or one on another line than this, went the same way. */
  areLinked(baselineRow: number, currentRow: number): boolean {
    const lines = this.lines.get(this.keyOf(baselineRow, currentRow));
    if (lines === undefined) return false;
    return lines.size > 1 || !lines.has(this.baseline.table.int(baselineRow, 'startLine'));
  }

  private note(baselineRow: number, currentRow: number): void {
    if (this.baseline.table.isEqual(baselineRow, this.current.table, currentRow, 'scope')) return;
    const key = this.keyOf(baselineRow, currentRow);
    const lines = this.lines.get(key) ?? new Set();
    this.lines.set(key, lines.add(this.baseline.table.int(baselineRow, 'startLine')));
  }

  private keyOf(baselineRow: number, currentRow: number): string {
    const { table } = this.current;
    return [
      table.hash(currentRow, 'path'),
      this.baseline.table.hash(baselineRow, 'scope'),
      table.hash(currentRow, 'scope'),
    ]
      .map(hexOf)
      .join('');
  }
}
