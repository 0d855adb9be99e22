import { type ProblemType, SEVERITIES } from '../../findings/finding.js';
import { type IssueId } from '../../ids.js';
import { DEBT_MINUTES } from '../../ratings/tech-debt.js';
import { type Silenced } from '../../suppressions/silenced.js';
import { type AddedDirective } from '../../suppressions/suppressions-evidence.js';
import { type LineSpan } from '../evidence.js';
import { type RuleName } from '../rules.js';
import { type CandidateFinding, type PlacedLines, type PlacedTest } from './action-facts.js';

/** Kinds of steps that turn a verdict. `unsilence` takes back a suppression; `request_waiver` is for rules that nothing else turns. */
export const ACTION_KINDS = [
  'fix',
  'cover',
  'remove_duplicate',
  'split',
  'fix_test',
  'restore_test',
  'unsilence',
  'send_report',
  'request_waiver',
] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/** One step of a set that turns a verdict. */
export interface NextAction {
  readonly kind: ActionKind;
  /** The violated rule; null if a tool or the scan itself failed. */
  readonly rule: RuleName | null;
  readonly filePath: string | null;
  readonly range: LineSpan | null;
  readonly issueId: IssueId | null;
  /** The test, or the tool whose report is missing. */
  readonly name: string | null;
  /** A sentence of ours, without text of reports. */
  readonly text: string;
  /** Work; null where it is unknown. */
  readonly minutes: number | null;
  /** Number of the group: all of group 1 turns the verdict. */
  readonly enoughWith: number;
}

/** Minutes to make a test pass, or to bring one back. */
const TEST_MINUTES = DEBT_MINUTES.other;

const NOTHING = { filePath: null, range: null, issueId: null, name: null, minutes: null, enoughWith: 1 } as const;

const TYPE_WORDS: Readonly<Record<ProblemType, string>> = {
  complexity: 'complexity',
  duplication: 'duplication',
  dead_code: 'dead code',
  security: 'security',
  coverage_gap: 'coverage',
  code_smell: 'maintainability',
  bug: 'bug',
};

/** Work on a finding in minutes: a function takes its complexity, a copy a tenth of its lines, anything else its debt. */
export function minutesOf({ type, complexity, range, debtKind }: CandidateFinding): number {
  if (type === 'complexity' && complexity !== null) return complexity;
  if (type === 'duplication' && range !== null) return copyMinutes(lengthOf(range));
  return DEBT_MINUTES[debtKind];
}

const copyMinutes = (lines: number): number => lines / 10;

const lengthOf = ([from, to]: LineSpan): number => to - from + 1;

export function fixAction(rule: RuleName, finding: CandidateFinding): NextAction {
  const { type, severity, filePath, range, issueId, complexity, isSecret = false } = finding;
  const place = { ...NOTHING, rule, filePath, range, issueId, minutes: minutesOf(finding) };
  if (type === 'complexity') {
    const measure = complexity === null ? '' : `: its complexity is ${complexity}`;
    return { ...place, kind: 'split', text: `Split this function${measure}.` };
  }
  if (type === 'duplication') return { ...place, kind: 'remove_duplicate', text: 'Remove this copy.' };
  const revoke = isSecret ? ' Revoke the secret: it stays in the history.' : '';
  return { ...place, kind: 'fix', text: `Fix this finding: ${severity}, ${TYPE_WORDS[type]}.${revoke}` };
}

/** An action on a range of lines, with its work in minutes. */
export interface LineAction {
  readonly minutesOf: (place: PlacedLines) => number;
  readonly of: (rule: RuleName, place: PlacedLines) => NextAction;
}

const cover = (added: '' | 'added '): LineAction => ({
  minutesOf: ({ lines }) => lines,
  of: (rule, { filePath, range, lines }) => ({
    ...{ ...NOTHING, kind: 'cover', rule, filePath, range, minutes: lines },
    text: `Cover ${lines === 1 ? 'this' : `these ${lines}`} ${added}${lines === 1 ? 'line' : 'lines'} with a test.`,
  }),
});

export const COVER = cover('');
export const COVER_ADDED = cover('added ');

