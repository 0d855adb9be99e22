import { type Parsed } from '../../report-error.js';
import { ruffFixes } from '../fix.js';
import { isJsonObject, objectAt, ownValue, stringAt } from './json-value.js';
import { plainReport, readObjects, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { type ReadReport, reportedTool } from './reported-result.js';

export const RUFF = 'ruff';

/** Rule of what Ruff cannot parse, which has no code. */
export const INVALID_SYNTAX = 'invalid-syntax';

/** Reads Ruff's JSON: one result for each diagnostic, its code is the rule. Errors: limit_exceeded. */
export function readRuff(
  value: unknown,
  { checkoutRoots = [], withFixes = false }: ReaderOptions = {},
): Parsed<ReadReport> {
  const diagnostics = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return plainReport(
    reportedTool(RUFF),
    readObjects(diagnostics, (diagnostic) => {
      const [start, end] = [objectAt(diagnostic, 'location'), objectAt(diagnostic, 'end_location')];
      return toPlainResult(
        {
          tool: RUFF,
          rule: stringAt(diagnostic, 'code') ?? INVALID_SYNTAX,
          message: stringAt(diagnostic, 'message'),
          path: stringAt(diagnostic, 'filename'),
          region: {
            startLine: ownValue(start, 'row'),
            startColumn: ownValue(start, 'column'),
            endLine: ownValue(end, 'row'),
            endColumn: ownValue(end, 'column'),
          },
          evidence: { level: 'error' },
          help: { name: stringAt(diagnostic, 'name'), helpUri: stringAt(diagnostic, 'url') },
          fixes: withFixes ? ruffFixes(diagnostic) : undefined,
        },
        checkoutRoots,
      );
    }),
  );
}

/** True for a diagnostic of Ruff. */
export const isRuffDiagnostic = (entry: unknown): boolean =>
  isJsonObject(entry) &&
  stringAt(entry, 'filename') !== null &&
  stringAt(entry, 'message') !== null &&
  typeof ownValue(objectAt(entry, 'location'), 'row') === 'number';

/**
 * Lines that Ruff prints and flake8 does not: a fix that it offers, codes of its own, names in backticks where the checkers of
 * flake8 quote them, a capital where pycodestyle has none, its summary.
 */
const OF_RUFF = [
  /^\S[^\n]*:\d+:\d+: (?:[A-Z]{1,5}\d{1,4}(?: \[\*\])|(?:RUF|PL[CERW]|UP|FURB|PERF|PGH|TRY|SLF|TCH?|FLY|AIR|NPY|PD|CPY|PYI|FBT|ERA|TD|FIX|ISC|ICN|INP|EXE|DTZ|DJ|LOG|RSE|SLOT|YTT|FAST|DOC)\d{2,4}) /m,
  /^\S[^\n]*:\d+:\d+: (?:invalid-syntax|SyntaxError): /m,
  /^\S[^\n]*:\d+:\d+: (?:F|N|S)\d{3} [^\n']*`/m,
  /^\S[^\n]*:\d+:\d+: C901 `/m,
  /^\S[^\n]*:\d+:\d+: (?:E(?!9)|W)\d{3} [A-Z`]/m,
  /^(?:Found \d+ errors?(?: \(\d+ fixed, \d+ remaining\))?\.|\[\*\] \d+ fixable with the|No fixes available)/m,
];
/** Characters at the beginning in which one of them is looked for, and at the end. */
const EXCERPT = 20_000;

/** True for lines `path:row:column: CODE message` of Ruff. */
export function isRuffText(text: string): boolean {
  if (!/^\S[^\n]*:\d+:\d+: (?:[A-Z]{1,5}\d{1,4}|invalid-syntax:|SyntaxError:) /m.test(text.slice(0, EXCERPT)))
    return false;
  const excerpt = text.length <= 2 * EXCERPT ? text : `${text.slice(0, EXCERPT)}\n${text.slice(-EXCERPT)}`;
  return OF_RUFF.some((expression) => expression.test(excerpt));
}
