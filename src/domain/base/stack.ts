import { type BaselineBranches, BaselineBranchFilter } from './baseline-branches.js';
import { type BaseCandidate, type BaseChoice, chooseBase, type CommitLine } from './choose-base.js';

/** Longest way from a change to its final target. */
export const LONGEST_STACK = 20;

/** A pull request that a change is on top of. */
export interface PassedPull<Id> {
  readonly number: number;
  readonly branch: string;
  readonly baseBranch: string | null;
  readonly isOpen: boolean;
  /** Its last completed scan with details; null where there is none. */
  readonly lastId: Id | null;
  /** Closed without a merge. */
  readonly isAbandoned: boolean;
}

/** The way from a change to the branch that it will end up in. */
export interface Stack<Id> {
  /** Open pull requests, the nearest first. */
  readonly parents: readonly PassedPull<Id>[];
  /** The last scans of those that were closed without a merge: what they brought is brought by the change itself now. */
  readonly abandonedIds: readonly Id[];
  readonly finalBranch: string;
}

/** An open pull request between a change and its final target, with the scan of it that counts; null where it has none. */
export interface PassedChange<Id> {
  readonly prNumber: number;
  readonly scanId: Id | null;
}

/** The base of a scan, and the scan by which the final target is judged. */
export interface StackedChoice<Id> extends BaseChoice<Id> {
  /** The nearest first; empty where the target is the final one. */
  readonly via: readonly PassedChange<Id>[];
  /** Base on the final target, which is the base itself outside of stacks; null where it has none. */
  readonly targetId: Id | null;
}

/** A base outside of stacks. */
export const unstacked = <Id>(base: BaseChoice<Id> | null): StackedChoice<Id> | null =>
  base && { ...base, via: [], targetId: base.id };

/**
 * The base and the scans below it, the nearest first: of changes that it is on top of, then of the final target. Where the base has no
 * report of a kind, the first of them that has one stands in for it: what a change withholds, the one on top of it does not inherit.
 */
export function downwards<Id>(base: {
  readonly id: Id;
  readonly via: readonly PassedChange<Id>[];
  readonly targetId: Id | null;
}): readonly Id[] {
  const { id, via, targetId } = base;
  const place = via.findIndex(({ scanId }) => scanId === id);
  const below = place === -1 ? [] : via.slice(place + 1).map(({ scanId }) => scanId);
  return [...new Set([id, ...below, targetId])].filter((each) => each !== null);
}

/**
 * Follows the targets of pull requests from the target of a change on. Baseline branches end the way; so does a circle, whose
 * end is the default branch.
 *
 * @param passed as far as one is the target of the one before, the nearest first
 */
export function layOutStack<Id>(
  target: string,
  passed: readonly PassedPull<Id>[],
  repo: BaselineBranches,
  ownBranch: string,
): Stack<Id> {
  const baselines = new BaselineBranchFilter(repo);
  const seen = new Set([ownBranch]);
  const parents: PassedPull<Id>[] = [];
  const abandonedIds: Id[] = [];
  let finalBranch = target;
  for (const pull of passed) {
    if (baselines.admits(finalBranch)) break;
    seen.add(finalBranch);
    if (pull.isOpen) parents.push(pull);
    else if (pull.isAbandoned && pull.lastId !== null) abandonedIds.push(pull.lastId);
    finalBranch = pull.baseBranch ?? repo.defaultBranch;
    if (seen.has(finalBranch)) finalBranch = repo.defaultBranch;
  }
  return { parents, abandonedIds, finalBranch };
}

/** Scans that a change may be compared with. */
export interface StackCandidates<Id> {
  /** By the branches of its parents, the newest first. */
  readonly ofParents: ReadonlyMap<string, readonly BaseCandidate<Id>[]>;
  /** Those of the final target. */
  readonly ofTarget: readonly BaseCandidate<Id>[];
}

/** Chooses the base among the scans of the nearest parent that has one on the line of commits, else among those of the final target. */
export function chooseStacked<Id>(
  { parents }: Stack<Id>,
  { ofParents, ofTarget }: StackCandidates<Id>,
  line: CommitLine,
): StackedChoice<Id> | null {
  const target = chooseBase(ofTarget, line);
  const chosen = parents.map(({ number, branch }) => {
    const candidates = ofParents.get(branch) ?? [];
    const choice = chooseBase(candidates, line);
    // its newest one is of other commits than the change is on top of
    const onLine = line.baseSha === null || choice?.commitsBehind != null ? choice : null;
    return { onLine, change: { prNumber: number, scanId: choice?.id ?? null } };
  });
  const base = chosen.find(({ onLine }) => onLine !== null)?.onLine ?? target;
  return base && { ...base, via: chosen.map(({ change }) => change), targetId: target?.id ?? null };
}
