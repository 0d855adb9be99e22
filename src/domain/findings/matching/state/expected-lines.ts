import { type FileRows, NONE, type Side } from './side.js';

/** Expected current lines of baseline findings, by the pairs at the time when their file is first requested. */
export class ExpectedLines {
  private readonly lines: Int32Array;
  private readonly isKnown: Uint8Array;

  constructor(
    private readonly baseline: Side,
    private readonly current: Side,
  ) {
    this.lines = new Int32Array(baseline.table.count);
    this.isKnown = new Uint8Array(baseline.files.length);
  }

  /**
   * The finding's own line plus the shift of the nearest already paired finding of its file. The one above wins a tie;
   * without any, the line is expected to stay.
   */
  of(row: number): number {
    const file = this.baseline.fileOf[row]!;
    if (this.isKnown[file] === 0) {
      this.predict(this.baseline.files[file]!);
      this.isKnown[file] = 1;
    }
    return this.lines[row]!;
  }

  /** Makes the next requests compute from the pairs of that time. */
  forget(): void {
    this.isKnown.fill(0);
  }

  private predict({ from, to }: FileRows): void {
    const { baseline, current, lines } = this;
    const { table, partner } = baseline;
    /** Distance to the finding whose shift a row was given. */
    const gaps = new Float64Array(to - from).fill(Infinity);

    const sweep = (first: number, step: 1 | -1): void => {
      let anchorLine = 0;
      let anchorShift = 0;
      let hasAnchor = false;
      for (let row = first; row >= from && row < to; row += step) {
        const line = table.int(row, 'startLine');
        const now = partner[row]!;
        if (now !== NONE) {
          if (!table.isEqual(row, current.table, now, 'path')) continue;
          anchorLine = line;
          anchorShift = current.table.int(now, 'startLine') - line;
          hasAnchor = true;
        } else if (hasAnchor && Math.abs(line - anchorLine) < gaps[row - from]!) {
          gaps[row - from] = Math.abs(line - anchorLine);
          lines[row] = line + anchorShift;
        }
      }
    };
    for (let row = from; row < to; row += 1) lines[row] = table.int(row, 'startLine');
    sweep(from, 1);
    sweep(to - 1, -1);
  }
}
