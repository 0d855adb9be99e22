import { matchesGlob } from '../findings/classify/glob.js';

/** A repository's branches whose scans are baseline scans. */
export interface BaselineBranches {
  readonly defaultBranch: string;
  /** Patterns of further ones: `*` matches anything within a segment, `**` any segments. */
  readonly baselineBranches: readonly string[];
}

export const isBaselineBranch = ({ defaultBranch, baselineBranches }: BaselineBranches, branch: string): boolean =>
  branch === defaultBranch || baselineBranches.some((pattern) => matchesBranch(pattern, branch));

/** Findings of such a scan become the stored baseline: the default branch alone has one. */
export const isOfStoredBaseline = (scan: {
  readonly isBaselineScan: boolean;
  readonly branch: string;
  readonly defaultBranch: string;
}): boolean => scan.isBaselineScan && scan.branch === scan.defaultBranch;

/**
 * Matches segment by segment, going back to the last `**` alone: takes at most the product of both lengths, whoever
 * wrote the pattern.
 */
export function matchesBranch(pattern: string, branch: string): boolean {
  const wanted = pattern.split('/');
  const segments = branch.split('/');
  let inPattern = 0;
  let inBranch = 0;
  let lastStars = -1;
  let starsTakeTo = 0;
  while (inBranch < segments.length) {
    const want = wanted[inPattern];
    if (want === '**') {
      lastStars = inPattern++;
      starsTakeTo = inBranch;
    } else if (want !== undefined && matchesGlob(want, segments[inBranch]!)) {
      inPattern += 1;
      inBranch += 1;
    } else if (lastStars !== -1) {
      inPattern = lastStars + 1;
      inBranch = ++starsTakeTo;
    } else {
      return false;
    }
  }
  while (wanted[inPattern] === '**') inPattern += 1;
  return inPattern === wanted.length;
}
