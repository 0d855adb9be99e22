import { IsOptional } from 'class-validator';
import { QueryBoolean } from '../../../../platform/validation/query-fields.js';

/** Choices of an export. */
export class ExportQueryDto {
  /** True: includes the stored source text. */
  @IsOptional()
  @QueryBoolean()
  source = false;
}
