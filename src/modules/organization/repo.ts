import type { OrgId, RepoId, ScanId } from '../../domain/ids.js';

/** A repository and what the gate remembers of it. */
export interface Repo {
  readonly orgId: OrgId;
  readonly id: RepoId;
  readonly name: string;
  readonly defaultBranch: string;
  /** Patterns of branches whose scans are baseline scans, too. */
  readonly baselineBranches: readonly string[];
  readonly url: string | null;
  /** Rises with each rebuild: a scan that began under an older one does not write the baseline. */
  readonly baselineGeneration: number;
  /** The newest completed default-branch scan that wrote the baseline. */
  readonly baselineScanId: ScanId | null;
  /** The branch whose baseline was rebuilt, until a newer scan of it completes; else null. */
  readonly rebuiltBranch: string | null;
  readonly createdAt: Date;
}
