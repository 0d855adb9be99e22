import { ApiProperty, OmitType } from '@nestjs/swagger';
import type { RuleName } from '../../../../domain/gate/policy.js';
import { CreateWaiverDto } from './waiver.dto.js';

/** A request for a waiver, or with `issue_id` for the acceptance of a problem. */
export class CreateWaiverRequestDto extends OmitType(CreateWaiverDto, ['rule']) {
  /** The rule whose violations the waiver tolerates. */
  rule?: RuleName;
  /** The problem to accept, instead of `rule`, `repo_id`, `pr_number` and `max_actual`. */
  @ApiProperty({ type: 'integer', minimum: 1, nullable: true, required: false, example: 98765 })
  issue_id?: number | null;
}
