import { type Cell, csvLine } from '../../../domain/reporting/csv-line.js';
import type { AuditEntryDto } from './dto/audit-entry.dto.js';

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
  ['target_name', (entry) => entry.target_name],
  ['repo_name', (entry) => entry.repo_name],
];

const toJson = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** The first line of an export. */
export const CSV_HEADER = csvLine(COLUMNS.map(([name]) => name));

/** One entry as a line of RFC 4180, with its line end. */
export const toCsvLine = (entry: AuditEntryDto): string => csvLine(COLUMNS.map(([, cell]) => cell(entry)));
