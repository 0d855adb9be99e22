import { lazily } from '../../lazily.js';
import type { FeatureTable } from '../features/feature-table.js';
import { hexOf } from '../features/keyed-hash.js';
import { RowIndex } from '../matching/index/row-index.js';
import type { FileFilter, KnownChanges } from '../matching/known-changes.js';
import { type MatchDecision, matchFindings } from '../matching/match-findings.js';
import type { MatchedBy } from '../matching/matched-by.js';
import type { Beside } from '../matching/state/comparison.js';
import { ChangeEvidence, type TouchedPlace } from './change-evidence.js';
import { Identities, isSameLine, type Loan } from './identities.js';
import { type NearestProblem, NearestProblems } from './nearest-problem.js';
import {
  inheritedBy,
  judgeUnrecognized,
  type NewBecause,
  newBecause,
  type Newness,
  type RanOnBase,
} from './newness.js';
import type { Baseline } from './pack-baseline.js';

/** Findings of one tool, and all that is known from before. All tables are under the repository's secret. */
export interface TrackingInput {
  readonly current: FeatureTable;
  /** Problems that the default branch is known to have; null while it has no baseline. */
  readonly baseline: Baseline | null;
  /**
   * Findings of the tool in the scan that the change is compared with, when that is not the baseline: empty when it did
   * not report there. Null or left out: the change is compared with the baseline.
   */
  readonly base?: Baseline | null;
  /** Files that are the same in the scan that the change is compared with and where the change starts. */
  readonly exactIn: FileFilter;
  /** Findings in the newest scan of the target branch, where that is neither the base nor the baseline. */
  readonly target?: Baseline | null;
  /** Extent to which the tool's rules ran on the version that the change is compared with. */
  readonly ranOnBase: RanOnBase;
  /** Findings of the last scans of pull requests that landed since the base. */
  readonly landed?: readonly Baseline[];
  /** Findings of scans from before commits that were likely: a problem that comes back has its id, where its line is the same. */
  readonly likely?: readonly Baseline[];
  /** Findings of the previous scan of the same pull request or branch: where ids are taken over from. */
  readonly previous: Baseline;
  /** Problems that users marked as false positives anywhere in the repository. */
  readonly marked: Baseline;
  /** Findings of a baseline branch are never new. */
  readonly isBaselineScan: boolean;
  readonly changes: KnownChanges;
  /** For each row of `current` its place in `SEVERITIES`; without it nothing is found to be worse. */
  readonly severities?: Uint8Array | null;
  /** Findings that are the same here and on the base, and are in no table. */
  readonly beside?: Beside | undefined;
  /** For each row of `current` 1 where its tool reports it as suppressed: it is never new. */
  readonly suppressed?: Uint8Array | null;
  /** Findings are directives, which are new where the change wrote their line, and where they silence more than before. */
  readonly directives?: DirectiveRows | null;
}

/** Rows that are directives, compared with those that they are recognized as. */
export interface DirectiveRows {
  /** True where the directive in a row of `current` silences more than that in a row of the compared scan. */
  readonly hasGrown: (row: number, baselineRow: number) => boolean;
}

/** Outcome for one finding; ids are null for a problem that was never seen. */
export interface TrackedFinding {
  readonly issueId: number | null;
  readonly firstSeenScanId: number | null;
  readonly isNew: boolean;
  /** The evidence for an inherited finding (docs/new-code.md); null for one without any. */
  readonly matchedBy: MatchedBy | null;
  /** The reason why the finding counts as new; null for one that does not. */
  readonly newBecause: NewBecause | null;
  /** For a new finding the most similar problem of the same rule that no finding was recognized as. */
  readonly nearest: NearestProblem | null;
  /** The change left its line alone, nothing recognizes it, and the base has no finding of its rule. */
  readonly isOfNewRule: boolean;
  /** Nothing recognizes it, and it is inherited on a line in which the change edited white space alone. */
  readonly isReindented: boolean;
  /** Its report suppresses it, while the base has it open or it would be new. */
  readonly isHidden: boolean;
}

