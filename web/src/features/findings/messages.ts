import { countOf } from '../../ui/format';
import { type FacetName } from './finding-search';
import { type FindingRow, type Why } from './findings.queries';

export const FACET_TITLES: Readonly<Record<FacetName, string>> = {
  severity: 'Severity',
  newness: 'Newness',
  type: 'Type',
  tool: 'Tool',
  rule: 'Rule',
  folder: 'Folder',
  state: 'State',
  matched_by: 'Recognized by',
};

/** A value of the API in words: `code_smell` is `code smell`. */
export const wordsOf = (value: string): string => value.replaceAll('_', ' ');

const NEW_BECAUSE: Readonly<Record<string, string>> = {
  added_line: 'it is on a line that the change adds',
  edited_scope: 'the change edits the function or class around it',
  consequence: 'it follows from a line that the change adds or removes elsewhere',
  worsened: 'it got more severe in code that the change edits',
  no_base: 'there is no scan to compare with',
  not_in_base: 'the scan that it was compared with does not have it',
};

/** Sentence that says why a finding counts as new or does not. */
export function whyWords({ isNew, newBecause, matchedBy, isSuppressed }: FindingRow): string {
  if (isSuppressed) return "Not counted: the tool's own user suppressed it in the code.";
  if (isNew) return `New: ${NEW_BECAUSE[newBecause ?? ''] ?? 'nothing like it was there before'}.`;
  return matchedBy === null ? 'Inherited: it was there before.' : `Inherited: recognized by “${wordsOf(matchedBy)}”.`;
}

/** Words for the findings that a finding was compared with. */
export function comparedWords({ candidates_considered: candidates, baseline_scan_id: base }: Why): string | null {
  if (base === null) return null;
  if (candidates === null) return `Compared with scan ${base}.`;
  return candidates === 0
    ? `Compared with scan ${base}: no problem of this rule is gone since.`
    : `Compared with scan ${base}: ${countOf(candidates, 'problem')} of this rule ${candidates === 1 ? 'is' : 'are'} gone since.`;
}

export const markedWords = (count: number, isFalsePositive: boolean): string =>
  isFalsePositive
    ? `${countOf(count, 'problem is', 'problems are')} marked as false positive now.`
    : `The mark of ${countOf(count, 'problem')} is taken back.`;
