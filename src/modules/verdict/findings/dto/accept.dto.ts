import { ApiProperty } from '@nestjs/swagger';
import { Allow, IsInt, Max, Min } from 'class-validator';
import type { IssueId } from '../../../../domain/ids.js';
import { IsReadableText } from '../../../../platform/validation/body-fields.js';
import { VerdictChangeDto } from '../../scan/verdict-changes.events.js';
import type { AcceptedProblem } from '../issues/acceptance.writer.js';

/** A problem to accept. */
export class AcceptDto {
  /** @example 98765 */
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  issue_id!: IssueId;

  /** Reason, in 1 to 2000 characters. @example "Fixed with the new parser in May" */
  @IsReadableText(2000)
  reason!: string;

  /**
   * A time in the future, with a time zone, from which the problem counts again; null: never, if the organization
   * allows unlimited waivers.
   */
  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    required: false,
    example: '2026-05-01T00:00:00Z',
  })
  @Allow()
  until?: unknown;
}

/** An accepted problem. */
export class AcceptedDto {
  /** @example 98765 */
  issue_id!: number;
  accepted_reason!: string;
  /** @example "user:15" */
  accepted_by!: string;
  accepted_at!: string;
  accepted_until!: string | null;
  /** Verdicts of the newest scan of each branch and pull request that recomputing would change now, at most 50. */
  changes_verdicts!: VerdictChangeDto[];
}

/** A problem that counts again. */
export class WithdrawnAcceptanceDto {
  /** @example 98765 */
  issue_id!: number;
  /** Verdicts of the newest scan of each branch and pull request that recomputing would change now, at most 50. */
  changes_verdicts!: VerdictChangeDto[];
}

export const toAcceptedDto = ({
  accepted: { issueId, reason, markedBy, markedAt, endsAt },
  changes,
}: AcceptedProblem): AcceptedDto => ({
  issue_id: issueId,
  accepted_reason: reason,
  accepted_by: markedBy,
  accepted_at: markedAt.toISOString(),
  accepted_until: endsAt?.toISOString() ?? null,
  changes_verdicts: changes,
});
