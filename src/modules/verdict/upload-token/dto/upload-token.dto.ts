/** A token that feeds one scan. */
export class UploadTokenDto {
  /** Bearer token for the reports, changes, files and completion of the scan, and nothing else. */
  token!: string;
  expires_at!: string;
}
