import { SEVERITIES } from '../../findings/finding.js';
import { groupBy } from '../../group-by.js';
import { type AddedDirective } from '../../suppressions/suppressions-evidence.js';
import { reportsInState } from '../evidence.js';
import { type GateInputs, type Judgement } from '../judge-scan.js';
import { type RuleName, RULES } from '../rules.js';
import { type ActionFacts, type CandidateFinding, type PlacedLines } from './action-facts.js';
import { type ActionEffect, afterActions, type FixedFindings } from './after-actions.js';
import {
  compareActions,
  compareTexts,
  copyAction,
  coverAction,
  fixAction,
  minutesOf,
  type NextAction,
  type RankedAction,
  reportAction,
  testAction,
  unsilenceAction,
  waiverAction,
} from './next-action.js';

/** The actions that turn a verdict, least work first, with their number by rule. */
export interface ActionPlan {
  readonly actions: readonly NextAction[];
  readonly totals: Readonly<Partial<Record<RuleName, number>>>;
}

export const NO_ACTIONS: ActionPlan = Object.freeze({ actions: Object.freeze([]), totals: Object.freeze({}) });

/** True where the rule still fails the gate after some actions. */
type StillBroken = (effect: ActionEffect) => boolean;

/** All that one rule is planned by. */
interface Plan {
  readonly rule: RuleName;
  readonly facts: ActionFacts;
  /** All findings, cheapest first. */
  readonly findings: readonly RankedFinding[];
  readonly isBroken: StillBroken;
  /** Rules on findings count new ones alone. */
  readonly isNewOnly: boolean;
  /** Added directives that are not accepted. */
  readonly directives: readonly AddedDirective[];
  /** `new_coverage_min` is judged on the added lines. */
  readonly isOnAddedLines: boolean;
}

/**
 * For each broken rule the smallest set of actions that turns it: with all of them done the evaluator no longer fails the rule,
 * and with any of them left out it does.
 *
 * @param judge `judgeScan` of the scan at the instant of the judgement
 */
export function planActions(
  judge: (inputs: GateInputs) => Pick<Judgement, 'rules'>,
  inputs: GateInputs,
  judgement: Pick<Judgement, 'status' | 'reason' | 'rules' | 'evidence'>,
  facts: ActionFacts,
): ActionPlan {
  if (judgement.status !== 'failed') return NO_ACTIONS;
  const { violations, basis } = judgement.rules;
  const findings = cheapestFirst(facts.findings);
  const ofRules = violations.map(({ rule, actual }) => {
    const isBroken: StillBroken = (effect) =>
      judge(afterActions(inputs, effect)).rules.violations.some((violation) => violation.rule === rule);
    if (actual === null) return { rule, ranked: [unranked(owedAction(rule))] };
    const isNewOnly = inputs.config?.appliesToNewCodeOnly ?? true;
    const directives = judgement.evidence.suppressions?.counted ?? [];
    const isOnAddedLines = basis === 'changed_lines';
    const plan: Plan = { rule, facts, findings, isBroken, isNewOnly, directives, isOnAddedLines };
    return { rule, ranked: plannedOf(plan) ?? [unranked(waiverAction(rule))] };
  });
  const ranked = [...ofTrouble(judgement).map(unranked), ...ofRules.flatMap((each) => each.ranked)];
  return {
    actions: ranked.sort(compareActions).map(({ action }) => action),
    totals: Object.fromEntries(ofRules.map((each) => [each.rule, each.ranked.length])),
  };
}

/** Actions for a scan whose scanner gave up. */
export const afterFailure = (judgement: Pick<Judgement, 'reason' | 'evidence'>): ActionPlan => ({
  actions: ofTrouble(judgement),
  totals: {},
});

/** Actions for a scan that was not completed by its deadline. */
export const AFTER_TIMEOUT: ActionPlan = Object.freeze({
  actions: Object.freeze([reportAction(null, 'Scan again: this scan was not completed by its deadline.')]),
  totals: Object.freeze({}),
});

const unranked = (action: NextAction): RankedAction => ({ action, severity: null });

