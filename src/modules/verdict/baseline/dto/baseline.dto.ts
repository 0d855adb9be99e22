/** The default branch's baseline was cleared. */
export class BaselineRebuiltDto {
  /** @example 8 */
  repo_id!: number;
  /** @example "main" */
  branch!: string;
  /** Problems that the baseline had. @example 847 */
  cleared_fingerprints!: number;
  /** @example "Next scan on the default branch will re-establish the baseline." */
  note!: string;
}

/** The last rebuild was undone. */
export class BaselineRestoredDto {
  repo_id!: number;
  branch!: string;
  /** Problems restored to the baseline. */
  restored_fingerprints!: number;
}
