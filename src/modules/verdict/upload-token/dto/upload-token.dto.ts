/** A token that feeds one scan. */
export class UploadTokenDto {
  /** Bearer token that is only valid for the reports, changes, files and completion of the scan. */
  token!: string;
  expires_at!: string;
}
