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
  /** The commit of the target that the group is on top of. */
  base_sha!: string | null;
}

/** A scan as the API shows it. */
export class ScanDto {
  id!: number;
  /** Equal to `id`: the name that the quality routes use. */
  scan_id!: number;
  repo_id!: number;
  branch!: string;
  commit_sha!: string | null;
  pr_number!: number | null;
  base_branch!: string | null;
  /** The merge base, as given by CI. */
  base_sha!: string | null;
  /** Null for the scan of anything but a merge group. */
  merge_group!: ScannedGroupDto | null;
  /** The tree that analyzers read; null where CI did not name it. */
  tree_sha!: string | null;
  /** The scan of an equal tree whose reports it takes; null where they are its own. */
  reused_scan_id!: number | null;
  default_branch!: string;
  is_baseline_scan!: boolean;
  /** A fork's pipeline made it: it is no baseline, and its own policy file does not count. */
  is_untrusted!: boolean;
  /**
   * `pending` until the scan is completed, its scanner gives up, or its deadline passes; it can be completed even then.
   */
  status!: ScanState;
  /** Status of its last verdict; null while it is pending, `failed` once it timed out. */
  gate_status!: GateStatus | null;
  /** Change of quality against the completed scan before it, whatever the gate says; null where nothing can be compared. */
  direction!: Direction | null;
  /** Reason for the failure: that of its scanner, or `timed_out`. */
  reason!: string | null;
  expected_uploads!: number | null;
  /** Reports that were announced by name. */
  expected_reports!: string[];
  uploads_received!: number;
  /** Remarks on the scan, e.g. that its key keeps it from becoming the baseline. */
  warnings!: WarningDto[];
  /** Problems of the baseline that are gone here; null until completion. */
  fixed!: number | null;
  created_at!: string;
  /** Time from which a pending scan reads as failed. */
  deadline_at!: string;
  completed_at!: string | null;
  /** Time at which its findings and line coverage were deleted; null while they are stored. */
  details_expired_at!: string | null;
  /** Page of the scan in the dashboard; null where `PUBLIC_URL` is not set. @example "https://gate.example.com/scans/12345" */
  dashboard_url!: string | null;
}

/** An open pull request that the change is on top of. */
export class PassedChangeDto {
  /** @example 41 */
  pr_number!: number;
  /** Its scan that counts: of the merge base or the nearest ancestor, else the newest. Null where none is completed. */
  scan_id!: number | null;
}

/** The scan that another one is compared with. */
export class NamedBaseDto {
  scan_id!: number;
  /** @example main */
  branch!: string;
  commit_sha!: string | null;
  /** True when its commit is the merge base. */
  exact!: boolean;
  /** Commits between it and the merge base; 0 when exact, null when the list of commits does not contain it. */
  commits_behind!: number | null;
  /**
   * Open pull requests between the scan and its final target, the nearest first: their branches are one another's target.
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
  /** The scan that it will be compared with, unless that is gone at completion; null: there is none. */
  base!: NamedBaseDto | null;
  /** A scan whose reports may stand in for its own, by `reuse` of its completion; null: there is none. */
  reusable!: ReusableScanDto | null;
  /** Source text that the repository allows to be sent. */
  source_excerpts!: SourceExcerpts;
  /** False: of reasons for directives it is only to be sent whether there are any. */
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
  /** Number of files that the change touches, deleted ones included. */
  files!: number;
  added_lines!: number;
  renames!: number;
}

/** Summary of an accepted file list. */
export class FilesTakenDto {
  scan_id!: number;
  files!: number;
  /** Lines of CODEOWNERS that were left out. */
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
