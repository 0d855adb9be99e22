import type { AuditEntryDto } from './dto/audit-entry.dto.js';

type Cell = string | number | null;

/** Characters that spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n|%]/;
const NEEDS_QUOTES = /[",\r\n\t]|^\s|\s$/;

/** The columns in their order, each with its cell of an entry. */
const COLUMNS: readonly (readonly [name: string, cell: (entry: AuditEntryDto) => Cell])[] = [
  ['id', (entry) => entry.id],
  ['at', (entry) => entry.at],
  ['actor_type', (entry) => entry.actor.type],
  ['actor_id', (entry) => entry.actor.id],
  ['actor_name', (entry) => entry.actor.name],
  ['action', (entry) => entry.action],
  ['target_type', (entry) => entry.target.type],
  ['target_id', (entry) => entry.target.id],
  ['repo_id', (entry) => entry.repo_id],
  ['old', (entry) => toJson(entry.old)],
  ['new', (entry) => toJson(entry.new)],
  ['address', (entry) => entry.address],
  ['request_id', (entry) => entry.request_id],
  ['client_request_id', (entry) => entry.client_request_id],
  ['actor_kind', (entry) => entry.by.kind],
];

const toJson = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** The first line of an export. */
export const CSV_HEADER = toLine(COLUMNS.map(([name]) => name));

/** One entry as a line of RFC 4180, with its line end. */
export const toCsvLine = (entry: AuditEntryDto): string => toLine(COLUMNS.map(([, cell]) => cell(entry)));

function toLine(cells: readonly Cell[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

/** Text that a spreadsheet would run as a formula is led by an apostrophe, which makes it text. */
function toCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) || text !== cell ? `"${text.replaceAll('"', '""')}"` : text;
}
