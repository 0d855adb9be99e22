import { PROBLEM_TYPES, SEVERITIES } from '../../findings/finding.js';
import { groupBy } from '../../group-by.js';
import { type AddedDirective } from '../../suppressions/suppressions-evidence.js';
import { reportsInState } from '../evidence.js';
import { type GateInputs, type Judgement } from '../judge-scan.js';
import { type RuleName, RULES } from '../rules.js';
import { type ActionFacts, type CandidateFinding, type PlacedLines } from './action-facts.js';
import { type ActionEffect, afterActions, type FixedFindings } from './after-actions.js';
import {
  compareSteps,
  compareTexts,
  COVER,
  COVER_ADDED,
  firstOf,
  fixAction,
  type LineAction,
  LOAD_FILE,
  minutesOf,
  type NextAction,
  REMOVE_COPY,
  reportAction,
  type Step,
  TAKE_BRANCHES,
  testAction,
  toStep,
  unsilenceAction,
  waiverAction,
} from './next-action.js';
import { NOTHING_REMOVED, RemovedLines } from './removed-lines.js';

/** The actions that turn a verdict, least effort first, with the number of all by rule. */
export interface ActionPlan {
  readonly actions: readonly NextAction[];
  readonly totals: Readonly<Partial<Record<RuleName, number>>>;
}

/** Actions that a verdict shows. */
export const MOST_ACTIONS = 50;

export const NO_ACTIONS: ActionPlan = Object.freeze({ actions: Object.freeze([]), totals: Object.freeze({}) });

/** True where the rule still fails the gate after some actions. */
type StillBroken = (effect: ActionEffect) => boolean;

/** All that one rule is planned by. */
interface Plan {
  readonly rule: RuleName;
  readonly facts: ActionFacts;
  /** Findings that count, by kind. */
  readonly kinds: readonly FindingKind[];
  readonly isBroken: StillBroken;
  /** Amount by which a value exceeds its threshold, negative where it is below; 0 for a rule without numbers. */
  readonly excess: number;
  /** Lines that a rule on a share of covered lines reads. */
  readonly linesTotal: number;
  /** Rules on findings count new ones alone. */
  readonly isNewOnly: boolean;
  /** Added directives that are not accepted. */
  readonly directives: readonly AddedDirective[];
  /** `new_coverage_min` is judged on the added lines. */
  readonly isOnAddedLines: boolean;
  /** Steps that are needed, the first in their order. */
  readonly most: number;
  /** Copies that the actions of other rules remove. */
  readonly removed: RemovedLines;
}

/** The steps that turn one rule: how many there are, and the first. */
interface Planned {
  readonly total: number;
  readonly steps: readonly Step[];
  /** The chosen ranges of a rule on lines. */
  readonly places?: readonly PlacedLines[];
}

const planned = (steps: readonly Step[]): Planned => ({ total: steps.length, steps });

/**
 * For each broken rule the smallest set of actions that turns it: with all of them done the evaluator no longer fails the rule,
 * and with any of them left out it does.
 *
 * @param judge `judgeScan` of the scan at the instant of the judgement
 * @param most actions that are answered, the first in their order
 */
