import { IsBoolean, IsInt, IsOptional, Max, Min, ValidateIf } from 'class-validator';
import type { IssueId, ScanId } from '../../../../domain/ids.js';
import { IsReadableText } from '../../../../platform/validation/body-fields.js';
import { VerdictChangeDto } from '../../scan/verdict-changes.events.js';
import type { IssueMark } from '../issues/issue-mark.repository.js';

/** Marks a problem as a false positive, or takes the mark back. */
export class MarkFpDto {
  /** @example 98765 */
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  issue_id!: IssueId;

  @IsBoolean()
  is_fp!: boolean;

  /**
   * The scan of the finding, whose line the mark covers as well. Default: the newest scan with this problem.
   * @example 12345
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  scan_id?: ScanId;

  /**
   * Reason. With `is_fp: true`, 1 to 2000 characters and not blank; otherwise ignored.
   * @example "Sanitized via
   * framework encoder at the boundary"
   */
  @ValidateIf(({ is_fp, reason }: MarkFpDto) => is_fp || (reason != null && typeof reason !== 'string'))
  @IsReadableText(2000)
  reason?: string | null;
}

/** The current mark. */
export class FpMarkDto {
  /** @example 98765 */
  issue_id!: number;
  user_marked_fp!: boolean;
  fp_marked_at!: string | null;
  fp_reason!: string | null;
  /** Verdicts of the newest scan of each branch and pull request that recomputing would change now, at most 50. */
  changes_verdicts!: VerdictChangeDto[];
}

export function toFpMarkDto(issueId: IssueId, mark: IssueMark | null, changes: VerdictChangeDto[]): FpMarkDto {
  return {
    issue_id: issueId,
    user_marked_fp: mark !== null,
    fp_marked_at: mark?.markedAt.toISOString() ?? null,
    fp_reason: mark?.reason ?? null,
    changes_verdicts: changes,
  };
}