/** Reports without which the gate fails, whatever the rules say. */
function ofTrouble({ reason, evidence }: Pick<Judgement, 'reason' | 'evidence'>): NextAction[] {
  const { reports, missingTools } = evidence.reports;
  if (reason === 'scan_error') return [reportAction(null, 'Scan again: the scanner gave up.')];
  if (reason === 'missing_tool') {
    const owed = reportsInState(reports, 'owed');
    return owed.length > 0
      ? owed.map((name) => reportAction(null, 'Scan again, and send this announced report before completion.', name))
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
      ? 'Send coverage whose paths are those of the repository.'
      : `Send the ${RULES[rule].owes}.`,
  );

/** Null where no known places are enough. */
function plannedOf(plan: Plan): RankedAction[] | null {
  const { rule, facts } = plan;
  const { kind, causes } = RULES[rule];
  if (kind === 'letter') return planLetter(plan);
  if (rule === 'tests_failed_max')
    return planTests(plan, 'fix_test', facts.failedTests, (fixedTests) => ({ fixedTests }));
  if (rule === 'tests_total_drop_max')
    return planTests(plan, 'restore_test', facts.missingTests, (restoredTests) => ({ restoredTests }));
  if (rule === 'duplication_pct_max') return planLines(plan, facts.copies, (removed) => ({ removed }), copyAction);
  if (rule === 'new_duplication_pct_max')
    return planLines(plan, facts.addedCopies, (removedAdded) => ({ removedAdded }), copyAction);
  if (rule === 'new_errors_max') return planFindings(plan, ({ isToolError }) => isToolError);
  const silences = SILENCES[rule];
  if (silences !== undefined) return planDirectives(plan, silences);
  if (causes !== undefined) return planFindings(plan, causes);
  if (rule === 'new_coverage_min' && plan.isOnAddedLines)
    return planLines(
      plan,
      facts.uncoveredAdded,
      (coveredAdded) => ({ coveredAdded }),
      (name, lines) => coverAction(name, lines, true),
    );
  return planLines(
    plan,
    facts.uncovered,
    (covered) => ({ covered }),
    (name, lines) => coverAction(name, lines, false),
  );
}

/** The least number from 0 to `most` that is enough, where more is never less; null where `most` is not. */
function least(most: number, isEnough: (amount: number) => boolean): number | null {
  if (!isEnough(most)) return null;
  let [low, high] = [0, most];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
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
): RankedAction[] | null {
  const counted = directives
    .filter((directive) => silences(directive) > 0)
    .sort((one, other) => silences(other) - silences(one));
  const isEnough = (count: number): boolean => {
    const amount = counted.slice(0, count).reduce((sum, directive) => sum + silences(directive), 0);
    return !isBroken({ unsilenced: { added: amount, unexplained: amount, hiddenHigh: amount } });
  };
  const count = least(counted.length, isEnough);
  return count === null ? null : counted.slice(0, count).map((directive) => unranked(unsilenceAction(rule, directive)));
}

/** Each finding that a count rule counts brings it down by one: as many as it takes, the cheapest. */
function planFindings(
  { rule, findings, isBroken, isNewOnly }: Plan,
  causes: (finding: CandidateFinding) => boolean,
): RankedAction[] | null {
  const counted = findings.filter(({ finding }) => causes(finding) && (finding.isNew || !isNewOnly));
  const count = least(counted.length, (amount) => !isBroken({ fixed: countKinds(counted.slice(0, amount)) }));
  return count === null ? null : counted.slice(0, count).map((ranked) => toFix(rule, ranked));
}

/** Findings of one kind count alike in every rule. */
type FindingKind = Omit<FixedFindings, 'count'>;

interface RankedFinding {
  readonly finding: CandidateFinding;
  readonly minutes: number;
  readonly rank: number;
  readonly pathRank: number;
  /** Shared by all findings of a kind. */
  readonly kind: FindingKind;
}

const toFix = (rule: RuleName, { finding }: RankedFinding): RankedAction => ({
  action: fixAction(rule, finding),
  severity: finding.severity,
});

function cheapestFirst(findings: readonly CandidateFinding[]): RankedFinding[] {
  const kinds = new Map<string, FindingKind>();
  const kindOf = ({ type, severity, isNew, isToolError }: CandidateFinding): FindingKind => {
    const key = `${type}/${severity}/${isNew}/${isToolError}`;
    const known = kinds.get(key) ?? { type, severity, isNew, isToolError };
    kinds.set(key, known);
    return known;
  };
  // numbers compare faster than paths, of which there are fewer
  const paths = [...new Set(findings.map(({ filePath }) => filePath ?? ''))].sort(compareTexts);
  const pathRanks = new Map(paths.map((path, rank) => [path, rank]));
  return findings
    .map((finding) => ({
      finding,
      kind: kindOf(finding),
      minutes: minutesOf(finding),
      rank: SEVERITIES.indexOf(finding.severity),
      pathRank: pathRanks.get(finding.filePath ?? '')!,
    }))
    .sort(
      (one, other) =>
        one.minutes - other.minutes ||
        one.rank - other.rank ||
        one.pathRank - other.pathRank ||
        (one.finding.range?.[0] ?? 0) - (other.finding.range?.[0] ?? 0),
    );
}

function countKinds(findings: readonly RankedFinding[]): FixedFindings[] {
  const counts = new Map<FindingKind, number>();
  for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => ({ ...kind, count }));
}

function planTests(
  { rule, isBroken }: Plan,
  kind: 'fix_test' | 'restore_test',
  tests: ActionFacts['failedTests'],
  effectOf: (count: number) => ActionEffect,
): RankedAction[] | null {
  const count = least(tests.length, (amount) => !isBroken(effectOf(amount)));
  return count === null ? null : tests.slice(0, count).map((test) => unranked(testAction(rule, kind, test)));
}

