import { ApiProperty } from '@nestjs/swagger';
import { type Threshold, THRESHOLD_SCHEMAS } from '../../../../domain/gate/exact-value.js';
import type { RuleName } from '../../../../domain/gate/policy.js';
import { VerdictChangeDto } from '../../scan/verdict-changes.events.js';
import { WaiverRequestDto } from './waiver-request.dto.js';

/** A waiver to create: in the organization, in a repository, or in one of its pull requests. */
export class CreateWaiverDto {
  /** The rule whose violations it tolerates. */
  rule!: RuleName;
  /** Reason, in 1 to 2000 characters. */
  @ApiProperty({
    minLength: 1,
    maxLength: 2000,
    example: 'CVE-2026-XXXX is in a dev-only test harness, not deployed',
  })
  reason!: string;
  /** Null or omitted: the whole organization. */
  @ApiProperty({ type: 'integer', minimum: 1, nullable: true, required: false, example: 8 })
  repo_id?: number | null;
  /** One pull request of `repo_id`. */
  @ApiProperty({ type: 'integer', minimum: 1, nullable: true, required: false, example: 142 })
  pr_number?: number | null;
  /** A time in the future, with a time zone; null: unlimited, if the organization allows it. */
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    required: false,
    example: '2026-05-01T00:00:00Z',
  })
  expires_at?: string | null;
  /** The worst tolerated value. Example: with 2, a third critical finding fails the gate again. Null: any value. */
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, nullable: true, required: false })
  max_actual?: Threshold | null;
}

/** A waiver that was created. */
export class WaiverCreatedDto {
  /** @example 8 */
  id!: number;
  /** @example new_critical_max */
  rule!: RuleName;
  /** @example 8 */
  repo_id!: number | null;
  /** @example 142 */
  pr_number!: number | null;
  @ApiProperty({ oneOf: THRESHOLD_SCHEMAS, nullable: true })
  max_actual!: Threshold | null;
  /** @example 2026-04-19T12:00:00Z */
  created_at!: string;
  /** @example 2026-05-01T00:00:00Z */
  expires_at!: string | null;
}

/** A waiver that was created, with its effect. */
export class WaiverWrittenDto extends WaiverCreatedDto {
  /** Verdicts of the newest scan of each branch and pull request that recomputing would change now, at most 50. */
  changes_verdicts!: VerdictChangeDto[];
}

/** A new end of a waiver. */
export class UpdateWaiverDto {
  /** A time in the future, with a time zone; null: unlimited, if the organization allows it. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: '2026-06-01T00:00:00Z' })
  expires_at!: string | null;
}

/** Evaluations that a waiver was credited in. */
export class WaiverUsageDto {
  /** @example 4 */
  evaluations!: number;
  /** Scan of the last use; null if there is none. @example 12345 */
  last_scan_id!: number | null;
  /** @example 2026-04-20T09:30:00Z */
  last_used_at!: string | null;
}

/** A waiver in a list. */
export class WaiverDto extends WaiverCreatedDto {
  @ApiProperty({ example: 'Legacy monolith — scheduled refactor ticket #1234' })
  reason!: string;
  /** Name of the repository; null for the whole organization. @example acme/backend */
  repo_name!: string | null;
  /** @example 15 */
  created_by_user_id!: number | null;
  /** Name of that user; null if the user no longer exists. @example "Grace Hopper" */
  created_by_name!: string | null;
  usage!: WaiverUsageDto;
  revoked_at!: string | null;
  /** State at the time of the response. */
  expired!: boolean;
  revoked!: boolean;
}

/** A waiver after its change. */
export class WaiverUpdatedDto extends WaiverDto {
  /** Verdicts of the newest scan of each branch and pull request that recomputing would change now, at most 50. */
  changes_verdicts!: VerdictChangeDto[];
}

/** Waivers, newest first. */
export class WaiversDto {
  /** @example 42 */
  org_id!: number;
  waivers!: WaiverDto[];
  /** Requests, if `state=requested` or `include_requests` is given; otherwise empty. */
  @ApiProperty({ type: [WaiverRequestDto] })
  requests!: WaiverRequestDto[];
  next_cursor!: string | null;
}

/** A revoked waiver. */
export class WaiverRevokedDto {
  /** @example 8 */
  id!: number;
  revoked!: true;
  /**
   * Time of the first revocation.
   * @example 2026-04-19T14:00:00Z
   */
  revoked_at!: string;
  /** Verdicts of the newest scan of each branch and pull request that recomputing would change now, at most 50. */
  changes_verdicts!: VerdictChangeDto[];
}
