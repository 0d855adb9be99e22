import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { LIZARD, toComplexityResult } from './lizard-result.js';
import { type ReaderOptions } from './reader-options.js';
import { REPORT_LIMITS } from './report-limits.js';
import { type ReadReport, type ReadResult, rejected, reportedTool } from './reported-result.js';
import { readXml } from './xml-reading.js';

/**
 * Reads the output of `lizard --xml` (the cppncss format): one result per item of the measure `Function`, with its
 * values taken by the labels NCSS and CCN. Lines of code are summed over functions. Errors: malformed, limit_exceeded.
 */
export function readLizardXml(bytes: Uint8Array, options: ReaderOptions = {}): Parsed<ReadReport> {
  const roots = options.checkoutRoots ?? [];
  const results: ReadResult[] = [];
  let linesOfCode = 0;
  let isFunctions = false;
  let labels: string[] = [];
  let item = '';
  let values: string[] = [];

  const walked = readXml(bytes, ['type', 'name'], {
    texts: ['label', 'value'],
    start(name, attribute) {
      if (name === 'measure') {
        isFunctions = attribute('type') === 'Function';
        labels = [];
      } else if (name === 'item') {
        item = attribute('name') ?? '';
        values = [];
      }
      return results.length <= REPORT_LIMITS.results;
    },
    end(name, text) {
      if (name === 'label') labels.push(text.trim());
      else if (name === 'value') values.push(text.trim());
      else if (name === 'item' && isFunctions) {
        results.push(readItem(item, values[labels.indexOf('CCN')], roots));
        linesOfCode += toCount(values[labels.indexOf('NCSS')]) ?? 0;
      }
    },
  });
  if (!walked.ok) return walked;
  if (results.length > REPORT_LIMITS.results) {
    return unreadable('limit_exceeded', `The report contains more than ${REPORT_LIMITS.results} functions.`);
  }
  return parsed({ tools: [reportedTool(LIZARD)], results, duplicationPct: null, linesOfCode, warnings: [] });
}

/** Between the function and its place. */
const AT = ' at ';

/** An item is named `<function>(...) at <path>:<line>`. */
function readItem(name: string, cyclomatic: string | undefined, roots: readonly string[]): ReadResult {
  const line = /:(\d{1,9})$/.exec(name);
  const at = line === null ? -1 : name.lastIndexOf(AT, line.index - AT.length);
  if (line === null || at < 0) return rejected('its name does not state where the function is');
  const cyclomaticNumber = toCount(cyclomatic);
  if (cyclomaticNumber === null) return rejected('its cyclomatic complexity is not a whole number');
  return toComplexityResult(
    {
      name: name.slice(0, at).replace(/\(\.\.\.\)$/, ''),
      path: name.slice(at + AT.length, line.index),
      startLine: Number(line[1]),
      endLine: null,
      cyclomaticNumber,
    },
    roots,
  );
}

function toCount(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