export function planActions(
  judge: (inputs: GateInputs) => Pick<Judgement, 'rules'>,
  inputs: GateInputs,
  judgement: Pick<Judgement, 'status' | 'reason' | 'rules' | 'evidence'>,
  facts: ActionFacts,
  most = Infinity,
): ActionPlan {
  if (judgement.status !== 'failed') return NO_ACTIONS;
  const { violations, basis } = judgement.rules;
  const kinds = toKinds(facts.findings);
  const planOf = ({ rule, actual, threshold }: Violation, removed: RemovedLines): Planned => {
    const isBroken: StillBroken = (effect) =>
      judge(afterActions(inputs, effect)).rules.violations.some((violation) => violation.rule === rule);
    if (actual === null) return planned([toStep(owedAction(rule))]);
    const isNewOnly = inputs.config?.appliesToNewCodeOnly ?? true;
    const directives = judgement.evidence.suppressions?.counted ?? [];
    const isOnAddedLines = basis === 'changed_lines';
    const excess = typeof actual === 'number' && typeof threshold === 'number' ? actual - threshold : 0;
    const { linesTotal, changedLinesTotal } = inputs.coverage;
    const plan: Plan = {
      ...{ rule, facts, kinds, isBroken, excess, isNewOnly, directives, isOnAddedLines, most, removed },
      linesTotal: (isOnAddedLines ? changedLinesTotal : linesTotal) ?? 0,
    };
    return plannedOf(plan) ?? planned([toStep(waiverAction(rule))]);
  };
  // Lines to cover may lie in a copy that another rule removes.
  const removals = new Map(
    violations.filter(({ rule }) => REMOVES_COPIES.has(rule)).map((each) => [each.rule, planOf(each, NOTHING_REMOVED)]),
  );
  const removed = new RemovedLines([...removals.values()].flatMap(({ places = [] }) => places));
  const ofRules = violations.map((each) => ({
    rule: each.rule,
    ...(removals.get(each.rule) ?? planOf(each, removed)),
  }));
  const steps = [...ofTrouble(judgement).map(toStep), ...ofRules.flatMap((each) => each.steps)];
  return {
    actions: firstOf(steps, most, compareSteps).map(({ build }) => build()),
    totals: Object.fromEntries(ofRules.map((each) => [each.rule, each.total])),
  };
}

type Violation = Judgement['rules']['violations'][number];

const REMOVES_COPIES: ReadonlySet<RuleName> = new Set<RuleName>(['duplication_pct_max', 'new_duplication_pct_max']);

/** Actions for a scan whose scanner gave up. */
export const afterFailure = (judgement: Pick<Judgement, 'reason' | 'evidence'>): ActionPlan => ({
  actions: ofTrouble(judgement).slice(0, MOST_ACTIONS),
  totals: {},
});

/** Actions for a scan that was not completed by its deadline. */
export const AFTER_TIMEOUT: ActionPlan = Object.freeze({
  actions: Object.freeze([reportAction(null, 'Scan again. This scan was not completed by its deadline.')]),
  totals: Object.freeze({}),
});

/** Reports without which the gate fails, whatever the rules say. */
function ofTrouble({ reason, evidence }: Pick<Judgement, 'reason' | 'evidence'>): NextAction[] {
  const { reports, missingTools } = evidence.reports;
  if (reason === 'scan_error') return [reportAction(null, 'Scan again. The scanner failed.')];
  if (reason === 'missing_tool') {
    const owed = reportsInState(reports, 'owed');
    return owed.length > 0
      ? owed.map((name) => reportAction(null, 'Scan again, and send the announced reports before completion.', name))
      : (missingTools ?? []).map((tool) => reportAction(null, 'Send the report of this tool.', tool));
  }
  if (reason !== 'tool_failed') return [];
  return reportsInState(reports, 'failed').map((tool) =>
    reportAction(null, 'Run this tool again and send its report.', tool),
  );
}

const owedAction = (rule: RuleName): NextAction =>
  reportAction(
    rule,
    RULES[rule].owes === undefined
      ? 'Send a coverage report whose paths match files of the repository.'
      : `Send the ${RULES[rule].owes}.`,
  );