export interface Tracking {
  /** One for each row of `current`. */
  readonly findings: readonly TrackedFinding[];
  /** Problems that are gone of those that the change is compared with. */
  readonly fixedCount: number;
  /** Some finding was decided without its source text. */
  readonly isLowConfidence: boolean;
}

/**
 * Decides for each finding which problem it is and whether it is new. Newness comes from the scan that the change is
 * compared with and from the change alone; what else is known only lends its ids, so that history and marks carry over to
 * problems that this scan does not have. A rule that did not run there is judged by the baseline. Two branches may have
 * named one problem each on their own: once it is marked under one of its names, that is its name.
 */
export function trackFindings(input: TrackingInput): Tracking {
  const { baseline, current, changes, beside } = input;
  const base = input.base ?? baseline;
  const { exactIn, directives = null } = input;
  const options = { exactIn, beside, areDirectives: directives !== null };
  const decisions = matchFindings(base?.features ?? null, current, changes, options);
  const identities = new Identities(current);
  const landed = input.landed ?? [];
  const likely = input.likely ?? [];
  const takeFromBase = (isFit: (row: number, baselineRow: number) => boolean): void =>
    decisions.forEach(({ baselineRow }, row) => {
      if (baselineRow !== null && isFit(row, baselineRow)) identities.take(row, base!, baselineRow);
    });
  if (input.isBaselineScan && base !== null && landed.length + likely.length > 0) {
    // A line that landed as it is now has the id that its pull request gave it, whatever it resembles on the base.
    takeFromBase((row, baselineRow) => isSameLine(current, row, base.features, baselineRow));
    for (const known of landed) identities.borrow(known, changes, beside, (loan) => loan.isSameLine);
    for (const known of likely) identities.borrow(known, changes, beside, isInPlace);
    takeFromBase((row, baselineRow) => identities.isOpen(row, base, baselineRow));
  } else takeFromBase(() => true);
  const ofBase = lazily(() => new Set(base === null ? [] : Array.from(base.issueIds)));
  const lent = [input.target ?? null, base === baseline ? null : baseline].map(
    (known) => known && identities.borrow(known, changes, beside),
  );
  const isOnTarget = (row: number): boolean =>
    lent.some((loans) => loans?.[row]?.isSameLine) && !ofBase().has(identities.issueIds[row]!);
  for (const known of [...landed, input.previous]) identities.borrow(known, changes, beside);
  for (const known of likely) identities.borrow(known, changes, beside, isInPlace);
  // Another change may have a problem like a marked one: only the same line in the same file is that one. On a branch that
  // does not tell what landed there, a marked problem may have come along in any way.
  const mayHaveLanded = input.isBaselineScan && changes.files === null;
  identities.borrow(input.marked, changes, beside, mayHaveLanded ? undefined : isInPlace);
  identities.adoptMarks(input.marked);

  const checks = ruleChecks(input.ranOnBase, base?.features ?? null, current);
  const evidence = changes.files === null ? null : new ChangeEvidence(current, changes);
  const facts: ChangeFacts = {
    base,
    ...checks,
    evidence,
    isRuleSeenElsewhere: evidence === null ? () => false : rulesElsewhere(input, decisions, checks, evidence),
    inBaselineBy: (row) => lent[1]?.[row]?.matchedBy ?? null,
    isOnTarget,
  };
  const newness = decisions.map((decision, row) => judge(input, facts, decision, row));
  const nearest = newness.some(({ isNew }) => isNew) ? nearestProblems(base, decisions, current) : null;
  return {
    findings: newness.map((judged, row) => ({
      issueId: identities.issueIds[row]!,
      firstSeenScanId: identities.firstSeenScanIds[row]!,
      ...judged,
      nearest: judged.isNew && decisions[row]!.isNew ? (nearest?.of(row) ?? null) : null,
      isHidden: isHidden(input, facts, decisions[row]!, row),
      isOfNewRule: judged.matchedBy === 'tool_changed' && !facts.isRuleOnBase(row),
      isReindented: isLeftAlone(judged.matchedBy) && (facts.evidence?.isReindented(row) ?? false),
    })),
    fixedCount: countFixed(base, decisions, input.isBaselineScan ? identities : null),
    isLowConfidence: decisions.some((decision) => decision.isLowConfidence),
  };
}

