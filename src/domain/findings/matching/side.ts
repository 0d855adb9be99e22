import { canonicalOrder } from './canonical-order.js';
import { FeatureTable, type Trait } from './features.js';
import { type Hash64, hexOf, NO_HASH } from './keyed-hash.js';
import { RowIndex } from './row-index.js';

/** Nothing paired with a row. */
export const NONE = -1;

/** The findings of one file: rows `from` to before `to`. */
export interface FileRows {
  /** The hash of the path, as hex digits: the new one where the file was renamed. */
  path: string;
  readonly from: number;
  readonly to: number;
}

/** One side of a comparison: its findings in canonical order, and with whom each is paired so far. */
export class Side {
  table: FeatureTable;
  /** Row in the caller's table of each row here. */
  readonly origin: Uint32Array;
  /** Row on the other side, or `NONE`. */
  readonly partner: Int32Array;
  readonly files: readonly FileRows[];
  /** Whether some finding came without the text of its line. */
  readonly lacksText: boolean;
  /** The rows that had no partner when they were last looked for, in canonical order: what is paired stays so. */
  private open: Int32Array;
  /** Whether the table is the caller's own, which is not to be written into: a large baseline is not copied for nothing. */
  private isGiven: boolean;

  constructor(given: FeatureTable) {
    this.origin = canonicalOrder(given);
    this.isGiven = this.origin.every((from, row) => from === row);
    this.table = this.isGiven ? given : given.select(this.origin);
    this.partner = new Int32Array(given.count).fill(NONE);
    this.files = filesOf(this.table);
    this.lacksText = !all(this.table, 'hasText');
    this.open = new Int32Array(given.count);
    for (let row = 0; row < given.count; row += 1) this.open[row] = row;
  }

  /** How many rows had no partner when they were last looked for. */
  get unmatchedCount(): number {
    return this.open.length;
  }

  /** Rows without a partner, in canonical order. */
  unmatched(admits?: (row: number) => boolean): Int32Array {
    const { open, partner } = this;
    const rows = new Int32Array(open.length);
    let [left, count] = [0, 0];
    for (const row of open) {
      if (partner[row] !== NONE) continue;
      open[left++] = row;
      if (admits === undefined || admits(row)) rows[count++] = row;
    }
    this.open = open.subarray(0, left);
    return rows.subarray(0, count);
  }

  /**
   * The same, at least those of some files, which are in canonical order: whichever is less to look through, these files or
   * all that is unmatched.
   */
  unmatchedOf(files: readonly FileRows[], admits?: (row: number) => boolean): Int32Array {
    return countRows(files) < this.open.length ? this.unmatchedIn(files, admits) : this.unmatched(admits);
  }

  /** Rows of some files without a partner, file by file. */
  unmatchedIn(files: readonly FileRows[], admits?: (row: number) => boolean): Int32Array {
    const rows = new Int32Array(countRows(files));
    let count = 0;
    for (const { from, to } of files) {
      for (let row = from; row < to; row += 1) {
        if (this.partner[row] === NONE && (admits === undefined || admits(row))) rows[count++] = row;
      }
    }
    return rows.subarray(0, count);
  }

  /** Puts a file's findings under another path. */
  rename(file: FileRows, path: Hash64): void {
    this.makeOwn();
    file.path = hexOf(path);
    for (let row = file.from; row < file.to; row += 1) this.table.setHash(row, 'path', path);
  }

  /** Whether any finding here stands in a named scope: else the tool does not tell. */
  namesScopes(): boolean {
    for (let row = 0; row < this.table.count; row += 1) if (this.table.has(row, 'isInNamedScope')) return true;
    return false;
  }

  forgetScopes(): void {
    if (!this.namesScopes()) return;
    this.makeOwn();
    for (let row = 0; row < this.table.count; row += 1) {
      this.table.setHash(row, 'scope', NO_HASH);
      this.table.setHash(row, 'scopeName', NO_HASH);
      this.table.removeTrait(row, 'isInNamedScope');
    }
  }

  private makeOwn(): void {
    if (!this.isGiven) return;
    this.table = new FeatureTable(this.table.words.slice());
    this.isGiven = false;
  }

  /** The distinct scopes of each file. */
  scopes(): RowIndex {
    const index = new RowIndex(this.table, this.table.count, ['path', 'scope']);
    for (let row = 0; row < this.table.count; row += 1) index.add(row);
    return index;
  }
}

function all(table: FeatureTable, trait: Trait): boolean {
  for (let row = 0; row < table.count; row += 1) if (!table.has(row, trait)) return false;
  return true;
}

const countRows = (files: readonly FileRows[]): number => files.reduce((sum, { from, to }) => sum + to - from, 0);

/** In canonical order the findings of a file stand together. */
function filesOf(table: FeatureTable): FileRows[] {
  const files: FileRows[] = [];
  for (let from = 0, to = 0; from < table.count; from = to) {
    while (to < table.count && table.isEqual(from, table, to, 'path')) to += 1;
    files.push({ path: hexOf(table.hash(from, 'path')), from, to });
  }
  return files;
}
