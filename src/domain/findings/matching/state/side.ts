import { FeatureTable } from '../../features/feature-table.js';
import { type Hash64, hexOf, NO_HASH } from '../../features/keyed-hash.js';
import type { Rows } from '../index/buckets.js';
import { canonicalOrder } from '../index/canonical-order.js';
import { RowIndex } from '../index/row-index.js';

/** Marks a row without a partner. */
export const NONE = -1;

/** The findings of one file: rows `from` to before `to`. */
export interface FileRows {
  /** The hash of the path, as hex digits: the new one where the file was renamed. */
  path: string;
  readonly from: number;
  readonly to: number;
  /** End of the unmatched rows. */
  openTo: number;
}

/** One side of a comparison: its findings in canonical order, with the partner of each so far. */
export class Side {
  table: FeatureTable;
  /** Row in the caller's table of each row here. */
  readonly origin: Uint32Array;
  /** Row on the other side, or `NONE`. */
  readonly partner: Int32Array;
  readonly files: readonly FileRows[];
  /** Index in `files` of the file of each row. */
  readonly fileOf: Int32Array;
  /** True when some finding came without the text of its line. */
  readonly lacksText: boolean;
  /** True when some finding came with it. */
  readonly knowsText: boolean;
  /** Rows without a partner at the last look, file by file (`FileRows.openTo`): paired rows stay paired. */
  private readonly open: Int32Array;
  /** Rows that take part in no further pass. */
  private readonly isAside: Uint8Array;
  /** Room for the answers of `unmatchedIn`. */
  private rowsOfFile = new Int32Array(16);
  /** True when the table is the caller's own, which must not be written into: this saves copying a large baseline. */
  private isGiven: boolean;

  constructor(given: FeatureTable) {
    this.origin = canonicalOrder(given);
    this.isGiven = this.origin.every((from, row) => from === row);
    this.table = this.isGiven ? given : given.select(this.origin);
    this.partner = new Int32Array(given.count).fill(NONE);
    this.files = filesOf(this.table);
    this.fileOf = new Int32Array(given.count);
    this.files.forEach(({ from, to }, file) => this.fileOf.fill(file, from, to));
    this.lacksText = holdsForSome(this.table, (row) => !this.table.has(row, 'hasText'));
    this.knowsText = holdsForSome(this.table, (row) => this.table.has(row, 'hasText'));
    this.open = new Int32Array(given.count);
    for (let row = 0; row < given.count; row += 1) this.open[row] = row;
    this.isAside = new Uint8Array(given.count);
  }

  /** The row here of each row in the caller's table. */
  rowsOfGiven(): Uint32Array {
    const rows = new Uint32Array(this.origin.length);
    this.origin.forEach((given, row) => (rows[given] = row));
    return rows;
  }

  /** Rows without a partner, in canonical order. */
  unmatched(admits?: (row: number) => boolean): Rows {
    return this.unmatchedOf(this.files, admits);
  }

  /** Unmatched rows of some files, file by file. */
  unmatchedOf(files: readonly FileRows[], admits?: (row: number) => boolean): Rows {
    const rows = new Int32Array(files.reduce((sum, { from, openTo }) => sum + openTo - from, 0));
    let count = 0;
    for (const file of files) count = this.collect(file, admits, rows, count);
    return { table: this.table, rows: rows.subarray(0, count) };
  }

  /** Unmatched rows of one file. Overwritten by the next call. */
  unmatchedIn(file: FileRows, admits?: (row: number) => boolean): Rows {
    const length = file.openTo - file.from;
    if (length > this.rowsOfFile.length) this.rowsOfFile = new Int32Array(2 * length);
    const count = this.collect(file, admits, this.rowsOfFile, 0);
    return { table: this.table, rows: this.rowsOfFile.subarray(0, count) };
  }

  /** Puts the unmatched rows of a file into an array, from an index on; returns the index behind them. */
  private collect(
    file: FileRows,
    admits: ((row: number) => boolean) | undefined,
    into: Int32Array,
    start: number,
  ): number {
    const { open } = this;
    this.leaveOutPaired(file);
    let end = start;
    for (let at = file.from; at < file.openTo; at += 1) {
      const row = open[at]!;
      if (admits === undefined || admits(row)) into[end++] = row;
    }
    return end;
  }

  /** True when some finding of a file has no partner. */
  isOpen(file: FileRows): boolean {
    this.leaveOutPaired(file);
    return file.openTo > file.from;
  }

  /** Takes a row out of all further passes: it stays without a partner unless it has one. */
  setAside(row: number): void {
    this.isAside[row] = 1;
  }

  /** Puts a file's findings under another path. */
  rename(file: FileRows, path: Hash64): void {
    this.makeOwn();
    file.path = hexOf(path);
    for (let row = file.from; row < file.to; row += 1) this.table.setHash(row, 'path', path);
  }

  /** True when any finding here is in a named scope; else the tool does not report scopes. */
  namesScopes(): boolean {
    return holdsForSome(this.table, (row) => this.table.has(row, 'isInNamedScope'));
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

  /** True when a declared name was looked for in every flagged line. */
  knowsDeclarations(): boolean {
    return !holdsForSome(
      this.table,
      (row) => this.table.has(row, 'hasText') && !this.table.has(row, 'knowsDeclaration'),
    );
  }

  forgetDeclarations(): void {
    if (!holdsForSome(this.table, (row) => this.table.has(row, 'isDeclaration'))) return;
    this.makeOwn();
    for (let row = 0; row < this.table.count; row += 1) {
      this.table.setHash(row, 'declaration', NO_HASH);
      this.table.removeTrait(row, 'isDeclaration');
    }
  }

  /** Removes the paired rows of a file from its unmatched ones. */
  private leaveOutPaired(file: FileRows): void {
    const { open, partner, isAside } = this;
    let left = file.from;
    for (let at = file.from; at < file.openTo; at += 1) {
      const row = open[at]!;
      if (partner[row] === NONE && isAside[row] === 0) open[left++] = row;
    }
    file.openTo = left;
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

function holdsForSome({ count }: FeatureTable, holds: (row: number) => boolean): boolean {
  for (let row = 0; row < count; row += 1) if (holds(row)) return true;
  return false;
}

/** The files of a table, whose findings are neighbours in canonical order. */
function filesOf(table: FeatureTable): FileRows[] {
  const files: FileRows[] = [];
  for (let from = 0, to = 0; from < table.count; from = to) {
    while (to < table.count && table.isEqual(from, table, to, 'path')) to += 1;
    files.push({ path: hexOf(table.hash(from, 'path')), from, to, openTo: to });
  }
  return files;
}
