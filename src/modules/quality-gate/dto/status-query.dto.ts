import { IsOptional } from 'class-validator';
import { QueryInteger } from '../../../platform/validation/query-fields.js';

export const MAX_WAIT_SECONDS = 30;

/** How long to wait for a verdict. */
export class StatusQueryDto {
  /** Seconds to wait for the verdict; the answer comes as soon as it exists. */
  @IsOptional()
  @QueryInteger(0, MAX_WAIT_SECONDS)
  wait = 0;
}
