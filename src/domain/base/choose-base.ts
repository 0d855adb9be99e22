/** A scan that may serve as a base. */
export interface BaseCandidate<Id> {
  readonly id: Id;
  /** Hex digits in lower case, 4 at least; null where CI named no commit. */
  readonly commitSha: string | null;
}

/** The line of commits below a change; hex digits in lower case. */
export interface CommitLine {
  /** The merge base; null where CI did not name it. */
  readonly baseSha: string | null;
  /** Ancestors of the merge base, the newest first. */
  readonly baseCommits: readonly string[];
}

/** The chosen base. */
export interface BaseChoice<Id> {
  readonly id: Id;
  /** True if its commit is the merge base. */
  readonly isExact: boolean;
  /** Commits between it and the merge base, 0 for the merge base itself; null where it is not on the line. */
  readonly commitsBehind: number | null;
}

/**
 * Chooses the base of a change: the scan of the merge base; else that of its nearest ancestor; else the newest. Of
 * several scans of one commit the newest counts. Null without a candidate.
 *
 * @param candidates suitable scans of the target branch, the newest first; those of other commits than the line's may
 *   be left out but for the newest
 */
export function chooseBase<Id>(candidates: readonly BaseCandidate<Id>[], line: CommitLine): BaseChoice<Id> | null {
  const [newest] = candidates;
  if (newest === undefined) return null;
  const elsewhere = { id: newest.id, isExact: false, commitsBehind: null };
  if (line.baseSha === null) return elsewhere;
  const commits = [line.baseSha, ...line.baseCommits];
  const find = commitFinder(candidates, commits);
  for (const [place, commit] of commits.entries()) {
    const found = find(commit);
    if (found !== null) return { id: found.id, isExact: place === 0, commitsBehind: place };
  }
  return elsewhere;
}

/** Digits by which abbreviations are looked up first: none is shorter. */
export const COMMIT_PREFIX_DIGITS = 4;

/** True where both name one commit, or neither names any; either may be an abbreviation of the other. */
export const isSameCommit = (one: string | null, other: string | null): boolean =>
  one === null || other === null ? one === other : one.startsWith(other) || other.startsWith(one);

export const commitPrefix = (commit: string): string => commit.slice(0, COMMIT_PREFIX_DIGITS);

/**
 * Finds the newest scan of a commit. Either may be an abbreviation: it matches the commits that begin with it, when
 * only one commit of the other side does.
 */
function commitFinder<Id>(
  candidates: readonly BaseCandidate<Id>[],
  line: readonly string[],
): (commit: string) => BaseCandidate<Id> | null {
  const newestOf = new Map<string, BaseCandidate<Id>>();
  for (const candidate of candidates) {
    const { commitSha } = candidate;
    if (commitSha !== null && !newestOf.has(commitSha)) newestOf.set(commitSha, candidate);
  }
  const scanned = new Commits(newestOf.keys());
  const onLine = new Commits(line);
  return (commit) => {
    const same = newestOf.get(commit);
    if (same !== undefined) return same;
    const found = scanned.only(commit);
    return found !== null && onLine.only(found) === commit ? newestOf.get(found)! : null;
  };
}

/** Commits that are looked up by abbreviations, with either side abbreviated. */
class Commits {
  private readonly byPrefix = new Map<string, Set<string>>();

  constructor(commits: Iterable<string>) {
    for (const commit of commits) {
      const alike = this.byPrefix.get(commitPrefix(commit)) ?? new Set();
      this.byPrefix.set(commitPrefix(commit), alike.add(commit));
    }
  }

  /** The one commit that matches; null when there is none, or more than one. */
  only(commit: string): string | null {
    const alike = [...(this.byPrefix.get(commitPrefix(commit)) ?? [])];
    const meant = alike.filter((other) => other.startsWith(commit) || commit.startsWith(other));
    return meant.length === 1 ? meant[0]! : null;
  }
}
