import { type Parsed, parsed, unreadable } from '../../report-error.js';
import type { Warning } from '../../warning.js';
import { csvRows } from './csv-rows.js';
import { LIZARD, toComplexityResult } from './lizard-result.js';
import { type ReaderOptions } from './reader-options.js';
import { REPORT_LIMITS } from './report-limits.js';
import { type ReadReport, type ReadResult, rejected, reportedTool } from './reported-result.js';

/** Columns of `lizard --csv`, whose header (only with `--verbose`) may be missing or translated: places, not names, count. */
const COLUMNS = {
  linesOfCode: 0,
  cyclomaticNumber: 1,
  location: 5,
  path: 6,
  functionName: 7,
  startLine: 9,
  endLine: 10,
} as const;
const COLUMN_COUNT = 11;

/** Rows that are read to recognize lizard's CSV: a header at most, then a function. */
const SNIFFED_ROWS = 2;

/**
 * True when the text looks like lizard's CSV: a function within the first two rows, or nothing but lizard's own header.
 */
export function isLizardCsv(text: string): boolean {
  const head = text.slice(0, 64 * 1024);
  let rows = 0;
  for (const row of csvRows(head)) {
    if (isFunctionRow(row)) return true;
    if (rows === 0 && row[0] === 'NLOC' && row[1] === 'CCN') return true;
    rows += 1;
    if (rows === SNIFFED_ROWS) return false;
  }
  return false;
}

function isFunctionRow(row: readonly string[]): boolean {
  return (
    row.length >= COLUMN_COUNT &&
    [0, 1, 2, 3, 4].every((column) => toCount(row[column]) !== null) &&
    /@\d+-\d+@/.test(row[COLUMNS.location]!)
  );
}

/** Reads the output of `lizard --csv`, one result per function. Errors: limit_exceeded. */
export function readLizardCsv(
  text: string,
  warnings: readonly Warning[] = [],
  options: ReaderOptions = {},
): Parsed<ReadReport> {
  const roots = options.checkoutRoots ?? [];
  const results: ReadResult[] = [];
  let linesOfCode = 0;
  let isFirst = true;
  for (const row of csvRows(text)) {
    const isHeader = isFirst && toCount(row[0]) === null;
    isFirst = false;
    if (isHeader || (row.length === 1 && row[0]!.trim() === '')) continue;
    if (results.length === REPORT_LIMITS.results) {
      return unreadable('limit_exceeded', `The report contains more than ${REPORT_LIMITS.results} functions.`);
    }
    results.push(readRow(row, roots));
    linesOfCode += toCount(row[COLUMNS.linesOfCode]) ?? 0;
  }
  return parsed({
    tools: [reportedTool(LIZARD)],
    results,
    duplicationPct: null,
    linesOfCode,
    warnings,
  });
}

function readRow(row: readonly string[], roots: readonly string[]): ReadResult {
  if (row.length < COLUMN_COUNT) return rejected(`it has ${row.length} columns, expected ${COLUMN_COUNT}`);
  const cyclomaticNumber = toCount(row[COLUMNS.cyclomaticNumber]);
  if (cyclomaticNumber === null) return rejected('its cyclomatic complexity is not a whole number');
  return toComplexityResult(
    {
      name: row[COLUMNS.functionName]!,
      path: row[COLUMNS.path]!,
      startLine: toCount(row[COLUMNS.startLine]),
      endLine: toCount(row[COLUMNS.endLine]),
      cyclomaticNumber,
    },
    roots,
  );
}

function toCount(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
}