const isInPlace = (loan: Loan): boolean => loan.isSameLine && loan.isSamePath;

/** True for a finding that is inherited as the change left its line alone, and not as another one. */
export const isLeftAlone = (matchedBy: MatchedBy | null): boolean =>
  matchedBy === 'untouched' || matchedBy === 'tool_changed';

/**
 * Number of problems that no finding is any more.
 *
 * @param identities of a scan whose problems may have come back from elsewhere; null where only the base counts
 */
function countFixed(base: Baseline | null, decisions: readonly MatchDecision[], identities: Identities | null): number {
  if (base === null) return 0;
  if (identities === null)
    return base.features.count - decisions.filter(({ baselineRow }) => baselineRow !== null).length;
  const held = new Set(identities.issueIds);
  return Array.from(base.issueIds).filter((id) => !held.has(id)).length;
}

/** Facts on a change that all of its findings are judged by. */
interface ChangeFacts {
  /** Findings that the change is compared with. */
  readonly base: Baseline | null;
  readonly hasRuleRun: (row: number) => boolean;
  readonly isRuleOnBase: (row: number) => boolean;
  readonly isRuleSeenElsewhere: (row: number) => boolean;
  /** Null where the changed lines are not known. */
  readonly evidence: ChangeEvidence | null;
  /** The pass that found a finding in the baseline where the base did not have it. */
  readonly inBaselineBy: (row: number) => MatchedBy | null;
  /** The target branch has the problem on the same line of code, and the base does not have it. */
  readonly isOnTarget: (row: number) => boolean;
}

function judge(
  input: TrackingInput,
  facts: ChangeFacts,
  { baselineRow, matchedBy }: MatchDecision,
  row: number,
): Newness {
  if (input.isBaselineScan || input.suppressed?.[row] === 1) return inheritedBy(matchedBy);
  if (baselineRow === null) return judgeBroughtIn(input, facts, row);
  if (input.directives?.hasGrown(row, baselineRow)) return newBecause('worsened');
  const { base, evidence } = facts;
  const hasRuleRun = facts.hasRuleRun(row);
  const isWorse = hasRuleRun && isMoreSevere(input.severities?.[row], base?.severities?.[baselineRow]);
  const isTouched = isWorse && evidence !== null && evidence.placeOf(row) !== 'elsewhere';
  return isTouched ? newBecause('worsened') : inheritedBy(matchedBy);
}

/** Judges a finding that nothing on the base is recognized as. */
function judgeBroughtIn(input: TrackingInput, facts: ChangeFacts, row: number): Newness {
  const { base, evidence } = facts;
  const place = placeOf(input, facts, row);
  const isWritten = place === null || (place === 'added_line' && !evidence!.isMoved(row));
  if (input.directives && !isWritten) return inheritedBy('untouched');
  return judgeUnrecognized({
    place,
    hasRuleRun: facts.hasRuleRun(row),
    isToolUnknown: input.ranOnBase === 'unknown',
    isRuleOnBase: facts.isRuleOnBase(row),
    isRuleSeenElsewhere: facts.isRuleSeenElsewhere(row),
    hasBase: base !== null,
    isBaseExact: input.exactIn(hexOf(input.current.hash(row, 'path'))),
    judgesScope: input.current.has(row, 'judgesScope'),
    inBaselineBy: facts.inBaselineBy(row),
    isOnTarget: facts.isOnTarget(row),
  });
}

