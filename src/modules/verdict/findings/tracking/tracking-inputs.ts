import type { ToolRunIdentity } from '../../../../domain/base/same-tool.js';
import type { ChangedLines } from '../../../../domain/changes/changed-lines.js';
import type { RanOnBase } from '../../../../domain/findings/tracking/newness.js';
import type { ScanId } from '../../../../domain/ids.js';
import type { MarkedIssue } from '../issues/issue-mark.repository.js';
import type { StoredFindings } from '../storage/finding-store.js';

/** Run of a tool whose findings are to be tracked. */
export interface TrackedRun extends ToolRunIdentity {
  readonly tool: string;
  /** `TrackingInputs.matchedAgainst` of the last time; empty where its findings come from a report. */
  readonly matchedAgainst: string;
  /** Version of the severity tables used for its findings. */
  readonly tablesVersion: number;
}

/** Everything that a tool's findings are compared with, by its place. */
export interface TrackingInputs {
  readonly tool: string;
  /** Digest of these inputs: equal ones promise equal results. */
  readonly matchedAgainst: string;
  /** The scan that they are compared with; null: the baseline is. */
  readonly baseId: ScanId | null;
  /** False where the tool did not report on the base. */
  readonly isOnBase: boolean;
  readonly isBaseExact: boolean;
  /** True where the same tables gave both sides their severities: else these say nothing of a change. */
  readonly areTablesSame: boolean;
  readonly changedSinceBase: readonly string[] | null;
  readonly ranOnBase: RanOnBase;
  /** The scan that the baseline points to. */
  readonly baselineId: ScanId | null;
  /** The newest scan of the target branch; null where it is the base, or has the baseline. */
  readonly targetId: ScanId | null;
  /** Scans of pull requests below the change that were closed without a merge. */
  readonly abandonedIds: readonly ScanId[];
  readonly previousId: ScanId | null;
  /** The last scans of pull requests that landed since the base. */
  readonly landedIds: readonly ScanId[];
  /** Scans that lend ids to the very same lines alone. */
  readonly likelyIds: readonly ScanId[];
  readonly marks: readonly MarkedIssue[];
  readonly changes: ChangedLines | null;
  readonly arePathsResolved: boolean;
  readonly secret: Uint8Array;
}

/** Findings of earlier scans, as far as they are known. */
export interface EarlierFindings {
  readonly base: StoredFindings | null;
  readonly baseline: StoredFindings | null;
  readonly target: StoredFindings | null;
  readonly previous: StoredFindings | null;
  readonly landed: readonly StoredFindings[];
  readonly likely: readonly StoredFindings[];
  readonly abandoned: readonly StoredFindings[];
}

/** Inputs of a tool's tracking, with the findings of earlier scans behind them. */
export interface PreparedTracking {
  readonly inputs: TrackingInputs;
  /** True where the inputs are others than the last time. */
  readonly isChanged: boolean;
  /** Loads those of all tools whose inputs changed, the first time it is called. */
  readonly loadEarlier: () => Promise<EarlierFindings>;
}
