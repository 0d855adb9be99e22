import { canonicalOrder } from './canonical-order.js';
import type { FeatureTable } from './features.js';
import { NO_HASH } from './keyed-hash.js';
import { RowIndex } from './row-index.js';

/** Nothing paired with a row. */
export const NONE = -1;

/** One side of a comparison: its findings in canonical order, and with whom each is paired so far. */
export class Side {
  readonly table: FeatureTable;
  /** Row in the caller's table of each row here. */
  readonly origin: Uint32Array;
  /** Row on the other side, or `NONE`. */
  readonly partner: Int32Array;

  constructor(given: FeatureTable) {
    this.origin = canonicalOrder(given);
    this.table = given.select(this.origin);
    this.partner = new Int32Array(given.count).fill(NONE);
  }

  /** Whether any finding here stands in a named scope: else the tool does not tell. */
  namesScopes(): boolean {
    for (let row = 0; row < this.table.count; row += 1) if (this.table.has(row, 'isInNamedScope')) return true;
    return false;
  }

  forgetScopes(): void {
    for (let row = 0; row < this.table.count; row += 1) {
      this.table.setHash(row, 'scope', NO_HASH);
      this.table.setHash(row, 'scopeName', NO_HASH);
      this.table.removeTrait(row, 'isInNamedScope');
    }
  }

  lacksText(): boolean {
    for (let row = 0; row < this.table.count; row += 1) if (!this.table.has(row, 'hasText')) return true;
    return false;
  }

  /** The distinct scopes of each file. */
  scopes(): RowIndex {
    const index = new RowIndex(this.table, this.table.count, ['path', 'scope']);
    for (let row = 0; row < this.table.count; row += 1) index.add(row);
    return index;
  }

  /** Rows without a partner, in canonical order. */
  unmatched(admits: (row: number) => boolean = () => true): Int32Array {
    const rows = new Int32Array(this.table.count);
    let count = 0;
    for (let row = 0; row < rows.length; row += 1) {
      if (this.partner[row] === NONE && admits(row)) rows[count++] = row;
    }
    return rows.subarray(0, count);
  }
}