/**
 * Place of a finding; null where the changed lines are not known. A rule that judges a function may flag all of its lines: where the base has
 * no finding of the rule, a function whose head is kept is edited, not added.
 */
function placeOf({ current }: TrackingInput, facts: ChangeFacts, row: number): TouchedPlace | null {
  const { base, evidence } = facts;
  if (evidence === null) return null;
  const place = evidence.placeOf(row);
  const isOfKeptScope = place === 'added_line' && current.has(row, 'judgesScope') && evidence.isHeadKept(row);
  return isOfKeptScope && base !== null && !facts.isRuleOnBase(row) ? 'edited_scope' : place;
}

/**
 * True for a suppressed finding that would count without that: one that is open on the base, or that the change brings in. Where the
 * version of a tool is unknown, one that the base's report lacks counts as well: an edit of directives is likelier than another tool.
 */
function isHidden(input: TrackingInput, facts: ChangeFacts, { baselineRow }: MatchDecision, row: number): boolean {
  if (input.isBaselineScan || input.suppressed?.[row] !== 1) return false;
  if (baselineRow !== null) return facts.base?.suppressed?.[baselineRow] !== 1;
  if (judgeBroughtIn(input, facts, row).isNew) return true;
  const isFreeOfIt = facts.base !== null && input.exactIn(hexOf(input.current.hash(row, 'path')));
  return isFreeOfIt && input.ranOnBase === 'unknown' && facts.inBaselineBy(row) === null && !facts.isOnTarget(row);
}

/** Looks among the problems of the base that no finding was recognized as. */
function nearestProblems(
  base: Baseline | null,
  decisions: readonly MatchDecision[],
  current: FeatureTable,
): NearestProblems | null {
  if (base === null) return null;
  const isTaken = new Uint8Array(base.features.count);
  for (const { baselineRow } of decisions) if (baselineRow !== null) isTaken[baselineRow] = 1;
  const open = Array.from(isTaken, (taken, row) => (taken === 1 ? -1 : row)).filter((row) => row >= 0);
  return open.length === 0 ? null : new NearestProblems(base, open, current);
}

/** Severities are places in `SEVERITIES`, worst first. */
const isMoreSevere = (now: number | undefined, before: number | undefined): boolean =>
  now !== undefined && before !== undefined && now < before;

/** Returns the predicate that `UnrecognizedFinding.isRuleSeenElsewhere` describes, for findings of `current`. */
function rulesElsewhere(
  { current, exactIn }: TrackingInput,
  decisions: readonly MatchDecision[],
  { isRuleOnBase }: RuleChecks,
  evidence: ChangeEvidence,
): (row: number) => boolean {
  const rules = lazily(() => {
    const found = new Set<string>();
    decisions.forEach(({ baselineRow }, row) => {
      if (baselineRow !== null || isRuleOnBase(row) || !exactIn(hexOf(current.hash(row, 'path')))) return;
      if (evidence.placeOf(row) === 'elsewhere') found.add(hexOf(current.hash(row, 'rule')));
    });
    return found;
  });
  return (row) => rules().has(hexOf(current.hash(row, 'rule')));
}

type RuleChecks = Pick<ChangeFacts, 'hasRuleRun' | 'isRuleOnBase'>;

/** Returns predicates on the rule of a finding of `current`: it ran on the base, it has findings there. */
function ruleChecks(ran: RanOnBase, base: FeatureTable | null, current: FeatureTable): RuleChecks {
  const hasRun = (): boolean => ran === 'all';
  if (ran === 'all' || base === null) return { isRuleOnBase: hasRun, hasRuleRun: hasRun };
  const rules = new RowIndex(base, base.count, ['rule']);
  for (let row = 0; row < base.count; row += 1) rules.add(row);
  const isRuleOnBase = (row: number): boolean => rules.find(current, row) >= 0;
  return { isRuleOnBase, hasRuleRun: ran === 'none' ? hasRun : isRuleOnBase };
}
