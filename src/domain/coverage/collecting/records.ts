/** Numbers in columns of one length. */
export interface Columns {
  readonly lines: Uint32Array;
  readonly first: Uint32Array;
  /** Empty when records have one number only. */
  readonly second: Uint32Array;
}

/** Records of a line with one number or two: those from `start` to `end` of columns that many files share. */
export interface Records {
  readonly columns: Columns;
  readonly start: number;
  readonly end: number;
}

/** Limit of records in one report: 4,194,304. A real report of 25 MiB has less than that. */
export const MAX_RECORDS = 1 << 22;

/** Room of the first columns, and the limit of later ones, each of which has twice the room of the last. */
const FIRST_ROOM = 1 << 8;
const MOST_ROOM = 1 << 15;

const NO_COLUMN = new Uint32Array(0);
const NO_COLUMNS: Columns = { lines: NO_COLUMN, first: NO_COLUMN, second: NO_COLUMN };
export const NO_RECORDS: Records = { columns: NO_COLUMNS, start: 0, end: 0 };

/**
 * Columns to which a scanner appends records, and from which it takes them file by file. When the columns are full, the
 * records of the current file move to the next ones, so that they stay together.
 */
export class RecordWriter {
  /** Records taken so far. */
  taken = 0;
  /** Columns for the next record. A loop that writes many requests room (`grow`) and moves the end behind them. */
  columns = NO_COLUMNS;
  end = 0;
  private start = 0;

  /** @param hasSecond true when records have two numbers. */
  constructor(private readonly hasSecond: boolean) {}

  /** Records appended since they were last taken or dropped. */
  get pending(): number {
    return this.end - this.start;
  }

  append(line: number, first: number, second: number): void {
    if (this.end === this.columns.lines.length) this.grow();
    const columns = this.columns;
    const index = this.end++;
    columns.lines[index] = line;
    columns.first[index] = first;
    if (this.hasSecond) columns.second[index] = second;
  }

  /** Makes room for at least one more record: `columns` and `end` are replaced. */
  grow(): void {
    this.renew(1);
  }

  /** Appends the records of another writer that were neither taken nor dropped. */
  appendPending(other: RecordWriter): void {
    const count = other.pending;
    if (this.end + count > this.columns.lines.length) this.renew(count);
    copy(other.columns, other.start, other.end, this.columns, this.end);
    this.end += count;
  }

  /** The records appended since the last call, which then belong to the caller. */
  take(): Records {
    const { columns, start, end } = this;
    if (start === end) return NO_RECORDS;
    this.start = end;
    this.taken += end - start;
    return { columns, start, end };
  }

  /** Returns the last taken records to the writer: others will overwrite them. */
  giveBack({ columns, start, end }: Records): void {
    if (columns !== this.columns || end !== this.start || this.end !== end) return;
    this.start = start;
    this.end = start;
  }

  /** Drops the records appended since they were last taken, and returns their number. */
  drop(): number {
    const dropped = this.pending;
    this.end = this.start;
    return dropped;
  }

  private renew(room: number): void {
    const { pending } = this;
    const next = Math.min(Math.max(FIRST_ROOM, 2 * this.columns.lines.length), MOST_ROOM);
    const columns = newColumns(Math.max(next, 2 * pending + room), this.hasSecond);
    copy(this.columns, this.start, this.end, columns, 0);
    this.columns = columns;
    this.start = 0;
    this.end = pending;
  }
}

/** The records of several tables in one. */
export function joinRecords(tables: readonly Records[]): Records {
  const length = tables.reduce((sum, { start, end }) => sum + end - start, 0);
  const columns = newColumns(
    length,
    tables.some(({ columns: { second } }) => second.length > 0),
  );
  let at = 0;
  for (const { columns: from, start, end } of tables) {
    copy(from, start, end, columns, at);
    at += end - start;
  }
  return { columns, start: 0, end: length };
}

const newColumns = (length: number, hasSecond: boolean): Columns => ({
  lines: new Uint32Array(length),
  first: new Uint32Array(length),
  second: hasSecond ? new Uint32Array(length) : NO_COLUMN,
});

/** Copies in a loop: most files are small, and two views for each column would cost more. */
function copy(from: Columns, start: number, end: number, to: Columns, at: number): void {
  const hasSecond = to.second.length > 0 && from.second.length > 0;
  for (let i = start, j = at; i < end; i++, j++) {
    to.lines[j] = from.lines[i]!;
    to.first[j] = from.first[i]!;
    if (hasSecond) to.second[j] = from.second[i]!;
  }
}

/** The records of whole columns. */
export const recordsOf = (lines: Uint32Array, first: Uint32Array, second: Uint32Array = NO_COLUMN): Records =>
  lines.length === 0 ? NO_RECORDS : { columns: { lines, first, second }, start: 0, end: lines.length };

/** Copies records into columns that each copy overwrites, for work in place. */
export class RecordCopier {
  private columns = NO_COLUMNS;

  copyOf(records: Records): Records {
    const { columns, start, end } = records;
    const length = end - start;
    if (length === 0) return NO_RECORDS;
    if (length > this.columns.lines.length) this.columns = newColumns(2 * length, true);
    copy(columns, start, end, this.columns, 0);
    return { columns: this.columns, start: 0, end: length };
  }
}

/** A column of the records as a view. */
export function viewOf({ columns, start, end }: Records, column: keyof Columns): Uint32Array {
  return start === end ? NO_COLUMN : columns[column].subarray(start, end);
}
