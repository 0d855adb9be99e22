import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NamedTool } from '../../../../domain/base/same-tool.js';
import type { PassedChange } from '../../../../domain/base/stack.js';
import type { CoverageDetail } from '../../../../domain/coverage/coverage-detail.js';
import type { FileRanges } from '../../../../domain/coverage/measure-change.js';
import type { ForgeConclusion, GateStatus } from '../../../../domain/gate/decide-status.js';
import type { Direction } from '../../../../domain/gate/direction.js';
import type { FindingsBefore } from '../../../../domain/gate/scan-summary.js';
import type { OrgId, RepoId, ScanId } from '../../../../domain/ids.js';
import type { Rating } from '../../../../domain/ratings/ratings.js';
import type { ScanCounters } from '../../../../domain/ratings/scan-counters.js';
import type { ScanTrust } from '../../../../platform/tenancy/scan-trust.js';
import type { BaseOutdatedBy, ScanState, TrackingConfidence } from '../scan.js';

/** A row of `scans`; rows leave the repository as `Scan`. */
@Entity({ name: 'scans', schema: 'public' })
export class ScanEntity {
  @PrimaryColumn({ name: 'org_id', type: 'bigint' }) orgId!: OrgId;
  @PrimaryColumn({ type: 'bigint', generated: 'increment' }) id!: ScanId;
  @Column({ name: 'repo_id', type: 'bigint' }) repoId!: RepoId;
  @Column({ type: 'text' }) branch!: string;
  @Column({ name: 'commit_sha', type: 'text', nullable: true }) commitSha!: string | null;
  // not read with each scan: the history shows them, and the author is found by the digests
  @Column({ name: 'commit_title', type: 'text', nullable: true, select: false }) commitTitle!: string | null;
  @Column({ name: 'commit_author', type: 'text', nullable: true, select: false }) commitAuthor!: string | null;
  @Column({ type: 'text', array: true, select: false }) owners!: readonly string[];
  @Column({ name: 'author_email_digest', type: 'bytea', nullable: true, select: false })
  authorEmailDigest!: Buffer | null;
  @Column({ name: 'author_login_digest', type: 'bytea', nullable: true, select: false })
  authorLoginDigest!: Buffer | null;
  @Column({ name: 'extra_shas', type: 'text', array: true }) extraShas!: string[];
  @Column({ name: 'pr_number', type: 'bigint', nullable: true }) prNumber!: number | null;
  @Column({ name: 'base_branch', type: 'text', nullable: true }) baseBranch!: string | null;
  @Column({ name: 'base_sha', type: 'text', nullable: true }) baseSha!: string | null;
  // not read with each scan: up to 500 of them
  @Column({ name: 'base_commits', type: 'text', array: true, select: false }) baseCommits!: string[];
  @Column({ name: 'tree_sha', type: 'text', nullable: true }) treeSha!: string | null;
  @Column({ name: 'run_digest', type: 'text', nullable: true }) runDigest!: string | null;
  @Column({ name: 'group_members', type: 'bigint', array: true, nullable: true }) groupMembers!: number[] | null;
  @Column({ name: 'reused_scan_id', type: 'bigint', nullable: true }) reusedScanId!: ScanId | null;
  @Column({ name: 'default_branch', type: 'text' }) defaultBranch!: string;
  @Column({ name: 'is_baseline_scan', type: 'boolean' }) isBaselineScan!: boolean;
  @Column({ name: 'may_be_base', type: 'boolean' }) mayBeBase!: boolean;
  @Column({ name: 'is_kept_from_baseline', type: 'boolean' }) isKeptFromBaseline!: boolean;
  @Column({ name: 'is_untrusted', type: 'boolean' }) isUntrusted!: boolean;
  @Column({ type: 'smallint' }) trust!: ScanTrust;
  @Column({ name: 'baseline_generation', type: 'integer' }) baselineGeneration!: number;
  @Column({ name: 'is_base_chosen', type: 'boolean' }) isBaseChosen!: boolean;
  @Column({ name: 'named_base_id', type: 'bigint', nullable: true }) namedBaseId!: ScanId | null;
  @Column({ name: 'base_scan_id', type: 'bigint', nullable: true }) baseScanId!: ScanId | null;
  @Column({ name: 'is_base_exact', type: 'boolean' }) isBaseExact!: boolean;
  @Column({ name: 'base_commits_behind', type: 'integer', nullable: true }) baseCommitsBehind!: number | null;
  @Column({ name: 'base_via', type: 'jsonb' }) baseVia!: PassedChange<ScanId>[];
  @Column({ name: 'target_base_scan_id', type: 'bigint', nullable: true }) targetBaseScanId!: ScanId | null;
  @Column({ name: 'base_outdated_by', type: 'text', nullable: true }) baseOutdatedBy!: BaseOutdatedBy | null;
  @Column({ type: 'text' }) state!: ScanState;
  @Column({ name: 'failure_reason', type: 'text', nullable: true }) failureReason!: string | null;
  @Column({ name: 'expected_uploads', type: 'integer', nullable: true }) expectedUploads!: number | null;
  @Column({ name: 'expected_reports', type: 'text', array: true }) expectedReports!: string[];
  @Column({ name: 'owed_reports', type: 'text', array: true }) owedReports!: string[];
  @Column({ name: 'uploads_received', type: 'integer' }) uploadsReceived!: number;
  @Column({ name: 'last_upload_at', type: 'timestamptz', nullable: true }) lastUploadAt!: Date | null;
  @Column({ name: 'completion_requested_at', type: 'timestamptz', nullable: true }) completionRequestedAt!: Date | null;
  @Column({ name: 'idempotency_key', type: 'text', nullable: true }) idempotencyKey!: string | null;
  @Column({ name: 'created_by', type: 'text' }) createdBy!: string;
  @Column({ name: 'publisher_run', type: 'text', nullable: true }) publisherRun!: string | null;
  @Column({ name: 'unproven_commits', type: 'text', array: true }) unprovenCommits!: string[];
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ name: 'deadline_at', type: 'timestamptz' }) deadlineAt!: Date;
  // not read with each scan: it only keeps the event of its deadline from being recorded twice
  @Column({ name: 'is_timeout_recorded', type: 'boolean', select: false }) isTimeoutRecorded!: boolean;
  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true }) completedAt!: Date | null;
  @Column({ name: 'duplication_pct', type: 'double precision', nullable: true }) duplicationPct!: number | null;
  @Column({ name: 'duplicated_lines', type: 'bigint', nullable: true }) duplicatedLines!: number | null;
  @Column({ name: 'files_parsed', type: 'integer', nullable: true }) filesParsed!: number | null;
  @Column({ name: 'files_skipped', type: 'integer', nullable: true }) filesSkipped!: number | null;
  @Column({ name: 'lines_of_code', type: 'bigint', nullable: true }) linesOfCode!: number | null;
  @Column({ name: 'tool_versions', type: 'jsonb' }) toolVersions!: Record<string, string>;
  @Column({ name: 'named_tools', type: 'jsonb' }) namedTools!: NamedTool[];
  @Column({ name: 'policy_file', type: 'text', nullable: true }) policyFile!: string | null;
  @Column({ type: 'jsonb', nullable: true }) counters!: ScanCounters | null;
  @Column({ name: 'has_findings_report', type: 'boolean' }) hasFindingsReport!: boolean;
  @Column({ name: 'fixed_count', type: 'integer', nullable: true }) fixedCount!: number | null;
  @Column({ name: 'no_longer_checked', type: 'integer', nullable: true }) noLongerChecked!: number | null;
  @Column({ type: 'integer', nullable: true }) appeared!: number | null;
  @Column({ type: 'integer', nullable: true }) disappeared!: number | null;
  @Column({ type: 'text', nullable: true }) tracking!: TrackingConfidence | null;
  @Column({ name: 'has_changes', type: 'boolean' }) hasChanges!: boolean;
  @Column({ name: 'coverage_file_count', type: 'integer' }) coverageFileCount!: number;
  @Column({ name: 'lines_total', type: 'bigint' }) linesTotal!: number;
  @Column({ name: 'lines_covered', type: 'bigint' }) linesCovered!: number;
  @Column({ name: 'changed_lines_total', type: 'bigint', nullable: true }) changedLinesTotal!: number | null;
  @Column({ name: 'changed_lines_covered', type: 'bigint', nullable: true }) changedLinesCovered!: number | null;
  @Column({ name: 'coverage_detail', type: 'jsonb', nullable: true }) coverageDetail!: CoverageDetail | null;
  // not read with each scan: all of a change
  @Column({ name: 'uncovered_added', type: 'jsonb', nullable: true, select: false })
  uncoveredAdded!: readonly FileRanges[] | null;
  @Column({ type: 'integer' }) evaluation!: number;
  @Column({ name: 'gate_status', type: 'text', nullable: true }) gateStatus!: GateStatus | null;
  @Column({ type: 'text', nullable: true }) conclusion!: ForgeConclusion | null;
  @Column({ name: 'failing_rules', type: 'text', array: true, nullable: true }) failingRules!: readonly string[] | null;
  @Column({ name: 'findings_total', type: 'integer', nullable: true }) findingsTotal!: number | null;
  @Column({ name: 'new_total', type: 'integer', nullable: true }) newTotal!: number | null;
  @Column({ name: 'coverage_pct', type: 'double precision', nullable: true }) coveragePct!: number | null;
  @Column({ name: 'quality_rating', type: 'text', nullable: true }) qualityRating!: Rating | null;
  @Column({ name: 'debt_minutes', type: 'integer', nullable: true }) debtMinutes!: number | null;
  @Column({ type: 'text', nullable: true }) direction!: Direction | null;
  @Column({ name: 'findings_before', type: 'jsonb', nullable: true }) findingsBefore!: FindingsBefore | null;
  @Column({ name: 'tests_total', type: 'integer', nullable: true }) testsTotal!: number | null;
  @Column({ name: 'tests_failed', type: 'integer', nullable: true }) testsFailed!: number | null;
  @Column({ name: 'details_expired_at', type: 'timestamptz', nullable: true }) detailsExpiredAt!: Date | null;
  @Column({ name: 'marks_changed_at', type: 'timestamptz', nullable: true }) marksChangedAt!: Date | null;
}
