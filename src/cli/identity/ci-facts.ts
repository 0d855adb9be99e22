/** Facts of a merge queue on the group that it tests; null where it does not say them. */
export interface MergeGroup {
  /** Pull requests that variables, branch and commit name; those of the commits below come from the history. */
  readonly members: readonly number[];
  readonly target: string | null;
  readonly baseCommit: string | null;
  /** The branch of the group, where the CI system gives another one. */
  readonly branch: string | null;
  /** The commit of the group, where the CI system gives that of a member. */
  readonly commit: string | null;
}

/** Facts that a CI system states about the running build; undefined where it is silent. */
export interface CiEnvironment {
  /** True when a CI system runs this process, even one whose name is unknown. */
  readonly isCi?: boolean | undefined;
  /** The system's name; undefined outside of CI. */
  readonly name?: string | undefined;
  readonly slug?: string | undefined;
  /** The commit that the author pushed, not the one that the system made by merging it. */
  readonly commit?: string | undefined;
  /** The commit that the system made by merging it and runs on, if it does. */
  readonly mergeCommit?: string | undefined;
  readonly branch?: string | undefined;
  readonly pr?: number | undefined;
  /** Title, author and web address of the pull request. */
  readonly title?: string | undefined;
  readonly author?: string | undefined;
  readonly prUrl?: string | undefined;
  /** The branch that the pull request is to be merged into. */
  readonly base?: string | undefined;
  /** A commit of that branch, if the system names one. */
  readonly baseCommit?: string | undefined;
  readonly defaultBranch?: string | undefined;
  /** True when the change comes from another repository, whose people may not be trusted with this one's secrets. */
  readonly isFork?: boolean | undefined;
  /** The group of a merge queue that the system itself names as such. */
  readonly mergeGroup?: MergeGroup | undefined;
  /** Id that the jobs of one build share and no other build has. */
  readonly build?: string | undefined;
}

/** Replacements for facts from env-ci; null: its fact is wrong, and no better one is known. */
export type Correction = { readonly [K in keyof CiEnvironment]?: CiEnvironment[K] | null };

/** A number from 1, as systems write it; undefined for anything else. */
export function toNumber(text: string | number | undefined): number | undefined {
  const number = Number(text);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
