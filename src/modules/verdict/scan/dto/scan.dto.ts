import { warnOfKeptBaseline } from '../../../../domain/base/kept-from-baseline.js';
import { targetBranch } from '../../../../domain/base/target-branch.js';
import type { GateStatus } from '../../../../domain/gate/decide-status.js';
import type { Direction } from '../../../../domain/gate/direction.js';
import { scanPageUrl } from '../../../../domain/scan-page.js';
import type { SourceExcerpts } from '../../../../domain/source/source-switch.js';
import { type WarningDto } from '../../../../platform/openapi/warning.dto.js';
import type { Scan, ScanBase, ScanState } from '../scan.js';

/** The group of a merge queue that a scan is of. */
export class ScannedGroupDto {
  /** @example [41, 42] */
  pr_numbers!: number[];
  /** @example main */
  target_branch!: string;
  /** The commit of the target that the group is based on. */
  base_sha!: string | null;
}

/** A scan as the API shows it. */
export class ScanDto {
  id!: number;
  /** Same value as `id`, under the name that the quality routes use. */
  scan_id!: number;
  repo_id!: number;
  branch!: string;
  commit_sha!: string | null;
  pr_number!: number | null;
  base_branch!: string | null;
  /** The merge base as named by CI. */
  base_sha!: string | null;
  /** Null unless the scan is of a merge group. */
  merge_group!: ScannedGroupDto | null;
  /** The tree that analyzers read; null if CI did not name it. */
  tree_sha!: string | null;
  /** The scan of an identical tree whose reports it uses; null if it has its own. */
  reused_scan_id!: number | null;
  default_branch!: string;
  is_baseline_scan!: boolean;
  /** True if a fork's pipeline created it. It does not become a baseline, and its own policy file is ignored. */
  is_untrusted!: boolean;
  /**
   * `pending` until the scan is completed, its scanner fails, or its deadline passes. It can still be completed after
   * the deadline.
   */
  status!: ScanState;
  /** Status of its last verdict; null while it is pending, `failed` once it timed out. */
  gate_status!: GateStatus | null;
  /** Change in quality since the previous completed scan, regardless of the gate; null if nothing can be compared. */
  direction!: Direction | null;
  /** Reason for the failure: the scanner's own, or `timed_out`. */
  reason!: string | null;
  expected_uploads!: number | null;
  /** Reports that were announced by name. */
  expected_reports!: string[];
  uploads_received!: number;
  /** Remarks on the scan, e.g. that its key prevents it from becoming the baseline. */
  warnings!: WarningDto[];
  /** Number of problems of the baseline that are gone here; null until completion. */
  fixed!: number | null;
  created_at!: string;
  /** Time at which a pending scan counts as failed. */
  deadline_at!: string;
  completed_at!: string | null;
  /** Time at which its findings and line coverage were deleted; null while they are stored. */
  details_expired_at!: string | null;
  /**
   * Page of the scan in the dashboard; null if `PUBLIC_URL` is not set.
   * @example "https://gate.example.com/scans/12345"
   */
  dashboard_url!: string | null;
}

/** An open pull request that the change is on top of. */
export class PassedChangeDto {
  /** @example 41 */
  pr_number!: number;
  /**
   * Its relevant scan: that of the merge base or the nearest ancestor, otherwise the newest. Null if none is complete.
   */
  scan_id!: number | null;
}

/** The scan that another one is compared with. */
export class NamedBaseDto {
  scan_id!: number;
  /** @example main */
  branch!: string;
  commit_sha!: string | null;
  /** True if its commit is the merge base. */
  exact!: boolean;
  /** Number of commits between it and the merge base; 0 if exact, null if the list of commits does not contain it. */
  commits_behind!: number | null;
  /**
   * Open pull requests between the scan and its final target, nearest first; each one targets the branch of the next.
   * @example []
   */
  via!: PassedChangeDto[];
}

/** A scan of an equal tree. */
export class ReusableScanDto {
  scan_id!: number;
}

/** A scan that was started. */
export class CreatedScanDto extends ScanDto {
  /** The scan that it will be compared with, unless that scan is deleted before completion; null if there is none. */
  base!: NamedBaseDto | null;
  /** A scan whose reports can replace its own, with `reuse` on completion; null if there is none. */
  reusable!: ReusableScanDto | null;
  /** Source text that the repository accepts. */
  source_excerpts!: SourceExcerpts;
  /** False: send only whether a directive has a reason, not the reason itself. */
  suppression_reasons!: boolean;
}

export const toNamedBase = (scan: Scan, { isExact, commitsBehind, via }: ScanBase): NamedBaseDto => ({
  scan_id: scan.id,
  branch: scan.branch,
  commit_sha: scan.commitSha,
  exact: isExact,
  commits_behind: commitsBehind,
  via: via.map(({ prNumber, scanId }) => ({ pr_number: prNumber, scan_id: scanId })),
});

/** A page of scans, newest first. */
export class ScanListDto {
  scans!: ScanDto[];
  next_cursor!: string | null;
}

/** Summary of accepted changed lines. */
export class ChangesTakenDto {
  scan_id!: number;
  /** Number of files that the change affects, including deleted ones. */
  files!: number;
  added_lines!: number;
  renames!: number;
}

/** Summary of an accepted file list. */
export class FilesTakenDto {
  scan_id!: number;
  files!: number;
  /** Lines of CODEOWNERS that were skipped. */
  warnings!: WarningDto[];
}

/**
 * The scan as it reads at `now`.
 *
 * @param publicUrl address of the service; null where it is not known
 */
export function toScanDto(scan: Scan, now: Date, publicUrl: string | null): ScanDto {
  const isOverdue = scan.state === 'pending' && scan.deadlineAt <= now;
  return {
    id: scan.id,
    scan_id: scan.id,
    repo_id: scan.repoId,
    branch: scan.branch,
    commit_sha: scan.commitSha,
    pr_number: scan.prNumber,
    base_branch: scan.baseBranch,
    base_sha: scan.baseSha,
    merge_group: scan.groupMembers && {
      pr_numbers: [...scan.groupMembers],
      target_branch: targetBranch(scan),
      base_sha: scan.baseSha,
    },
    tree_sha: scan.treeSha,
    reused_scan_id: scan.reusedScanId,
    default_branch: scan.defaultBranch,
    is_baseline_scan: scan.isBaselineScan,
    is_untrusted: scan.isUntrusted,
    status: isOverdue ? 'failed' : scan.state,
    gate_status: isOverdue ? 'failed' : scan.gateStatus,
    direction: scan.summary?.direction ?? null,
    reason: isOverdue ? 'timed_out' : scan.failureReason,
    expected_uploads: scan.expectedUploads,
    expected_reports: [...scan.expectedReports],
    uploads_received: scan.uploadsReceived,
    warnings: [...warnOfKeptBaseline(scan)],
    fixed: scan.fixedCount,
    created_at: scan.createdAt.toISOString(),
    deadline_at: scan.deadlineAt.toISOString(),
    completed_at: scan.completedAt?.toISOString() ?? null,
    details_expired_at: scan.detailsExpiredAt?.toISOString() ?? null,
    dashboard_url: publicUrl === null ? null : scanPageUrl(publicUrl, scan.id),
  };
}
