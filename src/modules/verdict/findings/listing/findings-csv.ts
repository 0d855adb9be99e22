import { type Cell, csvLine } from '../../../../domain/reporting/csv-line.js';
import type { FindingDto } from '../dto/finding.dto.js';

/** The columns in their order, each with its cell of a finding. */
const COLUMNS: readonly (readonly [name: string, cell: (finding: FindingDto) => Cell])[] = [
  ['issue_id', (finding) => finding.issue_id],
  ['severity', (finding) => finding.severity],
  ['type', (finding) => finding.type],
  ['tool', (finding) => finding.tool],
  ['rule_id', (finding) => finding.rule_id],
  ['file_path', (finding) => finding.file_path],
  ['line', (finding) => finding.line],
  ['message', (finding) => finding.message],
  ['owners', (finding) => finding.owners.join(' ')],
  ['is_new_in_pr', (finding) => finding.is_new_in_pr],
  ['is_suppressed', (finding) => finding.is_suppressed],
  ['user_marked_fp', (finding) => finding.user_marked_fp],
  ['fp_reason', (finding) => finding.fp_reason],
  ['mark_line_edited', (finding) => finding.mark_line_edited],
  ['is_accepted', (finding) => finding.is_accepted],
  ['accepted_reason', (finding) => finding.accepted_reason],
  ['accepted_until', (finding) => finding.accepted_until],
  ['first_seen_scan_id', (finding) => finding.first_seen_scan_id],
  ['fingerprint', (finding) => finding.fingerprint],
];

/** Characters of a piece, at least. */
const PIECE_LENGTH = 64 * 1024;

/** Findings as the lines of a file in pieces, the names of the columns first. */
export function* findingsCsv(rows: Iterable<number>, findingAt: (row: number) => FindingDto): Generator<string> {
  let piece = csvLine(COLUMNS.map(([name]) => name));
  for (const row of rows) {
    const finding = findingAt(row);
    piece += csvLine(COLUMNS.map(([, cell]) => cell(finding)));
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
