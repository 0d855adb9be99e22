import type { Direction } from '../../../domain/gate/direction.js';
import type { RepoId } from '../../../domain/ids.js';
import type { ScanState } from './scan.js';

/** The scans to list; what is undefined is left open. */
export interface ScanFilter {
  readonly repoId?: RepoId | undefined;
  readonly branch?: string | undefined;
  readonly prNumber?: number | undefined;
  readonly state?: ScanState | undefined;
  /** A commit, or how it begins, in lower case. */
  readonly commit?: string | undefined;
  /** True: without those that their pull request does not show. */
  readonly isShown?: boolean | undefined;
  readonly gateStatus?: ListedGateStatus | undefined;
  readonly direction?: Direction | undefined;
  /** Both included. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

export const LISTED_GATE_STATUSES = ['passed', 'failed', 'not_configured', 'timed_out', 'pending'] as const;
/** As lists are filtered by it: a scan that timed out is a failed one, too. */
export type ListedGateStatus = (typeof LISTED_GATE_STATUSES)[number];
