/** Records of one report at most: 4,194,304. A real report of 25 MiB holds less than that. */
export const MAX_RECORDS = 1 << 22;

/** Records of a line and two numbers, as columns that grow: what a scanner appends to. */
export class RecordColumns {
  length = 0;
  lines: Uint32Array;
  first: Uint32Array;
  second: Uint32Array;

  /** @param hasSecond false where records have one number only; `second` is then empty. */
  constructor(private readonly hasSecond: boolean) {
    this.lines = new Uint32Array(1024);
    this.first = new Uint32Array(1024);
    this.second = new Uint32Array(hasSecond ? 1024 : 0);
  }

  append(line: number, first: number, second: number): void {
    const index = this.length;
    if (index === this.lines.length) this.grow();
    this.lines[index] = line;
    this.first[index] = first;
    if (this.hasSecond) this.second[index] = second;
    this.length = index + 1;
  }

  /** Copies all records of another table behind these. */
  appendAll(other: RecordColumns): void {
    for (let i = 0; i < other.length; i++) {
      this.append(other.lines[i]!, other.first[i]!, this.hasSecond ? other.second[i]! : 0);
    }
  }

  private grow(): void {
    const capacity = this.lines.length * 2;
    this.lines = resized(this.lines, capacity);
    this.first = resized(this.first, capacity);
    if (this.hasSecond) this.second = resized(this.second, capacity);
  }
}

export function resized(column: Uint32Array, capacity: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(capacity);
  larger.set(column);
  return larger;
}

/** Whether the lines ascend without repetition. */
export function isStrictlyAscending(lines: Uint32Array): boolean {
  for (let i = 1; i < lines.length; i++) if (lines[i]! <= lines[i - 1]!) return false;
  return true;
}

/** Whether the lines ascend, repetitions allowed. */
export function isAscending(lines: Uint32Array): boolean {
  for (let i = 1; i < lines.length; i++) if (lines[i]! < lines[i - 1]!) return false;
  return true;
}

/**
 * The indices of `lines` in the order of their line, equal lines in the order of the records. Line and index are sorted
 * as one number, which is exact: 31 bits of line and 22 of index are the 53 of a double.
 */
export function orderByLine(lines: Uint32Array): Uint32Array {
  const order = new Uint32Array(lines.length);
  if (isAscending(lines)) return order.map((_, index) => index);
  const keys = new Float64Array(lines.length);
  for (let i = 0; i < lines.length; i++) keys[i] = lines[i]! * MAX_RECORDS + i;
  keys.sort();
  for (let i = 0; i < keys.length; i++) order[i] = keys[i]! % MAX_RECORDS;
  return order;
}