/** Null where no known places are enough. */
function plannedOf(plan: Plan): Planned | null {
  const { rule, facts } = plan;
  const { kind, causes } = RULES[rule];
  if (kind === 'letter') return planLetter(plan);
  if (rule === 'tests_failed_max')
    return planTests(plan, MAKE_PASS, facts.failedTests, (fixedTests) => ({ fixedTests }));
  if (rule === 'tests_total_drop_max')
    return planTests(plan, RESTORE, facts.missingTests, (restoredTests) => ({ restoredTests }));
  if (rule === 'newly_skipped_tests_max')
    return planTests(plan, RUN_AGAIN, facts.skippedTests, (unskippedTests) => ({ unskippedTests }));
  // A file alone does not say what restores a setting: the verdict has its value.
  if (rule === 'loosened_settings_max') return null;
  if (rule === 'duplication_pct_max') return planLines(plan, facts.copies, (removed) => ({ removed }), REMOVE_COPY);
  if (rule === 'new_duplication_pct_max')
    return planLines(plan, facts.addedCopies, (removedAdded) => ({ removedAdded }), REMOVE_COPY);
  if (rule === 'new_errors_max')
    return planFindings(plan, toKinds(facts.findings.filter(({ isToolError }) => isToolError)), true);
  const silences = SILENCES[rule];
  if (silences !== undefined) return planDirectives(plan, silences);
  if (causes !== undefined) return planFindings(plan, plan.kinds.filter(causes), false);
  if (rule === 'new_branch_coverage_min')
    return planLines(plan, facts.untakenBranches, (takenBranches) => ({ takenBranches }), TAKE_BRANCHES);
  if (rule === 'untested_files_max')
    return planLines(
      { ...plan, removed: NOTHING_REMOVED },
      facts.untestedFiles,
      (testedFiles) => ({ testedFiles }),
      LOAD_FILE,
    );
  if (rule === 'new_uncovered_max' || (rule === 'new_coverage_min' && plan.isOnAddedLines))
    return planLines(plan, facts.uncoveredAdded, (coveredAdded) => ({ coveredAdded }), COVER_ADDED);
  return planLines(plan, facts.uncovered, (covered) => ({ covered }), COVER);
}

/**
 * The least number from 0 to `most` that is enough, where each greater one is enough as well; null where `most` is not. The search starts at
 * `guess` in steps that double, so a right guess takes two tests.
 */
