/** A file that the service hands out. */
export class DownloadDto {
  /** Path relative to the address of the service. @example "/qgate.tgz" */
  path!: string;
  /**
   * SHA-256 of the file, in hexadecimal. A digest from the same server proves nothing on its own; pin the digest of the
   * release.
   */
  sha256!: string;
  /** Size of the file. */
  bytes!: number;
}

/** The versions that work with the service: of its major version, and at most a minor version older or newer. */
export class CompatibleVersionsDto {
  /** @example "1.0" */
  oldest!: string;
  /** @example "1.2" */
  newest!: string;
}

/** The version of the service. */
export class VersionDto {
  /** Version of the service and of the `qgate` that it provides. @example "0.1.0" */
  version!: string;
  /** Commit that was built; null if the build had no repository. */
  commit!: string | null;
  /** Time of the build; null if unknown. */
  built_at!: Date | null;
  /** Version of the API. @example "1" */
  api!: string;
  /** Number of migrations that the database must have. */
  migrations!: number;
  /** Versions of `qgate` that work with this service. */
  qgate!: CompatibleVersionsDto;
  /** The available downloads of the command line: a package, and archives that do not need Node.js. */
  downloads!: DownloadDto[];
}
