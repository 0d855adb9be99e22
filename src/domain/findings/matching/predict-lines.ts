import { NONE, type Side } from './side.js';

/**
 * On which line each baseline finding is expected now: its own line plus the shift of the nearest already paired finding
 * of its file. The one above wins a tie; without any, the line is expected to stay.
 */
export function predictLines(baseline: Side, current: Side): Int32Array {
  const { table, partner } = baseline;
  const shift = new Int32Array(table.count);
  const gap = new Float64Array(table.count).fill(Infinity);

  const sweep = (first: number, step: 1 | -1): void => {
    let anchorLine = 0;
    let anchorShift = 0;
    let hasAnchor = false;
    for (let row = first; row >= 0 && row < table.count; row += step) {
      if (row !== first && !table.isEqual(row, table, row - step, 'path')) hasAnchor = false;
      const line = table.int(row, 'startLine');
      const now = partner[row]!;
      if (now !== NONE) {
        if (!table.isEqual(row, current.table, now, 'path')) continue;
        anchorLine = line;
        anchorShift = current.table.int(now, 'startLine') - line;
        hasAnchor = true;
      } else if (hasAnchor && Math.abs(line - anchorLine) < gap[row]!) {
        gap[row] = Math.abs(line - anchorLine);
        shift[row] = anchorShift;
      }
    }
  };
  sweep(0, 1);
  sweep(table.count - 1, -1);
  return shift.map((lines, row) => table.int(row, 'startLine') + lines);
}
