import { partsOf } from '../paths/name-pattern.js';
import { ANY_FOLDERS, PathPatterns } from '../paths/path-patterns.js';

/** A repository's branches whose scans are baseline scans. */
export interface BaselineBranches {
  readonly defaultBranch: string;
  /** Patterns of further ones: `*` matches anything within a segment, `**` any segments. */
  readonly baselineBranches: readonly string[];
}

/** Tells baseline branches of a repository from others; its patterns are matched together. */
export class BaselineBranchFilter {
  private readonly defaultBranch: string;
  private readonly patterns = new PathPatterns();

  constructor({ defaultBranch, baselineBranches }: BaselineBranches) {
    this.defaultBranch = defaultBranch;
    baselineBranches.forEach((pattern, at) => {
      const segments = pattern.split('/');
      this.patterns.add(
        segments.map((segment) => (segment === ANY_FOLDERS ? ANY_FOLDERS : partsOf(segment))),
        at,
      );
    });
  }

  /** Steps taken so far: see `PathPatterns`. */
  get steps(): number {
    return this.patterns.steps;
  }

  admits(branch: string): boolean {
    return branch === this.defaultBranch || this.patterns.numbersOf(branch).length > 0;
  }
}

export const isBaselineBranch = (repo: BaselineBranches, branch: string): boolean =>
  new BaselineBranchFilter(repo).admits(branch);

/** Findings of such a scan become the stored baseline: the default branch alone has one. */
export const isOfStoredBaseline = (scan: {
  readonly isBaselineScan: boolean;
  readonly branch: string;
  readonly defaultBranch: string;
}): boolean => scan.isBaselineScan && scan.branch === scan.defaultBranch;
