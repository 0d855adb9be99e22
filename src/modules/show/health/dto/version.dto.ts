/** The version of the service. */
export class VersionDto {
  /** Of the service and of the `qgate` that it hands out. @example "0.1.0" */
  version!: string;
  /** Commit that was built; null where the build had no repository. */
  commit!: string | null;
  /** Time of the build; null where it is unknown. */
  built_at!: Date | null;
  /** Version of the API. @example "1" */
  api!: string;
  /** Number of migrations that the database must have. */
  migrations!: number;
}
