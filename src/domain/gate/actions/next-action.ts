import { type ProblemType, SEVERITIES, type Severity } from '../../findings/finding.js';
import { type IssueId } from '../../ids.js';
import { DEBT_MINUTES } from '../../ratings/tech-debt.js';
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
  /** The broken rule; null where a tool or the scan itself failed. */
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
  const { type, severity, filePath, range, issueId, complexity } = finding;
  const place = { ...NOTHING, rule, filePath, range, issueId, minutes: minutesOf(finding) };
  if (type === 'complexity') {
    const measure = complexity === null ? '' : `: its complexity is ${complexity}`;
    return { ...place, kind: 'split', text: `Split this function${measure}.` };
  }
  if (type === 'duplication') return { ...place, kind: 'remove_duplicate', text: 'Remove this copy.' };
  return { ...place, kind: 'fix', text: `Fix this finding: ${severity}, ${TYPE_WORDS[type]}.` };
}

export const coverAction = (rule: RuleName, { filePath, range, lines }: PlacedLines, isAdded: boolean): NextAction => ({
  ...{ ...NOTHING, kind: 'cover', rule, filePath, range, minutes: lines },
  text: `Cover ${lines === 1 ? 'this' : `these ${lines}`} ${isAdded ? 'added ' : ''}${lines === 1 ? 'line' : 'lines'} by a test.`,
});

export const copyAction = (rule: RuleName, { filePath, range }: PlacedLines): NextAction => ({
  ...{ ...NOTHING, kind: 'remove_duplicate', rule, filePath, range, minutes: copyMinutes(lengthOf(range)) },
  text: `Remove this copy of ${lengthOf(range)} lines.`,
});

export const testAction = (rule: RuleName, kind: 'fix_test' | 'restore_test', test: PlacedTest): NextAction => ({
  ...{ ...NOTHING, kind, rule, ...test, minutes: TEST_MINUTES },
  text: kind === 'fix_test' ? 'Make this test pass.' : 'Restore this test.',
});

export const unsilenceAction = (rule: RuleName, { filePath, line, issueId }: AddedDirective): NextAction => ({
  ...{ ...NOTHING, kind: 'unsilence', rule, filePath, range: [line, line], issueId, minutes: DEBT_MINUTES.other },
  text: 'Remove this directive, or have it accepted.',
});

/** @param name of the tool whose report is meant; null for reports of all tools */
export const reportAction = (rule: RuleName | null, text: string, name: string | null = null): NextAction => ({
  ...{ ...NOTHING, kind: 'send_report', rule, name, text },
});

export const waiverAction = (rule: RuleName): NextAction => ({
  ...{ ...NOTHING, kind: 'request_waiver', rule },
  text: 'Request a waiver: the service knows no places whose change turns this rule.',
});

/** The severity of an action's finding; null for others. */
export interface RankedAction {
  readonly action: NextAction;
  readonly severity: Severity | null;
}

/** Order of actions: least work first, then severity, path and line; work that is unknown comes later, waivers last. */
export function compareActions(one: RankedAction, other: RankedAction): number {
  const [a, b] = [one.action, other.action];
  return (
    Number(a.kind === 'request_waiver') - Number(b.kind === 'request_waiver') ||
    compareNumbers(a.minutes ?? Infinity, b.minutes ?? Infinity) ||
    rankOf(one) - rankOf(other) ||
    compareTexts(a.filePath ?? '', b.filePath ?? '') ||
    (a.range?.[0] ?? 0) - (b.range?.[0] ?? 0) ||
    compareTexts(a.name ?? '', b.name ?? '')
  );
}

const rankOf = ({ severity }: RankedAction): number =>
  severity === null ? SEVERITIES.length : SEVERITIES.indexOf(severity);
const compareNumbers = (one: number, other: number): number => (one < other ? -1 : one > other ? 1 : 0);
export const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
