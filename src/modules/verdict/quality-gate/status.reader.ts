import { Injectable } from '@nestjs/common';
import { AFTER_TIMEOUT, NO_ACTIONS } from '../../../domain/gate/actions/plan-actions.js';
import { forgeConclusion } from '../../../domain/gate/decide-status.js';
import { describeVerdict, PENDING_SUMMARY } from '../../../domain/gate/describe-verdict.js';
import { NO_EVIDENCE } from '../../../domain/gate/evidence.js';
import { type RuleLists, unjudgedRules } from '../../../domain/gate/judge-scan.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { toEvidence, toLists, toNextActions } from '../../../domain/scanned/verdict-body.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { Clock } from '../../../platform/time/clock.js';
import type { GateStatusDto } from './dto/verdict.dto.js';
import type { Evaluation } from './evaluation.js';
import { selectStatus, StatusReadModel, type StatusRow } from './status.read-model.js';
import { completeVerdict } from './stored-verdict.js';
import { describeScan } from './to-verdict.js';

/**
 * The body that `StatusReader` reads; completing a scan answers it
 * (docs/adr/architecture.md#readers-and-writers-between-features).
 */
export { GateStatusDto, NewInPrDto } from './dto/verdict.dto.js';
/** The columns of `toStatus`, for read models of others. */
export { selectStatus, type StatusRow };

const NO_RULES: RuleLists = { ...unjudgedRules('not_configured'), skippedRules: [] };

/** A status, of which repository, and when it changes by itself; null: not until something is saved. */
export interface ReadStatus {
  readonly status: GateStatusDto;
  /** True where a failed gate of the repository blocks, by what is in force now. */
  readonly isBlocking: boolean;
  readonly repoId: RepoId;
  readonly changesAt: Date | null;
}

/** The gate status of scans: in the open tenant transaction, else in one of its own. */
@Injectable()
export class StatusReader {
  constructor(
    private readonly statuses: StatusReadModel,
    private readonly clock: Clock,
  ) {}

  /**
   * The stored verdict, never a recomputation. A pending scan has every key and `status: null`; past its deadline it
   * reads as failed, though it can still be completed.
   */
  async readStatus(orgId: OrgId, scanId: ScanId): Promise<GateStatusDto> {
    const read = await this.findStatus(orgId, scanId);
    if (!read) throw new NotFoundInOrg('scan');
    return read.status;
  }

  /** The status that is read of a scan once this evaluation of it, its last, is stored. */
  statusOf({ verdict, policy }: Evaluation): GateStatusDto {
    return { ...completeVerdict(verdict, policy), stale: false, stale_reason: null };
  }

  /** As `read`, and for how long; null when there is no such scan. */
  async findStatus(orgId: OrgId, scanId: ScanId): Promise<ReadStatus | null> {
    const row = await this.statuses.findStatus(orgId, scanId, this.clock.now());
    return (
      row && {
        status: toStatus(scanId, row),
        isBlocking: row.is_blocking,
        repoId: row.repo_id,
        changesAt: row.changes_at,
      }
    );
  }
}

/** The status that the columns of `selectStatus` are of. */
export function toStatus(scanId: ScanId, row: StatusRow): GateStatusDto {
  if (row.verdict && row.policy) {
    const reason = row.stale ? (row.base_outdated_by ?? 'terms_changed') : null;
    return { ...completeVerdict(row.verdict, row.policy), stale: row.stale, stale_reason: reason };
  }
  return { ...withoutVerdict(scanId, row), ...(row.is_overdue ? timedOut(row) : {}) };
}

function withoutVerdict(scanId: ScanId, row: StatusRow): GateStatusDto {
  const scan = { branch: row.branch, defaultBranch: row.default_branch };
  return {
    scan_id: scanId,
    status: null,
    reason: null,
    summary: PENDING_SUMMARY,
    ...toLists(NO_RULES),
    ...describeScan({ ...scan, isBaselineScan: row.is_baseline_scan, tracking: null }),
    new_in_pr: { critical: 0, high: 0, medium: 0, low: 0, total: 0 },
    conclusion: null,
    ...toNextActions(NO_ACTIONS),
    warnings: [],
    policy: null,
    policy_file: null,
    ...toEvidence(NO_EVIDENCE),
    policy_version: null,
    repo_policy_version: null,
    evaluated_at: null,
    evaluation: null,
    considered: {
      waiver_ids: [],
      marks_changed_at: null,
      repo_policy_revision: 0,
      switches_revision: 0,
      accepted_until: null,
    },
    stale: false,
    stale_reason: null,
  };
}

function timedOut(row: StatusRow): Partial<GateStatusDto> {
  const rules = unjudgedRules('timed_out');
  return {
    status: 'failed',
    reason: 'timed_out',
    summary: describeVerdict('failed', 'timed_out', rules),
    ...toLists(rules),
    conclusion: forgeConclusion('failed', row.is_blocking),
    ...toNextActions(AFTER_TIMEOUT),
  };
}
