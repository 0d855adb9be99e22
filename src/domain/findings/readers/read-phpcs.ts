import { type Parsed } from '../../report-error.js';
import { arrayAt, isJsonObject, type JsonObject, objectAt, ownValue, stringAt } from './json-value.js';
import { plainReport, readObjects, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { type ReadReport, reportedTool } from './reported-result.js';

export const PHPCS = 'phpcs';

/** Reads the JSON of PHP_CodeSniffer: one result for each message of each file. Errors: limit_exceeded. */
export function readPhpcs(report: JsonObject, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const files = objectAt(report, 'files');
  return plainReport(
    reportedTool(PHPCS),
    Object.keys(files).flatMap((path) =>
      readObjects(arrayAt(objectAt(files, path), 'messages'), (message) =>
        toPlainResult(
          {
            tool: PHPCS,
            rule: stringAt(message, 'source'),
            message: stringAt(message, 'message'),
            path,
            region: { startLine: ownValue(message, 'line'), startColumn: ownValue(message, 'column') },
            evidence: { level: stringAt(message, 'type') === 'ERROR' ? 'error' : 'warning' },
          },
          checkoutRoots,
        ),
      ),
    ),
  );
}

/** True for a report of PHP_CodeSniffer, one without messages included. */
export const isPhpcs = (report: JsonObject): boolean =>
  typeof ownValue(objectAt(report, 'totals'), 'fixable') === 'number' && isFiles(ownValue(report, 'files'));

/** PHP writes an empty object as an array. */
const isFiles = (files: unknown): boolean => isJsonObject(files) || (Array.isArray(files) && files.length === 0);
