import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { type DuplicatePlace, type ReadBlock, toDuplicates } from './duplicate-result.js';
import { arrayAt, isJsonObject, type JsonObject, numberAt, objectAt, ownValue, stringAt } from './json-value.js';
import { type ReaderOptions } from './reader-options.js';
import { REPORT_LIMITS } from './report-limits.js';
import { type ReadReport, reportedTool } from './reported-result.js';

export const JSCPD = 'jscpd';

/**
 * Reads the JSON report of jscpd: one finding for each text with all its copies, which the report names in pairs. The
 * percentage of duplicated lines is computed from the totals, which the report rounds. Errors: malformed, limit_exceeded.
 */
export function readJscpd(report: JsonObject, options: ReaderOptions = {}): Parsed<ReadReport> {
  const duplicates = ownValue(report, 'duplicates');
  if (!Array.isArray(duplicates)) return unreadable('malformed', 'The jscpd report has no array "duplicates".');
  if (duplicates.length > REPORT_LIMITS.results) {
    const count = duplicates.length;
    return unreadable('limit_exceeded', `The report contains ${count} duplicates, more than ${REPORT_LIMITS.results}.`);
  }
  const roots = options.checkoutRoots ?? [];
  const total = objectAt(objectAt(report, 'statistics'), 'total');
  const duplicatedLines = numberAt(total, 'duplicatedLines');
  return parsed({
    tools: [reportedTool(JSCPD)],
    results: toDuplicates(JSCPD, readJscpdBlocks(report), roots),
    duplicationPct: duplicationPctOf(total),
    duplicatedLines: Number.isSafeInteger(duplicatedLines) && duplicatedLines! >= 0 ? duplicatedLines : null,
    linesOfCode: null,
    warnings: [],
  });
}

/** Reads the pairs of a jscpd report one by one, before copies of one text are grouped. */
export const readJscpdBlocks = (report: JsonObject): ReadBlock[] => arrayAt(report, 'duplicates').map(readDuplicate);

/** Duplicated lines in percent of all lines; null without lines, as 0/0 is no percentage. */
function duplicationPctOf(total: JsonObject): number | null {
  const lines = numberAt(total, 'lines');
  const duplicatedLines = numberAt(total, 'duplicatedLines');
  if (lines === null || duplicatedLines === null || lines <= 0 || duplicatedLines < 0) return null;
  return Math.min(100, (100 * duplicatedLines) / lines);
}

function readDuplicate(duplicate: unknown): ReadBlock {
  if (!isJsonObject(duplicate)) return { refused: 'it is not an object' };
  const places = [objectAt(duplicate, 'firstFile'), objectAt(duplicate, 'secondFile')];
  if (places.some((place) => stringAt(place, 'name') === null)) return { refused: 'it does not name two files' };
  const [first, ...others] = places.map(placeOf);
  return { place: first!, others, lines: numberAt(duplicate, 'lines'), fragment: stringAt(duplicate, 'fragment') };
}

/** jscpd counts the columns of `startLoc` and `endLoc` from 1 in some versions and from 0 in others: lines must do. */
function placeOf(file: JsonObject): DuplicatePlace {
  return {
    path: stringAt(file, 'name') ?? '',
    startLine: numberAt(file, 'start') ?? numberAt(objectAt(file, 'startLoc'), 'line'),
    endLine: numberAt(file, 'end') ?? numberAt(objectAt(file, 'endLoc'), 'line'),
    startColumn: null,
    endColumn: null,
  };
}
