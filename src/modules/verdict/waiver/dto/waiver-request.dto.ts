import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import type { Severity } from '../../../../domain/findings/finding.js';
import { type Threshold, THRESHOLD_SCHEMAS } from '../../../../domain/gate/exact-value.js';
import type { RuleName } from '../../../../domain/gate/policy.js';
import type { RepoId } from '../../../../domain/ids.js';
import type { Actor, KeyKind } from '../../../../platform/tenancy/caller.js';
import { IsReadableText, MayBeLeftOut } from '../../../../platform/validation/body-fields.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import { QueryChoice, QueryId } from '../../../../platform/validation/query-fields.js';
import { VerdictChangeDto } from '../../scan/verdict-changes.events.js';
import { REQUEST_STATES, type RequestState } from '../waiver-request.repository.js';

/** Filter and page of requests for waivers. */
export class ListWaiverRequestsDto extends PageQueryDto {
  @IsOptional()
  @QueryChoice(REQUEST_STATES)
  state?: RequestState;

  /** Requests for this repository and its pull requests. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;
}

/** An approval of a request. */
export class ApproveWaiverRequestDto {
  /** True: judges the scans again that the approval affects. Default: false. */
  @MayBeLeftOut()
  @IsBoolean()
  judge?: boolean;
}

/** A refusal of a request. */
export class DeclineWaiverRequestDto {
  /** Reason, in 1 to 2000 characters. */
  @ApiProperty({ minLength: 1, maxLength: 2000, pattern: '\\S', example: 'The finding is real; see #4521' })
  @IsReadableText(2000)
  reason!: string;
}

/** A problem as it was reported when its acceptance was requested. */
export class RequestedProblemDto {
  /** The newest scan that had it. @example 12345 */
  scan_id!: number;
  /** @example semgrep */
  tool!: string;
  /** @example sql-injection */
  rule_id!: string;
  severity!: Severity;
  /** @example "Input reaches a query" */
  message!: string;
  /** @example src/db.ts */
  file_path!: string | null;
  /** @example 42 */
  line!: number | null;
}

/** The maker of a request. */
export class RequestMakerDto {
  /** @example api_key */
  type!: Actor['type'];
  /** @example 7 */
  id!: number;
  /** Null if it no longer exists. @example "agent of acme/web" */
  name!: string | null;
  /** `agent` for the key of a coding agent, otherwise null. @example agent */
  kind!: KeyKind | null;
}

/** A request for a waiver, or for the acceptance of a problem. */
export class WaiverRequestDto {
  /** @example 3 */
  id!: number;
  state!: RequestState;
  /** The rule to waive; null for an acceptance. @example new_critical_max */
  rule!: RuleName | null;
  /** The problem to accept; null for a waiver, like `problem`. @example 98765 */
  issue_id!: number | null;
  problem!: RequestedProblemDto | null;
  /** @example "The fix is in review" */
  reason!: string;
  /** @example 8 */
  repo_id!: number | null;
  /** @example acme/backend */
  repo_name!: string | null;
  /** @example 142 */
  pr_number!: number | null;
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, nullable: true })
  max_actual!: Threshold | null;
  /** @example 2026-05-01T00:00:00Z */
  expires_at!: string | null;
  /** @example 16 */
  created_by_user_id!: number;
  /** @example "Ada Lovelace" */
  created_by_name!: string | null;
  by!: RequestMakerDto;
  /** @example 2026-04-19T12:00:00Z */
  created_at!: string;
  /** Null until the request is decided, like all fields below. @example 15 */
  decided_by_user_id!: number | null;
  /** @example "Grace Hopper" */
  decided_by_name!: string | null;
  /** @example 2026-04-19T14:00:00Z */
  decided_at!: string | null;
  decline_reason!: string | null;
  /** The waiver that the approval made; null for an acceptance. @example 8 */
  waiver_id!: number | null;
}

/** A new request. */
export class MadeRequestDto extends WaiverRequestDto {
  /** Set if no other person can approve the request; otherwise null. */
  notice!: string | null;
}

export const NO_APPROVER =
  'The organization has no other administrator who can approve this request. Make another member an administrator, or withdraw it and act as an administrator yourself: POST /api/quality/gates/waivers, or POST /api/quality/findings/accept for a problem.';

/** A request that was approved. */
export class ApprovedRequestDto extends WaiverRequestDto {
  /**
   * Verdicts of the newest scan of each branch and pull request, at most 50: with `judge`, those that changed;
   * otherwise, those that judging again would change now.
   */
  changes_verdicts!: VerdictChangeDto[];
}

/** Requests, newest first. */
export class WaiverRequestsDto {
  /** @example 42 */
  org_id!: number;
  requests!: WaiverRequestDto[];
  next_cursor!: string | null;
}
