import { IsOptional } from 'class-validator';
import { QueryText } from '../../../platform/validation/query-fields.js';

/** Confirmation of a deletion. */
export class ConfirmationQueryDto {
  /** Name of what is deleted; without it, or with another one, nothing is. */
  @IsOptional()
  @QueryText(200)
  confirm?: string;
}

/** A deletion that goes on as a job. */
export class DeletionStartedDto {
  /** Id of the job, for `GET /jobs/{id}`. */
  job_id!: number;
}
