import { IsOptional, IsString, Length } from 'class-validator';
import { MAX_PASSWORD } from '../../../../platform/validation/password-length.js';
import { QueryText } from '../../../../platform/validation/query-fields.js';
import type { StoredData } from '../stored-data.read-model.js';

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

/** Figures of what a deletion would end. */
export class DeletionForecastDto {
  repositories!: number;
  scans!: number;
  /** Findings in reports of scans that keep their details. */
  findings!: number;
  coverage_uploads!: number;
  /** Stored bytes of reports, as the quota `stored_bytes` counts them. */
  bytes!: number;
  /** Time of the oldest scan; null if there is none. */
  oldest!: string | null;
  /** False positives and accepted problems. */
  marks!: number;
  /** Waivers, including expired and revoked ones. */
  waivers!: number;
}

export const toDeletionForecastDto = ({ coverageUploads, oldest, ...counts }: StoredData): DeletionForecastDto => ({
  ...counts,
  coverage_uploads: coverageUploads,
  oldest: oldest?.toISOString() ?? null,
});
