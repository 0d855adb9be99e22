/** The default branch's baseline was cleared. */
export class BaselineRebuiltDto {
  /** @example 8 */
  repo_id!: number;
  /** @example "main" */
  branch!: string;
  /** How many problems it held. @example 847 */
  cleared_fingerprints!: number;
  /** @example "Next scan on the default branch will re-establish the baseline." */
  note!: string;
}

/** The last rebuild was taken back. */
export class BaselineRestoredDto {
  repo_id!: number;
  branch!: string;
  /** How many problems the baseline holds again. */
  restored_fingerprints!: number;
}
