import { IsOptional } from 'class-validator';
import { RULE_NAMES, type RuleName } from '../../../../domain/gate/policy.js';
import { PageQueryDto } from '../../../../platform/validation/page-query.dto.js';
import { QueryChoice } from '../../../../platform/validation/query-fields.js';

/** Filter and page of actions. */
export class NextActionsQueryDto extends PageQueryDto {
  /** Returns only actions for this rule. */
  @IsOptional()
  @QueryChoice(RULE_NAMES)
  rule?: RuleName;
}
