import { type Parsed } from '../../report-error.js';
import { isJsonObject, type JsonObject, nonBlankAt, ownValue, stringAt } from './json-value.js';
import { nextColumn, plainReport, readObjects, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { type ReadReport, reportedTool } from './reported-result.js';

export const GITLEAKS = 'gitleaks';

/** Reads the JSON of Gitleaks 8: one result for each leak. The match is its flagged text. Errors: limit_exceeded. */
export function readGitleaks(value: unknown, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const leaks = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return plainReport(
    reportedTool(GITLEAKS),
    readObjects(leaks, (leak) =>
      toPlainResult(
        {
          tool: GITLEAKS,
          rule: stringAt(leak, 'RuleID'),
          message: nonBlankAt(leak, 'Description') ?? stringAt(leak, 'RuleID'),
          path: stringAt(leak, 'File'),
          region: {
            startLine: ownValue(leak, 'StartLine'),
            startColumn: ownValue(leak, 'StartColumn'),
            endLine: ownValue(leak, 'EndLine'),
            endColumn: nextColumn(ownValue(leak, 'EndColumn')),
          },
          snippet: stringAt(leak, 'Match') ?? stringAt(leak, 'Secret'),
          evidence: { isLevelStated: false },
        },
        checkoutRoots,
      ),
    ),
  );
}

/** True for a leak as Gitleaks writes it. */
export const isGitleaksLeak = (entry: unknown): boolean =>
  isJsonObject(entry) && stringAt(entry, 'RuleID') !== null && stringAt(entry, 'File') !== null && hasMatch(entry);

const hasMatch = (leak: JsonObject): boolean => stringAt(leak, 'Match') !== null || stringAt(leak, 'Secret') !== null;
