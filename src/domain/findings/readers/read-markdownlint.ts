import { type Parsed } from '../../report-error.js';
import { arrayAt, isJsonObject, ownValue, stringAt, stringsAt } from './json-value.js';
import { plainReport, readObjects, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { type ReadReport, reportedTool } from './reported-result.js';

export const MARKDOWNLINT = 'markdownlint';

/** Reads the JSON of markdownlint: one result for each entry, the first of its names is the rule. Errors: limit_exceeded. */
export function readMarkdownlint(value: unknown, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const entries = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return plainReport(
    reportedTool(MARKDOWNLINT),
    readObjects(entries, (entry) => {
      const [start, length] = arrayAt(entry, 'errorRange');
      const startColumn = typeof start === 'number' ? start : null;
      const details = [stringAt(entry, 'ruleDescription'), detailOf(stringAt(entry, 'errorDetail'))];
      return toPlainResult(
        {
          tool: MARKDOWNLINT,
          rule: stringsAt(entry, 'ruleNames')[0] ?? null,
          message: details.filter(Boolean).join(' '),
          path: stringAt(entry, 'fileName'),
          region: {
            startLine: ownValue(entry, 'lineNumber'),
            startColumn,
            endColumn: startColumn !== null && typeof length === 'number' ? startColumn + length : null,
          },
          evidence: { level: stringAt(entry, 'severity') === 'error' ? 'error' : 'warning' },
          help: { name: stringsAt(entry, 'ruleNames')[1] ?? null, helpUri: stringAt(entry, 'ruleInformation') },
        },
        checkoutRoots,
      );
    }),
  );
}

const detailOf = (detail: string | null): string => (detail ? `[${detail}]` : '');

/** True for an entry of markdownlint. */
export const isMarkdownlintEntry = (entry: unknown): boolean =>
  isJsonObject(entry) && stringAt(entry, 'fileName') !== null && Array.isArray(ownValue(entry, 'ruleNames'));
