/** The part of a scan that names the target of its change. */
export interface Destination {
  readonly branch: string;
  readonly baseBranch: string | null;
  readonly defaultBranch: string;
  readonly isBaselineScan: boolean;
}

/** Branches that a merge queue creates: their name contains the target, then a segment of the queue's own. */
const MERGE_QUEUE = /^gh-readonly-queue\/(.+)\/[^/]+$/;

/**
 * The branch whose scans a scan is compared with: of a baseline scan its own, of a change its target as far as that is
 * named, else the default branch.
 */
export const targetBranch = ({ branch, baseBranch, defaultBranch, isBaselineScan }: Destination): string =>
  isBaselineScan ? branch : (baseBranch ?? MERGE_QUEUE.exec(branch)?.[1] ?? defaultBranch);
