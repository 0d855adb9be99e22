import type { Directive } from '../findings/directive.js';
import { SEVERITIES } from '../findings/finding.js';
import type { IssueId } from '../ids.js';
import type { SeverityCounts } from '../ratings/scan-counters.js';
import { comparePaths } from '../segments/manifest.js';
import { type Warning, warningOf } from '../warning.js';
import type { Silenced } from './silenced.js';

/** A directive that a change adds. */
export interface AddedDirective extends Directive {
  readonly issueId: IssueId;
  readonly filePath: string;
  readonly line: number;
  /** Empty where there is none. */
  readonly reason: string;
  readonly isAccepted: boolean;
  /** Problems that it silences and that were not suppressed on the base; null for none. */
  readonly hides: Silenced | null;
}

/** Effect of a change on the directives that silence tools. */
export interface SuppressionsEvidence {
  /** Number of added directives, including accepted ones. */
  readonly added: number;
  readonly removed: number;
  /** Number of added directives without a reason. */
  readonly unexplained: number;
  /** Focused tests among the added ones. */
  readonly focused: number;
  /** Problems that are suppressed now, by any directive, and were not on the base. */
  readonly hides: SeverityCounts;
  /** The first 20 added ones: those that hide the worst come first. */
  readonly items: readonly AddedDirective[];
  /** All added ones that are not accepted, in that order. */
  readonly counted: readonly AddedDirective[];
}

/** Numbers that rules count: added directives but for accepted ones. */
export interface SuppressionFacts {
  readonly added: number;
  readonly unexplained: number;
  /** Hidden problems of severity critical or high. */
  readonly hiddenHigh: number;
}

const MAX_ITEMS = 20;

/** @param added all directives that the change adds */
export function explainSuppressions(
  added: readonly AddedDirective[],
  removed: number,
  hides: SeverityCounts,
): { readonly evidence: SuppressionsEvidence; readonly facts: SuppressionFacts } {
  const sorted = [...added].sort(worstFirst);
  const counted = sorted.filter(({ isAccepted }) => !isAccepted);
  return {
    evidence: {
      added: added.length,
      removed,
      unexplained: added.filter(isUnexplained).length,
      focused: added.filter(({ family, name }) => family === 'tests' && FOCUS.test(name)).length,
      hides,
      items: sorted.slice(0, MAX_ITEMS),
      counted,
    },
    facts: {
      added: counted.length,
      unexplained: counted.filter(isUnexplained).length,
      hiddenHigh: hides.critical + hides.high,
    },
  };
}

const isUnexplained = ({ reason }: AddedDirective): boolean => reason === '';

const rankOf = ({ hides }: AddedDirective): number =>
  hides === null ? SEVERITIES.length : SEVERITIES.indexOf(hides.worstSeverity);

const worstFirst = (one: AddedDirective, other: AddedDirective): number =>
  rankOf(one) - rankOf(other) ||
  Number(isUnexplained(other)) - Number(isUnexplained(one)) ||
  comparePaths(one.filePath, other.filePath) ||
  one.line - other.line;

const SHOWN_ITEMS = 3;

/** Names of directives that run a test alone: `it.only`, `fdescribe`, `FIt`, `{ only: true }`. */
const FOCUS = /(?:^|\W)only$|^f(?:it|describe|context|specify|example|when|entry)$|^focus$|^@IgnoreRest$/i;

/** Warns of entries in directive reports that cannot be read. */
export function warnOfRejected(count: number): Warning[] {
  if (count === 0) return [];
  const [subject, verb] = count === 1 ? ['An entry', 'it does not count'] : [`${count} entries`, 'they do not count'];
  return [
    warningOf(
      'directives_rejected',
      `${subject} in directive reports cannot be read, and ${verb}. The response to the upload states the reasons.`,
    ),
  ];
}

/** Warns of directives that a change adds, and of focused tests among them. */
export function warnOfSuppressions(evidence: SuppressionsEvidence | null): Warning[] {
  if (evidence === null || evidence.added === 0) return [];
  const { added, items, focused } = evidence;
  const named = items.slice(0, SHOWN_ITEMS).map(({ name, filePath, line }) => `${name} (${filePath}:${line})`);
  const rest = added > named.length ? ', ...' : '';
  const subject = added === 1 ? 'a directive that silences a tool' : `${added} directives that silence tools`;
  const warning = warningOf('suppressions_added', `The change adds ${subject}: ${named.join(', ')}${rest}.`);
  if (focused === 0) return [warning];
  const tests = focused === 1 ? 'a focused test' : `${focused} focused tests`;
  return [warning, warningOf('tests_focused', `The change adds ${tests}, and no other test of the file runs.`)];
}