/** The fewest ranges whose lines are enough, and among these few lines. */
function planLines(
  { rule, isBroken }: Plan,
  places: readonly PlacedLines[],
  effectOf: (lines: number) => ActionEffect,
  actionOf: (rule: RuleName, place: PlacedLines) => NextAction,
): RankedAction[] | null {
  const needed = least(sumOf(places), (lines) => !isBroken(effectOf(lines)));
  return needed === null ? null : fewestRanges(places, needed).map((place) => unranked(actionOf(rule, place)));
}

const sumOf = (places: readonly PlacedLines[]): number => places.reduce((sum, { lines }) => sum + lines, 0);

/** Ranges beyond this number are not exchanged for shorter ones. */
const MAX_EXCHANGED = 1_000;

/** The longest ranges that are enough, each exchanged for the shortest unused one that leaves them enough. */
export function fewestRanges(places: readonly PlacedLines[], needed: number): PlacedLines[] {
  if (needed <= 0) return [];
  const sorted = places.toSorted(
    (one, other) =>
      other.lines - one.lines || compareTexts(one.filePath, other.filePath) || one.range[0] - other.range[0],
  );
  let count = 0;
  let surplus = -needed;
  while (surplus < 0 && count < sorted.length) surplus += sorted[count++]!.lines;
  const chosen = sorted.slice(0, count);
  const unused = sorted.slice(count);
  if (count > MAX_EXCHANGED) return chosen;
  for (let at = count - 1; at >= 0 && surplus > 0 && unused.length > 0; at -= 1) {
    const shortest = chosen[at]!.lines - surplus;
    // the last of the descending ranges that is long enough
    const place = lastAtLeast(unused, shortest);
    if (place < 0 || unused[place]!.lines >= chosen[at]!.lines) continue;
    surplus -= chosen[at]!.lines - unused[place]!.lines;
    [chosen[at]] = unused.splice(place, 1) as [PlacedLines];
  }
  return chosen;
}

function lastAtLeast(descending: readonly PlacedLines[], lines: number): number {
  let [low, high] = [0, descending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (descending[middle]!.lines >= lines) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * A letter is the worst of its parts: findings, lines and copies that hold down any of them. First all that helps, then of one
 * kind after the other as little as leaves the rule turned, so that nothing in the end can be left out.
 */
function planLetter({ rule, facts, findings: all, isBroken }: Plan): RankedAction[] | null {
  const causes = RULES[rule].causes!;
  const kinds = groupKinds(all.filter(({ finding }) => causes(finding)));
  const counts = new Map(kinds.map((kind) => [kind, kind.length]));
  const most = { covered: sumOf(facts.uncovered), removed: sumOf(facts.copies) };
  const chosen = { ...most };
  const effect = (): ActionEffect => ({
    ...chosen,
    fixed: [...counts].map(([[first], count]) => ({ ...first!.kind, count })),
  });
  if (isBroken(effect())) return null;
  for (const part of ['covered', 'removed'] as const)
    chosen[part] = least(most[part], (amount) => !isBroken({ ...effect(), [part]: amount }))!;
  for (const kind of kinds) {
    const isEnough = (count: number): boolean => {
      counts.set(kind, count);
      return !isBroken(effect());
    };
    counts.set(kind, least(kind.length, isEnough)!);
  }
  const findings = kinds.flatMap((kind) => kind.slice(0, counts.get(kind)));
  const lines = fewestRanges(facts.uncovered, chosen.covered);
  const copies = fewestRanges(facts.copies, chosen.removed);
  return withoutSpare(
    [
      ...findings.map((finding) => ({ ranked: toFix(rule, finding), finding, covered: 0, removed: 0 })),
      ...lines.map((place) => ({
        ranked: unranked(coverAction(rule, place, false)),
        covered: place.lines,
        removed: 0,
      })),
      ...copies.map((place) => ({ ranked: unranked(copyAction(rule, place)), covered: 0, removed: place.lines })),
    ],
    isBroken,
  ).map(({ ranked }) => ranked);
}

/** An action of a letter with its part in the effect. */
interface LetterStep {
  readonly ranked: RankedAction;
  readonly finding?: RankedFinding;
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
  if (steps.length > MAX_LOOKED_THROUGH) return steps;
  return steps.toReversed().reduce((kept, step) => {
    const rest = kept.filter((each) => each !== step);
    const effect: ActionEffect = {
      covered: rest.reduce((sum, { covered }) => sum + covered, 0),
      removed: rest.reduce((sum, { removed }) => sum + removed, 0),
      fixed: countKinds(rest.flatMap(({ finding }) => finding ?? [])),
    };
    return isBroken(effect) ? kept : rest;
  }, steps);
}

/** Findings that count alike together, those with the most work first: of them the fewest are to remain. */
const groupKinds = (findings: readonly RankedFinding[]): RankedFinding[][] =>
  [...groupBy(findings, ({ kind }) => kind).values()].sort((one, other) => other[0]!.minutes - one[0]!.minutes);
