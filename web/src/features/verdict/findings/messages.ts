import { type RuleName } from '../../../gate/words';
import { countOf, formatCount, formatDay } from '../../../ui/format';
import { type FacetName } from './finding-search';
import { type FindingRow, type Why } from './findings.queries';

export const FACET_TITLES: Readonly<Record<FacetName, string>> = {
  severity: 'Severity',
  newness: 'Newness',
  type: 'Type',
  tool: 'Tool',
  rule: 'Rule',
  folder: 'Folder',
  owner: 'Owner',
  state: 'State',
  matched_by: 'Recognized by',
};

/** Explains the two states that are no decisions. */
export const STATES_ABOUT =
  'Counted: no decision leaves it out. Judged: counted, and read by the rules on new findings, which leave out info and coverage gaps.';

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

/** Mark of a finding in the list: why it does not count, or that it is new; null for the others. */
export function tagOf({
  isFalsePositive,
  isMarkLineEdited,
  isAccepted,
  isSuppressed,
  isNew,
}: FindingRow): string | null {
  if (isFalsePositive) return isMarkLineEdited ? 'false positive, line edited' : 'false positive';
  if (isAccepted) return 'accepted';
  if (isSuppressed) return 'suppressed';
  return isNew ? 'new' : null;
}

/** Sentence that says why a finding counts as new or does not. */
export function whyWords({ isNew, newBecause, matchedBy, ...row }: FindingRow): string {
  if (row.isFalsePositive) return falsePositiveWords(row);
  if (row.isAccepted) return 'Not counted for now: it is accepted.';
  if (row.isSuppressed) return 'Not counted: it is suppressed in the code.';
  if (isNew) return `New: ${NEW_BECAUSE[newBecause ?? ''] ?? 'nothing like it was there before'}.`;
  return matchedBy === null ? 'Inherited: it was there before.' : `Inherited: recognized by “${wordsOf(matchedBy)}”.`;
}

/** Types of which a mark does not count on an edited line until it is confirmed. */
const CONFIRMED_TYPES = ['security', 'bug'];

function falsePositiveWords({ isMarkLineEdited, type }: Pick<FindingRow, 'isMarkLineEdited' | 'type'>): string {
  if (!isMarkLineEdited) return 'Not counted: it is marked as a false positive.';
  return CONFIRMED_TYPES.includes(type)
    ? 'Counted: its line was edited since it was marked as a false positive. Check it and confirm the mark.'
    : 'Not counted: it is marked as a false positive. Its line was edited since.';
}

/** Words for the findings that a finding was compared with. */
export function comparedWords({ candidates_considered: candidates, baseline_scan_id: base }: Why): string | null {
  if (base === null) return null;
  if (candidates === null) return `Compared with scan ${base}.`;
  return candidates === 0
    ? `Compared with scan ${base}: no problem of this rule has gone since.`
    : `Compared with scan ${base}: ${countOf(candidates, 'problem')} of this rule ${candidates === 1 ? 'has' : 'have'} gone since.`;
}

export const markedWords = (count: number, isFalsePositive: boolean): string =>
  isFalsePositive
    ? `${countOf(count, 'finding is', 'findings are')} now marked as ${count === 1 ? 'a false positive' : 'false positives'}.`
    : `The mark of ${countOf(count, 'finding')} was removed.`;

/** Progress of a job that marks findings, or takes marks back. */
export function progressWords(
  { state, done, total }: { readonly state: string; readonly done: number; readonly total: number },
  isUndo: boolean,
): string {
  const of = `${formatCount(done)} of ${formatCount(total)}`;
  if (state === 'failed') return `${of} findings were handled, then the job failed. The log of the service says why.`;
  return isUndo ? `The marks of ${of} findings were removed.` : `${of} findings were marked.`;
}

/** Rule that a waiver for a finding is of: the first violated one that counts it, else the first that counts it. */
export function ruleToWaive(
  { isNew, severity, type }: Pick<FindingRow, 'isNew' | 'severity' | 'type'>,
  violated: readonly RuleName[],
): RuleName {
  const counting: RuleName[] = isNew
    ? [...(NEW_MAX[severity] ?? []), ...(type === 'security' ? ['new_security_max' as const] : []), 'new_total_max']
    : [];
  const rules = [...counting, 'rating_min' as const];
  return rules.find((rule) => violated.includes(rule)) ?? rules[0]!;
}

const NEW_MAX: Readonly<Partial<Record<FindingRow['severity'], readonly RuleName[]>>> = {
  critical: ['new_critical_max'],
  high: ['new_high_max'],
  medium: ['new_medium_max'],
};

export const acceptedWords = (until: string | null): string =>
  until === null
    ? 'The problem is accepted permanently.'
    : `The problem is accepted until ${formatDay(until)}; it counts again afterwards.`;

/** Result of a request for an acceptance. */
export const REQUESTED_WORDS = 'Requested. An administrator other than you decides.';

export const WITHDRAWN_WORDS = 'The acceptance of 1 problem was withdrawn.';

export const WHO_MARKS = 'Only members of the organization can mark findings.';
export const WHO_ACCEPTS = 'Only administrators and owners of the organization can accept problems.';
