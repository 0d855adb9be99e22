import { IsOptional } from 'class-validator';
import { QueryInteger } from '../../../../platform/validation/query-fields.js';

/** Wait time for another number of entries in the inbox. */
export class MeQueryDto {
  /** Seconds to wait for the number of inbox entries to differ from `inbox`. The response is sent as soon as that happens. */
  @IsOptional()
  @QueryInteger(0, 30)
  wait = 0;

  /** The number of entries that the caller knows. Without it, `wait` waits for a change. */
  @IsOptional()
  @QueryInteger(0, 1_000)
  inbox?: number;
}
