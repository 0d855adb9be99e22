/** Value of a cell; null leaves it empty. */
export type Cell = string | number | boolean | null;

/** Characters that spreadsheets take for the beginning of a formula, full-width ones among them. */
const FORMULA = /^[=+\-@\t\r\n|%＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n\t]|^\s|\s$/;

/** Cells as a line of RFC 4180, with its line end. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(toCell).join(',')}\r\n`;

/** Text that a spreadsheet would run as a formula is led by an apostrophe, which makes it text. */
function toCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) || text !== cell ? `"${text.replaceAll('"', '""')}"` : text;
}