function least(most: number, isEnough: (amount: number) => boolean, guess = most >> 1): number | null {
  if (!isEnough(most)) return null;
  let [low, high] = [0, most];
  let at = Math.max(0, Math.min(Math.floor(guess), most));
  const isUp = at < most && !isEnough(at);
  if (isUp) low = at + 1;
  else high = at;
  for (let step = 1; low < high; step *= 2) {
    at = isUp ? Math.min(high - 1, low + step - 1) : Math.max(low, high - step);
    const isThere = isEnough(at);
    if (isThere) high = at;
    else low = at + 1;
    if (isThere === isUp) break;
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** As `least` for a number that is enough, which is most often needed whole or not at all. */
function allOrLess(most: number, isEnough: (amount: number) => boolean): number {
  if (most === 0 || !isEnough(most - 1)) return most;
  return isEnough(0) ? 0 : least(most - 1, isEnough)!;
}

/** Parts of the counts of directives that one of them has. */
const SILENCES: Partial<Readonly<Record<RuleName, (directive: AddedDirective) => number>>> = {
  new_suppressions_max: () => 1,
  new_unexplained_suppressions_max: ({ reason }) => Number(reason === ''),
  new_hidden_high_max: ({ hides }) => hides?.highCount ?? 0,
};

function planDirectives(
  { rule, isBroken, directives }: Plan,
  silences: (directive: AddedDirective) => number,
): Planned | null {
  const counted = directives
    .filter((directive) => silences(directive) > 0)
    .sort((one, other) => silences(other) - silences(one));
  const isEnough = (count: number): boolean => {
    const amount = counted.slice(0, count).reduce((sum, directive) => sum + silences(directive), 0);
    return !isBroken({ unsilenced: { added: amount, unexplained: amount, hiddenHigh: amount } });
  };
  const count = least(counted.length, isEnough);
  return count === null
    ? null
    : planned(counted.slice(0, count).map((directive) => toStep(unsilenceAction(rule, directive))));
}

/** Each finding that a count rule counts brings it down by one, whichever it is: as many as it takes, the cheapest. */
function planFindings(
  { rule, isBroken, excess, isNewOnly, most }: Plan,
  kinds: readonly FindingKind[],
  areToolErrors: boolean,
): Planned | null {
  const counted = kinds.filter(({ isNew }) => isNew || !isNewOnly);
  const all = counted.reduce((sum, { members }) => sum + members.length, 0);
  const count = least(all, (amount) => !isBroken({ fixed: someOf(counted, amount, areToolErrors) }), excess);
  return count === null
    ? null
    : { total: count, steps: cheapest(counted, Math.min(count, most)).map((ranked) => toFix(rule, ranked)) };
}

/** So many findings of some kinds, whichever they are. */
function someOf(kinds: readonly FindingKind[], amount: number, areToolErrors: boolean): FixedFindings[] {
  const fixed: FixedFindings[] = [];
  let left = amount;
  for (const { type, severity, isNew, members } of kinds) {
    const count = Math.min(left, members.length);
    if (count > 0) fixed.push({ type, severity, isNew, count, toolErrors: areToolErrors ? count : 0 });
    left -= count;
  }
  return fixed;
}

interface RankedFinding {
  readonly finding: CandidateFinding;
  readonly minutes: number;
  readonly rank: number;
  /** Place among those of its kind as they came. */
  readonly at: number;
}

/** Findings that count alike in every rule on types and severities. */
class FindingKind implements Omit<FixedFindings, 'count' | 'toolErrors'> {
  readonly members: CandidateFinding[] = [];
  /** Minutes of each. */
  private readonly work: number[] = [];
  private head: readonly RankedFinding[] = [];

  constructor(
    readonly type: FixedFindings['type'],
    readonly severity: FixedFindings['severity'],
    readonly isNew: boolean,
  ) {}

  add(finding: CandidateFinding): void {
    this.members.push(finding);
    // Another walk over many findings would take as long again.
    this.work.push(minutesOf(finding));
  }

  /** Least work of one. */
  get minutes(): number {
    return this.work.reduce((least, minutes) => (minutes < least ? minutes : least), Infinity);
  }

  /** The first in their order; what is known of it is kept. */
  first(count: number): readonly RankedFinding[] {
    const wanted = Math.min(count, this.members.length);
    if (wanted > this.head.length) this.head = this.findFirst(wanted);
    return wanted === this.head.length ? this.head : this.head.slice(0, wanted);
  }

  private findFirst(count: number): readonly RankedFinding[] {
    const { members, work } = this;
    const rank = SEVERITIES.indexOf(this.severity);
    const compare = (one: number, other: number): number =>
      work[one]! - work[other]! || comparePlaceOf(members[one]!, members[other]!) || one - other;
    const all = work.map((_, at) => at);
    return firstOf(all, count, compare).map((at) => ({ finding: members[at]!, minutes: work[at]!, rank, at }));
  }
}

const toFix = (rule: RuleName, { finding, minutes, rank: place }: RankedFinding): Step => ({
  ...{ minutes, rank: place, filePath: finding.filePath ?? '', line: lineOf(finding) },
  build: () => fixAction(rule, finding),
});

const lineOf = ({ range }: CandidateFinding): number => range?.[0] ?? 0;

/** The kinds in the order of their first findings. */
function toKinds(findings: readonly CandidateFinding[]): readonly FindingKind[] {
  const known: (FindingKind | undefined)[] = [];
  const kinds: FindingKind[] = [];
  for (const finding of findings) {
    const { type, severity, isNew } = finding;
    const key = (PROBLEM_TYPES.indexOf(type) * SEVERITIES.length + SEVERITIES.indexOf(severity)) * 2 + Number(isNew);
    let kind = known[key];
    if (kind === undefined) {
      kind = known[key] = new FindingKind(type, severity, isNew);
      kinds.push(kind);
    }
    kind.add(finding);
  }
  return kinds;
}

/** Order of findings: by work, severity and place, equal ones as they came. */
const compareFindings = (one: RankedFinding, other: RankedFinding): number =>
  one.minutes - other.minutes ||
  one.rank - other.rank ||
  comparePlaceOf(one.finding, other.finding) ||
  one.at - other.at;

const comparePlaceOf = (one: CandidateFinding, other: CandidateFinding): number =>
  compareTexts(one.filePath ?? '', other.filePath ?? '') || lineOf(one) - lineOf(other);

/** The first of the findings of some kinds in their order. */
const cheapest = (kinds: readonly FindingKind[], count: number): readonly RankedFinding[] =>
  firstOf(
    kinds.flatMap((kind) => kind.first(count)),
    count,
    compareFindings,
  );

interface WorkOnTest {
  readonly kind: 'fix_test' | 'restore_test';
  readonly text: string;
}

const MAKE_PASS: WorkOnTest = { kind: 'fix_test', text: 'Make this test pass.' };
const RESTORE: WorkOnTest = { kind: 'restore_test', text: 'Restore this test.' };
const RUN_AGAIN: WorkOnTest = { kind: 'restore_test', text: 'Enable this test. It is skipped.' };

function planTests(
  { rule, isBroken }: Plan,
  { kind, text }: WorkOnTest,
  tests: ActionFacts['failedTests'],
  effectOf: (count: number) => ActionEffect,
): Planned | null {
  const count = least(tests.length, (amount) => !isBroken(effectOf(amount)));
  return count === null
    ? null
    : planned(tests.slice(0, count).map((test) => toStep(testAction(rule, kind, text, test))));
}

/** The fewest ranges whose lines are enough, and among these few lines; of equal ones those that no other rule removes. */
function planLines(
  { rule, isBroken, excess, linesTotal, most, removed }: Plan,
  places: readonly PlacedLines[],
  effectOf: (lines: number) => ActionEffect,
  action: LineAction,
): Planned | null {
  const all = sumOf(places);
  const guess = excess < 0 ? Math.ceil((-excess * linesTotal) / 100) : all >> 1;
  const needed = least(all, (lines) => !isBroken(effectOf(lines)), guess);
  if (needed === null) return null;
  const isGone = (place: PlacedLines): number => Number(removed.copyOf(place) !== null);
  const compare = (one: PlacedLines, other: PlacedLines): number =>
    isGone(one) - isGone(other) || comparePlaces(one, other);
  const chosen = fewestRanges(places, needed, removed.isEmpty ? comparePlaces : compare);
  return { total: chosen.length, steps: firstLines(rule, chosen, action, most, removed), places: chosen };
}

const toLineStep = (rule: RuleName, place: PlacedLines, action: LineAction, removed = NOTHING_REMOVED): Step => ({
  ...{ minutes: action.minutesOf(place), rank: SEVERITIES.length, filePath: place.filePath, line: place.range[0] },
  build: () => {
    const built = action.of(rule, place);
    return { ...built, text: `${built.text}${removed.describe(place)}` };
  },
});

const firstLines = (
  rule: RuleName,
  places: readonly PlacedLines[],
  action: LineAction,
  most: number,
  removed = NOTHING_REMOVED,
): Step[] =>
  firstOf(
    places,
    most,
    (one, other) => action.minutesOf(one) - action.minutesOf(other) || comparePlaces(one, other),
  ).map((place) => toLineStep(rule, place, action, removed));

const sumOf = (places: readonly PlacedLines[]): number => places.reduce((sum, { lines }) => sum + lines, 0);

/** Ranges beyond this number are not exchanged for shorter ones. */
const MAX_EXCHANGED = 1_000;

/**
 * The longest ranges that are enough, each exchanged for the shortest unused one that leaves them enough.
 *
 * @param compare order of ranges of equal length
 */
export function fewestRanges(
  places: readonly PlacedLines[],
  needed: number,
  compare: (one: PlacedLines, other: PlacedLines) => number = comparePlaces,
): PlacedLines[] {
  if (needed === 0) return [];
  // of equal length; only those of which some are chosen and some not need an order
  const groups = [...groupBy(places, ({ lines }) => lines)].sort(([one], [other]) => other - one);
  const chosen: PlacedLines[] = [];
  const unused: (readonly [lines: number, places: PlacedLines[]])[] = [];
  let surplus = -needed;
  for (const [lines, group] of groups) {
    const count = Math.min(group.length, Math.max(0, Math.ceil(-surplus / lines)));
    surplus += count * lines;
    if (count > 0 && count < group.length) group.sort(compare);
    for (const place of group.slice(0, count)) chosen.push(place);
    if (count < group.length) unused.push([lines, group.slice(count)]);
  }
  if (chosen.length > MAX_EXCHANGED) return chosen;
  for (let at = chosen.length - 1; at >= 0 && surplus > 0; at -= 1) {
    const { lines } = chosen[at]!;
    const shorter = unused.findLast(([length, rest]) => rest.length > 0 && length >= lines - surplus);
    if (shorter === undefined || shorter[0] >= lines) continue;
    surplus -= lines - shorter[0];
    chosen[at] = shorter[1].pop()!;
  }
  return chosen;
}

const comparePlaces = (one: PlacedLines, other: PlacedLines): number =>
  compareTexts(one.filePath, other.filePath) || one.range[0] - other.range[0];

/**
 * A letter is the worst of its parts: findings, lines and copies that hold down any of them. First all that helps, then of one
 * kind after the other as little as leaves the rule turned, so that nothing in the end can be left out.
 */
function planLetter({ rule, facts, kinds, isBroken, most }: Plan): Planned | null {
  // Those with the most work first: of them the fewest are to remain.
  const held = kinds
    .filter(RULES[rule].causes!)
    .map((kind) => ({ kind, minutes: kind.minutes }))
    .sort((one, other) => other.minutes - one.minutes)
    .map(({ kind }) => kind);
  const fixed = held.map(({ type, severity, isNew, members }) => ({
    ...{ type, severity, isNew, count: members.length, toolErrors: 0 },
  }));
  const chosen = { covered: sumOf(facts.uncovered), removed: sumOf(facts.copies) };
  if (isBroken({ ...chosen, fixed })) return null;
  for (const part of ['covered', 'removed'] as const)
    chosen[part] = allOrLess(chosen[part], (amount) => !isBroken({ ...chosen, [part]: amount, fixed }));
  for (const [at, { members }] of held.entries())
    fixed[at]!.count = allOrLess(members.length, (count) => {
      fixed[at]!.count = count;
      return !isBroken({ ...chosen, fixed });
    });
  const lines = fewestRanges(facts.uncovered, chosen.covered);
  const copies = fewestRanges(facts.copies, chosen.removed);
  const total = fixed.reduce((sum, { count }) => sum + count, lines.length + copies.length);
  const isLong = total > MAX_LOOKED_THROUGH;
  const findings = held.flatMap((kind, at) => kind.first(isLong ? Math.min(fixed[at]!.count, most) : fixed[at]!.count));
  if (isLong)
    return {
      total,
      steps: [
        ...firstOf(findings, most, compareFindings).map((ranked) => toFix(rule, ranked)),
        ...firstLines(rule, lines, COVER, most),
        ...firstLines(rule, copies, REMOVE_COPY, most),
      ],
    };
  const steps = [
    ...findings.map((ranked) => ({ step: toFix(rule, ranked), finding: ranked.finding, covered: 0, removed: 0 })),
    ...lines.map((place) => ({ step: toLineStep(rule, place, COVER), covered: place.lines, removed: 0 })),
    ...copies.map((place) => ({ step: toLineStep(rule, place, REMOVE_COPY), covered: 0, removed: place.lines })),
  ];
  return planned(withoutSpare(steps, isBroken).map(({ step }) => step));
}

/** A step of a letter with its part in the effect. */
interface LetterStep {
  readonly step: Step;
  readonly finding?: CandidateFinding;
  readonly covered: number;
  readonly removed: number;
}

/** Longer sets are not looked through. */
const MAX_LOOKED_THROUGH = 300;

/**
 * Leaves out what can be left out after all: a part that the change did not make worse may be tolerated once another part
 * holds the letter down alone.
 */
function withoutSpare(steps: readonly LetterStep[], isBroken: StillBroken): readonly LetterStep[] {
  return steps.toReversed().reduce((kept, step) => {
    const rest = kept.filter((each) => each !== step);
    const effect: ActionEffect = {
      covered: rest.reduce((sum, { covered }) => sum + covered, 0),
      removed: rest.reduce((sum, { removed }) => sum + removed, 0),
      fixed: rest.flatMap(({ finding }) => (finding ? { ...finding, count: 1, toolErrors: 0 } : [])),
    };
    return isBroken(effect) ? kept : rest;
  }, steps);
}
