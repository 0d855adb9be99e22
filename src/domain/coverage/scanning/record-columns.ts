/** Records of one report at most: 4,194,304. A real report of 25 MiB holds less than that. */
export const MAX_RECORDS = 1 << 22;

/** Records of a line and one or two numbers, as columns that grow: what a scanner appends to. */
export class RecordColumns {
  length = 0;
  lines: Uint32Array<ArrayBuffer>;
  first: Uint32Array<ArrayBuffer>;
  second: Uint32Array<ArrayBuffer>;

  /**
   * @param hasSecond false where records have one number only; `second` is then empty.
   * @param capacity records to have room for at first.
   */
  constructor(
    private readonly hasSecond: boolean,
    capacity = 1024,
  ) {
    this.lines = new Uint32Array(capacity);
    this.first = new Uint32Array(capacity);
    this.second = new Uint32Array(hasSecond ? capacity : 0);
  }

  append(line: number, first: number, second: number): void {
    const index = this.length;
    if (index === this.lines.length) this.grow(index + 1);
    this.lines[index] = line;
    this.first[index] = first;
    if (this.hasSecond) this.second[index] = second;
    this.length = index + 1;
  }

  /** Copies the records from `start` to `end` of a table, this one or another, behind these. */
  appendRange(other: RecordColumns, start: number, end: number): void {
    const length = this.length + end - start;
    if (length > this.lines.length) this.grow(length);
    this.lines.set(other.lines.subarray(start, end), this.length);
    this.first.set(other.first.subarray(start, end), this.length);
    if (this.hasSecond) this.second.set(other.second.subarray(start, end), this.length);
    this.length = length;
  }

  /** Brings the records from `start` to `end` into the order of their lines; equal lines keep their order. */
  sortByLine(start: number, end: number): void {
    if (this.ascends(start, end)) return;
    // Line and index are sorted as one number, which is exact: 31 bits of line and 22 of index are the 53 of a double.
    const keys = new Float64Array(end - start);
    for (let i = 0; i < keys.length; i++) keys[i] = this.lines[start + i]! * MAX_RECORDS + i;
    keys.sort();
    for (const column of this.hasSecond ? [this.lines, this.first, this.second] : [this.lines, this.first]) {
      const unsorted = column.slice(start, end);
      for (let i = 0; i < keys.length; i++) column[start + i] = unsorted[keys[i]! % MAX_RECORDS]!;
    }
  }

  /** Whether each line from `start` to `end` is greater than the one before. */
  ascendsStrictly(start: number, end: number): boolean {
    const lines = this.lines;
    for (let i = start + 1; i < end; i++) if (lines[i]! <= lines[i - 1]!) return false;
    return true;
  }

  private ascends(start: number, end: number): boolean {
    const lines = this.lines;
    for (let i = start + 1; i < end; i++) if (lines[i]! < lines[i - 1]!) return false;
    return true;
  }

  private grow(atLeast: number): void {
    const capacity = Math.max(atLeast, this.lines.length * 2);
    this.lines = resized(this.lines, capacity);
    this.first = resized(this.first, capacity);
    if (this.hasSecond) this.second = resized(this.second, capacity);
  }
}

function resized(column: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(capacity);
  larger.set(column);
  return larger;
}