export const TAKE_BRANCHES: LineAction = {
  minutesOf: ({ lines }) => lines,
  of: (rule, { filePath, range, lines }) => ({
    ...{ ...NOTHING, kind: 'cover', rule, filePath, range, minutes: lines },
    text:
      lines === 1
        ? 'Cover the other branch of this line with a test.'
        : `Cover ${lines} more branches of this line with tests.`,
  }),
};

/** A file needs one line that runs. */
export const LOAD_FILE: LineAction = {
  minutesOf: () => 1,
  of: (rule, { filePath, range }) => ({
    ...{ ...NOTHING, kind: 'cover', rule, filePath, range, minutes: 1 },
    text: 'Load this file in a test. No coverage report contains it.',
  }),
};

export const REMOVE_COPY: LineAction = {
  minutesOf: ({ range }) => copyMinutes(lengthOf(range)),
  of: (rule, { filePath, range }) => ({
    ...{ ...NOTHING, kind: 'remove_duplicate', rule, filePath, range, minutes: copyMinutes(lengthOf(range)) },
    text: `Remove this copy of ${lengthOf(range)} lines.`,
  }),
};

export const testAction = (
  rule: RuleName,
  kind: 'fix_test' | 'restore_test',
  text: string,
  test: PlacedTest,
): NextAction => ({ ...NOTHING, kind, rule, text, ...test, minutes: TEST_MINUTES });

export const unsilenceAction = (rule: RuleName, { filePath, line, issueId, hides }: AddedDirective): NextAction => ({
  ...{ ...NOTHING, kind: 'unsilence', rule, filePath, range: [line, line], issueId, minutes: DEBT_MINUTES.other },
  text: `Remove this directive${hides === null ? '' : ` and fix ${describeHidden(hides)}`}, or have it accepted.`,
});

const describeHidden = ({ count, worstSeverity }: Silenced): string =>
  count === 1 ? `the ${worstSeverity} problem that it hides` : `the ${count} problems that it hides`;

/** @param name of the tool whose report is meant; null for reports of all tools */
export const reportAction = (rule: RuleName | null, text: string, name: string | null = null): NextAction => ({
  ...{ ...NOTHING, kind: 'send_report', rule, name, text },
});

export const waiverAction = (rule: RuleName): NextAction => ({
  ...{ ...NOTHING, kind: 'request_waiver', rule },
  text: 'Request a waiver. The service cannot tell which change to the code would meet this rule.',
});

/** One of the actions of a plan, by which it is ordered; the action is built where it is shown. */
export interface Step {
  /** Infinity where it is unknown. */
  readonly minutes: number;
  /** Place of the severity of its finding; the last for others. */
  readonly rank: number;
  readonly filePath: string;
  readonly line: number;
  readonly build: () => NextAction;
}

/** The step of an action that is of no finding. */
export const toStep = (action: NextAction): Step => ({
  minutes: action.minutes ?? Infinity,
  rank: action.kind === 'request_waiver' ? WAIVER_RANK : SEVERITIES.length,
  filePath: action.filePath ?? '',
  line: action.range?.[0] ?? 0,
  build: () => action,
});

/** Behind all others whose minutes are unknown. */
const WAIVER_RANK = SEVERITIES.length + 1;

/** Order of steps: least effort first, then severity, path and line; work that is unknown comes later, waivers last. */
export const compareSteps = (one: Step, other: Step): number =>
  compareNumbers(one.minutes, other.minutes) ||
  one.rank - other.rank ||
  compareTexts(one.filePath, other.filePath) ||
  one.line - other.line;

/** Longer beginnings are found by a sort. */
const MOST_INSERTED = 100;

/** The first of some entries in an order, equal ones as they came. A few of many take about a comparison each. */
export function firstOf<T>(entries: readonly T[], most: number, compare: (one: T, other: T) => number): readonly T[] {
  if (entries.length <= most || most > MOST_INSERTED) return entries.toSorted(compare).slice(0, most);
  const first: T[] = [];
  if (most === 0) return first;
  for (const entry of entries) {
    if (first.length === most && compare(entry, first[most - 1]!) >= 0) continue;
    let [low, high] = [0, first.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(entry, first[middle]!) < 0) high = middle;
      else low = middle + 1;
    }
    if (first.length === most) first.pop();
    first.splice(low, 0, entry);
  }
  return first;
}

const compareNumbers = (one: number, other: number): number => (one < other ? -1 : one > other ? 1 : 0);
export const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
