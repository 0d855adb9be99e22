import { IsOptional, IsString, Length } from 'class-validator';
import { MAX_PASSWORD } from '../../../../platform/validation/password-length.js';
import { QueryText } from '../../../../platform/validation/query-fields.js';

/** Confirmation of a deletion. */
export class ConfirmationQueryDto {
  /** Name of the object to delete, as confirmation. Without it, or with a different name, nothing is deleted. */
  @IsOptional()
  @QueryText(200)
  confirm?: string;
}

/** Proof that the person deletes the account, where the sign-in is older than 15 minutes. */
export class DeleteAccountDto {
  /** The current password. */
  @IsOptional()
  @IsString()
  @Length(1, MAX_PASSWORD)
  password?: string | null;
}

/** A deletion that continues as a job. */
export class DeletionStartedDto {
  /** Id of the job, for `GET /jobs/{id}`. */
  job_id!: number;
}
