import type { MatchedBy } from '../matching/matched-by.js';
import type { TouchedPlace } from './change-evidence.js';

export const NEW_BECAUSE = ['added_line', 'edited_scope', 'consequence', 'worsened', 'no_base', 'not_in_base'] as const;
/** Reason for a finding to count as new. docs/new-code.md explains each. */
export type NewBecause = (typeof NEW_BECAUSE)[number];

/**
 * Extent to which a tool's rules ran on the version that a change is compared with: 'all' where it reported there with the same
 * version and configuration, 'none' where it did not or they differ. Otherwise the rules ran that have findings there:
 * 'held' where these are known to be as they are here, 'unknown' where the version or the configuration is not known.
 */
export type RanOnBase = 'all' | 'held' | 'unknown' | 'none';

/** Facts on a finding that nothing in the base is recognized as. */
export interface UnrecognizedFinding {
  /** Null where the changed lines are not known. */
  readonly place: TouchedPlace | null;
  /** Its rule ran on the base. */
  readonly hasRuleRun: boolean;
  /** Its version or configuration is unknown, here and on the base. */
  readonly isToolUnknown: boolean;
  /** The base has findings of its rule, whatever the configuration. */
  readonly isRuleOnBase: boolean;
  /** The base has no finding of its rule, which reports on lines here that the change left alone: so the rule did not run on the base. */
  readonly isRuleSeenElsewhere: boolean;
  readonly hasBase: boolean;
  readonly isBaseExact: boolean;
  /** Its rule judges a whole scope, so that an edit anywhere in it can be the cause. */
  readonly judgesScope: boolean;
  /** The pass that found it among the problems of the default branch; null where none did. */
  readonly inBaselineBy: MatchedBy | null;
  /** The target branch has the problem by now. */
  readonly isOnTarget: boolean;
}

export type Newness =
  | { readonly isNew: true; readonly matchedBy: null; readonly newBecause: NewBecause }
  | { readonly isNew: false; readonly matchedBy: MatchedBy | null; readonly newBecause: null };

export const newBecause = (reason: NewBecause): Newness => ({ isNew: true, matchedBy: null, newBecause: reason });

/** @param matchedBy null for a finding that is not new for other reasons than evidence */
export const inheritedBy = (matchedBy: MatchedBy | null): Newness => ({ isNew: false, matchedBy, newBecause: null });

/**
 * Decides whether a change brought a finding that its base does not have. What it added is new. What it left alone is new
 * only where the base is known to be free of it; a base of another commit, an unknown tool, or a rule that did not run there
 * leaves that open, and then the finding is inherited.
 */
export function judgeUnrecognized(finding: UnrecognizedFinding): Newness {
  const { place, hasRuleRun, isToolUnknown, hasBase, isBaseExact, judgesScope, inBaselineBy } = finding;
  const isOfEditedScope = place === 'edited_scope' && judgesScope;
  if (finding.isOnTarget && (place === 'added_line' || isOfEditedScope)) return inheritedBy('on_target');
  if (inBaselineBy !== null && isForTheBaseline(finding)) return inheritedBy(inBaselineBy);
  if (place === null) return newBecause(hasBase ? 'not_in_base' : 'no_base');
  if (place === 'added_line') return newBecause('added_line');
  const isFreeOfIt = hasBase && isBaseExact;
  // Of an unknown tool, an edit or another commit is a likelier cause than a rule that did not run.
  const isLikely = isToolUnknown && !finding.isRuleSeenElsewhere && (isOfEditedScope || !isFreeOfIt);
  if (!hasRuleRun && !isLikely) return inheritedBy('tool_changed');
  if (isOfEditedScope || (place === 'edited_scope' && isFreeOfIt)) return newBecause('edited_scope');
  return isFreeOfIt && !isToolUnknown ? newBecause('consequence') : inheritedBy('untouched');
}

/**
 * True when the default branch's baseline decides, as the rule did not run on the base. For an added line the base still decides
 * if it has findings of the rule: similar code in the baseline may come from another change.
 */
const isForTheBaseline = ({ place, hasRuleRun, isRuleOnBase }: UnrecognizedFinding): boolean =>
  !hasRuleRun && !(place === 'added_line' && isRuleOnBase);
