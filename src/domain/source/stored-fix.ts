import type { Finding } from '../findings/finding.js';
import { chooseFix, type Fix } from '../findings/fix.js';
import { BLANK, blankTokens } from '../findings/secrets/token-shapes.js';

/** The fix that a tool offers for a finding, and the place of that finding in its file. */
export interface StoredFix extends Pick<Fix, 'description' | 'edits'> {
  readonly ruleId: string;
  readonly line: number;
  /** Null where the tool does not say. */
  readonly column: number | null;
}

/** A fix as a report has it. */
export interface ReportedFix extends StoredFix {
  readonly tool: string;
  readonly path: string;
}

/** Fixes of one report that are kept. */
export const MAX_REPORTED_FIXES = 10_000;

/**
 * The fix of a finding, to be stored; null where there is none, and for one that could contain a secret: a fix with a part blanked
 * would change the file otherwise.
 */
export function toReportedFix(finding: Finding): ReportedFix | null {
  const fix = chooseFix(finding);
  const { tool, ruleId, filePath, region, isSecret = false } = finding;
  if (fix === null || filePath === null || region.startLine === null || isSecret) return null;
  const texts = [...fix.edits.map(({ text }) => text), fix.description ?? ''];
  if (texts.some((text) => text.includes(BLANK) || blankTokens(text) !== text)) return null;
  const place = { tool, path: filePath, ruleId, line: region.startLine, column: region.startColumn };
  return { ...place, description: fix.description, edits: fix.edits };
}

export const encodeFixes = (fixes: readonly StoredFix[]): string =>
  JSON.stringify(
    fixes.map(({ ruleId, line, column, description, edits }) => [ruleId, line, column, description, edits]),
  );

export function decodeFixes(encoded: string): StoredFix[] {
  const rows = JSON.parse(encoded) as [string, number, number | null, string | null, StoredFix['edits']][];
  return rows.map(([ruleId, line, column, description, edits]) => ({ ruleId, line, column, description, edits }));
}
